"""Reads the JSON of other people's APIs: what must be there is a ValueError when it lacks, what may be there is '' or nothing.

Lenient on purpose: providers add fields whenever they like. Plain values only; nothing is fetched and nothing is guessed.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps neither
_LONGEST_NAME = 200


def load(raw: bytes) -> dict[str, Any]:
    """The object in these bytes. ValueError for anything else."""
    try:
        value = json.loads(raw.decode())
    except (UnicodeDecodeError, RecursionError) as wrong:
        raise ValueError("this is not JSON in UTF-8") from wrong
    if not isinstance(value, dict):
        raise ValueError("this is not an object")
    return value


def one(value: Any, *path: str) -> dict[str, Any]:
    """The object at a path; an empty one where there is none."""
    found = _at(value, path)
    return found if isinstance(found, dict) else {}


def many(value: Any, *path: str) -> Iterator[dict[str, Any]]:
    """The objects in the list at a path."""
    found = _at(value, path)
    yield from (item for item in found if isinstance(item, dict)) if isinstance(found, list) else ()


def text(value: Any, *path: str) -> str:
    """The text at a path, without what no database keeps; whole numbers as text; '' for none."""
    found = _at(value, path)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return _NOT_KEPT.sub("", str(found))


def needed(value: Any, *path: str) -> str:
    """The text at a path. ValueError, naming the path, where there is none."""
    found = text(value, *path).strip()
    if not found:
        raise ValueError(f"{'.'.join(path)} is missing")
    return found


def name(value: Any, *path: str) -> str:
    """What somebody calls themselves, in one line."""
    return " ".join(text(value, *path).split())[:_LONGEST_NAME]


def number(value: Any, *path: str) -> int | None:
    """The whole number at a path, zero or more."""
    found = _at(value, path)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def instant(found: str) -> datetime:
    """An instant with its zone, in UTC. ValueError for anything else."""
    read = datetime.fromisoformat(found)
    if read.tzinfo is None:
        raise ValueError("an instant without its zone")
    return read.astimezone(UTC)


def epoch(value: Any, *path: str, per_second: int = 1) -> datetime:
    """The instant that a count of seconds (or of parts of them) since 1970 names. ValueError where there is none."""
    found = needed(value, *path)
    try:
        return datetime.fromtimestamp(int(found) / per_second, UTC)
    except (OverflowError, OSError) as wrong:
        raise ValueError(f"{'.'.join(path)} is no instant") from wrong


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
