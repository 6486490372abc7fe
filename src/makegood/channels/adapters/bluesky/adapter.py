"""Bluesky: mentions, answers, quotes and what a search finds, with their threads; public answers; direct messages where they are allowed.

Reads, answers, and stores nothing: sessions live in memory. README.md beside this file says what it can and cannot.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from makegood.channels.adapters.bluesky import following, graphemes, listening, pictures, posts, settings, speaking
from makegood.channels.adapters.bluesky.server import Server
from makegood.channels.providers import reading
from makegood.channels.types import (
    Abilities,
    Announcement,
    ChannelConfig,
    Envelope,
    Fetched,
    OutgoingLetter,
    SendReceipt,
    Setting,
)
from makegood.kernel.refusals import Trouble
from makegood.people.types import Address


class BlueskyAdapter:
    """One account of the brand on the network of the AT protocol."""

    kind: ClassVar[str] = "bluesky"
    name: ClassVar[str] = "Bluesky"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True,
        attachments=True,
        public=True,
        private=True,
        max_length=speaking.LONGEST,
        reply_window_hours=None,
        pictures=pictures.SHOWN,
        announces=True,
    )
    form: ClassVar[tuple[Setting, ...]] = settings.FORM

    def abilities_of(self, *, channel: ChannelConfig) -> Abilities:
        """Private words go by direct message, where the settings allow it."""
        allowed = settings.read(channel.settings).private_messages
        return replace(self.abilities, private=allowed, begins=allowed)

    def length(self, text: str) -> int:
        """In letters as people see them; a text of very many bytes counts by these."""
        return graphemes.length(text)

    def check_settings(self, given: dict[str, str]) -> dict[str, str]:
        """Handle and app password at least. Refuses what is missing or malformed, naming each."""
        return settings.check(given)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:  # noqa: ARG002 - the shape of the seam
        """The one post or message in what a look kept. ValueError where it is none."""
        return posts.read(raw)

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:
        """What concerns us since the cursor, oldest first."""
        known = settings.read(channel.settings)
        return listening.look(known, Server(known, channel.id), cursor=cursor, limit=limit)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """A public answer under their post, or a direct message."""
        known = settings.read(channel.settings)
        return speaking.send(Server(known, channel.id), letter)

    def followers(self, *, channel: ChannelConfig, cursor: str) -> tuple[Sequence[Address], str]:
        """Who follows the account, a page at a time. Raises Trouble."""
        known = settings.read(channel.settings)
        return following.page(Server(known, channel.id), cursor)

    def announce(self, said: Announcement, *, channel: ChannelConfig) -> SendReceipt:
        """A post of the account's own, which answers nobody."""
        known = settings.read(channel.settings)
        return speaking.announce(Server(known, channel.id), said)

    def greet(self, *, channel: ChannelConfig) -> str:
        """Signs in and says what can be heard; says nothing to anybody."""
        known = settings.read(channel.settings)
        server = Server(known, channel.id)
        profile = server.ask("app.bsky.actor.getProfile", {"actor": server.did})
        if profile.error:
            raise Trouble(f"{server.whom} let us in, and the network does not know @{known.handle} yet: try again in a minute.")
        said = [f"Signed in as @{reading.text(profile.value, 'handle')}."]
        if known.words:
            found = server.ask("app.bsky.feed.searchPosts", {"q": known.words[0], "limit": 1})
            said.append("This server cannot search: only who names the account is heard." if found.error else "It can search.")
        if known.private_messages:
            answer = server.ask("chat.bsky.convo.listConvos", {"limit": 1}, chat=True)
            why = answer.message or answer.error
            said.append(f"It does not let us see direct messages: {why}." if answer.error else "Direct messages are heard.")
        return " ".join(said)
