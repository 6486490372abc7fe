"""Counts promises by the local day on which they were made, which never changes: whether they were kept belongs to that day. Looks."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from makegood.kernel.by_day import DayCount
from makegood.platform import bulk

PROMISE = "promise"
KEPT, BROKEN, RUNNING, WITHDRAWN = "kept", "broken", "running", "withdrawn"


def counted(*, since: datetime, until: datetime, zone: str) -> tuple[DayCount, ...]:
    """`PROMISE` by "kind KEPT" and so on, of those made from `since` up to `until`. One query."""
    (rows,) = bulk.look((_COUNTED, [zone, since, until]))
    return tuple(DayCount(*row) for row in rows)


def days_of(*, promise_ids: Sequence[UUID], zone: str) -> set[date]:
    """The local days on which these were made. One query."""
    text = "SELECT DISTINCT (made_at AT TIME ZONE %s::text)::date FROM promises_promise WHERE id = ANY (%s::uuid[])"
    (rows,) = bulk.look((text, [zone, list(promise_ids)]))
    return {on for (on,) in rows}


def first() -> datetime | None:
    """When the first was made. One query."""
    (rows,) = bulk.look(("SELECT min(made_at) FROM promises_promise", []))
    return rows[0][0]  # type: ignore[no-any-return]


_COUNTED = f"""
SELECT (made_at AT TIME ZONE %s::text)::date, '{PROMISE}', kind || ' ' || CASE WHEN state IN ('open', 'at_risk') THEN '{RUNNING}' ELSE state END, count(*), 0::bigint
FROM promises_promise WHERE made_at >= %s::timestamptz AND made_at < %s::timestamptz GROUP BY 1, 3
"""
