"""Orders and parcels: what the shop tells, and what is known. The format is docs/webhooks.md."""

from typing import Annotated

from ninja import Path, Query, Router

from makegood.api import shop_json
from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import orders as shapes
from makegood.api.v1.shapes.orders import EventsTaken, OrderOut, OrdersIn, OrdersTaken, ParcelEventsIn
from makegood.api.v1.shapes.values import LINE, Cursor, Limit, OfPerson, Page, Since
from makegood.flows import orders_told
from makegood.kernel.ids import first_id_at
from makegood.kernel.refusals import Refusal
from makegood.orders import queries as orders
from makegood.orders.actions import parcels
from makegood.people import queries as people
from makegood.people.types import IdentityKind

router = Router(tags=["Orders"])


@route(router, "GET", "/orders", scope="orders:read", answers={200: Page[OrderOut]}, summary="List orders")
def list_orders(
    request: ApiRequest,  # noqa: ARG001 - the shape of a route
    number: Annotated[str, Query(max_length=100, pattern=LINE)] = "",
    person: OfPerson = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[OrderOut]:
    """The one told of last first. With `number`: that order alone."""
    if number:
        one = orders.order_by_number(number=number)
        return Page(data=[shapes.order(one)] if one else [], next_cursor=None)
    before = cursors.read("orders", cursor)
    found = orders.page(
        before=before,
        since=first_id_at(since) if since else None,
        identity_ids=naming.identities_of(person),
        limit=limit + 1,
    )
    return Page(data=[shapes.order(one) for one in found[:limit]], next_cursor=naming.next_cursor("orders", found, limit))


@route(router, "GET", "/orders/{number}", scope="orders:read", answers={200: OrderOut}, summary="One order")
def get_order(request: ApiRequest, number: Annotated[str, Path(max_length=100, pattern=LINE)]) -> OrderOut:  # noqa: ARG001 - the shape of a route
    """By its number. A number with a slash in it is found by `GET /orders?number=…`."""
    found = orders.order_by_number(number=number)
    if found is None:
        raise Refusal("no_such_order", "There is no order of this number.")
    return shapes.order(found)


@route(router, "POST", "/orders", scope="orders:write", answers={200: OrdersTaken}, summary="Tell of 1 to 500 orders")
def put_orders(request: ApiRequest, body: OrdersIn) -> OrdersTaken:
    """All or none. Telling a number again updates the order; an older telling (`told_at`) changes nothing."""
    told = shop_json.read_orders(request.body, region=_region())
    taken = orders_told.take(orders=told, by=request.by, at=request.at)
    return OrdersTaken(taken=len(body.orders), ids=list(taken))


@route(
    router, "POST", "/parcel-events", scope="orders:write", answers={200: EventsTaken}, summary="Tell of 1 to 500 parcel events"
)
def put_parcel_events(request: ApiRequest, body: ParcelEventsIn) -> EventsTaken:
    """All or none. They may come doubled and out of order, and before their order."""
    told = shop_json.read_parcel_events(request.body)
    new = parcels.take_parcel_events(events=told, by=request.by, at=request.at)
    return EventsTaken(taken=len(body.events), new=new)


def _region() -> str:
    return people.region_for([IdentityKind.PHONE])
