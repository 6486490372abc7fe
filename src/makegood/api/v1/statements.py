"""Statements: what the brand said to many people, and how many were told; and what is new of one. Nothing that is not published is looked at here: who
may say it first, and who says yes, is the desk's."""

from uuid import UUID

from ninja import Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import statements as shapes
from makegood.api.v1.shapes.statements import StatementOut, StatementUpdateIn, StatementWhole
from makegood.api.v1.shapes.values import Cursor, Limit, Page, Since
from makegood.brands import queries as brands
from makegood.flows import publishing
from makegood.kernel.ids import first_id_at
from makegood.kernel.refusals import Refusal
from makegood.statements import queries as statements
from makegood.statements.types import StatementState

router = Router(tags=["Statements"])


@route(router, "GET", "/statements", scope="cases:read", answers={200: Page[StatementOut]}, summary="List statements")
def list_statements(
    request: ApiRequest,  # noqa: ARG001 - the shape of a route
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[StatementOut]:
    """The published ones, the one drafted last first. The status page's feeds hold the same for everybody."""
    before = cursors.read("statements", cursor)
    found = statements.page(before=before, since=first_id_at(since) if since else None, limit=limit + 1)
    slug = brands.current().slug
    data = [shapes.statement(one, slug) for one in found[:limit]]
    return Page(data=data, next_cursor=naming.next_cursor("statements", found, limit))


@route(router, "GET", "/statements/{statement_id}", scope="cases:read", answers={200: StatementWhole}, summary="One statement")
def get_statement(request: ApiRequest, statement_id: UUID) -> StatementWhole:  # noqa: ARG001 - the shape of a route
    """With how many were told, by which channel, and how many not and why."""
    one = statements.statement(statement_id=statement_id)
    if one.state is not StatementState.PUBLISHED:
        raise Refusal("no_statement", "There is no such statement.", {"statement_id": "unknown"})
    return shapes.whole(one, brands.current().slug, statements.told(statement_id=one.id))


@route(
    router,
    "POST",
    "/statements/{statement_id}/updates",
    scope="statements:write",
    answers={201: StatementWhole},
    summary="Say what is new",
)
def update_statement(request: ApiRequest, statement_id: UUID, body: StatementUpdateIn) -> StatementWhole:
    """On the status page at once, and to its subscribers, in the name of a member who may approve. The same words and phase as the last update,
    again, are that one. Whether everybody who was told the statement hears of it too, a member says on the desk."""
    one = statements.statement(statement_id=statement_id)
    if one.state is not StatementState.PUBLISHED:
        raise Refusal("no_statement", "There is no such statement.", {"statement_id": "unknown"})
    member = naming.member_for(request, body.member, "said what is new")
    publishing.update(statement_id=one.id, phase=body.phase, words=body.words, member=member, at=request.at)
    there = statements.statement(statement_id=one.id)
    return shapes.whole(there, brands.current().slug, statements.told(statement_id=one.id))
