"""Counts steps of standing and confirmed praise by the local day on which they happened. Looks.

Reach lies in classes of a quarter of a doubling, as minutes do in cases.by_day, so that it can be winsorised from sums.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from makegood.kernel.by_day import DayCount
from makegood.platform import bulk

STEP, PRAISE = "step", "praise"
PRIVATE, UNKNOWN = "private", "public"  # a public word of unknown reach has no class


def counted(*, since: datetime, until: datetime, zone: str) -> tuple[DayCount, ...]:
    """`STEP` by "was now" (that somebody bought for the first time is none: nobody is told of it); `PRAISE` by PRIVATE, "public" (its reach unknown) or "public 12" (the class of its reach), the total the people reached.
    One query."""
    (rows,) = bulk.look((_COUNTED, [zone, since, until]))
    return tuple(DayCount(*row) for row in rows)


def days_of(*, identity_ids: Sequence[UUID], zone: str) -> set[date]:
    """The local days of these identities' steps. One query."""
    text = "SELECT DISTINCT (since AT TIME ZONE %s::text)::date FROM outcomes_standingstep WHERE identity_id = ANY (%s::uuid[])"
    (rows,) = bulk.look((text, [zone, list(identity_ids)]))
    return {on for (on,) in rows}


def days_of_praise(*, praise_ids: Sequence[UUID], zone: str) -> set[date]:
    """The local days on which these were said. One query."""
    text = "SELECT DISTINCT (at AT TIME ZONE %s::text)::date FROM outcomes_praise WHERE id = ANY (%s::uuid[])"
    (rows,) = bulk.look((text, [zone, list(praise_ids)]))
    return {on for (on,) in rows}


def first() -> datetime | None:
    """When the first step or word was. One query."""
    text = "SELECT least((SELECT min(since) FROM outcomes_standingstep), (SELECT min(at) FROM outcomes_praise))"
    (rows,) = bulk.look((text, []))
    return rows[0][0]  # type: ignore[no-any-return]


_COUNTED = f"""
WITH asked (zone, since, until) AS (SELECT %s::text, %s::timestamptz, %s::timestamptz)
SELECT (s.since AT TIME ZONE a.zone)::date, '{STEP}', s.was || ' ' || s.standing, count(*), 0::bigint
    FROM asked a, outcomes_standingstep s WHERE s.since >= a.since AND s.since < a.until AND NOT (s.was = 'unknown' AND s.standing = 'passive') GROUP BY 1, 3
UNION ALL SELECT (p.at AT TIME ZONE a.zone)::date, '{PRAISE}',
    CASE WHEN NOT p.public THEN '{PRIVATE}' WHEN p.reach IS NULL THEN '{UNKNOWN}'
        ELSE '{UNKNOWN} ' || (CASE WHEN p.reach < 1 THEN 0 ELSE floor(4 * log(2, p.reach::numeric)) END)::int END,
    count(*), coalesce(sum(p.reach) FILTER (WHERE p.public), 0)::bigint
    FROM asked a, outcomes_praise p WHERE p.at >= a.since AND p.at < a.until AND p.credited_to IS NOT NULL GROUP BY 1, 3
"""
