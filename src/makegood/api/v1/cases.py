"""Cases: what happened to whom. Each change is a resource of its own."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import cases as shapes
from makegood.api.v1.shapes import makegoods as makegood_shapes
from makegood.api.v1.shapes import messages as message_shapes
from makegood.api.v1.shapes import readings as reading_shapes
from makegood.api.v1.shapes.cases import CaseOut, CasePatch, CaseWhole, NoteIn, NoteOut, ResolutionIn
from makegood.api.v1.shapes.values import LINE, CaseNumber, Cursor, Limit, OfPerson, Page, Since
from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.cases import rules
from makegood.cases.actions import working
from makegood.cases.types import Case, CaseState
from makegood.channels import queries as channels
from makegood.channels.types import Direction
from makegood.flows import desk_work, machine_work
from makegood.gestures.types import Occasion
from makegood.kernel.ids import first_id_at
from makegood.makegoods import queries as makegoods
from makegood.understanding import queries as understanding

router = Router(tags=["Cases"])
_MESSAGES = 200


@route(router, "GET", "/cases", scope="cases:read", answers={200: Page[CaseOut]}, summary="List cases")
def list_cases(
    request: ApiRequest,
    state: Literal["open", "waiting", "resolved"] | None = None,
    owner: Annotated[str, Query(max_length=254, pattern=LINE, description="A member's e-mail address, or `nobody`.")] = "",
    person: OfPerson = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[CaseOut]:
    """The one opened last first."""
    before, owner_id, known = cursors.read("cases", cursor), _owner(owner), owner in ("", "nobody")
    if not known and owner_id is None:
        return Page(data=[], next_cursor=None)
    found = cases.page(
        before=before,
        since=first_id_at(since) if since else None,
        state=CaseState(state) if state else None,
        owner=owner_id,
        unowned=owner == "nobody",
        identity_ids=naming.identities_of(person),
        limit=limit + 1,
    )
    seen = naming.shown(request, found, limit, lambda one: one.identity_id)
    return Page(data=[_case(one, request) for one in seen], next_cursor=naming.next_cursor("cases", found, limit))


@route(router, "GET", "/cases/{number}", scope="cases:read", answers={200: CaseWhole}, summary="One case")
def get_case(request: ApiRequest, number: CaseNumber) -> CaseWhole:
    """A case with its messages, notes, clock and makegood."""
    return _whole(number, request)


@route(router, "PATCH", "/cases/{number}", scope="cases:write", answers={200: CaseOut}, summary="Give a case a title or an owner")
def change_case(request: ApiRequest, number: CaseNumber, body: CasePatch) -> CaseOut:
    """What is left out stays. `owner` null gives the case back to everybody."""
    case = cases.by_number(number=number)
    if "title" in body.model_fields_set:
        working.rename(case_id=case.id, title=body.title, by=request.by, at=request.at)
    if "owner" in body.model_fields_set:
        owner_id = machine_work.member_named(body.owner).id if body.owner is not None else None
        working.assign(case_id=case.id, member_id=owner_id, by=request.by, at=request.at)
    return _case(cases.by_number(number=number), request)


@route(
    router, "POST", "/cases/{number}/resolution", scope="cases:write", answers={200: CaseOut}, summary="Say that it was put right"
)
def resolve_case(request: ApiRequest, number: CaseNumber, body: ResolutionIn) -> CaseOut:
    """Closes the case; one that is closed stays as it is."""
    working.resolve(case_id=cases.by_number(number=number).id, how=body.how, by=request.by, at=request.at)
    return _case(cases.by_number(number=number), request)


@route(router, "DELETE", "/cases/{number}/resolution", scope="cases:write", answers={200: CaseOut}, summary="Open a case again")
def reopen_case(request: ApiRequest, number: CaseNumber) -> CaseOut:
    """A new stretch with new promises; an open case stays as it is."""
    working.reopen(case_id=cases.by_number(number=number).id, by=request.by, at=request.at)
    return _case(cases.by_number(number=number), request)


@route(
    router, "POST", "/cases/{number}/notes", scope="cases:write", answers={201: NoteOut}, summary="Leave a note for colleagues"
)
def note_case(request: ApiRequest, number: CaseNumber, body: NoteIn) -> NoteOut:
    """In a member's name; the person never sees it."""
    before = {note.id for note in cases.by_number(number=number).notes}
    member = naming.member_for(request, body.member, "made a note", case_id=cases.by_number(number=number).id)
    desk_work.note(number=number, text=body.text, member=member, at=request.at)
    (note,) = (note for note in cases.by_number(number=number).notes if note.id not in before)
    return NoteOut(id=note.id, member_id=note.member_id, text=note.text, at=note.at)


def _case(case: Case, request: ApiRequest) -> CaseOut:
    return CaseOut(**shapes.whole_fields(case, rules.read_clock(case.segments[-1], request.at)))


def _whole(number: int, request: ApiRequest) -> CaseWhole:
    case = cases.by_number(number=number)
    said = channels.conversations(conversation_ids=case.conversation_ids, limit=_MESSAGES)
    makegood = makegoods.for_occasion(occasion=Occasion("case", case.id))
    found = understanding.readings(message_ids=[one.id for one in said if one.direction is Direction.IN])
    return CaseWhole(
        **shapes.whole_fields(case, rules.read_clock(case.segments[-1], request.at)),
        messages=[message_shapes.message(one) for one in said],
        readings=[reading_shapes.reading(one.id, found[one.id]) for one in said if one.id in found],
        notes=[NoteOut(id=note.id, member_id=note.member_id, text=note.text, at=note.at) for note in case.notes],
        makegood=makegood_shapes.makegood(makegood) if makegood else None,
    )


def _owner(email: str) -> UUID | None:
    if email in ("", "nobody"):
        return None
    return next((one.id for one in brands.members(former_too=True) if one.email.casefold() == email.casefold()), None)
