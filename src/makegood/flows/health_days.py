"""What went well and what wrong at each touchpoint, counted by the day: what happened on a day of the brand's is looked up whole and replaces what was
counted of it, so that it may be counted any number of times, and whatever is told late heals it.

A day under way is counted each hour in which somebody was there. At half past three in the night, yesterday and some days before are counted again (whoever waits
for an answer then may have it now), and every day of which the sources say something else than was counted. Speaks to nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.flows import goods_met
from makegood.health import actions as health
from makegood.health import queries as counted
from makegood.health.rules.watching import GAP, WINDOW
from makegood.health.types import Seen, Signal
from makegood.kernel import clock
from makegood.orders import promised as orders
from makegood.orders.types import Known
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.promises import at_touchpoints
from makegood.promises.types import EndedPromise
from makegood.questions import queries as questions
from makegood.questions import rules as asking
from makegood.questions.types import QuestionKind
from makegood.surveys import queries as surveys
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints.rules import beginning
from makegood.touchpoints.types import Contact

NEWS, COUNT, DAILY, WATCH = "health_news", "health_count", "health_daily", "health_watch"
SHOWN = 365  # days
KEPT = SHOWN + WINDOW + GAP  # days that are counted: a year, and what was usual before it
AGAIN = (1, 3, 7, 28)  # days ago that are counted again each night
_HOUR, _SOON = timedelta(hours=1), timedelta(minutes=1)
_HOURS = ((6, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))
_UNSURE = ("", "unsure")


@dataclass(frozen=True, slots=True)
class _Orders:
    """What is known of the orders of a day."""

    by_id: Mapping[UUID, Known]
    by_number: Mapping[str, Known]


def soon(instants: Iterable[datetime], *, at: datetime) -> None:
    """Something happened at these instants: their days are counted at the full hour. One INSERT."""
    due = clock.full_hour(at) + _HOUR
    days = {one.astimezone(UTC).date() for one in instants}
    work.leave(NEWS, [Item(key=day.isoformat(), due_at=due) for day in sorted(days)])


def news(items: Sequence[Taken], at: datetime) -> None:
    """Counts the brand's days that touch these days of Greenwich, and sees to it that the nights are looked through: the first time at once, so that the past
    is counted. May be repeated."""
    zone = ZoneInfo(brands.current().zone)
    days: set[date] = set()
    for item in items:
        first = datetime.combine(date.fromisoformat(item.key), time(), UTC)
        days |= {one.astimezone(zone).date() for one in (first, first + timedelta(hours=23, minutes=59))}
    begins = counted.first_day() is None
    _count(days, zone, at)
    work.leave(DAILY, [Item(key=DAILY, due_at=at if begins else _half_past_three(at, zone))])


def count(items: Sequence[Taken], at: datetime) -> None:
    """Counts these days of the brand's. May be repeated."""
    _count({date.fromisoformat(item.key) for item in items}, ZoneInfo(brands.current().zone), at)


def daily(items: Sequence[Taken], at: datetime) -> None:
    """Each night: the days that may be otherwise now are counted again, one after the other, and what is usual is looked at anew."""
    zone = ZoneInfo(brands.current().zone)
    today = at.astimezone(zone).date()
    again = {today - timedelta(days=ago) for ago in AGAIN} | differing(today=today, zone=zone)
    work.leave(COUNT, [Item(key=on.isoformat(), due_at=at) for on in sorted(again)])
    work.leave(WATCH, [Item(key=WATCH, due_at=at + _SOON)])
    for item in items:
        work.postpone(item, due_at=_half_past_three(at, zone))


def put(on: date, *, at: datetime, zone: ZoneInfo) -> bool:
    """Counts one day of the brand's as it is known now. → whether it is otherwise than it was counted. A fixed number of queries."""
    since, until = (datetime.combine(day, time(), zone) for day in (on, on + timedelta(days=1)))
    return health.put_day(on=on, seen=seen(since=since, until=until, at=at, zone=zone))


def differing(*, today: date, zone: ZoneInfo) -> set[date]:
    """Days before today of which the promises that ended there, or the contacts, or whom the goods came to, are other than was counted. Six queries."""
    first = today - timedelta(days=KEPT)
    since = datetime.combine(first, time(), zone)
    ended, contacts = (
        at_touchpoints.ended_by_day(since=since, zone=zone.key),
        touchpoints.contacts_by_day(since=since, zone=zone.key),
    )
    met = goods_met.by_day(since=since, zone=zone.key)
    told = {
        day: (
            *ended.get(day, (0, 0, 0))[:2],
            contacts.get(day, (0, 0))[0] + ended.get(day, (0, 0, 0))[2] + met.get(day, 0),
            contacts.get(day, (0, 0))[1],
        )
        for day in {*ended, *contacts, *met}
    }
    sums: dict[date, list[int]] = {}
    for one in counted.days(since=first, until=today):
        if one.signal in _SOURCES:
            place = sums.setdefault(one.on, [0, 0, 0, 0])
            hits, n = _SOURCES[one.signal]
            place[hits] += one.hits
            place[n] += one.n
    kept = {day: (promised, broke, there, said) for day, (promised, broke, there, said) in sums.items()}
    return {day for day in {*told, *kept} if day < today and told.get(day, _NONE) != kept.get(day, _NONE)}


def seen(*, since: datetime, until: datetime, at: datetime, zone: ZoneInfo) -> list[Seen]:
    """Everything that counts within a half-open stretch, as it is known now. Fifteen queries."""
    contacts = touchpoints.contacts_between(since=since, until=until)
    ended = at_touchpoints.ended(since=since, until=until)
    known: dict[UUID, Case] = {one.id: one for one in cases.cases(case_ids=[contact.case_id for contact in contacts])}
    wrote = cases.messages_of_cases(case_ids=list(known))
    kinds = channels.kinds_of(message_ids=[ids[0] for ids in wrote.values() if ids])
    met = goods_met.between(since=since, until=until)
    there = _orders(
        [*(one.order_id for one in ended if one.order_id), *(one.order_id for one in met)],
        [one.order_number for one in known.values() if one.order_number],
    )
    found = [each for one in ended for each in _of_promise(one, there, zone)]
    came = touchpoints.came_in_between(since=since, until=until)
    found += [Seen(one.key, Signal.COMPLAINT, 0, facets=_facets(None, one.at, zone)) for one in came]
    found += [
        Seen(goods_met.KEY, Signal.COMPLAINT, 0, facets=_facets(there.by_id.get(one.order_id), one.at, zone)) for one in met
    ]
    for contact in contacts:
        case, messages = known.get(contact.case_id), wrote.get(contact.case_id, ())
        found += _of_contact(contact, case, messages, kinds.get(messages[0], "") if messages else "", there, at, zone)
    return found + _answers(since, until)


# ---------------------------------------------------------------------------------------------------------------------

_SOURCES = {Signal.PROMISE: (1, 0), Signal.COMPLAINT: (3, 2)}  # where hits and n of these stand in what is compared
_NONE = (0, 0, 0, 0)


def _count(days: Iterable[date], zone: ZoneInfo, at: datetime) -> None:
    """Where one of them is over and is otherwise than it was, somebody looks what that means."""
    today = at.astimezone(zone).date()
    for on in sorted(day for day in days if day <= today):
        if put(on, at=at, zone=zone) and on < today:
            work.leave(WATCH, [Item(key=WATCH, due_at=at + _SOON)])


def _orders(ids: Sequence[UUID], numbers: Sequence[str]) -> _Orders:
    found = orders.known_of(order_ids=ids, numbers=sorted(set(numbers))) if ids or numbers else ()
    return _Orders({one.id: one for one in found}, {one.number: one for one in found})


def _of_promise(one: EndedPromise, there: _Orders, zone: ZoneInfo) -> list[Seen]:
    """It was kept or it broke; and who said nothing about it was there without a complaint."""
    key = beginning.key_of(one.touchpoint)
    facets = _facets(there.by_id.get(one.order_id) if one.order_id else None, one.due_at, zone)
    found = [Seen(key, Signal.PROMISE, int(one.broken), facets=facets)]
    return [*found, Seen(key, Signal.COMPLAINT, 0, facets=facets)] if one.quiet else found


def _of_contact(
    contact: Contact, case: Case | None, messages: Sequence[UUID], kind: str, there: _Orders, at: datetime, zone: ZoneInfo
) -> list[Seen]:
    key = contact.where.key
    order = there.by_number.get(case.order_number) if case else None
    facets = {**_facets(order, contact.at, zone), "channel": kind}
    found = [Seen(key, Signal.COMPLAINT, int(contact.complaint), facets=facets)]
    if case is None or not messages:
        return found
    if case.feeling not in _UNSURE:
        found.append(Seen(key, Signal.FEELING, int(case.feeling == "negative"), facets=facets))
    found.append(Seen(key, Signal.EFFORT, len(messages) - 1, facets=facets))
    first = case.segments[0]
    if first.first_replied_at is not None or first.first_reply_due_at <= at:
        late = (first.first_replied_at or at) > first.first_reply_due_at
        found.append(Seen(key, Signal.SPEED, int(late), facets=facets))
    return found


def _answers(since: datetime, until: datetime) -> list[Seen]:
    """What was answered to "was it put right?", at the touchpoint at which the case happened, and to surveys about a touchpoint."""
    told = questions.answered(kind=QuestionKind.PUT_RIGHT, since=since, until=until)
    places = touchpoints.places_of(case_ids=[one.case_id for one in told if one.case_id])
    not_well = asking.KINDS[QuestionKind.PUT_RIGHT].not_well
    put_right = [
        Seen(places[one.case_id], Signal.SURVEY, int(one.answer in not_well), total=float(one.answer not in not_well))
        for one in told
        if one.case_id in places
    ]
    scored = surveys.scored(since=since, until=until)
    return [*put_right, *(Seen(beginning.key_of(key), Signal.SURVEY, int(low), total=score) for key, score, low in scored)]


def _facets(order: Known | None, at: datetime, zone: ZoneInfo) -> dict[str, str]:
    hour = at.astimezone(zone).hour
    named = {"hour": next(name for end, name in _HOURS if hour < end)}
    return named if order is None else {**named, "product": order.product, "carrier": order.carrier, "region": order.lane}


def _half_past_three(at: datetime, zone: ZoneInfo) -> datetime:
    """Half past three in the night, later than now."""
    return clock.next_at(at, zone, time(3, 30))
