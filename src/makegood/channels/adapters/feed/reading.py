"""Articles out of a feed: RSS 0.9x to 2.0 and Atom by feedparser, JSON Feed 1.0 and 1.1 (jsonfeed.org) by hand.

Pure: bytes in, values out, in the order of the feed. Nothing is fetched, no external entity is resolved, and what cannot be read as a feed
is a ValueError. An article without any words is left out.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin, urlsplit

from makegood.channels.providers import html_clean, html_letter, reading

MOST_ARTICLES, LONGEST_TEXT, LONGEST_TITLE = 500, 100_000, 500
_JSON_FEED = re.compile(rb'^\s*\{(?s:.{0,2000})"version"\s*:\s*"https?://jsonfeed\.org/')


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the feed tells of it. `id` is the feed's own name for it, or a digest where it has none; `version` changes with its
    words; `changed` is set where the feed says that it was edited after it came out."""

    id: str
    version: str
    title: str
    text: str
    html: str
    link: str
    author: str
    outlet: str  # what the feed calls itself
    host: str  # whose site the article is on
    published: datetime | None
    changed: datetime | None


def articles(raw: bytes, *, url: str) -> tuple[Article, ...]:
    """The articles of a feed that was read from `url`, at most 500. ValueError where these bytes are no feed."""
    found = _of_json(reading.load(raw), url) if _JSON_FEED.match(raw) else _of_xml(raw, url)
    return tuple(article for article, _ in zip(found, range(MOST_ARTICLES), strict=False) if article.title or article.text)


def pause_s(raw: bytes) -> float | None:
    """How long the feed asks to be left alone, in seconds (RSS `ttl`, minutes; at most a day); None where it does not."""
    said = re.search(rb"<ttl>\s*(\d{1,5})\s*</ttl>", raw[:20_000])
    return min(int(said[1]) * 60.0, 86_400.0) if said else None


def _of_xml(raw: bytes, url: str) -> Iterator[Article]:
    import feedparser  # takes a while to load, and a brand without a feed never needs it

    feed = feedparser.parse(
        io.BytesIO(raw), response_headers={"content-location": url}, sanitize_html=False, resolve_relative_uris=True
    )
    if not feed.get("version"):
        raise ValueError(
            f"this is no feed: {type(feed.get('bozo_exception')).__name__ if feed.get('bozo') else 'another kind of document'}"
        )
    outlet = _line(feed.feed.get("title", ""))
    for entry in feed.entries:
        bodies = [one.get("value", "") for one in entry.get("content", ())] or [entry.get("summary", "")]
        yield _article(
            own_id=entry.get("id", ""),
            title=entry.get("title", ""),
            html=max(bodies, key=len),
            link=_joined(url, entry.get("link", "")),
            author=_name(entry.get("author", "")),
            outlet=outlet,
            published=_instant(entry.get("published_parsed")),
            changed=_instant(entry.get("updated_parsed") if "updated_parsed" in entry else None),
            url=url,
        )


def _of_json(feed: dict[str, Any], url: str) -> Iterator[Article]:
    outlet = _line(reading.text(feed, "title"))
    for item in reading.many(feed, "items"):
        names = [reading.text(one, "name") for one in reading.many(item, "authors")] or [reading.text(item, "author", "name")]
        plain = reading.text(item, "content_text")
        yield _article(
            own_id=reading.text(item, "id"),
            title=reading.text(item, "title"),
            html=reading.text(item, "content_html") or _escaped(plain) or _escaped(reading.text(item, "summary")),
            link=_joined(url, reading.text(item, "url") or reading.text(item, "external_url")),
            author=", ".join(filter(None, names)),
            outlet=outlet,
            published=_written(reading.text(item, "date_published")),
            changed=_written(reading.text(item, "date_modified")),
            url=url,
        )


def _article(
    *,
    own_id: str,
    title: str,
    html: str,
    link: str,
    author: str,
    outlet: str,
    published: datetime | None,
    changed: datetime | None,
    url: str,
) -> Article:
    heading, text = _line(html_letter.read(title).whole)[:LONGEST_TITLE], html_letter.read(html).whole.strip()[:LONGEST_TEXT]
    shown = link if urlsplit(link).scheme in ("http", "https") else ""
    digest = hashlib.sha256("\n".join((heading, " ".join(text.split()))).encode("utf-8", "replace")).hexdigest()
    known = _line(own_id) or shown or digest
    return Article(
        id=known if len(known) <= 250 else hashlib.sha256(known.encode("utf-8", "replace")).hexdigest(),
        version=digest[:16],
        title=heading,
        text=text,
        html=html_clean.clean(html),
        link=shown[:2_000],
        author=_line(author)[:200],
        outlet=outlet[:200],
        host=urlsplit(shown or url).hostname or "",
        published=published or changed,
        changed=changed if changed and published and changed > published else None,
    )


def _name(author: str) -> str:
    """The name in "a@paper.example (Ana Roth)" and "Ana Roth <a@paper.example>"; as it stands, where it is neither."""
    found = re.fullmatch(r"\s*\S+@\S+\s*\(([^()]{1,200})\)\s*", author) or re.fullmatch(
        r"\s*([^<>]{1,200}?)\s*<[^<>]*>\s*", author
    )
    return found[1] if found else author


def _joined(url: str, link: str) -> str:
    """A link as the article gives it, made whole; '' for none, and for what is no link."""
    try:
        return urljoin(url, link) if link else ""
    except ValueError:
        return ""


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _escaped(text: str) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"<p>{part}</p>" for part in plain.split("\n") if part.strip())


def _instant(parsed: struct_time | None) -> datetime | None:
    """feedparser's own reading, in UTC; None for a date that no calendar has."""
    if parsed is None:
        return None
    try:
        return datetime(*parsed[:6], tzinfo=UTC)
    except ValueError:
        return None


def _written(text: str) -> datetime | None:
    try:
        return reading.instant(text)
    except ValueError:
        return None


def as_bytes(article: Article, *, heard_at: datetime) -> bytes:
    """One article as it is kept. `heard_at` stands for its date where it has none."""
    kept = {
        name: getattr(article, name) for name in ("id", "version", "title", "text", "html", "link", "author", "outlet", "host")
    }
    when = {
        "published": (article.published or heard_at).isoformat(),
        "changed": article.changed.isoformat() if article.changed else "",
    }
    return json.dumps({"article": {**kept, **when}}, ensure_ascii=False).encode()


def from_bytes(raw: bytes) -> Article:
    """An article as it was kept. ValueError for anything else."""
    kept = reading.load(raw).get("article")
    known = {
        name: reading.text(kept, name) for name in ("id", "version", "title", "text", "html", "link", "author", "outlet", "host")
    }
    if not known["id"] or not known["version"]:
        raise ValueError("this is no article of a feed")
    return Article(
        **known, published=reading.instant(reading.needed(kept, "published")), changed=_written(reading.text(kept, "changed"))
    )
