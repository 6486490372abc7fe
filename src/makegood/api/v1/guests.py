"""Candidates, visitors and callers: who is here as what, and until when they are kept. For tokens that may see them, and no others."""

from ninja import Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import GUESTS, ApiRequest, route
from makegood.api.v1.shapes import guests as shapes
from makegood.api.v1.shapes.guests import GuestOut
from makegood.api.v1.shapes.values import Cursor, Limit, Page
from makegood.guests import queries as guests

router = Router(tags=["Guests"])


@route(router, "GET", "/guests", scope=GUESTS, answers={200: Page[GuestOut]}, summary="List candidates, visitors and callers")
def list_guests(
    request: ApiRequest,  # noqa: ARG001 - the shape of a route
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[GuestOut]:
    """The one noted last first. Without this scope nobody of them whom not the whole team may see is in any answer: neither they, nor their cases,
    messages and promises, nor what the journal says of them; what the shop told of their orders stays."""
    found = guests.page(before=cursors.read("guests", cursor), limit=limit + 1)
    return Page(data=[shapes.guest(one) for one in found[:limit]], next_cursor=naming.next_cursor("guests", found, limit))
