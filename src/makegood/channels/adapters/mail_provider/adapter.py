"""Mail that a provider carries: it calls us with what arrives and with what became of what we sent; we send by its API.

README.md beside this file says what it does and its limits. Reads and writes the same mails as the e-mail channel, by the same code, which
the registry hands in. Never stores, never fetches, never decides who may speak.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from makegood.channels.adapters.mail_provider import calls, providers
from makegood.channels.adapters.mail_provider import settings as own_settings
from makegood.channels.adapters.mail_provider.mails import Mails
from makegood.channels.types import (
    Abilities,
    Call,
    CallAnswer,
    ChannelConfig,
    Envelope,
    Fetched,
    OutgoingLetter,
    SendReceipt,
    Setting,
)
from makegood.kernel.refusals import Refusal


class MailProviderAdapter:
    """One address of a brand at one provider of mail."""

    kind: ClassVar[str] = "mail_provider"
    name: ClassVar[str] = "E-mail through a provider"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True, attachments=True, public=False, private=True, max_length=None, reply_window_hours=None, copies=True
    )
    consented_as: ClassVar[str] = "email"
    form: ClassVar[tuple[Setting, ...]] = own_settings.FORM  # and behind them those of the mails themselves

    def __init__(self, mails: Mails) -> None:
        self._mails = mails
        type(self).form = (*own_settings.FORM, *mails.form)

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings, cleaned. Refuses, naming each that is missing, malformed or unknown."""
        ours, of_the_mails = own_settings.split(settings)
        return {**self._mails.check(of_the_mails), **own_settings.check(ours)}

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        """Keeps a signed call: `…/call/inbound` for mail that came in, `…/call/tracking` for news of what we sent."""
        if call.method in ("HEAD", "GET"):
            return CallAnswer()  # some providers look whether somebody is there
        what = call.rest.strip("/")
        if what not in (calls.INBOUND, calls.TRACKING):
            raise Refusal(
                "no_such_door", f"Let mail be sent to …/call/{calls.INBOUND}, and news of it to …/call/{calls.TRACKING}."
            )
        calls.check(call, what, provider=providers.of(channel.settings), settings=channel.settings)
        return CallAnswer((calls.keep(what, call),))

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        """The mails, or the reports, in one call. ValueError for what is neither."""
        from makegood.channels.adapters.mail_provider import mailed, told  # django-anymail is loaded by what it carries

        kept, provider = calls.read(raw), providers.of(channel.settings)
        if kept.what == calls.TRACKING:
            return told.envelopes(kept, provider=provider, settings=channel.settings)
        found = mailed.mails(kept, provider=provider, settings=channel.settings)
        return [self._mails.read(mail, channel=channel) for mail in found]

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: this channel is told."""
        return Fetched((), cursor, more=False)

    def is_for(self, token: str, whom: str, *, channel: ChannelConfig) -> bool:
        """Whether the token is that of a reply address in a letter of ours to `whom`."""
        return self._mails.is_for(token, whom, channel=channel)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Hands the letter to the provider. A repeat carries the same Message-ID. Raises Refusal and Trouble."""
        from makegood.channels.adapters.mail_provider import sending

        at = datetime.now(UTC)
        mail = self._mails.compose(letter, channel=channel, at=at)
        detail = sending.hand_over(mail, provider=providers.of(channel.settings), settings=channel.settings)
        return SendReceipt(mail.message_id, at, detail)
