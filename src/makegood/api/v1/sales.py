"""Sales: announced, moved, widened and ended by the shop; where they are promised, and who was told."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.people import check_addresses
from makegood.api.v1.shapes import sales as shapes
from makegood.api.v1.shapes.sales import (
    PlaceSaysIn,
    SaleAnnouncedIn,
    SaleEndedIn,
    SaleMovedIn,
    SaleOut,
    SalePlaceIn,
    SalePlaceOut,
    SaleToldIn,
    SaleToldOut,
    SaleWhole,
    SaleWidenedIn,
    WhoWasTold,
)
from makegood.api.v1.shapes.values import Cursor, Limit, Page, Since
from makegood.incidents import queries as incidents
from makegood.kernel.ids import first_id_at
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising
from makegood.people.types import Sighting
from makegood.sales import queries as sales
from makegood.sales.actions import announcing, telling
from makegood.sales.types import Sale

router = Router(tags=["Sales"])


@route(router, "GET", "/sales", scope="sales:read", answers={200: Page[SaleOut]}, summary="List sales")
def list_sales(request: ApiRequest, since: Since = None, cursor: Cursor = None, limit: Limit = cursors.USUAL) -> Page[SaleOut]:
    """The one announced last first."""
    before = cursors.read("sales", cursor)
    found = sales.page(before=before, since=first_id_at(since) if since else None, limit=limit + 1)
    data = [shapes.sale(one, request.at) for one in found[:limit]]
    return Page(data=data, next_cursor=naming.next_cursor("sales", found, limit))


@route(router, "POST", "/sales", scope="sales:write", answers={201: SaleWhole, 200: SaleWhole}, summary="Announce a sale")
def announce_sale(request: ApiRequest, body: SaleAnnouncedIn) -> tuple[int, SaleWhole]:
    """201 for a new one, 200 where its reference is known. Of two readings of its end the later counts: `ends.explained` is for your page."""
    known = {one.id for one in sales.of_reference(reference=body.reference)}
    sale = announcing.announce(sale=shapes.sale_of(body), by=request.by, at=request.at)
    return 200 if sale.id in known else 201, _whole(request, sale)


@route(router, "GET", "/sales/{sale_id}", scope="sales:read", answers={200: SaleWhole}, summary="One sale")
def get_sale(request: ApiRequest, sale_id: UUID) -> SaleWhole:
    """With its places: those that still say the old first. A banner in the shop prints `ends.said_as`."""
    return _whole(request, sales.sale(sale_id=sale_id))


@route(router, "PUT", "/sales/{sale_id}/end", scope="sales:write", answers={200: SaleWhole}, summary="Move the end of a sale")
def move_sale(request: ApiRequest, sale_id: UUID, body: SaleMovedIn) -> SaleWhole:
    """Wherever it is promised. 409 (`sale_promised`) for an earlier end of which somebody was told the later; (`sale_over`) for one that is
    over. The same end again changes nothing."""
    because = shapes.because(body.because, _incident(body.incident))
    ends = shapes.end_of(body.ends)
    return _whole(request, announcing.move_end(sale_id=sale_id, ends=ends, because=because, by=request.by, at=request.at))


@route(router, "PUT", "/sales/{sale_id}/scope", scope="sales:write", answers={200: SaleWhole}, summary="Widen a sale")
def widen_sale(request: ApiRequest, sale_id: UUID, body: SaleWidenedIn) -> SaleWhole:
    """A scope only widens: 409 (`sale_narrower`) where something would no longer be on sale."""
    because = shapes.because(body.because, _incident(body.incident))
    scope = shapes.scope_of(body.scope)
    return _whole(request, announcing.widen(sale_id=sale_id, scope=scope, because=because, by=request.by, at=request.at))


@route(router, "PUT", "/sales/{sale_id}/ended", scope="sales:write", answers={200: SaleWhole}, summary="Say when a sale ended")
def end_sale(request: ApiRequest, sale_id: UUID, body: SaleEndedIn) -> SaleWhole:
    """Your word closes the promise to everybody who was told: kept, or broken. A later word corrects an earlier one."""
    return _whole(request, announcing.end(sale_id=sale_id, ended_at=body.ended_at, by=request.by, at=request.at))


@route(
    router,
    "POST",
    "/sales/{sale_id}/places",
    scope="sales:write",
    answers={200: SalePlaceOut},
    summary="Say where a sale is promised",
)
def note_sale_place(request: ApiRequest, sale_id: UUID, body: SalePlaceIn) -> SalePlaceOut:
    """It says there what counts now. Told again under its kind and reference it is the same place, and says what counts now."""
    place = announcing.note_place(sale_id=sale_id, place=shapes.place_of(body), by=request.by, at=request.at)
    return shapes.place(place, sales.sale(sale_id=sale_id))


@route(
    router,
    "PUT",
    "/sales/{sale_id}/places/{place_id}/terms",
    scope="sales:write",
    answers={200: SalePlaceOut},
    summary="Say that a place was brought up to date",
)
def set_sale_place_terms(request: ApiRequest, sale_id: UUID, place_id: UUID, body: PlaceSaysIn) -> SalePlaceOut:
    """After `sales.SaleMoved` or `sales.SaleWidened` a place says the old until you say that it says these terms."""
    if sales.place(place_id=place_id).sale_id != sale_id:
        raise Refusal("no_such_place", "There is no such place here.", {"place_id": "unknown"})
    place = announcing.place_says(place_id=place_id, terms=body.terms, by=request.by, at=request.at)
    return shapes.place(place, sales.sale(sale_id=sale_id))


@route(
    router,
    "POST",
    "/sales/{sale_id}/told",
    scope="sales:write",
    answers={200: SaleToldOut},
    summary="Tell who was told of a sale",
)
def note_sale_told(request: ApiRequest, sale_id: UUID, body: SaleToldIn) -> SaleToldOut:
    """1 to 1,000 people, all or none. Each person is promised it once; who knew older terms knows these now. People whom nobody knew are made."""
    check_addresses({f"people[{i}].": one for i, one in enumerate(body.people)})
    source = f"api {request.caller.machine_id}"
    who = recognising.recognise(sightings=[Sighting((one.address(),), source=source) for one in body.people], at=request.at)
    ids = [one.identity_id for one in who]
    new = telling.note_told(sale_id=sale_id, identity_ids=ids, where=body.where, terms=body.terms, by=request.by, at=request.at)
    return SaleToldOut(taken=len(body.people), new=new)


@route(
    router,
    "GET",
    "/sales/{sale_id}/told",
    scope="sales:read",
    answers={200: Page[WhoWasTold]},
    summary="List who was told terms that count no more",
)
def list_sale_told(
    request: ApiRequest,
    sale_id: UUID,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=cursors.MOST, description="How many at most.")] = cursors.USUAL,
) -> Page[WhoWasTold]:
    """In the order in which they were told first. Tell them what counts now, and say so (POST): then they are on this list no more."""
    sales.sale(sale_id=sale_id)
    found = sales.told_old(sale_id=sale_id, after=cursors.read("sale_told", cursor), limit=limit + 1)
    seen = naming.shown(request, found, limit, lambda one: one.identity_id)
    return Page(data=[shapes.told_one(one) for one in seen], next_cursor=naming.next_cursor("sale_told", found, limit))


def _whole(request: ApiRequest, sale: Sale) -> SaleWhole:
    return shapes.whole(sale, sales.places_of(sale_ids=[sale.id]), sales.told(sale_id=sale.id), request.at)


def _incident(number: int | None) -> UUID | None:
    return incidents.by_number(number=number).id if number else None
