"""Counts cases and their stretches by the local day on which they began, which never changes: whatever becomes of them later belongs to that day. Looks.

What was put away as spam or trash is not counted. Minutes to the first answer lie in classes of a quarter of a doubling (class k holds 2^(k/4) to
2^((k+1)/4) minutes, everything below one minute is class 0), so that a median can be told from sums within 19 %.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from makegood.kernel.by_day import DayCount
from makegood.platform import bulk

CASE, RIGHT, ANSWER, MINUTES = "case", "right", "answer", "minutes"
IN_TIME, LATE, OPEN = "in_time", "late", "open"


def counted(*, since: datetime, until: datetime, zone: str) -> tuple[DayCount, ...]:
    """`CASE` by harm; `RIGHT` and `ANSWER` by IN_TIME, LATE or OPEN (not yet, whatever the clock says); `MINUTES` by class, their total the minutes. Of
    what began from `since` up to `until`. One query."""
    (rows,) = bulk.look((_COUNTED, [zone, since, until]))
    return tuple(DayCount(*row) for row in rows)


def days_of(*, case_ids: Sequence[UUID], zone: str) -> set[date]:
    """The local days on which these cases and their stretches began. One query."""
    (rows,) = bulk.look((_DAYS, [zone, list(case_ids)]))
    return {on for (on,) in rows}


def first() -> datetime | None:
    """When the first case was opened. One query."""
    (rows,) = bulk.look(("SELECT min(opened_at) FROM cases_case", []))
    return rows[0][0]  # type: ignore[no-any-return]


_COUNTED = f"""
WITH asked (zone, since, until) AS (SELECT %s::text, %s::timestamptz, %s::timestamptz),
stretch AS MATERIALIZED (
    SELECT (s.opened_at AT TIME ZONE a.zone)::date AS on_day,
        CASE WHEN s.resolved_at IS NULL THEN '{OPEN}' WHEN s.resolved_at <= s.resolution_due_at THEN '{IN_TIME}' ELSE '{LATE}' END AS put_right,
        CASE WHEN s.first_replied_at IS NULL THEN '{OPEN}' WHEN s.first_replied_at <= s.first_reply_due_at THEN '{IN_TIME}' ELSE '{LATE}' END AS answered,
        greatest(extract(epoch FROM s.first_replied_at - s.opened_at) / 60, 0)::float8 AS minutes
    FROM asked a, cases_segment s WHERE s.opened_at >= a.since AND s.opened_at < a.until
        AND NOT EXISTS (SELECT 1 FROM cases_caseaway w WHERE w.case_id = s.case_id)
)
SELECT (c.opened_at AT TIME ZONE a.zone)::date, '{CASE}', c.harm, count(*), 0::bigint FROM asked a, cases_case c
    WHERE c.opened_at >= a.since AND c.opened_at < a.until AND NOT EXISTS (SELECT 1 FROM cases_caseaway w WHERE w.case_id = c.id) GROUP BY 1, 3
UNION ALL SELECT on_day, '{RIGHT}', put_right, count(*), 0 FROM stretch GROUP BY 1, 3
UNION ALL SELECT on_day, '{ANSWER}', answered, count(*), 0 FROM stretch GROUP BY 1, 3
UNION ALL SELECT on_day, '{MINUTES}', (CASE WHEN minutes < 1 THEN 0 ELSE floor(4 * log(2, minutes::numeric)) END)::int::text, count(*), round(sum(minutes))::bigint
    FROM stretch WHERE minutes IS NOT NULL GROUP BY 1, 3
"""
_DAYS = """
WITH asked (zone, ids) AS (SELECT %s::text, %s::uuid[])
SELECT (c.opened_at AT TIME ZONE a.zone)::date FROM asked a, cases_case c WHERE c.id = ANY (a.ids)
UNION SELECT (s.opened_at AT TIME ZONE a.zone)::date FROM asked a, cases_segment s WHERE s.case_id = ANY (a.ids)
"""
