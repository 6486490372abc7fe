"""Counts makegoods by the local day on which they were agreed to. Looks."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from makegood.kernel.by_day import DayCount
from makegood.platform import bulk

MAKEGOOD = "makegood"


def counted(*, since: datetime, until: datetime, zone: str) -> tuple[DayCount, ...]:
    """`MAKEGOOD` by "state EUR", its total what they were planned to cost in minor units. One query."""
    (rows,) = bulk.look((_COUNTED, [zone, since, until]))
    return tuple(DayCount(*row) for row in rows)


def days_of(*, makegood_ids: Sequence[UUID], zone: str) -> set[date]:
    """The local days on which these were agreed to. One query."""
    text = "SELECT DISTINCT (approved_at AT TIME ZONE %s::text)::date FROM makegoods_makegood WHERE id = ANY (%s::uuid[]) AND approved_at IS NOT NULL"
    (rows,) = bulk.look((text, [zone, list(makegood_ids)]))
    return {on for (on,) in rows}


def first() -> datetime | None:
    """When the first was agreed to. One query."""
    (rows,) = bulk.look(("SELECT min(approved_at) FROM makegoods_makegood", []))
    return rows[0][0]  # type: ignore[no-any-return]


_COUNTED = f"""
SELECT (approved_at AT TIME ZONE %s::text)::date, '{MAKEGOOD}', state || ' ' || currency, count(*), sum(cost_minor)::bigint
FROM makegoods_makegood WHERE approved_at >= %s::timestamptz AND approved_at < %s::timestamptz GROUP BY 1, 3
"""
