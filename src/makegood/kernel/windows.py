"""What somebody did within a stretch of time, asked for many people at once: each window is one person's identities and when. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Window:
    """The identities of one person, after `since` and until `until`, that instant included."""

    whose: tuple[UUID, ...]
    since: datetime
    until: datetime


def columns(windows: Sequence[Window]) -> list[list[object]]:
    """As four columns for `unnest`: the window's place in the list, an identity, since, until. One row for each identity of each window."""
    rows = [(n, one, window.since, window.until) for n, window in enumerate(windows) for one in window.whose]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []]


WINDOWS = "unnest(%s::int[], %s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS w (n, who, since, until)"
