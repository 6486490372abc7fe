"""Who is on call at an instant, and over a stretch: by turn, by change, by holiday, right across daylight saving. Pure; never reads a clock.

A hand-over is a local time. Where the clock skips it, it is the instant of the skip; where it comes twice, the first: nobody is on call twice,
and no instant between two hand-overs is nobody's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import rules as brands
from makegood.rota.types import Change, Duty, Holidays, Layer, Span

WEEK = 7
_DAY = timedelta(days=1)
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The brand's zone and the local days that are holidays."""

    zone: str
    holidays: frozenset[date] = frozenset()

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def instant(self, day: date, clock: time) -> datetime:
        return brands.first_instant(day=day, clock=clock, zone=self.zone)


def on_call(layers: Sequence[Layer], changes: Sequence[Change], calendar: Calendar, *, at: datetime) -> tuple[Duty, ...]:
    """Who is on call at this instant, in the order in which they are woken; each member once. Empty: nobody."""
    found: dict[UUID, Duty] = {}
    for layer in sorted(layers, key=lambda one: one.position):
        duty = _duty(layer, changes, calendar, at)
        if duty is not None:
            found.setdefault(duty.member_id, duty)
    return tuple(found.values())


def spans(
    layers: Sequence[Layer], changes: Sequence[Change], calendar: Calendar, *, since: datetime, until: datetime
) -> tuple[Span, ...]:
    """The stretch from `since` to `until` in spans without holes: at each instant of a span those of its `duties` are on call."""
    cuts = sorted({since, until, *(at for at in _borders(layers, changes, calendar, since, until) if since < at < until)})
    found: list[Span] = []
    for begins, ends in pairwise(cuts):
        duties = on_call(layers, changes, calendar, at=begins)
        if found and found[-1].duties == duties:
            found[-1] = Span(found[-1].from_at, ends, duties)
        else:
            found.append(Span(begins, ends, duties))
    return tuple(found)


def gaps(found: Iterable[Span], opened: Sequence[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches in which nobody is on call and the team is not there either (`opened`: when it is), in order."""
    left: list[tuple[datetime, datetime]] = []
    for span in found:
        if not span.duties:
            left += _without(span.from_at, span.until_at, opened)
    return tuple(left)


def turn(layer: Layer, calendar: Calendar, *, at: datetime) -> UUID | None:
    """Whose turn it is at this instant; None before the layer begins. Changes, hours and holidays are not asked."""
    told, today = layer.told, calendar.day(at)
    weeks = (today - told.starts_on).days // WEEK
    if calendar.instant(told.starts_on + timedelta(days=WEEK * weeks), told.hands_over) > at:
        weeks -= 1
    return told.members[weeks % len(told.members)] if weeks >= 0 and told.members else None


def after(layer: Layer, member_id: UUID) -> tuple[UUID, ...]:
    """The other members of a layer in the order in which they come after this one."""
    members = layer.told.members
    start = members.index(member_id) + 1 if member_id in members else 0
    order = [members[(start + i) % len(members)] for i in range(len(members))]
    return tuple(dict.fromkeys(one for one in order if one != member_id))


# ---------------------------------------------------------------------------------------------------------------------


def _duty(layer: Layer, changes: Sequence[Change], calendar: Calendar, at: datetime) -> Duty | None:
    said = [one for one in changes if one.layer_id == layer.id and one.from_at <= at < one.until_at]
    if said:
        last = max(said, key=lambda one: (one.said_at, one.id))
        return Duty(layer.id, last.member_id, changed=True) if last.member_id else None
    if not _covers(layer, calendar, at):
        return None
    member_id = turn(layer, calendar, at=at)
    return Duty(layer.id, member_id) if member_id else None


def _covers(layer: Layer, calendar: Calendar, at: datetime) -> bool:
    today = calendar.day(at)
    holiday = today in calendar.holidays
    if (layer.told.holidays is Holidays.NOT and holiday) or (layer.told.holidays is Holidays.ONLY and not holiday):
        return False
    return not layer.told.covers or any(begins <= at < ends for begins, ends in _stretches(layer, calendar, today))


def _stretches(layer: Layer, calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    return [
        (
            calendar.instant(day, one.begins),
            calendar.instant(day + _DAY, MIDNIGHT) if one.until == MIDNIGHT else calendar.instant(day, one.until),
        )
        for one in layer.told.covers
        if one.weekday == day.weekday()
    ]


def _borders(
    layers: Sequence[Layer], changes: Sequence[Change], calendar: Calendar, since: datetime, until: datetime
) -> Iterable[datetime]:
    """Every instant at which anything of it can change."""
    for change in changes:
        yield from (change.from_at, change.until_at)
    day = calendar.day(since) - _DAY
    while day <= calendar.day(until) + _DAY:
        yield calendar.instant(day, MIDNIGHT)
        for layer in layers:
            if (day - layer.told.starts_on).days % WEEK == 0:
                yield calendar.instant(day, layer.told.hands_over)
            for stretch in _stretches(layer, calendar, day):
                yield from stretch
        day += _DAY


def _without(begins: datetime, ends: datetime, opened: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    left, start = [], begins
    for opens, closes in opened:
        if opens < ends and closes > start:
            if opens > start:
                left.append((start, opens))
            start = max(start, closes)
    return [*left, (start, ends)] if start < ends else left


def next_to_wake(
    duties: Sequence[Duty], layers: Sequence[Layer], leads: Sequence[UUID], woken: Sequence[UUID]
) -> tuple[tuple[UUID, ...], bool]:
    """Whom to wake next, and whether these are the last. One after the other: those on call, then, where only one was, whoever comes after them in
    turn; then all leads at once. Nobody is woken twice."""
    for duty in duties:
        if duty.member_id not in woken:
            return (duty.member_id,), False
    if len(woken) == 1:
        own = next((duty.layer_id for duty in duties if duty.member_id == woken[0]), None)
        layer = next((one for one in layers if one.id == own), None)
        following = [one for one in after(layer, woken[0]) if one not in woken] if layer else []
        if following:
            return (following[0],), False
    return tuple(one for one in dict.fromkeys(leads) if one not in woken), True
