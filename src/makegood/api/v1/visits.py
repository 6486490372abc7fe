"""Visits and appointments: what can be booked, the free times, and each visit from booked to done. For the workshop's own system, or a booking page."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import GUESTS, ApiRequest, route
from makegood.api.v1.shapes import visits as shapes
from makegood.api.v1.shapes.values import LINE, Cursor, Limit, OfPerson, Page, Since
from makegood.api.v1.shapes.visits import (
    ResourcesOut,
    SlotsOut,
    VisitBookedIn,
    VisitCancelledIn,
    VisitDoneIn,
    VisitMovedIn,
    VisitOut,
)
from makegood.flows import visiting
from makegood.kernel.ids import first_id_at
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.visits import queries as visits
from makegood.visits.types import Visit, VisitKind

router = Router(tags=["Visits"])


@route(
    router, "GET", "/visit-resources", scope="visits:read", answers={200: ResourcesOut}, summary="List who and what can be booked"
)
def list_visit_resources(request: ApiRequest) -> ResourcesOut:  # noqa: ARG001 - the shape of a route
    """People who drive to somebody, and places that people come to; those in use."""
    return ResourcesOut(data=[shapes.resource(one) for one in visits.resources()])


@route(router, "GET", "/visit-slots", scope="visits:read", answers={200: SlotsOut}, summary="List free times")
def list_visit_slots(
    request: ApiRequest,
    wanted: Annotated[
        str, Query(max_length=300, pattern=LINE, description="When they can, in their words: `after work, at home`.")
    ] = "",
    person: OfPerson = None,
) -> SlotsOut:
    """The next free times that fit within three weeks, at most twelve, a few of a day. With a person, what they need us to know counts too, as far
    as it says when they can."""
    request.away.refuse(person)
    ids = naming.identities_of(person) or []
    understood = visiting.wanted_of(identity_ids=ids, said=wanted, at=request.at)
    return SlotsOut(data=[shapes.slot(one) for one in visiting.offers(wanted=understood, at=request.at)])


@route(router, "GET", "/visits", scope="visits:read", answers={200: Page[VisitOut]}, summary="List visits")
def list_visits(
    request: ApiRequest, person: OfPerson = None, since: Since = None, cursor: Cursor = None, limit: Limit = cursors.USUAL
) -> Page[VisitOut]:
    """The one booked last first, whatever became of it. Interviews are for tokens with `guests:read`."""
    found = visits.page(
        before=cursors.read("visits", cursor),
        since=first_id_at(since) if since else None,
        identity_ids=naming.identities_of(person),
        limit=limit + 1,
    )
    seen = [one for one in naming.shown(request, found, limit, lambda one: one.identity_id) if _may_see(one, request)]
    return Page(data=[shapes.visit(one) for one in seen], next_cursor=naming.next_cursor("visits", found, limit))


@route(router, "GET", "/visits/{visit_id}", scope="visits:read", answers={200: VisitOut}, summary="One visit")
def get_visit(request: ApiRequest, visit_id: UUID) -> VisitOut:
    """As it stands."""
    return shapes.visit(_visit(request, visit_id))


@route(router, "POST", "/visits", scope="visits:write", answers={201: VisitOut, 200: VisitOut}, summary="Book a visit")
def book_visit(request: ApiRequest, body: VisitBookedIn) -> tuple[int, VisitOut]:
    """201 for a new one, 200 where its reference is known: then it is the visit of then. It is our promise, and they get an invitation for their calendar.
    409 (`slot_taken`) where somebody else has the time; times begin on five minutes."""
    request.away.refuse(body.person_id)
    person = people.person(person_id=body.person_id)
    made = visiting.book(visit=shapes.visit_of(body, person, request.caller.machine_id), by=request.by, at=request.at)
    return 201 if made.booked_at == request.at else 200, shapes.visit(made)


@route(router, "PUT", "/visits/{visit_id}/time", scope="visits:write", answers={200: VisitOut}, summary="Move a visit")
def move_visit(request: ApiRequest, visit_id: UUID, body: VisitMovedIn) -> VisitOut:
    """To another time, or to somebody else. Our promise is of the new time, and their calendar hears of it. To where it is already, nothing changes; 409
    (`slot_taken`, `visit_over`)."""
    _visit(request, visit_id)
    made = visiting.move(visit_id=visit_id, from_at=body.from_at, resource_id=body.resource_id, by=request.by, at=request.at)
    return shapes.visit(made)


@route(router, "POST", "/visits/{visit_id}/cancellation", scope="visits:write", answers={200: VisitOut}, summary="Cancel a visit")
def cancel_visit(request: ApiRequest, visit_id: UUID, body: VisitCancelledIn) -> VisitOut:
    """It does not take place, and their calendar hears of it. A repeat changes nothing; 409 (`visit_over`) for one that took place."""
    _visit(request, visit_id)
    return shapes.visit(visiting.cancel(visit_id=visit_id, because=body.because, by=request.by, at=request.at))


@route(
    router,
    "POST",
    "/visits/{visit_id}/completion",
    scope="visits:write",
    answers={200: VisitOut},
    summary="Say that a visit took place",
)
def complete_visit(request: ApiRequest, visit_id: UUID, body: VisitDoneIn) -> VisitOut:
    """The promise is kept; that they were visited, the odometer and what it spared them are facts, and rhythms go by them. A repeat changes nothing."""
    _visit(request, visit_id)
    made = visiting.done(
        visit_id=visit_id, at_instant=body.at, spared=shapes.spared_of(body), km=body.km, by=request.by, at=request.at
    )
    return shapes.visit(made)


def _visit(request: ApiRequest, visit_id: UUID) -> Visit:
    found = visits.visit(visit_id=visit_id)
    if not _may_see(found, request):
        raise Refusal("no_visit", "There is no such visit here.", {"visit_id": "unknown"})
    return found


def _may_see(one: Visit, request: ApiRequest) -> bool:
    return one.kind is not VisitKind.INTERVIEW or GUESTS in request.caller.scopes
