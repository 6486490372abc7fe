"""The e-mail channel: listens by IMAP, reads MIME, speaks by SMTP. README.md beside this file says what it does and its limits.

Never stores, never marks or deletes a mail, never decides who may speak.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from makegood.channels.adapters.email import compose, imap, reply_tokens, smtp
from makegood.channels.adapters.email import letter as mail_letter
from makegood.channels.adapters.email import settings as mail_settings
from makegood.channels.types import Abilities, ChannelConfig, Envelope, Fetched, OutgoingLetter, SendReceipt, Setting


class EmailAdapter:
    """One mailbox of a brand."""

    kind: ClassVar[str] = "email"
    name: ClassVar[str] = "E-mail"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True, attachments=True, public=False, private=True, max_length=None, reply_window_hours=None, copies=True
    )
    form: ClassVar[tuple[Setting, ...]] = mail_settings.FORM

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with defaults filled in. Refuses, naming each that is missing or malformed."""
        return mail_settings.check(settings)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        """The one envelope of a mail. The same bytes always give the same. ValueError for what is no mail."""
        return (mail_letter.read(raw, ours=channel.address, settings=mail_settings.read(channel.settings)),)

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:
        """At most `limit` mails after the cursor. Changes nothing in the mailbox. Raises Trouble."""
        return imap.look(mail_settings.read(channel.settings), cursor=cursor, limit=limit)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Hands the letter to the outgoing server. A repeat carries the same Message-ID. Raises Refusal and Trouble."""
        configured = mail_settings.read(channel.settings)
        at = datetime.now(UTC)
        mail = compose.compose(letter, channel=channel, settings=configured, at=at)
        return SendReceipt(mail.message_id, at, smtp.hand_over(mail, configured.smtp))

    def way_in(self, token: str, *, channel: ChannelConfig) -> str:
        """Our address with the token in it. Refuses an address whose name leaves no room for one."""
        return reply_tokens.reply_address(mail_settings.read(channel.settings).reply_address or channel.address, token)

    def is_for(self, token: str, whom: str, *, channel: ChannelConfig) -> bool:
        """Whether the token is that of a reply address in a letter of ours to `whom`."""
        secret = mail_settings.read(channel.settings).reply_secret
        return bool(secret) and reply_tokens.read_reply_token(secret, token, whom) is not None

    def greet(self, *, channel: ChannelConfig) -> str:
        """Enters the outgoing server and leaves it without a letter. Raises Trouble."""
        return smtp.greet(mail_settings.read(channel.settings).smtp)
