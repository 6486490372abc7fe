"""Somebody's visits on their own page: what is to come, other times that suit them, and that it shall not be. Theirs alone: what is not this
person's is as if it were not there, and an interview is shown to nobody but them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.flows import visiting
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.visits import queries
from makegood.visits.types import Slot, Visit, VisitState

LATEST = timedelta(hours=2)  # before it begins: then they call
OFFERED = 6


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """A visit with the times to which it can move; `may_change` until shortly before it begins."""

    visit: Visit
    who: str
    offers: tuple[Slot, ...]
    may_change: bool


def of_person(*, identity_ids: Sequence[UUID], at: datetime) -> tuple[OwnVisit, ...]:
    """What is to come, the next first; and what it spared them, of those that were. A few queries for each to come."""
    found = queries.of_people(identity_ids=identity_ids, limit=10)
    called = {one.id: one.told.name for one in queries.resources(retired_too=True)} if found else {}
    shown = []
    for one in sorted(found, key=lambda each: each.from_at):
        if one.state is VisitState.BOOKED and one.until_at > at:
            may = one.from_at - LATEST > at
            wanted = visiting.wanted_of(identity_ids=identity_ids, said=one.wanted, at=at)
            free = (
                visiting.offers(wanted=wanted, at=at, resource_ids=[one.resource_id], but=one.id, limit=OFFERED + 1)
                if may
                else ()
            )
            shown.append(
                OwnVisit(one, called.get(one.resource_id, ""), tuple(s for s in free if s.from_at != one.from_at)[:OFFERED], may)
            )
        elif one.state is VisitState.DONE and one.spared is not None:
            shown.append(OwnVisit(one, called.get(one.resource_id, ""), (), may_change=False))
    return tuple(shown)


def move(*, visit_id: UUID, from_at: datetime, identity_id: UUID, identity_ids: Sequence[UUID], at: datetime) -> Visit:
    """They choose another time, among those that are offered. Refuses what is not free or not offered ("slot_taken"), too late ("too_late"), and what
    is not theirs ("no_visit")."""
    visit = _theirs(visit_id, identity_ids, at)
    if visit.from_at == from_at:
        return visit
    wanted = visiting.wanted_of(identity_ids=identity_ids, said="", at=at)
    free = queries.free(
        wanted=wanted, since=at, until=from_at + timedelta(minutes=1), resource_ids=[visit.resource_id], but=visit.id, limit=900
    )
    if all(one.from_at != from_at for one in free):
        raise Refusal("slot_taken", "from_at: this time was just taken. Choose another one.", {"from_at": "is taken"})
    return visiting.move(visit_id=visit.id, from_at=from_at, by=actors.person(identity_id), at=at)


def cancel(*, visit_id: UUID, identity_id: UUID, identity_ids: Sequence[UUID], at: datetime) -> Visit:
    """They do not want it. Refuses as `move` does."""
    return visiting.cancel(visit_id=_theirs(visit_id, identity_ids, at).id, by=actors.person(identity_id), at=at)


def _theirs(visit_id: UUID, identity_ids: Sequence[UUID], at: datetime) -> Visit:
    found = queries.visit(visit_id=visit_id)
    if found.identity_id not in identity_ids:
        raise Refusal("no_visit", "There is no such visit here.", {"visit_id": "unknown"})
    if found.state is VisitState.BOOKED and found.from_at - LATEST <= at:
        raise Refusal("too_late", "This visit begins soon. Call us, and we find a way.", {"visit_id": "begins soon"})
    return found
