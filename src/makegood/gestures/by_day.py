"""Counts what was spent and put into purses by the local day of the booking; bookings are never changed. Looks."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from makegood.kernel.by_day import DayCount
from makegood.platform import bulk

SPENT, FILLED = "spent", "filled"


def counted(*, since: datetime, until: datetime, zone: str) -> tuple[DayCount, ...]:
    """`SPENT` by "payer owed|extra EUR", its total the minor units at cost; `FILLED` by currency. A fix is owed,
    and so is what a purse could not take. What is given without an item of the catalogue (what
    is owed) is the brand's to pay. One query."""
    (rows,) = bulk.look((_COUNTED, [zone, since, until]))
    return tuple(DayCount(*row) for row in rows)


def days_of(*, grant_ids: Sequence[UUID], zone: str) -> set[date]:
    """The local days on which anything was booked for these. One query."""
    text = "SELECT DISTINCT (at AT TIME ZONE %s::text)::date FROM gestures_ledgerrow WHERE grant_id = ANY (%s::uuid[])"
    (rows,) = bulk.look((text, [zone, list(grant_ids)]))
    return {on for (on,) in rows}


def days_of_budgets(*, budget_ids: Sequence[UUID], zone: str) -> set[date]:
    """The local days on which anything was put into these purses. One query."""
    text = "SELECT DISTINCT (at AT TIME ZONE %s::text)::date FROM gestures_ledgerrow WHERE budget_id = ANY (%s::uuid[]) AND kind = 'refill'"
    (rows,) = bulk.look((text, [zone, list(budget_ids)]))
    return {on for (on,) in rows}


def first() -> datetime | None:
    """When the first was booked. One query."""
    (rows,) = bulk.look(("SELECT min(at) FROM gestures_ledgerrow", []))
    return rows[0][0]  # type: ignore[no-any-return]


_COUNTED = f"""
WITH asked (zone, since, until) AS (SELECT %s::text, %s::timestamptz, %s::timestamptz)
SELECT (l.at AT TIME ZONE a.zone)::date, CASE l.kind WHEN 'refill' THEN '{FILLED}' ELSE '{SPENT}' END,
    CASE l.kind WHEN 'refill' THEN b.currency
        ELSE coalesce(i.payer, 'brand') || CASE WHEN l.owed OR g.kind = 'fix' THEN ' owed ' ELSE ' extra ' END || b.currency END,
    count(*), sum(l.amount_minor)::bigint
FROM asked a, gestures_ledgerrow l JOIN gestures_budget b ON b.id = l.budget_id
    LEFT JOIN gestures_grant g ON g.id = l.grant_id LEFT JOIN gestures_catalogueitem i ON i.id = g.item_id
WHERE l.at >= a.since AND l.at < a.until AND l.kind IN ('spend', 'refill') GROUP BY 1, 2, 3
"""
