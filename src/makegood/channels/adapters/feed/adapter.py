"""Articles about the brand, by feed: RSS, Atom and JSON Feed. README.md beside this file is what it does, and its limits.

Only listens: nobody can be answered in a feed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from makegood.channels.adapters.feed import listening, reading
from makegood.channels.adapters.feed import settings as feed_settings
from makegood.channels.adapters.feed.reading import Article
from makegood.channels.types import Abilities, ChannelConfig, Envelope, Fetched, OutgoingLetter, SendReceipt, Setting
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind


class FeedAdapter:
    """One feed of a paper, a blog or a search for the brand's name."""

    kind: ClassVar[str] = "feed"
    name: ClassVar[str] = "Articles (feed)"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True,
        attachments=False,
        public=True,
        private=False,
        max_length=None,
        reply_window_hours=None,
        unanswered="Nobody can be answered in a feed. Write to the author, or below the article on their site.",
    )
    form: ClassVar[tuple[Setting, ...]] = feed_settings.FORM

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with defaults filled in. Refuses, naming each that is missing or malformed."""
        return feed_settings.check(settings)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:  # noqa: ARG002 - the shape of the seam
        """The envelope of one kept article. ValueError for anything else."""
        return (_envelope(reading.from_bytes(raw)),)

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:
        """New and edited articles since the cursor, and the gap if there was one. Changes nothing there. Raises Trouble."""
        return listening.look(feed_settings.read(channel.settings), cursor=cursor, limit=limit)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:  # noqa: ARG002 - the shape of the seam
        """Always refuses: a feed takes no answers."""
        raise Refusal("no_answers_here", self.abilities.unanswered)


def _envelope(article: Article) -> Envelope:
    said = "\n\n".join(filter(None, (_edited(article), article.text or article.title)))
    return Envelope(
        external_id=f"{article.id} {article.version}",
        author=Address(IdentityKind.HANDLE, f"feed:{_who(article)}", article.author or article.outlet or article.host),
        text=said,
        visible=said,
        sent_at=_when(article),
        subject=article.title or article.text[:80],
        html=article.html,
        thread_key=article.id,
        public=True,
        link=article.link,
    )


def _when(article: Article) -> datetime:
    at = article.changed or article.published
    if at is None:
        raise ValueError("this article has no date")
    return at


def _edited(article: Article) -> str:
    return f"(Edited on {article.changed:%-d %B %Y, %H:%M} UTC.)" if article.changed else ""


def _who(article: Article) -> str:
    """An author of one site; the site itself where it names none."""
    name = "-".join(article.author.casefold().split())[:120]
    return f"{article.host}/{name}" if name else article.host
