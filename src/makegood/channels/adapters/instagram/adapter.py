"""The Instagram channel: private messages to a business account, and the comments under its pictures. README.md beside this file is what it
does, and its limits.

Never stores, and never says in public what was not marked so.
"""

from collections.abc import Sequence
from typing import ClassVar

from makegood.channels.adapters.instagram import comments
from makegood.channels.providers import meta, meta_talk, reading
from makegood.channels.providers import settings as checking
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

LONGEST = 1_000  # bytes of a message in UTF-8
_NETWORK = meta_talk.Network("instagram", "Instagram", comments="replies", words="text", since="timestamp")


class InstagramAdapter:
    """One professional account."""

    kind: ClassVar[str] = "instagram"
    name: ClassVar[str] = "Instagram"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True, attachments=False, public=True, private=True, max_length=LONGEST, reply_window_hours=meta.WINDOW_HOURS
    )
    form: ClassVar[tuple[Setting, ...]] = (
        Setting("account_id", "Number of your account", "In Meta's developer console: Instagram, API setup.", required=True),
        meta.ACCESS_TOKEN,
        meta.APP_SECRET,
        meta.VERIFY_TOKEN,
        meta.VERSION,
        Setting("base_url", "Address of the API", "Leave it as it is.", default="https://graph.instagram.com"),
    )

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with defaults filled in. Refuses, naming each that is missing or malformed."""
        account = checking.matching(r"\d{1,30}", "is no number")
        return checking.checked(settings, self.form, {**meta.CHECKS, "account_id": account})

    def length(self, text: str) -> int:
        """As Instagram counts: bytes in UTF-8."""
        return len(text.encode())

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        """The messages and comments of one call, without those of other accounts. ValueError where it is no call for an account."""
        ours = channel.settings.get("account_id", "")
        entries = meta_talk.entries(raw, kind="instagram", of="an account", ours=ours)
        both = ((meta_talk.read(one, _NETWORK, ours=ours), comments.read(one, _NETWORK, ours=ours)) for one in entries)
        return [found for parts in both for part in parts for found in part]

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        """What Meta signed, once; its question whether we are there is answered."""
        return meta.take(call, channel.settings, lambda: self.parse(call.body, channel=channel))

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: Meta calls us."""
        return Fetched((), cursor, more=False)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Writes to them, or answers their comment. Raises Refusal and Trouble."""
        return meta_talk.say(letter, channel.settings, _NETWORK, ours=channel.settings["account_id"])

    def greet(self, *, channel: ChannelConfig) -> str:
        """Says as which account Meta lets us in. Raises Trouble."""
        me = meta.ask(channel.settings, "GET", channel.settings["account_id"], whom="Instagram", query={"fields": "username"})
        return f"Speaking works: Meta let us in as @{reading.name(me, 'username')}."
