"""The Mastodon channel: mentions, threads, hashtags and direct posts of one account. README.md beside this file is what it does, and its limits.

Never stores, never follows, boosts or deletes, and never says in public what was asked in private.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import ClassVar

from makegood.channels.adapters.mastodon import following, listening, pictures, posts, speaking, streaming
from makegood.channels.adapters.mastodon import settings as account_settings
from makegood.channels.adapters.mastodon.server import Server
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
from makegood.people.types import Address


class MastodonAdapter:
    """One account on one server."""

    kind: ClassVar[str] = "mastodon"
    name: ClassVar[str] = "Mastodon"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True,
        attachments=True,
        pictures=pictures.SHOWN,
        public=True,
        private=True,
        max_length=account_settings.DEFAULT_LENGTH - account_settings.NAME_AND_BLANK,
        reply_window_hours=None,
        begins=True,
        announces=True,
    )
    form: ClassVar[tuple[Setting, ...]] = account_settings.FORM

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with defaults filled in. Refuses, naming each that is missing or malformed."""
        return account_settings.check(settings)

    def abilities_of(self, *, channel: ChannelConfig) -> Abilities:
        """With the length of the account's own server, less the name that an answer begins with."""
        most = account_settings.read(channel.settings).max_characters
        return replace(self.abilities, max_length=most - account_settings.NAME_AND_BLANK)

    def length(self, text: str) -> int:
        """As servers count: a link is 23 characters."""
        return speaking.length(text)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        """The envelope of one kept post. ValueError for anything else."""
        return posts.read(raw, host=account_settings.read(channel.settings).host)

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:
        """Mentions, threads, words, edits and deletions since the cursor. Changes nothing there. Raises Trouble."""
        return listening.look(account_settings.read(channel.settings), cursor=cursor, limit=limit)

    def tells_all(self, *, channel: ChannelConfig) -> bool:
        """Where only those who turn to us are heard; posts with our words are only found by looking."""
        return not account_settings.read(channel.settings).words

    def listen(self, *, channel: ChannelConfig) -> Generator[bool]:
        """The server's event stream. Raises Trouble."""
        return streaming.listen(account_settings.read(channel.settings))

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Posts the answer, with its pictures. A repeat is the same post. Raises Refusal and Trouble."""
        return speaking.say(letter, account_settings.read(channel.settings))

    def followers(self, *, channel: ChannelConfig, cursor: str) -> tuple[Sequence[Address], str]:
        """Who follows the account, a page at a time. Raises Trouble."""
        known = account_settings.read(channel.settings)
        return following.page(Server(known), cursor, host=known.host)

    def announce(self, said: Announcement, *, channel: ChannelConfig) -> SendReceipt:
        """A public post of the account's own, which answers nobody. A repeat is the same post."""
        return speaking.announce(said, account_settings.read(channel.settings))

    def greet(self, *, channel: ChannelConfig) -> str:
        """Says as whom the server lets us in, and how long a post may be there. Raises Trouble."""
        return speaking.greet(account_settings.read(channel.settings))
