"""Touchpoints with their standards and how they do, and findings: listed, and filed by a machine in its own name."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import touchpoints as shapes
from makegood.api.v1.shapes.touchpoints import FindingChecksOut, FindingIn, FindingOut, TouchpointHealthOut, TouchpointsOut
from makegood.api.v1.shapes.values import Cursor, Limit, Page, Since
from makegood.flows import findings, health_pages, touchpoint_pages
from makegood.flows.findings import Quote
from makegood.kernel.ids import first_id_at
from makegood.kernel.refusals import Refusal
from makegood.touchpoints import raised
from makegood.touchpoints.rules import beginning
from makegood.touchpoints.types import FindingState

router = Router(tags=["Touchpoints"])


@route(router, "GET", "/touchpoints", scope="cases:read", answers={200: TouchpointsOut}, summary="List touchpoints")
def list_touchpoints(
    request: ApiRequest,
    days: Annotated[Literal["30", "90", "365"], Query(description="How far back the figures look.")] = "90",
) -> TouchpointsOut:
    """Those in use, what got worse first: what is promised there, and how it goes, as the desk counts it."""
    page = touchpoint_pages.page(days=int(days), at=request.at)
    return TouchpointsOut(days=page.days, data=[shapes.touchpoint(line) for line in page.lines])


@route(
    router, "GET", "/touchpoints/health", scope="cases:read", answers={200: TouchpointHealthOut}, summary="How a touchpoint does"
)
def touchpoint_health(
    request: ApiRequest,
    touchpoint: Annotated[str, Query(max_length=60, pattern=shapes.KEY, description="Its key.")] = beginning.ELSEWHERE,
) -> TouchpointHealthOut:
    """Each signal's year in weeks with its limits, and its alarms with what drives them, as the desk shows it."""
    try:
        return shapes.health(health_pages.one(key=touchpoint, at=request.at))
    except Refusal as no:  # here it is what is looked for, and not a field that is filled in
        raise (Refusal("no_touchpoint", no.sentence, no.fields) if no.code == "no_such_touchpoint" else no) from None


@route(router, "GET", "/findings", scope="cases:read", answers={200: Page[FindingOut]}, summary="List findings")
def list_findings(
    request: ApiRequest,  # noqa: ARG001 - the shape of a route
    touchpoint: Annotated[str, Query(max_length=60, pattern=shapes.KEY, description="Only those about this touchpoint.")] = "",
    state: Annotated[FindingState | None, Query(description="Only those that stand so.")] = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[FindingOut]:
    """The one filed last first."""
    found = raised.page(
        before=cursors.read("findings", cursor),
        since=first_id_at(since) if since else None,
        key=touchpoint,
        state=state,
        limit=limit + 1,
    )
    return Page(data=[shapes.finding(one) for one in found[:limit]], next_cursor=naming.next_cursor("findings", found, limit))


@route(
    router,
    "GET",
    "/findings/{finding_id}/checks",
    scope="cases:read",
    answers={200: FindingChecksOut},
    summary="List a finding's checks",
)
def list_finding_checks(request: ApiRequest, finding_id: UUID) -> FindingChecksOut:  # noqa: ARG001 - the shape of a route
    """What was planned before its figure was known, and what it said on its day."""
    found = raised.finding(finding_id=finding_id)
    return FindingChecksOut(data=[shapes.check(one) for one in raised.checks(finding_id=found.id)])


@route(router, "POST", "/findings", scope="cases:write", answers={201: FindingOut}, summary="File a finding")
def file_finding(request: ApiRequest, body: FindingIn) -> FindingOut:
    """In the machine's own name. Quotes are what people wrote to us, letter for letter; whoever is quoted is told when it ends in a change."""
    finding_id = findings.file(
        key=body.touchpoint,
        sentence=body.sentence,
        quotes=[Quote(one.message_id, one.words) for one in body.quotes],
        owner_id=body.owner_id,
        due_on=body.day(),
        watched=body.watched,
        by=request.by,
        at=request.at,
    )
    return shapes.finding(raised.finding(finding_id=finding_id))
