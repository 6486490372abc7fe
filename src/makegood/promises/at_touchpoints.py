"""Looks at promises by the touchpoints at which they were made: week by week, and how many are at risk. Looks only, beside `queries`."""

from datetime import date, datetime

from django.db import connection
from django.db.models import Count

from makegood.promises import models
from makegood.promises.types import EndedPromise, PromiseState, WeekOfTouchpoint


def weeks(*, since: datetime, until: datetime) -> tuple[WeekOfTouchpoint, ...]:
    """How promises of each touchpoint ended, week by week back from `until`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, [until, since, until])
        return tuple(WeekOfTouchpoint(*row) for row in cursor.fetchall())


def ended(*, since: datetime, until: datetime) -> tuple[EndedPromise, ...]:
    """Every promise that was kept or broke within a half-open stretch, by what counts it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, [since, until])
        return tuple(EndedPromise(*row) for row in cursor.fetchall())


def ended_by_day(*, since: datetime, zone: str) -> dict[date, tuple[int, int, int]]:
    """Local day → how many ended, broke, and ended without a word from the person, from then on. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, [zone, since])
        return {on: (all_of, broken, quiet) for on, all_of, broken, quiet in cursor.fetchall()}


def at_risk() -> dict[str, int]:
    """How many of the promises of each touchpoint are at risk now. One query."""
    rows = models.Promise.objects.filter(state=PromiseState.AT_RISK, watched=True)
    return dict(rows.values_list("touchpoint").annotate(count=Count("id")).order_by())


_WEEKS = """
SELECT touchpoint, floor(extract(epoch FROM (%s - state_at)) / 604800)::int AS weeks, count(*) FILTER (WHERE state = 'kept')::int,
    count(*) FILTER (WHERE state = 'broken')::int, count(*) FILTER (WHERE complained_at IS NULL)::int
FROM promises_promise WHERE state_at > %s AND state_at <= %s AND state IN ('kept', 'broken') GROUP BY touchpoint, weeks
"""
_ENDED = """
SELECT touchpoint, state = 'broken', due_at, order_id, complained_at IS NULL
FROM promises_promise WHERE state_at >= %s AND state_at < %s AND state IN ('kept', 'broken')
"""
_BY_DAY = """
SELECT (state_at AT TIME ZONE %s)::date AS local_day, count(*)::int, count(*) FILTER (WHERE state = 'broken')::int, count(*) FILTER (WHERE complained_at IS NULL)::int
FROM promises_promise WHERE state_at >= %s AND state IN ('kept', 'broken') GROUP BY local_day
"""
