"""Reviews out of what a site, its export or a tool of the brand's hands in: JSON or CSV with the same names. README.md is the format.

Pure and strict: a review that lacks its id, its date or its stars is a ValueError that names the line, and the bytes are kept and parked.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from makegood.channels.providers import reading

MOST, LONGEST_TEXT = 5_000, 50_000
NAMES = ("id", "at", "stars", "best", "title", "text", "author", "author_id", "product", "order_number", "link", "edited_at")
_NEEDED = ("id", "at", "stars")


@dataclass(frozen=True, slots=True)
class Review:
    """One review as the site tells of it; `stars` of `best`."""

    id: str
    at: datetime
    stars: int
    best: int
    title: str
    text: str
    author: str
    author_id: str
    product: str
    order_number: str
    link: str
    edited_at: datetime | None

    @property
    def version(self) -> str:
        """Changes with what they say."""
        said = "\n".join((str(self.stars), self.title, " ".join(self.text.split())))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def reviews(raw: bytes) -> tuple[Review, ...]:
    """The 1 to 5,000 reviews in these bytes. ValueError, naming the place, for anything else."""
    found = [_review(values, place) for place, values in _records(raw)]
    if not found:
        raise ValueError("there is no review in this")
    if len(found) > MOST:
        raise ValueError(f"more than {MOST:,} reviews at once: hand them in in parts")
    return tuple(found)


def _records(raw: bytes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if raw.lstrip()[:1] == b"{":
        for number, one in enumerate(reading.many(reading.load(raw), "reviews")):
            yield f"reviews[{number}]", one
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise ValueError("this is neither JSON nor CSV in UTF-8") from wrong
    yield from _rows(text)


def _rows(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    head = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    lacking = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
    if lacking:
        raise ValueError(f"the first line must name the columns; {', '.join(lacking)} is missing")
    try:
        yield from ((f"line {rows.line_num}", row) for row in rows)
    except csv.Error as wrong:
        raise ValueError(f"line {rows.line_num + 1}: {wrong}") from wrong


def _review(values: Mapping[str, Any], place: str) -> Review:
    told = {name: reading.text(values, name).strip() for name in NAMES}
    try:
        stars, best = _stars(told["stars"]), _stars(told["best"] or "5")
        if not told["id"] or len(told["id"]) > 250:
            raise ValueError("id: give each review a name of at most 250 letters")
        if not 0 <= stars <= best or best > 100:
            raise ValueError(f"stars: {told['stars']} of {best} is no rating")
        if len(told["text"]) > LONGEST_TEXT:
            raise ValueError(f"text: longer than {LONGEST_TEXT:,} letters")
        return Review(
            id=told["id"],
            at=_instant(told["at"], "at"),
            stars=stars,
            best=best,
            title=told["title"][:300],
            text=told["text"],
            author=told["author"][:200],
            author_id=told["author_id"][:200],
            product=told["product"][:200],
            order_number=told["order_number"][:100],
            link=told["link"][:2_000] if told["link"].startswith(("https://", "http://")) else "",
            edited_at=_instant(told["edited_at"], "edited_at") if told["edited_at"] else None,
        )
    except ValueError as wrong:
        raise ValueError(f"{place}: {wrong}") from wrong


def _stars(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) < 4):
        raise ValueError(f"stars: “{told[:20]}” is no whole number")
    return int(told)


def _instant(told: str, field: str) -> datetime:
    """A date alone counts from its beginning in UTC."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError as wrong:
        raise ValueError(f"{field}: “{told[:40]}” is no instant such as 2026-03-02T10:00:00Z") from wrong
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
