"""What the desk shows of visits: the week, one visit, what can be offered. Looks only. An interview is shown to the hiring team alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.types import CaseId
from makegood.flows import visiting
from makegood.guests import queries as guests
from makegood.guests.types import Place
from makegood.kernel import calendar
from makegood.kernel.refusals import Refusal
from makegood.letters import queries as letters
from makegood.needs import queries as needs
from makegood.people import queries as people
from makegood.people.types import PersonId
from makegood.visits import queries
from makegood.visits.rules import wanting
from makegood.visits.types import Resource, Slot, Visit, VisitKind, VisitState, Wanted, Where

MOVES = 12


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit with whose it is and who goes there."""

    visit: Visit
    name: str
    person_id: PersonId
    phone: str
    resource: str
    begins: str
    ends: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitDay:
    name: str
    on: date
    today: bool
    lines: tuple[VisitLine, ...]


@dataclass(frozen=True, slots=True)
class WeekPage:
    days: tuple[VisitDay, ...]
    monday: date
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A free time as a button."""

    slot: Slot
    value: str  # resource and instant, as the form sends it
    said: str
    who: str


@dataclass(frozen=True, slots=True)
class VisitPage:
    line: VisitLine
    offers: tuple[Offer, ...]
    understood: str
    case_number: int | None


def week(*, of: date | None, member: Member, at: datetime) -> WeekPage:
    """The visits of a week, cancelled ones apart. A fixed number of queries."""
    brand = brands.current()
    zone = ZoneInfo(brand.zone)
    today = at.astimezone(zone).date()
    day = of or today
    monday = day - timedelta(days=day.weekday())
    since, until = (datetime.combine(one, time(), zone) for one in (monday, monday + timedelta(days=7)))
    found = [one for one in queries.within(since=since, until=until) if one.state is not VisitState.CANCELLED]
    shown = lines(found, member=member, at=at)

    def of_day(on: date) -> tuple[VisitLine, ...]:
        return tuple(line for line in shown if line.visit.from_at.astimezone(zone).date() == on)

    days = [monday + timedelta(days=n) for n in range(7)]
    told = tuple(VisitDay(calendar.WEEKDAYS["en"][one.weekday()], one, one == today, of_day(one)) for one in days)
    return WeekPage(told, monday, queries.resources())


def lines(found: Sequence[Visit], *, member: Member, at: datetime) -> tuple[VisitLine, ...]:
    """These visits for this member: without those of people who are none of theirs to see. Five queries."""
    who = people.persons_of(identity_ids=[one.identity_id for one in found])
    ids: dict[UUID, list[UUID]] = {one.identity_id: [each.id for each in who[one.identity_id].identities] for one in found}
    away = guests.hidden(identity_ids=ids, place=Place.DESK, member_id=member.id)
    zone = ZoneInfo(brands.current().zone)
    called = {one.id: one.told.name for one in queries.resources(retired_too=True)}
    every = [one for each in ids.values() for one in each]
    kept = [one for one in needs.of_person(identity_ids=every, at=at) if one.in_force(at)] if every else []
    shown = []
    for one in found:
        if one.identity_id in away or (one.kind is VisitKind.INTERVIEW and not _may_see_interviews(one, ids, member)):
            continue
        person = who[one.identity_id]
        shown.append(
            VisitLine(
                visit=one,
                name=person.name,
                person_id=person.id,
                phone=next((each.value for each in person.identities if each.kind.value == "phone"), ""),
                resource=called.get(one.resource_id, ""),
                begins=f"{one.from_at.astimezone(zone):%H:%M}",
                ends=f"{one.until_at.astimezone(zone):%H:%M}",
                needs=tuple(each.what for each in kept if each.identity_id in ids[one.identity_id] and "desk" in each.audiences),
            )
        )
    return tuple(shown)


def page(*, visit_id: UUID, said: str, member: Member, at: datetime) -> VisitPage:
    """One visit with the times to which it could move. Refuses ("no_visit") an unknown one, and one that is none of theirs to see."""
    found = queries.visit(visit_id=visit_id)
    shown = lines([found], member=member, at=at)
    if not shown:
        raise Refusal("no_visit", "There is no such visit here.", {"visit_id": "unknown"})
    person = people.person(person_id=shown[0].person_id)
    ids = [one.id for one in person.identities]
    wanted = visiting.wanted_of(identity_ids=ids, said=f"{found.wanted}\n{said}", at=at)
    free = visiting.offers(wanted=wanted, at=at, but=found.id, limit=MOVES) if found.state is VisitState.BOOKED else ()
    number = cases.case(case_id=CaseId(found.case_id)).number if found.case_id else None
    return VisitPage(shown[0], offers(free), wanting.in_words(wanted, "en"), number)


def offers(free: Sequence[Slot]) -> tuple[Offer, ...]:
    """These slots as buttons. Two queries."""
    zone = ZoneInfo(brands.current().zone)
    called = {one.id: one.told.name for one in queries.resources()}
    return tuple(
        Offer(
            one,
            f"{one.resource_id} {one.from_at.isoformat()}",
            f"{one.from_at.astimezone(zone):%a %d %b, %H:%M}–{one.until_at.astimezone(zone):%H:%M}",
            called.get(one.resource_id, ""),
        )
        for one in free
    )


def to_book(*, person_id: UUID | None, said: str, at: datetime) -> tuple[Wanted, tuple[Offer, ...], str]:
    """What is understood of when somebody can, the free times that fit, and the rule in words."""
    ids = [one.id for one in people.person(person_id=PersonId(person_id)).identities] if person_id else []
    wanted = visiting.wanted_of(identity_ids=ids, said=said, at=at)
    return wanted, offers(visiting.offers(wanted=wanted, at=at)), wanting.in_words(wanted, "en")


def known_address(*, person_id: UUID) -> str:
    """Where somebody was visited last, else where they get post; '' where we know of neither. Three queries at most."""
    ids = [one.id for one in people.person(person_id=PersonId(person_id)).identities]
    before = next((one.address for one in queries.of_people(identity_ids=ids) if one.where is Where.THEIRS and one.address), "")
    post = next(iter(letters.postals(identity_ids=ids[:1]).values()), None) if not before else None
    return before or (", ".join(post.lines) if post else "")


def _may_see_interviews(visit: Visit, ids: dict[UUID, list[UUID]], member: Member) -> bool:
    """Of somebody who is noted as no candidate, leads alone see an interview."""
    if any(guests.kinds_of(identity_ids=ids[visit.identity_id])):
        return True  # their rule was asked above
    return member.role.value in ("owner", "lead")
