"""Programmes and their occasions: what the brand does without being asked, for whom and when. Read only; programmes are made on the desk, where one sees
whom they mean. What a programme goes by (a birthday, an odometer) is told with `POST /events`."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import rhythms as shapes
from makegood.api.v1.shapes.rhythms import OccasionOut, ProgrammeOut
from makegood.api.v1.shapes.values import Cursor, Limit, OfPerson, Page, Since
from makegood.kernel.ids import first_id_at
from makegood.relationships import queries as relationships
from makegood.relationships.types import OccasionState

router = Router(tags=["Rhythms"])


@route(router, "GET", "/programmes", scope="rhythms:read", answers={200: Page[ProgrammeOut]}, summary="List programmes")
def list_programmes(
    request: ApiRequest,  # noqa: ARG001 - the shape of a route
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[ProgrammeOut]:
    """The one made last first, paused ones too."""
    found = relationships.programmes_page(before=cursors.read("programmes", cursor), limit=limit + 1)
    next_cursor = naming.next_cursor("programmes", found, limit)
    return Page(data=[shapes.programme(one) for one in found[:limit]], next_cursor=next_cursor)


@route(router, "GET", "/programmes/{programme_id}", scope="rhythms:read", answers={200: ProgrammeOut}, summary="One programme")
def get_programme(request: ApiRequest, programme_id: UUID) -> ProgrammeOut:  # noqa: ARG001 - the shape of a route
    """Its rule as a sentence."""
    return shapes.programme(relationships.programme(programme_id=programme_id))


@route(router, "GET", "/occasions", scope="rhythms:read", answers={200: Page[OccasionOut]}, summary="List occasions")
def list_occasions(
    request: ApiRequest,
    programme: Annotated[UUID | None, Query(description="Only those of this programme.")] = None,
    state: Annotated[OccasionState | None, Query(description="Only those that stand so.")] = None,
    person: OfPerson = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[OccasionOut]:
    """This person, this programme, this day, with what became of it; the one laid out last first. Plans reach a year ahead, and a new fact moves them."""
    found = relationships.page(
        before=cursors.read("occasions", cursor),
        since=first_id_at(since) if since else None,
        programme_id=programme,
        state=state,
        identity_ids=naming.identities_of(person),
        limit=limit + 1,
    )
    seen = naming.shown(request, found, limit, lambda one: one.identity_id)
    return Page(data=[shapes.occasion(one) for one in seen], next_cursor=naming.next_cursor("occasions", found, limit))
