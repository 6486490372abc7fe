"""Reads what the shop's API answered: what must be there raises lasting Trouble where it lacks, what may be there is '' or nothing.

Plain values only; nothing is fetched and nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from makegood.kernel.refusals import Trouble

Node = Mapping[str, Any]
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps neither


def one(value: Any, *path: str) -> Node:
    """The object at a path; an empty one where there is none."""
    found = _at(value, path)
    return found if isinstance(found, dict) else {}


def many(value: Any, *path: str) -> Iterator[Node]:
    """The objects in the list at a path."""
    found = _at(value, path)
    yield from (item for item in found if isinstance(item, dict)) if isinstance(found, list) else ()


def text(value: Any, *path: str, longest: int = 300) -> str:
    """The text at a path in one line, without what no database keeps; whole numbers as text; '' for none."""
    found = _at(value, path)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return plain(str(found))[:longest]


def plain(words: str) -> str:
    """Words in one line, without what no database keeps."""
    return " ".join(_NOT_KEPT.sub("", words).split())


def needed(value: Any, *path: str) -> str:
    """The text at a path that must be there."""
    found = text(value, *path)
    if not found:
        raise _unread(f"{'.'.join(path)} is missing")
    return found


def whole(value: Any, *path: str) -> int:
    """The whole number at a path that must be there; it may be negative."""
    found = _at(value, path)
    if not isinstance(found, int) or isinstance(found, bool):
        raise _unread(f"{'.'.join(path)} is no whole number")
    return found


def instant(value: Any, *path: str) -> datetime:
    """The instant at a path that must be there, in UTC."""
    found = maybe_instant(value, *path)
    if found is None:
        raise _unread(f"{'.'.join(path)} is no instant")
    return found


def maybe_instant(value: Any, *path: str) -> datetime | None:
    """The instant at a path, in UTC; None where there is none."""
    try:
        read = datetime.fromisoformat(text(value, *path))
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else None


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _unread(what: str) -> Trouble:
    return Trouble(f"The shop's answer cannot be read: {what}.", lasting=True)
