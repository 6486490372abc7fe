"""What a page that mentions us says: whether it really links to us, who wrote it, when, and what (microformats2, read lightly).

Pure, linear and bounded: a page is read as far as `LONGEST` letters, put in order by nh3 before our own reader sees it, and left unread where
it is nested so deep that only an attacker writes it. Where a page has no h-entry, its title and its first words stand for it.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import nh3

from makegood.channels.providers import html_clean

LONGEST, MOST_WORDS = 1_000_000, 20_000
_LINKS = {
    "a": "href",
    "link": "href",
    "area": "href",
    "img": "src",
    "video": "src",
    "audio": "src",
    "iframe": "src",
    "blockquote": "cite",
}
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_SILENT = {"script", "style", "template", "noscript", "svg", "math"}
_KEPT = {"class", "href", "src", "cite", "datetime"}
_BREAKS = frozenset({"p", "div", "br", "li", "blockquote", "h1", "h2", "h3", "h4", "tr", "section", "article"})
_WORDS = {
    "title",
    "time",
    "span",
    "abbr",
    "b",
    "i",
    "em",
    "strong",
    "q",
    "code",
    "ul",
    "ol",
    "table",
    "tbody",
    "td",
    "th",
    "pre",
    "main",
    "header",
}
_VERBS = {"u-like-of": "Likes this.", "u-repost-of": "Shared this.", "u-bookmark-of": "Kept this."}


@dataclass(frozen=True, slots=True)
class Mention:
    """What a page says of us. `published` None where it does not say; `author_url` '' where nobody is named."""

    title: str
    words: str
    author: str
    author_url: str
    published: datetime | None


def links_to(content: bytes, *, media_type: str, url: str, target: str) -> bool:
    """Whether the page has a link to exactly this address (W3C Webmention 3.2.2). In plain text and JSON the address itself must stand there."""
    text = _text(content)
    if "html" not in media_type and text.lstrip()[:1] != "<":
        return re.search(rf"{re.escape(target)}(?![\w/%-])", text) is not None
    reader = _read(text, url)
    return any(_same(link, target) for link in reader.links)


def read(content: bytes, *, url: str) -> Mention:
    """Who says what on this page."""
    reader = _read(_text(content), url)
    words = (
        reader.found("e-content") or reader.found("p-content") or reader.found("p-summary") or reader.verb or reader.found("body")
    )
    return Mention(
        title=_line(reader.found("entry p-name") or reader.found("title"))[:300],
        words=re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+", " ", words)).strip()[:MOST_WORDS],
        author=_line(reader.found("card p-name") or reader.found("p-author"))[:200],
        author_url=reader.author_url,
        published=reader.published,
    )


@dataclass
class _Open:
    tag: str
    marks: tuple[str, ...]  # what its words are gathered for


@dataclass
class _Reader(HTMLParser):
    """Gathers words by the class that they stand under, and links."""

    url: str
    links: list[str] = field(default_factory=list)
    author_url: str = ""
    verb: str = ""
    published: datetime | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.gathered: dict[str, list[str]] = {}
        self.open: list[_Open] = []
        self.under: Counter[str] = Counter()  # the marks that are open now
        self.closed: set[str] = set()  # what was read to its end: only the first of each counts

    def found(self, name: str) -> str:
        return "".join(self.gathered.get(name, ()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._link(tag, told)
        marks = self._marks(tag, set(told.get("class", "").split()), told)
        if tag in _BREAKS:
            self.handle_data("\n\n" if tag == "p" else "\n")
        if tag in _VOID:
            return
        kept = tuple(mark for mark in marks if mark not in self.closed)
        self.under.update(kept)
        self.open.append(_Open(tag, kept))

    def handle_endtag(self, tag: str) -> None:
        if not any(one.tag == tag for one in self.open):
            return
        while self.open:
            last = self.open.pop()
            self.under.subtract(last.marks)
            self.closed.update(last.marks)
            if last.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        for mark, times in self.under.items():
            if times > 0 and (mark == "title" or not self.under["title"]):
                self.gathered.setdefault(mark, []).append(data)

    def _link(self, tag: str, told: dict[str, str]) -> None:
        link = told.get(_LINKS.get(tag, ""), "")
        if link:
            try:
                self.links.append(urljoin(self.url, link.strip()))
            except ValueError:
                return

    def _marks(self, tag: str, classes: set[str], told: dict[str, str]) -> list[str]:
        in_card = self.under["card"] > 0
        marks = [tag] if tag in ("title", "body") else []
        marks += [name for name in ("e-content", "p-content", "p-summary", "p-author") if name in classes]
        if "h-card" in classes:
            marks.append("card")
        if "p-name" in classes and not self.under["e-content"]:
            marks.append("card p-name" if in_card else "entry p-name")
        if in_card or "h-card" in classes or "u-author" in classes:
            self._author(tag, classes, told)
        if "dt-published" in classes and self.published is None:
            self.published = _instant(told.get("datetime", ""))
        self.verb = self.verb or next((said for name, said in _VERBS.items() if name in classes), "")
        return marks

    def _author(self, tag: str, classes: set[str], told: dict[str, str]) -> None:
        if tag == "a" and {"u-url", "h-card", "u-author"} & classes and not self.author_url:
            link = urljoin(self.url, told.get("href", ""))
            self.author_url = link if urlsplit(link).scheme in ("http", "https") else ""


def _read(text: str, url: str) -> _Reader:
    reader = _Reader(url)
    if html_clean.too_deep(text):
        return reader
    reader.feed(f"<body>{_tidy(text)}</body>")
    reader.close()
    return reader


def _tidy(text: str) -> str:
    """Well-formed HTML with nothing but words, links and classes."""
    return nh3.clean(
        text,
        tags={*_LINKS, *_BREAKS, *_WORDS} - _SILENT,
        clean_content_tags=_SILENT,
        attributes={"*": _KEPT},
        url_schemes={"http", "https"},
        link_rel=None,
        strip_comments=True,
    )


def _text(content: bytes) -> str:
    return content[: 4 * LONGEST].decode("utf-8", "replace").replace("\x00", "")[:LONGEST]


def _same(link: str, target: str) -> bool:
    return link == target or link.partition("#")[0] == target


def _line(text: str) -> str:
    return " ".join(text.split())


def _instant(told: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(told.strip())
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
