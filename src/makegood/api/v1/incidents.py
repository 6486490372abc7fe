"""Incidents: one cause, many people. What an incident is, a member says: on the desk, or by a machine that names them."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import incidents as shapes
from makegood.api.v1.shapes.incidents import (
    IncidentCaseIn,
    IncidentIn,
    IncidentJudgedIn,
    IncidentMemberOut,
    IncidentOut,
    IncidentReasonIn,
    IncidentWhole,
)
from makegood.api.v1.shapes.values import Cursor, Limit, Page, Since
from makegood.cases import queries as cases
from makegood.flows import incident_work
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
    return _whole(incident_id)


@route(router, "POST", "/incidents", scope="incidents:write", answers={201: IncidentWhole}, summary="Write down an incident")
def write_down_incident(request: ApiRequest, body: IncidentIn) -> IncidentWhole:
    """One that no watch noticed, also of the past; it is confirmed with it, in a member's name. With an `Idempotency-Key` it is written down once."""
    member = naming.member_for(request, body.member, "wrote down an incident")
    made = incident_work.write_down(
        title=body.title, began_at=body.began_at, ended_at=body.ended_at, member=member, at=request.at
    )
    return _whole(made.id)


@route(
    router,
    "POST",
    "/incidents/{incident_id}/confirmation",
    scope="incidents:write",
    answers={200: IncidentWhole},
    summary="Say that a candidate is an incident",
)
def confirm_incident(request: ApiRequest, incident_id: UUID, body: IncidentJudgedIn) -> IncidentWhole:
    """In a member's name: what was said of it so far belongs to it, and what comes joins by itself. A second yes changes nothing; 409
    (`incident_settled`) where somebody said that it is none."""
    member = naming.member_for(request, body.member, "confirmed an incident")
    incident_work.confirm(number=_number(incident_id), member=member, at=request.at)
    return _whole(incident_id)


@route(
    router,
    "POST",
    "/incidents/{incident_id}/dismissal",
    scope="incidents:write",
    answers={200: IncidentWhole},
    summary="Say that it is none",
)
def dismiss_incident(request: ApiRequest, incident_id: UUID, body: IncidentReasonIn) -> IncidentWhole:
    """In a member's name, and why; the watch learns from it. A repeat changes nothing; 409 (`incident_settled`) where it is over."""
    member = naming.member_for(request, body.member, "put an incident aside")
    incident_work.dismiss(number=_number(incident_id), because=body.because, member=member, at=request.at)
    return _whole(incident_id)


@route(
    router,
    "POST",
    "/incidents/{incident_id}/ending",
    scope="incidents:write",
    answers={200: IncidentWhole},
    summary="Say that an incident is over",
)
def end_incident(request: ApiRequest, incident_id: UUID, body: IncidentJudgedIn) -> IncidentWhole:
    """In a member's name: what comes now joins it no more. A repeat changes nothing."""
    member = naming.member_for(request, body.member, "said that an incident is over")
    incident_work.over(number=_number(incident_id), member=member, at=request.at)
    return _whole(incident_id)


@route(
    router,
    "POST",
    "/incidents/{incident_id}/members",
    scope="incidents:write",
    answers={200: IncidentWhole},
    summary="Bring a case into an incident",
)
def bring_into_incident(request: ApiRequest, incident_id: UUID, body: IncidentCaseIn) -> IncidentWhole:
    """In a member's name: by what its person wrote last. What was taken out comes back; a repeat changes nothing."""
    member = naming.member_for(request, body.member, "brought a case into an incident")
    incident_work.bring_in(number=_number(incident_id), case_number=body.case, member=member, at=request.at)
    return _whole(incident_id)


@route(
    router,
    "POST",
    "/incidents/{incident_id}/members/{message_id}/removal",
    scope="incidents:write",
    answers={200: IncidentWhole},
    summary="Take a message out of an incident",
)
def take_out_of_incident(request: ApiRequest, incident_id: UUID, message_id: UUID, body: IncidentReasonIn) -> IncidentWhole:
    """In a member's name, and why; no machine joins it again, a member can bring it back. A repeat changes nothing."""
    member = naming.member_for(request, body.member, "took a message out of an incident")
    incident_work.take_out(number=_number(incident_id), message_id=message_id, because=body.because, member=member, at=request.at)
    return _whole(incident_id)


@route(
    router,
    "GET",
    "/incidents/{incident_id}/members",
    scope="cases:read",
    answers={200: Page[IncidentMemberOut]},
    summary="What belongs to an incident",
)
def list_incident_members(
    request: ApiRequest,
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
    seen = naming.shown(request, found, limit, lambda each: each.identity_id)
    data = [shapes.member(each, numbers.get(each.case_id) if each.case_id else None) for each in seen]
    after = cursors.write("incident_members", found[limit - 1].message_id) if len(found) > limit else None
    return Page(data=data, next_cursor=after)


def _number(incident_id: UUID) -> int:
    return incidents.incident(incident_id=incident_id).number


def _whole(incident_id: UUID) -> IncidentWhole:
    one = incidents.incident(incident_id=incident_id)
    counts = incidents.how_many(incident_ids=[one.id]).get(one.id, Members())
    return shapes.whole(one, counts, incidents.cohorts(incident_id=one.id))
