"""Counts what happens by the hour where others know it (late parcels), and notes what the watch was told. Works inside an open brand
transaction; everything may be repeated."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from makegood.platform import bulk
from makegood.platform.arrays import array
from makegood.signals.actions import checkout
from makegood.signals.types import MinuteCount

_LONGEST_FACET = 100


def put(*, kind: str, counts: Mapping[tuple[str, datetime], int]) -> None:
    """So many of this kind for each facet and beginning of a stretch; what was counted of it before is replaced. One statement."""
    checkout.put_counts({(kind, facet[:_LONGEST_FACET], at): count for (facet, at), count in counts.items()})


def note_handed(*, kind: str, facet: str, counts: Sequence[MinuteCount]) -> None:
    """The watch was told of these. What was counted since is told again. One statement."""
    bulk.write(_HANDED, [array(one.at for one in counts), array(one.count for one in counts), kind, facet])


_HANDED = """
UPDATE signals_counted AS c SET handed = told.count FROM unnest(%s::timestamptz[], %s::int[]) AS told (at, count)
WHERE c.kind = %s AND c.facet = %s AND c.at = told.at
"""
