"""Signals: what machines say is wrong, and what happens at the checkout."""

from ninja import Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.people import check_addresses
from makegood.api.v1.shapes import signals as shapes
from makegood.api.v1.shapes.signals import CheckoutEventsIn, CheckoutEventsTaken, SignalOut, SignalsIn, SignalsTaken
from makegood.api.v1.shapes.values import Cursor, Limit, Page, Since
from makegood.flows import checkout_heard
from makegood.kernel.ids import first_id_at
from makegood.signals import queries as signals
from makegood.signals.actions import hearing

router = Router(tags=["Signals"])


@route(router, "GET", "/signals", scope="signals:read", answers={200: Page[SignalOut]}, summary="List signals")
def list_signals(
    request: ApiRequest,  # noqa: ARG001 - the shape of a route
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[SignalOut]:
    """The one heard last first. What belongs to no incident is kept for 30 days."""
    before = cursors.read("signals", cursor)
    found = signals.page(before=before, since=first_id_at(since) if since else None, limit=limit + 1)
    return Page(data=[shapes.signal(one) for one in found[:limit]], next_cursor=naming.next_cursor("signals", found, limit))


@route(
    router, "POST", "/signals", scope="signals:write", answers={202: SignalsTaken}, summary="Say that something is wrong, or over"
)
def tell_signals(request: ApiRequest, body: SignalsIn) -> SignalsTaken:
    """1 to 200 words, all or none; told again they change nothing. A signal is put to the open incident of its time, where there is one."""
    changed = hearing.hear(words=[shapes.word(one) for one in body.signals], by=request.by, at=request.at)
    return SignalsTaken(taken=len(body.signals), changed=len(changed))


@route(
    router,
    "POST",
    "/checkout-events",
    scope="signals:write",
    answers={202: CheckoutEventsTaken},
    summary="Tell of 1 to 1,000 things at the checkout",
)
def tell_checkout(request: ApiRequest, body: CheckoutEventsIn) -> CheckoutEventsTaken:
    """Baskets and refusals become facts about whoever typed an address, guests too; refusals are counted by the minute and watched. All or
    none; told again they change nothing. Nobody is written to because of it."""
    check_addresses({f"events[{i}].who.": one.who for i, one in enumerate(body.events) if one.who is not None})
    happened = [shapes.happened(one) for one in body.events]
    taken = checkout_heard.take(happened=happened, source=f"api {request.caller.machine_id}", by=request.by, at=request.at)
    return CheckoutEventsTaken(taken=taken.taken, new=taken.new, known=taken.known)
