"""Writes down what was counted of a day, whole, and raises and settles alarms. Works inside an open brand transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from makegood.health import events, models, queries
from makegood.health.rules import spoken
from makegood.health.types import Alarm, Driver, Seen, Signal
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy

_COLUMNS = {
    "id": "uuid",
    "brand_id": "uuid",
    "key": "text",
    "signal": "text",
    "on": "date",
    "facet": "text",
    "value": "text",
    "hits": "int",
    "n": "int",
    "total": "float8",
}
_TABLE = {(f'"{name}"' if name == "on" else name): kind for name, kind in _COLUMNS.items()}
MOST_VALUES = 40  # of one facet of one signal on one day; the rest is "others"


def put_day(*, on: date, seen: Iterable[Seen]) -> bool:
    """These are all things that happened on that day: what was counted of it before is forgotten. → whether anything is otherwise now. May be repeated,
    with more known each time."""
    rows = _counted(seen)
    there = {
        (one.key, one.signal, one.facet, one.value): (one.hits, one.n, one.total)
        for one in models.DayCount.objects.filter(on=on).select_for_update()
    }
    if there == rows:
        return False
    models.DayCount.objects.filter(on=on).delete()
    brand_id = tenancy.current_brand()
    values = [
        (new_id(), brand_id, key, signal, on, facet, value, *counts)
        for (key, signal, facet, value), counts in sorted(rows.items())
    ]
    bulk.insert("health_daycount", _TABLE, values, conflict="ON CONFLICT DO NOTHING")
    return True


def raise_alarm(
    *,
    key: str,
    place: str,
    signal: Signal,
    speed: str,
    since: date,
    raised_on: date,
    usual: float,
    hits: int,
    n: int,
    over_on: date | None,
    at: datetime,
) -> Alarm | None:
    """A signal left what is usual. → the alarm where it is new; None where it stands there already, or another of the same signal goes on."""
    row = models.Alarm(
        key=key, signal=signal, speed=speed, since=since, raised_on=raised_on, usual=usual, hits=hits, n=n, over_on=over_on
    )
    models.Alarm.objects.bulk_create([row], ignore_conflicts=True)
    if not models.Alarm.objects.filter(id=row.id).exists():
        return None
    if over_on is None:
        journal.record(events.SignalRose(alarm_id=row.id, **_about(key, place, signal)), by=SYSTEM, at=at)
    return queries.as_value(row)


def settle(*, alarm_id: UUID, place: str, over_on: date, at: datetime) -> None:
    """It is over. A repeat changes nothing."""
    row = models.Alarm.objects.select_for_update().get(id=alarm_id)
    if row.over_on is not None:
        return
    row.over_on = over_on
    row.save(update_fields=["over_on"])
    settled = events.SignalSettled(alarm_id=row.id, **_about(row.key, place, Signal(row.signal)))
    journal.record(settled, by=SYSTEM, at=at)


def note(*, alarm_id: UUID, hits: int, n: int, drivers: Sequence[Driver], compared: int) -> None:
    """How much it has been since it began, and what drives it as far as can be told now. May be repeated."""
    told = [asdict(one) for one in drivers]
    models.Alarm.objects.filter(id=alarm_id).update(hits=hits, n=n, drivers=told, compared=compared)


def note_finding(*, alarm_id: UUID, finding_id: UUID) -> None:
    """The finding that was proposed because of it. May be repeated; the first one stays."""
    models.Alarm.objects.filter(id=alarm_id, finding_id=None).update(finding_id=finding_id)


_Row = tuple[str, str, str, str]


def _about(key: str, place: str, signal: Signal) -> dict[str, Any]:
    return {"touchpoint": key, "place": place, "signal": signal.value, "what": spoken.of(signal)}


def _counted(seen: Iterable[Seen]) -> dict[_Row, tuple[int, int, float]]:
    """What is written of a day: all of each signal, and of each value of what is known besides."""
    found: dict[_Row, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for one in seen:
        parts = [("", ""), *((facet, value[:80]) for facet, value in one.facets.items() if value)]
        for facet, value in parts:
            sums = found[(one.key, one.signal.value, facet, value)]
            sums[0] += one.hits
            sums[1] += one.n
            sums[2] += one.total
    kept = _most_frequent(found)
    return {row: (int(hits), int(n), round(total, 6)) for row, (hits, n, total) in kept.items() if n}


def _most_frequent(found: dict[_Row, list[float]]) -> dict[_Row, list[float]]:
    """At most so many values of a facet: a shop with ten thousand products has ten thousand rows a day otherwise."""
    ranked: dict[tuple[str, str, str], list[_Row]] = defaultdict(list)
    for row in found:
        ranked[row[:3]].append(row)
    kept = dict(found)
    for rows in ranked.values():
        for row in sorted(rows, key=lambda one: (-found[one][1], one))[MOST_VALUES:]:
            del kept[row]
    return kept
