"""Follow-up calls: whom somebody of the team rings up, and how it went, for a telephone system that knows the end of a call."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import calls as shapes
from makegood.api.v1.shapes.calls import CallOut, CallResultIn, CallResultOut
from makegood.api.v1.shapes.values import Cursor, Limit, OfPerson, Page, Since
from makegood.calls import queries as calls
from makegood.calls.types import Result
from makegood.flows import calling_people
from makegood.kernel.ids import first_id_at

router = Router(tags=["Calls"])


@route(router, "GET", "/calls", scope="calls:read", answers={200: Page[CallOut]}, summary="List follow-up calls")
def list_calls(
    request: ApiRequest,
    open: Annotated[bool, Query(description="Only those still to be made.")] = False,  # noqa: A002 - what it is called outside
    person: OfPerson = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[CallOut]:
    """The one planned last first."""
    found = calls.page(
        before=cursors.read("calls", cursor),
        since=first_id_at(since) if since else None,
        identity_ids=naming.identities_of(person),
        open_only=open,
        limit=limit + 1,
    )
    seen = naming.shown(request, found, limit, lambda one: one.identity_id)
    return Page(data=[shapes.call(one) for one in seen], next_cursor=naming.next_cursor("calls", found, limit))


@route(router, "GET", "/calls/{call_id}", scope="calls:read", answers={200: CallOut}, summary="One follow-up call")
def get_call(request: ApiRequest, call_id: UUID) -> CallOut:  # noqa: ARG001 - the shape of a route
    """As it stands. Their number is an address of theirs: `phone_id` among the person's identities."""
    return shapes.call(calls.call(call_id=call_id))


@route(
    router, "POST", "/calls/{call_id}/result", scope="calls:write", answers={200: CallResultOut}, summary="Say how a call went"
)
def end_call(request: ApiRequest, call_id: UUID, body: CallResultIn) -> CallResultOut:
    """In a member's name. `not_reached` tries again at a better hour, by `tries` once for each try; `not_fine` takes their words and opens or rejoins a
    case. A repeat changes nothing."""
    call = calls.call(call_id=call_id)
    member = naming.member_for(request, body.member, "said how a call went", identity_id=call.identity_id)
    number = None
    if body.result == "not_reached":
        calling_people.missed(call_id=call_id, tries=body.tries, member=member, at=request.at)
    else:
        number = calling_people.ended(call_id=call_id, result=Result(body.result), words=body.words, member=member, at=request.at)
    return CallResultOut(call=shapes.call(calls.call(call_id=call_id)), case=number)
