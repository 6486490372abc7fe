"""Needs: what somebody needs us to know, for a machine that shows it where it matters. Looks only; each audience gets what it may see."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import needs as shapes
from makegood.api.v1.shapes.needs import NeedsOut
from makegood.kernel.refusals import Refusal
from makegood.needs import queries as needs
from makegood.needs.types import DESK
from makegood.people import queries as people

router = Router(tags=["People"])


@route(
    router,
    "GET",
    "/people/{person_id}/needs",
    scope="needs:read",
    answers={200: NeedsOut},
    summary="What somebody needs us to know",
)
def list_needs(
    request: ApiRequest,
    person_id: UUID,
    audience: Annotated[
        str, Query(max_length=40, description="For whom: one of the brand's audiences, such as `pick_list`.")
    ] = DESK,
    touchpoint: Annotated[str, Query(max_length=100, description="Only what matters at this touchpoint.")] = "",
) -> NeedsOut:
    """What is in force now and this audience may see. Why is for the desk alone. Do not keep it: ask again when it matters, because a need
    lapses, and can be taken back."""
    if audience not in {one.key for one in needs.audiences()}:
        raise Refusal("no_such_audience", f"audience: “{audience}” is nobody here.", {"audience": "unknown"})
    ids = [one.id for one in people.person(person_id=person_id).identities]
    found = needs.for_audience(identity_ids=ids, audience=audience, at=request.at, touchpoint=touchpoint)
    return NeedsOut(data=[shapes.need(one) for one in found])
