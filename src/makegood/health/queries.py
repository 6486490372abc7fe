"""Looks at how touchpoints do: days as they were counted, and alarms. Frozen values, a fixed number of queries. Never writes."""

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from makegood.health import models
from makegood.health.types import Alarm, AlarmId, Day, Driver, Signal, Week


def days(*, since: date, until: date, key: str = "") -> tuple[Day, ...]:
    """What was counted from `since` to `until`, both included, of one touchpoint where it is named; without facets. One query."""
    rows = models.DayCount.objects.filter(on__gte=since, on__lte=until, facet="")
    rows = rows.filter(key=key) if key else rows
    return _days(rows.order_by("key", "signal", "on"))


def weeks(*, since: date, until: date) -> tuple[Week, ...]:
    """The same of every touchpoint, week by week back from `until` (0: the seven days up to it). One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, [until, since, until])
        return tuple(Week(key, Signal(signal), ago, hits, n) for key, signal, ago, hits, n in cursor.fetchall())


def by_facet(*, key: str, signal: Signal, since: date, until: date) -> tuple[Day, ...]:
    """The same of one signal, by what is known of it besides. One query."""
    rows = models.DayCount.objects.filter(key=key, signal=signal, on__gte=since, on__lte=until).exclude(facet="")
    return _days(rows.order_by("facet", "value", "on"))


def first_day() -> date | None:
    """The first day of which anything was counted. One query."""
    found: date | None = models.DayCount.objects.order_by("on").values_list("on", flat=True).first()
    return found


def alarms(*, key: str = "", since: date | None = None, limit: int = 500) -> tuple[Alarm, ...]:
    """The latest alarms, of one touchpoint where it is named: those that go on, or were raised from `since` on. One query."""
    rows = models.Alarm.objects.filter(key=key) if key else models.Alarm.objects.all()
    if since is not None:
        rows = rows.filter(raised_on__gte=since) | rows.filter(over_on=None)
    return tuple(map(as_value, rows.order_by("-raised_on", "key", "signal")[:limit]))


def going_on(*, keys: Collection[str] | None = None) -> tuple[Alarm, ...]:
    """Alarms that are not over, the latest first. One query."""
    rows = models.Alarm.objects.filter(over_on=None)
    rows = rows if keys is None else rows.filter(key__in=list(keys))
    return tuple(map(as_value, rows.order_by("-raised_on", "key", "signal")))


def as_value(row: models.Alarm) -> Alarm:
    """A row as others may hold it."""
    return Alarm(
        id=AlarmId(row.id),
        key=row.key,
        signal=Signal(row.signal),
        speed=row.speed,
        since=row.since,
        raised_on=row.raised_on,
        usual=row.usual,
        hits=row.hits,
        n=row.n,
        over_on=row.over_on,
        drivers=tuple(Driver(**one) for one in row.drivers),
        compared=row.compared,
        finding_id=row.finding_id,
    )


_WEEKS = """
SELECT key, signal, (%s::date - "on") / 7 AS ago, sum(hits)::int, sum(n)::int FROM health_daycount
WHERE "on" > %s AND "on" <= %s AND facet = '' GROUP BY key, signal, ago
"""


def _days(rows: "QuerySet[models.DayCount]") -> tuple[Day, ...]:
    columns = rows.values_list("key", "signal", "on", "hits", "n", "total", "facet", "value")
    return tuple(
        Day(key, Signal(signal), on, hits, n, total, facet, value) for key, signal, on, hits, n, total, facet, value in columns
    )
