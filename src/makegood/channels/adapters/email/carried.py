"""Mails that another channel carries (a provider of mail, by its own calls): read, composed and set up by the same code as this one's.

Pure, like what it stands on. Handed to such a channel by the registry, so that adapters do not know one another. Never sends, never
stores, and knows no server: who carries the mails is the other channel's matter.
"""

from collections.abc import Mapping
from datetime import datetime

from makegood.channels.adapters.email import compose as composing
from makegood.channels.adapters.email import letter as mail_letter
from makegood.channels.adapters.email import reply_tokens
from makegood.channels.adapters.email import settings as mail_settings
from makegood.channels.types import ChannelConfig, Envelope, OutgoingLetter, Setting

_SERVERS = ("imap_", "smtp_")
_NOT_ASKED = {"imap_host": "localhost", "imap_user": "-", "imap_password": "-", "smtp_host": "localhost"}


class CarriedMails:
    """How mails are read and written, whoever carries them."""

    form: tuple[Setting, ...] = tuple(
        setting for setting in mail_settings.FORM if not setting.name.startswith(_SERVERS) and setting.name != "timeout_s"
    )

    def check(self, settings: Mapping[str, str]) -> dict[str, str]:
        """The settings of the mails themselves (name, reply address, largest size), cleaned. Refuses as the e-mail channel does."""
        cleaned = mail_settings.check({**settings, **_NOT_ASKED})
        wanted = {setting.name for setting in self.form}
        return {name: value for name, value in cleaned.items() if name in wanted}

    def read(self, raw: bytes, *, channel: ChannelConfig) -> Envelope:
        """The envelope of one mail, as the e-mail channel reads it. ValueError for what is no mail."""
        return mail_letter.read(raw, ours=channel.address, settings=self._settings(channel))

    def compose(self, letter: OutgoingLetter, *, channel: ChannelConfig, at: datetime) -> composing.Mail:
        """The mail for a letter, with our Message-ID and the signed way back. Refuses what can never be sent."""
        return composing.compose(letter, channel=channel, settings=self._settings(channel), at=at)

    def is_for(self, token: str, whom: str, *, channel: ChannelConfig) -> bool:
        """Whether the token is that of a reply address in a letter of ours to `whom`."""
        secret = self._settings(channel).reply_secret
        return bool(secret) and reply_tokens.read_reply_token(secret, token, whom) is not None

    def _settings(self, channel: ChannelConfig) -> mail_settings.MailSettings:
        wanted = {setting.name for setting in self.form}
        return mail_settings.read({name: value for name, value in channel.settings.items() if name in wanted} | _NOT_ASKED)
