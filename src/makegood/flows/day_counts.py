"""Keeps what happened to the brand by day: whatever moves leaves a work row, and the days that it belongs to are counted anew from their sources.

A day is never added to, it is counted: so late data heals it, and every step may run twice. Each thing belongs to the day on which it began, which never
changes; a case that is put right in April moves the figures of March, where it was opened. At night the last hundred days are counted anew as well, for
whatever came in without a fact (an import). `makegood reports recount` does it for all there is.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.cases import by_day as cases
from makegood.cases import events as case_events
from makegood.flows import fairness, owner_letters
from makegood.gestures import by_day as purses
from makegood.gestures import events as gesture_events
from makegood.kernel import clock
from makegood.kernel.by_day import DayCount
from makegood.kernel.events import Event
from makegood.makegoods import by_day as makegoods
from makegood.makegoods import events as makegood_events
from makegood.outcomes import by_day as outcomes
from makegood.outcomes import events as outcome_events
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.promises import by_day as promises
from makegood.promises import events as promise_events
from makegood.reports import actions as reports
from makegood.reports.types import Source

WORK, PAST, NIGHT = "day_counts", "day_counts_past", "day_counts_night"
BATCH, STRETCH, ANEW = 500, 92, 100  # things; days of the past at a time; days counted anew at night
PAUSE = timedelta(seconds=1)
SOON = time(0, 20)  # after midnight
EVEN = timedelta(days=90)  # of makegoods, compared with each other

FOLLOWED: Mapping[str, tuple[type[Event], ...]] = {
    "case_id": (
        case_events.CaseOpened,
        case_events.CaseJoined,
        case_events.CaseReopened,
        case_events.CaseReread,
        case_events.CaseReplied,
        case_events.ReplyTakenBack,
        case_events.CaseResolved,
        case_events.CaseCameTrue,
        case_events.CaseAverted,
        case_events.CaseAvertedAfterWord,
        case_events.CaseFellAway,
        case_events.CaseGoesOn,
        case_events.CaseWaited,
        case_events.CasePutAway,
        case_events.CaseBroughtBack,
    ),
    "promise_id": (
        promise_events.PromiseMade,
        promise_events.PromiseKept,
        promise_events.PromiseBroken,
        promise_events.PromiseWithdrawn,
        promise_events.PromiseMoved,
    ),
    "grant_id": (gesture_events.GestureGranted, gesture_events.OwedSpent),
    "budget_id": (gesture_events.BudgetOpened, gesture_events.BudgetRefilled),
    "makegood_id": (
        makegood_events.MakegoodApproved,
        makegood_events.MakegoodAdjusted,
        makegood_events.MakegoodRevoked,
        makegood_events.StepFailed,
        makegood_events.StepRetried,
        makegood_events.StepLeftOut,
        makegood_events.MakegoodDone,
    ),
    "identity_id": (outcome_events.StandingChanged,),
    "praise_id": (outcome_events.PraiseCredited,),
}
"""By the field that names the thing: which facts move a day."""


@dataclass(frozen=True, slots=True)
class _Counting:
    """How a source counts a stretch of days, and since when it has any."""

    counted: Callable[..., tuple[DayCount, ...]]
    first: Callable[[], datetime | None]


SOURCES: Mapping[Source, _Counting] = {
    Source.CASES: _Counting(cases.counted, cases.first),
    Source.PROMISES: _Counting(promises.counted, promises.first),
    Source.PURSES: _Counting(purses.counted, purses.first),
    Source.MAKEGOODS: _Counting(makegoods.counted, makegoods.first),
    Source.OUTCOMES: _Counting(outcomes.counted, outcomes.first),
}

_DAYS: Mapping[str, tuple[Source, Callable[[list[UUID], str], set[date]]]] = {
    "case_id": (Source.CASES, lambda ids, zone: cases.days_of(case_ids=ids, zone=zone)),
    "promise_id": (Source.PROMISES, lambda ids, zone: promises.days_of(promise_ids=ids, zone=zone)),
    "grant_id": (Source.PURSES, lambda ids, zone: purses.days_of(grant_ids=ids, zone=zone)),
    "budget_id": (Source.PURSES, lambda ids, zone: purses.days_of_budgets(budget_ids=ids, zone=zone)),
    "makegood_id": (Source.MAKEGOODS, lambda ids, zone: makegoods.days_of(makegood_ids=ids, zone=zone)),
    "identity_id": (Source.OUTCOMES, lambda ids, zone: outcomes.days_of(identity_ids=ids, zone=zone)),
    "praise_id": (Source.OUTCOMES, lambda ids, zone: outcomes.days_of_praise(praise_ids=ids, zone=zone)),
}


def moved(items: Sequence[Taken], at: datetime) -> None:
    """Counts anew the days to which these things belong. The first time in a brand (or in another zone), its past is counted as well."""
    zone = brands.current().zone
    if reports.begin(zone=zone, at=at):
        work.leave(PAST, [Item(key=PAST, due_at=at + PAUSE)])
        begin_nights(at=at)
    things: dict[str, set[UUID]] = {}
    for item in items:
        field, _, thing = item.key.partition(" ")
        things.setdefault(field, set()).add(UUID(thing))
    days: dict[Source, set[date]] = {}
    for field, ids in things.items():
        source, days_of = _DAYS[field]
        days.setdefault(source, set()).update(days_of(sorted(ids), zone))
    for source in sorted(days):
        _count_days(source, days[source], zone)


def go_through_past(items: Sequence[Taken], at: datetime) -> None:
    """A stretch of the past, and a work row for the next one, until now."""
    zone = brands.current().zone
    for item in items:
        today = at.astimezone(ZoneInfo(zone)).date()
        began = item.payload.get("since")
        since = date.fromisoformat(began) if began else first_day(zone=zone)
        if since is None or since > today:
            continue
        until = min(since + timedelta(days=STRETCH), today + timedelta(days=1))
        recount(since=since, until=until)
        if until <= today:
            work.leave(PAST, [Item(key=item.key, due_at=at + PAUSE, payload={"since": until.isoformat()})])


def night(items: Sequence[Taken], at: datetime) -> None:
    """Shortly after the brand's midnight: the last days anew, and whether people alike were given alike. Comes back the next night."""
    today = brands.local_day(at)
    recount(since=today - timedelta(days=ANEW), until=today + timedelta(days=1))
    note_evenness(at=at)
    owner_letters.make_due(at=at)
    for item in items:
        work.postpone(item, due_at=_midnight(at))


def begin_nights(*, at: datetime) -> None:
    """From now on somebody counts after midnight. May be repeated."""
    work.leave(NIGHT, [Item(key=NIGHT, due_at=_midnight(at))])


def recount(*, since: date, until: date) -> int:
    """Counts the days from `since` up to `until` anew, every source by one query, and returns how many rows were otherwise. May be repeated."""
    zone = brands.current().zone
    return sum(_count(source, since, until, zone) for source in SOURCES)


def first_day(*, zone: str) -> date | None:
    """The first local day of which there is anything to count; None where there is nothing."""
    found = [first for one in SOURCES.values() if (first := one.first()) is not None]
    return min(found).astimezone(ZoneInfo(zone)).date() if found else None


def note_evenness(*, at: datetime) -> None:
    """Keeps, as of today, how many makegoods were compared and how many differences between people alike are too large."""
    page, today = fairness.page(since=at - EVEN), brands.local_day(at)
    counts = [DayCount(today, "evenness", "compared", page.n), DayCount(today, "evenness", "alarms", page.alarms)]
    reports.take_turn(source=Source.EVENNESS)
    reports.keep(source=Source.EVENNESS, since=today, until=today + timedelta(days=1), counts=counts)


def key_of(field: str) -> Callable[[Event], str]:
    """The natural key of a moved thing: what it is, and which."""
    return lambda event: f"{field} {getattr(event, field)}"


def named(field: str) -> Callable[[Event], bool]:
    """Whether the fact names a thing at all."""
    return lambda event: getattr(event, field, None) is not None


def _count_days(source: Source, days: Collection[date], zone: str) -> None:
    """Days beside each other are counted by one query."""
    ordered = sorted(days)
    while ordered:
        since = until = ordered.pop(0)
        while ordered and ordered[0] == until + timedelta(days=1):
            until = ordered.pop(0)
        _count(source, since, until + timedelta(days=1), zone)


def _count(source: Source, since: date, until: date, zone: str) -> int:
    reports.take_turn(source=source)
    counts = SOURCES[source].counted(since=_begin(since, zone), until=_begin(until, zone), zone=zone)
    return reports.keep(source=source, since=since, until=until, counts=counts)


def _begin(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone))


def _midnight(at: datetime) -> datetime:
    zone = ZoneInfo(brands.current().zone)
    return clock.tomorrow_at(at, zone, SOON)
