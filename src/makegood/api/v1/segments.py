"""Saved segments: their rules and who fits them. Read only; they are made on the desk, where their count is seen while one makes them."""

from uuid import UUID

from ninja import Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import segments as shapes
from makegood.api.v1.shapes.segments import SegmentMemberOut, SegmentOut
from makegood.api.v1.shapes.values import Cursor, Limit, Page
from makegood.segments import queries as segments

router = Router(tags=["Segments"])


@route(router, "GET", "/segments", scope="people:read", answers={200: Page[SegmentOut]}, summary="List saved segments")
def list_segments(
    request: ApiRequest,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[SegmentOut]:
    """The one made last first."""
    found = segments.page(before=cursors.read("segments", cursor), limit=limit + 1, but=request.away.people)
    next_cursor = naming.next_cursor("segments", found, limit)
    return Page(data=[shapes.segment(one) for one in found[:limit]], next_cursor=next_cursor)


@route(router, "GET", "/segments/{segment_id}", scope="people:read", answers={200: SegmentOut}, summary="One saved segment")
def get_segment(request: ApiRequest, segment_id: UUID) -> SegmentOut:
    """Its rule as a sentence and line by line, and how many fit."""
    return shapes.segment(segments.segment(segment_id=segment_id, but=request.away.people))


@route(
    router,
    "GET",
    "/segments/{segment_id}/people",
    scope="people:read",
    answers={200: Page[SegmentMemberOut]},
    summary="Who fits a saved segment",
)
def list_people_of_segment(
    request: ApiRequest,
    segment_id: UUID,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[SegmentMemberOut]:
    """In the order of their ids, so that a page stays the same while others come and go."""
    segments.segment(segment_id=segment_id)
    place = f"segment {segment_id}"
    found = segments.members(segment_id=segment_id, after=cursors.read(place, cursor), limit=limit + 1)
    more = cursors.write(place, found[limit - 1].person_id) if len(found) > limit else None
    seen = naming.shown(request, found, limit, lambda one: one.person_id)
    return Page(data=[shapes.member(one) for one in seen], next_cursor=more)
