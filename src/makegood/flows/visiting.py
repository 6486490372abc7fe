"""Visits as promises: booked, moved, cancelled, done and missed, each with what follows from it: the promise, the invitation for their calendar, a
reminder, the facts, and a case where nobody came.

One table of contents for the desk, the person's own page and the API. Nothing is sent here: words go to the gate.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.cases.actions import foreseen, working
from makegood.cases.types import CaseId, Foretold
from makegood.flows import promise_keeping, rhythms, visit_letters
from makegood.kernel.actors import SYSTEM, Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.needs import queries as needs
from makegood.needs.types import DESK
from makegood.people import queries as people
from makegood.people.actions import telling
from makegood.people.actions.telling import Happening
from makegood.people.types import Person
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.promises import queries as promise_queries
from makegood.promises.actions import making as promises
from makegood.promises.types import Due, PromiseIn, PromiseKind, Source
from makegood.visits import queries
from makegood.visits.actions import booking as visits
from makegood.visits.rules import wanting
from makegood.visits.types import Slot, Spared, Visit, VisitIn, VisitKind, VisitState, Wanted

LOOK = "visit_look"
TOUCHPOINTS = {VisitKind.INTERVIEW: "job-interview"}  # where a visit is one of ours to keep: “Visit and counter” but for these
TOUCHPOINT = "visit"
MORNING_BEFORE = time(9)  # local, on the day before: when they are reminded
AHEAD = timedelta(days=21)
LEAD = timedelta(hours=1)  # the first slot that is offered
_LONGEST_READ = 2_000


def wanted_of(*, identity_ids: Sequence[UUID], said: str, at: datetime) -> Wanted:
    """When somebody can: what they need, as they told us, and what they say now, which counts more. One query."""
    kept = [one.what for one in needs.of_person(identity_ids=identity_ids, at=at) if one.in_force(at) and DESK in one.audiences]
    return wanting.read([*kept, said[:_LONGEST_READ]])


def offers(
    *, wanted: Wanted, at: datetime, resource_ids: Sequence[UUID] = (), but: UUID | None = None, limit: int = 12
) -> tuple[Slot, ...]:
    """The next free times that fit, at most a few of one day, within three weeks. Three queries."""
    found = queries.free(wanted=wanted, since=at + LEAD, until=at + AHEAD, resource_ids=resource_ids, but=but, limit=400)
    zone, of_day, chosen = ZoneInfo(brands.current().zone), dict[object, int](), []
    for slot in found:
        day = slot.from_at.astimezone(zone).date()
        of_day[day] = of_day.get(day, 0) + 1
        if of_day[day] <= 4:
            chosen.append(slot)
    return tuple(chosen[:limit])


def book(*, visit: VisitIn, by: Actor, at: datetime) -> Visit:
    """Books it: our word, and an invitation for their calendar. May be repeated with the same key. Refuses what `visits.book` refuses."""
    made = visits.book(visit=visit, by=by, at=at)
    if made.state is VisitState.BOOKED and made.sequence == 0:
        _promise(made, by, at)
        visit_letters.invite(made, by=by, at=at)
        _look_later(made, at)
    return made


def move(*, visit_id: UUID, from_at: datetime, resource_id: UUID | None = None, by: Actor, at: datetime) -> Visit:
    """Another time: the promise is of the new one, and their calendar hears of it. To where it is already, nothing changes."""
    before = queries.visit(visit_id=visit_id)
    made = visits.move(visit_id=visit_id, from_at=from_at, resource_id=resource_id, by=by, at=at)
    if made.sequence != before.sequence:
        _withdraw(before, "moved to another time together with them", by, at)
        _promise(made, by, at)
        visit_letters.invite(made, by=by, at=at)
        _look_later(made, at)
    return made


def cancel(*, visit_id: UUID, because: str = "", by: Actor, at: datetime) -> Visit:
    """It does not take place, and their calendar hears of it. A repeat changes nothing."""
    before = queries.visit(visit_id=visit_id)
    made = visits.cancel(visit_id=visit_id, because=because, by=by, at=at)
    if made.sequence != before.sequence:
        said = because.strip() or ("they cancelled it" if by.kind is ActorKind.PERSON else "cancelled")
        _withdraw(before, said, by, at)
        visit_letters.cancel(made, by=by, at=at)
    return made


def done(
    *, visit_id: UUID, at_instant: datetime, spared: Spared | None = None, km: int | None = None, by: Actor, at: datetime
) -> Visit:
    """It took place: the promise is kept, that they were visited and the reading are facts. A repeat changes nothing."""
    before = queries.visit(visit_id=visit_id)
    made = visits.done(visit_id=visit_id, at_instant=at_instant, spared=spared, km=km, by=by, at=at)
    if before.state is VisitState.DONE:
        return made
    promise = promise_queries.by_key(key=_key(made))
    if promise is not None:
        with suppress(Refusal):
            promises.keep(promise_id=promise.id, by=by, at=at_instant)
    facts = [_happening(made, "visited", at_instant, {"visit": str(made.id), "kind": made.kind.value})]
    if km is not None:
        facts.append(_happening(made, "km_reading", at_instant, {"km": km, "service": True}))
    if made.spared is not None:
        facts.append(_happening(made, "spared", at_instant, _spared(made.spared)))
    telling.tell(happenings=facts, by=by)
    rhythms.told(happenings=[(one.identity_id, one.as_fact().kind) for one in facts], at=at)
    return made


def missed(*, visit_id: UUID, by: Actor, at: datetime) -> Visit:
    """Nobody came: somebody takes care of it in a case, and the promise breaks by its own clock. A repeat changes nothing."""
    before = queries.visit(visit_id=visit_id)
    made = visits.miss(visit_id=visit_id, by=by, at=at)
    if before.state is not VisitState.MISSED:
        _put_to_case(made, at)
    return made


def look(items: Sequence[Taken], at: datetime) -> None:
    """Reminds of these visits the day before, and notices those that did not take place. May be repeated."""
    for item in items:
        found = queries.by_ids(visit_ids=[UUID(item.key)])
        if found and found[0].state is VisitState.BOOKED:
            _look(item, found[0], at)


# ---------------------------------------------------------------------------------------------------------------------


def _look(item: Taken, visit: Visit, at: datetime) -> None:
    over = visit.until_at + visits.GRACE
    if at >= over:
        missed(visit_id=visit.id, by=SYSTEM, at=at)
        return
    remind_at = _remind_at(visit)
    if visit.reminded_at is None and remind_at <= at < visit.from_at:
        visit_letters.remind(visit, at=at)
        visits.note_reminded(visit_id=visit.id, at=at)
    elif at < remind_at:
        over = remind_at
    work.postpone(item, due_at=over)


def _look_later(visit: Visit, at: datetime) -> None:
    """The morning before; where that is past or nearly so, the invitation itself is the reminder."""
    remind_at = _remind_at(visit)
    if remind_at <= at + timedelta(hours=12):
        visits.note_reminded(visit_id=visit.id, at=at)
        remind_at = visit.until_at + visits.GRACE
    work.leave(LOOK, [Item(key=str(visit.id), due_at=remind_at)])


def _remind_at(visit: Visit) -> datetime:
    zone = brands.current().zone
    day = visit.from_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    return brand_rules.first_instant(day=day, clock=MORNING_BEFORE, zone=zone)


def _key(visit: Visit) -> str:
    return f"visit:{visit.id}:{visit.sequence}"


def _promise(visit: Visit, by: Actor, at: datetime) -> None:
    due = Due(at=visit.until_at + visits.GRACE, zone=brands.current().zone, since=visit.from_at)
    told = PromiseIn(
        key=_key(visit),
        identity_id=visit.identity_id,
        kind=PromiseKind.VISIT,
        source=Source.VISIT,
        what=visit.about,
        touchpoint=TOUCHPOINTS.get(visit.kind, TOUCHPOINT),
        made_at=at,
        due=due,
        case_id=visit.case_id,
        member_id=by.id if by.kind is ActorKind.MEMBER else None,
    )
    promises.make(promises=[told], by=by, at=at)
    work.leave(promise_keeping.LOOK, [Item(key="look", due_at=due.at)])


def _withdraw(visit: Visit, because: str, by: Actor, at: datetime) -> None:
    promise = promise_queries.by_key(key=_key(visit))
    if promise is not None:
        with suppress(Refusal):  # it broke meanwhile: that stays
            promises.withdraw(promise_id=promise.id, because=because, by=by, at=at)


def _put_to_case(visit: Visit, at: datetime) -> None:
    if visit.kind is VisitKind.INTERVIEW:
        return  # seen by the hiring team alone, on the visits page
    if visit.case_id is not None:
        with suppress(Refusal):  # the case is gone
            working.reopen(case_id=CaseId(visit.case_id), by=SYSTEM, at=at)
        return
    person = people.persons_of(identity_ids=[visit.identity_id])[visit.identity_id]
    (case_id,) = foreseen.open_or_join(foretold=[_foretold(visit, person)], at=at)
    visits.put_to_case(visit_id=visit.id, case_id=case_id)
    promise = promise_queries.by_key(key=_key(visit))
    if promise is not None:
        promises.put_to_cases(cases={promise.id: case_id})


def _foretold(visit: Visit, person: Person) -> Foretold:
    return Foretold(
        identity_id=visit.identity_id,
        person_identity_ids=tuple(one.id for one in person.identities),
        order_number="",
        what="visit",
        name=person.name.split(" ")[0] or "Somebody",
        true=True,
    )


def _happening(visit: Visit, what: str, at: datetime, value: dict[str, object]) -> Happening:
    return Happening(visit.identity_id, what, f"visit:{visit.id}", at, value)


def _spared(spared: Spared) -> dict[str, object]:
    money = {"minor": spared.money.minor, "currency": spared.money.currency} if spared.money else {}
    return {"minutes": spared.minutes, **money}  # the words stay in the visit's row, which can be erased
