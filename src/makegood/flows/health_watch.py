"""What the days of a touchpoint say: where a signal left what is usual an alarm is raised, what drives it is looked for, and a finding is proposed with the
words of those who complained there. Speaks to nobody; a member looks at the finding and says what becomes of it.

It looks at all days anew each time: days that were counted anew heal what came of them. May be repeated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from makegood.brands import queries as brands
from makegood.flows import findings
from makegood.flows.health_days import KEPT
from makegood.health import actions as health
from makegood.health import queries as counted
from makegood.health.rules import drivers, spoken, watching
from makegood.health.rules.watching import Floats, Left
from makegood.health.types import Alarm, Day, Signal
from makegood.kernel.calendar import MONTHS
from makegood.platform.work import Taken
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints.actions import finding_out
from makegood.touchpoints.rules import beginning
from makegood.touchpoints.rules import finding as rules
from makegood.touchpoints.types import Touchpoint, Watched

WATCHED: Mapping[Signal, Watched] = {
    Signal.PROMISE: Watched.BROKEN,
    Signal.COMPLAINT: Watched.COMPLAINTS,
    Signal.FEELING: Watched.ANGRY,
    Signal.EFFORT: Watched.COMPLAINTS,  # how often they write again is no share; what it leads to is
    Signal.SURVEY: Watched.LOW,
    Signal.SPEED: Watched.SLOW,
}
_SAME = timedelta(days=14)  # an alarm that is found again so near was moved by days that were counted anew


@dataclass(frozen=True, slots=True)
class Series:
    """The days of one signal of one touchpoint: which row of the arrays they are."""

    key: str
    signal: Signal


def look(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001 - the shape of a consumer
    """Every signal of every touchpoint, up to yesterday."""
    today = brands.local_day(at)
    first, last = today - timedelta(days=KEPT), today - timedelta(days=1)
    known = {one.key: one for one in touchpoints.touchpoints()}
    days = [one for one in counted.days(since=first, until=last) if one.key in known]
    series, hits, n = laid_out(days, first=first, last=last)
    found = watching.watch(hits, n) if series else []
    alarms = list(counted.alarms(since=first))
    matched = {alarm.id for left in found if (alarm := _put(left, series[left.row], first, alarms, (hits, n), at))}
    for alarm in alarms:
        if alarm.over_on is None and alarm.id not in matched and alarm.key in known:
            health.settle(alarm_id=alarm.id, place=beginning.spoken(alarm.key), over_on=today, at=at)
    for alarm in counted.going_on(keys=list(known)):
        _look_closer(alarm, known[alarm.key], last, at)


def laid_out(days: Sequence[Day], *, first: date, last: date) -> tuple[list[Series], Floats, Floats]:
    """(which row is what, hits, n), each array of shape (series, days from `first` to `last`)."""
    series = sorted({Series(one.key, one.signal) for one in days}, key=lambda one: (one.key, one.signal))
    rows = {one: row for row, one in enumerate(series)}
    hits, n = (np.zeros((len(series), (last - first).days + 1)) for _ in range(2))
    for one in days:
        place = rows[Series(one.key, one.signal)], (one.on - first).days
        hits[place], n[place] = one.hits, one.n
    return series, hits, n


# ---------------------------------------------------------------------------------------------------------------------


def _put(
    left: Left, one: Series, first: date, alarms: Sequence[Alarm], arrays: tuple[Floats, Floats], at: datetime
) -> Alarm | None:
    """The alarm of this, which may stand there already."""
    since, raised = first + timedelta(days=left.since), first + timedelta(days=left.raised)
    over = first + timedelta(days=left.over) if left.over is not None else None
    there = next(
        (each for each in alarms if (each.key, each.signal) == (one.key, one.signal) and _is_same(each, since, raised)), None
    )
    if there is None:
        stretch = slice(left.since, left.over)
        return health.raise_alarm(
            key=one.key,
            place=beginning.spoken(one.key),
            signal=one.signal,
            speed=left.speed,
            since=since,
            raised_on=raised,
            usual=left.usual,
            hits=int(arrays[0][left.row, stretch].sum()),
            n=int(arrays[1][left.row, stretch].sum()),
            over_on=over,
            at=at,
        )
    if over is not None and there.over_on is None:
        health.settle(alarm_id=there.id, place=beginning.spoken(one.key), over_on=over, at=at)
    return there


def _is_same(alarm: Alarm, since: date, raised: date) -> bool:
    return alarm.since - _SAME <= raised and since <= (alarm.over_on or date.max) and since - _SAME <= alarm.raised_on


def _look_closer(alarm: Alarm, place: Touchpoint, last: date, at: datetime) -> None:
    """How it stands by now, what drives it, and the finding."""
    days = counted.by_facet(key=alarm.key, signal=alarm.signal, since=alarm.since - timedelta(days=KEPT), until=last)
    quiet = alarm.since - timedelta(days=watching.GAP + watching.WINDOW)
    found, compared = drivers.drivers(
        then=[one for one in days if one.on >= alarm.since], before=[one for one in days if quiet <= one.on < alarm.since]
    )
    whole = [one for one in counted.days(since=alarm.since, until=last, key=alarm.key) if one.signal is alarm.signal]
    hits, n = sum(one.hits for one in whole), sum(one.n for one in whole)
    health.note(alarm_id=alarm.id, hits=hits, n=n, drivers=found, compared=compared)
    if alarm.finding_id is not None:
        return
    zone = ZoneInfo(brands.current().zone)
    sentence = spoken.finding(
        alarm.signal,
        since=f"{alarm.since.day} {MONTHS['en'][alarm.since.month - 1]}",
        hits=hits,
        n=n,
        usual=alarm.usual,
        drivers=found,
    )
    finding_id = finding_out.propose(
        key=alarm.key,
        sentence=sentence,
        origin=f"signal:{alarm.key}:{alarm.signal.value}",
        voices=findings.complained(key=alarm.key, since=datetime.combine(alarm.since, time(), zone), until=at),
        owner_id=place.owner_id,
        due_on=brands.local_day(at) + rules.USUAL_DUE,
        watched=WATCHED[alarm.signal],
        at=at,
    )
    health.note_finding(alarm_id=alarm.id, finding_id=finding_id)
