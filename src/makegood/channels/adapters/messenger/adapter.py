"""The Messenger channel: private messages to a Facebook page, and the comments under its posts. README.md beside this file is what it does,
and its limits.

Never stores, and never says in public what was not marked so.
"""

from collections.abc import Sequence
from typing import ClassVar

from makegood.channels.adapters.messenger import comments
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

LONGEST = 2_000  # characters of a message
_NETWORK = meta_talk.Network("messenger", "Messenger", comments="comments", words="message", since="created_time")


class MessengerAdapter:
    """One Facebook page."""

    kind: ClassVar[str] = "messenger"
    name: ClassVar[str] = "Messenger"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True, attachments=False, public=True, private=True, max_length=LONGEST, reply_window_hours=meta.WINDOW_HOURS
    )
    form: ClassVar[tuple[Setting, ...]] = (
        Setting("page_id", "Number of your page", "On the page: About, Page transparency.", required=True),
        meta.ACCESS_TOKEN,
        meta.APP_SECRET,
        meta.VERIFY_TOKEN,
        meta.VERSION,
        Setting("base_url", "Address of the API", "Leave it as it is.", default="https://graph.facebook.com"),
    )

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with defaults filled in. Refuses, naming each that is missing or malformed."""
        page = checking.matching(r"\d{1,30}", "is no number")
        return checking.checked(settings, self.form, {**meta.CHECKS, "page_id": page})

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        """The messages and comments of one call, without those of other pages. ValueError where it is no call for a page."""
        page = channel.settings.get("page_id", "")
        entries = meta_talk.entries(raw, kind="page", of="a page", ours=page)
        both = ((meta_talk.read(one, _NETWORK, ours=page), comments.read(one, page=page)) for one in entries)
        return [found for parts in both for part in parts for found in part]

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        """What Meta signed, once; its question whether we are there is answered."""
        return meta.take(call, channel.settings, lambda: self.parse(call.body, channel=channel))

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: Meta calls us."""
        return Fetched((), cursor, more=False)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Writes to them, or answers their comment. Raises Refusal and Trouble."""
        return meta_talk.say(letter, channel.settings, _NETWORK, ours=channel.settings["page_id"])

    def greet(self, *, channel: ChannelConfig) -> str:
        """Says as which page Meta lets us in. Raises Trouble."""
        page = meta.ask(channel.settings, "GET", channel.settings["page_id"], whom="Messenger", query={"fields": "name"})
        return f"Speaking works: Meta let us in as {reading.name(page, 'name')}."
