"""Incidents: one cause, many people. Looks only: what an incident is, members say on the desk."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import incidents as shapes
from makegood.api.v1.shapes.incidents import IncidentMemberOut, IncidentOut, IncidentWhole
from makegood.api.v1.shapes.values import Cursor, Limit, Page, Since
from makegood.cases import queries as cases
from makegood.incidents import queries as incidents
from makegood.incidents.types import Members, State
from makegood.kernel.ids import first_id_at

router = Router(tags=["Incidents"])


@route(router, "GET", "/incidents", scope="cases:read", answers={200: Page[IncidentOut]}, summary="List incidents")
def list_incidents(
    request: ApiRequest,  # noqa: ARG001 - the shape of a route
    state: Annotated[State | None, Query(description="Only those that stand so.")] = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[IncidentOut]:
    """The one written down last first; candidates among them, which nobody has confirmed yet."""
    before = cursors.read("incidents", cursor)
    found = incidents.page(before=before, since=first_id_at(since) if since else None, state=state, limit=limit + 1)
    data = [shapes.incident(one) for one in found[:limit]]
    return Page(data=data, next_cursor=naming.next_cursor("incidents", found, limit))


@route(router, "GET", "/incidents/{incident_id}", scope="cases:read", answers={200: IncidentWhole}, summary="One incident")
def get_incident(request: ApiRequest, incident_id: UUID) -> IncidentWhole:  # noqa: ARG001 - the shape of a route
    """With how much belongs to it, and whom it affected as far as that was settled."""
    one = incidents.incident(incident_id=incident_id)
    counts = incidents.how_many(incident_ids=[one.id]).get(one.id, Members())
    return shapes.whole(one, counts, incidents.cohorts(incident_id=one.id))


@route(
    router,
    "GET",
    "/incidents/{incident_id}/members",
    scope="cases:read",
    answers={200: Page[IncidentMemberOut]},
    summary="What belongs to an incident",
)
def list_incident_members(
    request: ApiRequest,  # noqa: ARG001 - the shape of a route
    incident_id: UUID,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[IncidentMemberOut]:
    """Messages, each with the reason why it belongs; what was taken out is left out. The message that came in last first."""
    one = incidents.incident(incident_id=incident_id)
    found = incidents.members_page(incident_id=one.id, before=cursors.read("incident_members", cursor), limit=limit + 1)
    numbers: dict[UUID, int] = {
        head.id: head.number for head in cases.heads(case_ids=[each.case_id for each in found if each.case_id])
    }
    data = [shapes.member(each, numbers.get(each.case_id) if each.case_id else None) for each in found[:limit]]
    after = cursors.write("incident_members", found[limit - 1].message_id) if len(found) > limit else None
    return Page(data=data, next_cursor=after)
