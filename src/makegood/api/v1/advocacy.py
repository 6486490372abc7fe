"""What people do for a brand unpaid: the ledger, and one way to tell by whom a newcomer came."""

from typing import Annotated

from ninja import Query, Router

from makegood.advocacy import queries as advocacy
from makegood.advocacy.types import Kind, Place
from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.people import check_addresses
from makegood.api.v1.shapes import advocacy as shapes
from makegood.api.v1.shapes.advocacy import DeedOut, ReferralIn, ReferralOut
from makegood.api.v1.shapes.values import Cursor, Limit, Page, Since
from makegood.flows import referrals
from makegood.kernel.ids import first_id_at
from makegood.people.actions import recognising
from makegood.people.types import Sighting

router = Router(tags=["What people do for you"])


@route(router, "GET", "/advocacy", scope="people:read", answers={200: Page[DeedOut]}, summary="List what people did for you")
def list_advocacy(
    request: ApiRequest,
    kind: Annotated[Kind | None, Query(description="Only lines of this kind.")] = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[DeedOut]:
    """The line that was written last first, also those that do not count, with why."""
    before = cursors.read("advocacy", cursor)
    found = advocacy.page(before=before, since=first_id_at(since) if since else None, kind=kind, limit=limit + 1)
    seen = naming.shown(request, found, limit, lambda one: one.identity_id)
    return Page(data=[shapes.deed(one) for one in seen], next_cursor=naming.next_cursor("advocacy", found, limit))


@route(router, "POST", "/referrals", scope="orders:write", answers={200: ReferralOut}, summary="Tell by whom somebody came")
def tell_referral(request: ApiRequest, body: ReferralIn) -> ReferralOut:
    """Once under its reference. It counts when they buy for the first time within 84 days; nobody brings themselves, their own household, or a customer
    of old. Words that are no code wait for a member, who says who is meant. With an order, `told_by` there says the same."""
    check_addresses({"newcomer.": body.newcomer})
    sighting = Sighting((body.newcomer.address(),), source=f"api {request.caller.machine_id}")
    (who,) = recognising.recognise(sightings=[sighting], at=request.at)
    kept = referrals.tell(
        newcomer_id=who.identity_id,
        told_by=body.told_by,
        place=Place.API,
        key=f"api {body.reference}",
        by=request.by,
        at=request.at,
    )
    referrals.settle([kept.newcomer_id], at=request.at)
    return shapes.referral(advocacy.referral(referral_id=kept.id))
