"""Promises: what was promised to whom, and how it stands. Looks only."""

from typing import Annotated

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import promises as shapes
from makegood.api.v1.shapes.promises import PromiseOut
from makegood.api.v1.shapes.values import Cursor, Limit, OfPerson, Page, Since
from makegood.kernel.ids import first_id_at
from makegood.promises import queries as promises
from makegood.promises.types import PromiseState

router = Router(tags=["Promises"])


@route(router, "GET", "/promises", scope="orders:read", answers={200: Page[PromiseOut]}, summary="List promises")
def list_promises(
    request: ApiRequest,
    state: Annotated[PromiseState | None, Query(description="Only those that stand so.")] = None,
    person: OfPerson = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[PromiseOut]:
    """The one written down last first."""
    before = cursors.read("promises", cursor)
    found = promises.page(
        before=before,
        state=state,
        identity_ids=naming.identities_of(person),
        since=first_id_at(since) if since else None,
        limit=limit + 1,
    )
    seen = naming.shown(request, found, limit, lambda one: one.identity_id)
    return Page(data=[shapes.promise(one) for one in seen], next_cursor=naming.next_cursor("promises", found, limit))
