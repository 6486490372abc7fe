"""One look into a feed: what is new since the last look, and whether something came and went unseen meanwhile.

The cursor holds what the last looks saw, so that an article is taken once and a gap is noticed. Stores nothing itself.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from makegood.channels.adapters.feed import reading
from makegood.channels.adapters.feed.reading import Article
from makegood.channels.adapters.feed.settings import FeedSettings
from makegood.channels.providers import pages
from makegood.channels.types import Fetched
from makegood.kernel.refusals import Trouble

FIRST_LOOK = timedelta(days=7)  # a feed that is read for the first time brings its last week, not its archive
REMEMBERED = 2 * reading.MOST_ARTICLES
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=.9, application/json;q=.9, */*;q=.5"
)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the cursor holds: the server's marks for "nothing new", the versions seen (the latest last), and when the newest came out."""

    etag: str = ""
    modified: str = ""
    seen: tuple[str, ...] = ()
    newest: str = ""
    ids: tuple[str, ...] = field(default=())  # of the articles that stood in the feed at the last look


def look(settings: FeedSettings, *, cursor: str, limit: int, now: datetime | None = None) -> Fetched:
    """At most `limit` new or edited articles that name the brand's words, oldest first. Raises Trouble where there is no feed to read."""
    memory, now = remembered(cursor), now or datetime.now(UTC)
    page = pages.read(settings.url, whom="The feed", headers=_headers(memory))
    if page.unchanged:
        return Fetched((), cursor, more=False, again_after_s=settings.every_s)
    if page.gone:
        raise Trouble("There is no feed at this address any more: set its new address.", lasting=True)
    try:
        there = reading.articles(page.content, url=page.url)
    except ValueError as wrong:
        raise Trouble(f"What is at this address cannot be read as a feed: {wrong}.", lasting=True) from wrong
    fresh = [one for one in there if _version(one) not in set(memory.seen)]
    taken, more = fresh[-limit:], len(fresh) > limit
    wanted = [one for one in taken if _is_wanted(one, settings, memory, now)]
    after = _after(memory, there, taken, {} if more else dict(page.headers))
    return Fetched(
        items=tuple((f"{one.id} {one.version}"[:300], reading.as_bytes(one, heard_at=now)) for one in reversed(wanted)),
        cursor=_written(after),
        more=more,
        again_after_s=max(settings.every_s, reading.pause_s(page.content) or 0.0),
        gap=_gap(memory, there),
    )


def remembered(cursor: str) -> Memory:
    """The memory in a cursor; an empty one at the first look."""
    if not cursor:
        return Memory()
    kept = json.loads(cursor)
    return Memory(kept["etag"], kept["modified"], tuple(kept["seen"]), kept["newest"], tuple(kept["ids"]))


def _headers(memory: Memory) -> dict[str, str]:
    marks = {"If-None-Match": memory.etag, "If-Modified-Since": memory.modified}
    return {"Accept": _ACCEPT, **{name: value for name, value in marks.items() if value}}


def _is_wanted(article: Article, settings: FeedSettings, memory: Memory, now: datetime) -> bool:
    first = not memory.seen and not memory.ids
    if first and article.published is not None and article.published < now - FIRST_LOOK:
        return False
    said = f"{article.title}\n{article.text}"
    return not settings.words or any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", said, re.IGNORECASE) for w in settings.words)


def _after(memory: Memory, there: Sequence[Article], taken: Sequence[Article], headers: dict[str, str]) -> Memory:
    seen = (*memory.seen, *(_version(one) for one in reversed(taken)))[-REMEMBERED:]
    dates = [one.published.isoformat() for one in there if one.published]
    return replace(
        memory,
        etag=headers.get("etag", "")[:500],
        modified=headers.get("last-modified", "")[:100],
        seen=seen,
        newest=max([memory.newest, *dates]),
        ids=tuple(one.id for one in there),
    )


def _gap(memory: Memory, there: Sequence[Article]) -> str:
    """What may have been missed: not one article of the last look stands in the feed any more, and all that stand there are newer."""
    if not memory.ids or not there or {one.id for one in there} & set(memory.ids):
        return ""
    dates = [one.published for one in there if one.published]
    if memory.newest and dates and min(dates) <= datetime.fromisoformat(memory.newest):
        return ""
    since = f"{datetime.fromisoformat(memory.newest):%-d %B %Y %H:%M} UTC" if memory.newest else "the last look"
    until = f"{min(dates):%-d %B %Y %H:%M} UTC" if dates else "now"
    return (
        f"The feed keeps only {len(there)} articles, and none of those from the last look: articles between {since} and {until} may "
        "have come and gone unseen. Look on their site, and let the feed be read more often."
    )


def _version(article: Article) -> str:
    return f"{article.id} {article.version}"


def _written(memory: Memory) -> str:
    return json.dumps(
        {name: getattr(memory, name) for name in ("etag", "modified", "seen", "newest", "ids")},
        ensure_ascii=False,
        separators=(",", ":"),
    )
