"""Makegoods: what was proposed to put something right, and a member's yes or no to it."""

from typing import Literal
from uuid import UUID

from ninja import Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import makegoods as shapes
from makegood.api.v1.shapes.makegoods import ApprovalIn, ChoiceIn, MakegoodOut, RefusalIn
from makegood.api.v1.shapes.values import Cursor, Limit, OfPerson, Page, Since
from makegood.flows import machine_work
from makegood.kernel.ids import first_id_at
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import MakegoodState

router = Router(tags=["Makegoods"])


@route(router, "GET", "/makegoods", scope="makegoods:read", answers={200: Page[MakegoodOut]}, summary="List makegoods")
def list_makegoods(
    request: ApiRequest,
    state: Literal["proposed", "running", "done", "declined", "revoked", "stuck"] | None = None,
    person: OfPerson = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[MakegoodOut]:
    """The one proposed last first."""
    before = cursors.read("makegoods", cursor)
    found = makegoods.page(
        before=before,
        since=first_id_at(since) if since else None,
        state=MakegoodState(state) if state else None,
        identity_ids=naming.identities_of(person),
        limit=limit + 1,
    )
    seen = naming.shown(request, found, limit, lambda one: one.identity_id)
    return Page(data=[shapes.makegood(one) for one in seen], next_cursor=naming.next_cursor("makegoods", found, limit))


@route(router, "GET", "/makegoods/{makegood_id}", scope="makegoods:read", answers={200: MakegoodOut}, summary="One makegood")
def get_makegood(request: ApiRequest, makegood_id: UUID) -> MakegoodOut:  # noqa: ARG001 - the shape of a route
    """With its steps, what they cost, what else was proposed, and why."""
    return shapes.makegood(makegoods.makegood(makegood_id=makegood_id))


@route(
    router,
    "POST",
    "/makegoods/{makegood_id}/approval",
    scope="makegoods:write",
    answers={200: MakegoodOut},
    summary="Put it right",
)
def approve_makegood(request: ApiRequest, makegood_id: UUID, body: ApprovalIn) -> MakegoodOut:
    """Lets the plan run, in a member's name: their role, the policy and the purse decide (409 says why not). Approving again changes
    nothing."""
    found = makegoods.makegood(makegood_id=makegood_id)
    member = naming.member_for(request, body.member, "approved a makegood", identity_id=found.identity_id)
    machine_work.approve(makegood_id=makegood_id, member=member, at=request.at)
    return shapes.makegood(makegoods.makegood(makegood_id=makegood_id))


@route(
    router,
    "POST",
    "/makegoods/{makegood_id}/choice",
    scope="makegoods:write",
    answers={200: MakegoodOut},
    summary="Take one of the alternatives",
)
def choose_makegood(request: ApiRequest, makegood_id: UUID, body: ChoiceIn) -> MakegoodOut:
    """Puts an alternative in place of the plan, in a member's name; what was the plan is an alternative then. Nothing runs before it is
    approved. The same choice again changes nothing; a name that was not proposed is refused (422)."""
    found = makegoods.makegood(makegood_id=makegood_id)
    member = naming.member_for(request, body.member, "chose among proposals", identity_id=found.identity_id)
    machine_work.choose(makegood_id=makegood_id, name=body.name, member=member, at=request.at)
    return shapes.makegood(makegoods.makegood(makegood_id=makegood_id))


@route(
    router,
    "POST",
    "/makegoods/{makegood_id}/refusal",
    scope="makegoods:write",
    answers={200: MakegoodOut},
    summary="Decline a makegood",
)
def decline_makegood(request: ApiRequest, makegood_id: UUID, body: RefusalIn) -> MakegoodOut:
    """Says no in a member's name, and why. Declining again changes nothing."""
    found = makegoods.makegood(makegood_id=makegood_id)
    member = naming.member_for(request, body.member, "declined a makegood", identity_id=found.identity_id)
    machine_work.decline(makegood_id=makegood_id, reason=body.reason, member=member, at=request.at)
    return shapes.makegood(makegoods.makegood(makegood_id=makegood_id))
