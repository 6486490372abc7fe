"""How rows are shown, sorted and found. Pure: values in, words or keys out."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from makegood.kernel.calendar import MONTHS
from makegood.kernel.refusals import Refusal

LISTS = ("ours", "theirs", "mine", "unowned", "late", "resolved", "all")
BEFORE_THEY_GO = timedelta(hours=2)  # by so much earlier somebody who may leave is sorted than their promise says; chosen by hand
MOST_WORDS = 8  # of a search: more words find nothing more
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z))?")  # a day, or an instant with its offset
_CODE_WORD = re.compile(r"[a-z]+(_[a-z]+)+")
_PROPOSALS = {"proposed": "proposed", "running": "running", "stuck": "stuck", "done": "done"}


def one_line(text: str, most: int = 160) -> str:
    """The beginning of a text on one line, cut at a word and marked where something was left out."""
    line = " ".join(text.replace("\x00", "").split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def proposal_shown(makegood_state: str) -> str:
    """What a row says of its makegood: '' where there is none, or where it was declined or called back."""
    return _PROPOSALS.get(makegood_state, "")


def urgency_rank(urgency: str) -> int:
    """0 for danger to somebody, which goes before every clock; 1 for the rest, which the clock sorts."""
    return 0 if urgency == "safety" else 1


def sorted_as(due_at: datetime | None, *, leaving: str) -> datetime | None:
    """The instant by which a row is sorted: its promise's, two hours earlier for somebody who says that they may go. What is shown stays the promise."""
    return due_at - BEFORE_THEY_GO if due_at is not None and leaving else due_at


def searchable(*parts: str) -> str:
    """The words of a row as search compares them: small letters, without accents, on one line."""
    line = " ".join(" ".join(parts).split()).casefold()
    if line.isascii():
        return line.replace("\x00", "")
    apart = unicodedata.normalize("NFKD", line)
    return "".join(letter for letter in apart if not unicodedata.combining(letter) and letter != "\x00")


def search_patterns(search: str) -> tuple[str, ...]:
    """LIKE patterns, the longest first, one for each of the first eight words; () for a search without words."""
    words = sorted(dict.fromkeys(searchable(search).split()), key=len, reverse=True)[:MOST_WORDS]
    return tuple(f"%{_literal(word)}%" for word in words)


def cursor_of(*key: object) -> str:
    """A place in a list, as text for an address."""
    return "~".join(part.isoformat() if isinstance(part, datetime) else str(part) for part in key)


def read_cursor(cursor: str, kinds: Sequence[type]) -> tuple[Any, ...] | None:
    """The key behind a cursor whose parts have these types (int, datetime, UUID); None for ''. Refuses what is no such place."""
    if not cursor:
        return None
    parts = cursor.split("~")
    try:
        if len(parts) != len(kinds):
            raise ValueError(cursor)
        return tuple(_part(text, kind) for text, kind in zip(parts, kinds, strict=True))
    except ValueError:
        raise Refusal(
            "bad_cursor", "This page has moved on. Start again at the top of the list.", {"cursor": "not a place in this list"}
        ) from None


def aloud(sentence: str, data: Mapping[str, object], *, by: str, person: str, zone: tzinfo = UTC) -> str:
    """A fact's sentence with its places filled; a code word reads as words ("out_for_delivery" as "out for delivery"), a number with its word as one or many
    (`{count:message|messages}`), a name with its words for whoever did it and for another (`{owner:took it|gave it to}`), an instant as the day and the time in `zone` ("24 November 2026, 17:30"), and a place that nothing fills is a dash rather
    than a failing page."""
    words = {name: _as_words(value, zone, by) for name, value in data.items()}
    return sentence.format_map(_Places({**words, "by": by, "person": person}))


class _Places(dict[str, object]):
    def __missing__(self, key: str) -> "_Words":
        return _Words("–")


class _Words(str):
    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


class _Name(str):
    """`{owner:took it|gave it to}`: the first words where it is the name of whoever did it, else the second and the name."""

    _own: bool

    def __new__(cls, name: str, by: str) -> "_Name":
        made = super().__new__(cls, name)
        made._own = name == by
        return made

    def __format__(self, spec: str) -> str:
        own, bar, others = spec.partition("|")
        return (own if self._own else f"{others} {self}") if bar else super().__format__(spec)


class _Number(int):
    """`{count:message|messages}`: so many, with the word that goes with it."""

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        return f"{int(self)} {one if self == 1 else many}" if bar else super().__format__(spec)


def _as_words(value: object, zone: tzinfo, by: str) -> object:
    if type(value) is int:
        return _Number(value)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return _moment(value, zone)
    if isinstance(value, str):
        return _Name(value.replace("_", " ") if _CODE_WORD.fullmatch(value) else value, by)
    return value


def _moment(text: str, zone: tzinfo) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = at.astimezone(zone) if at.tzinfo else at
    day = f"{local.day} {MONTHS['en'][local.month - 1]} {local.year}"
    return f"{day}, {local:%H:%M}" if at.tzinfo else day


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _part(text: str, kind: type) -> object:
    if kind is datetime:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError(text)
        return instant
    return UUID(text) if kind is UUID else int(text)
