"""Surveys: their rules and what the answers say, each answer, and one way to invite somebody when another system knows that it is time."""

from uuid import UUID

from ninja import Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import surveys as shapes
from makegood.api.v1.shapes.surveys import (
    SurveyAnswerOut,
    SurveyFiguresOut,
    SurveyInvitationIn,
    SurveyInvitationOut,
    SurveyOut,
)
from makegood.api.v1.shapes.values import Cursor, Limit, Page
from makegood.flows import survey_pages, surveying
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.surveys import queries as surveys
from makegood.surveys.types import After
from makegood.touchpoints import queries as touchpoints

router = Router(tags=["Surveys"])


@route(router, "GET", "/surveys", scope="surveys:read", answers={200: Page[SurveyOut]}, summary="List surveys")
def list_surveys(
    request: ApiRequest,  # noqa: ARG001 - every operation is handed the request
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[SurveyOut]:
    """The one made last first, each with its rules as a sentence."""
    found = surveys.page(before=cursors.read("surveys", cursor), limit=limit + 1)
    return Page(data=[shapes.survey(one) for one in found[:limit]], next_cursor=naming.next_cursor("surveys", found, limit))


@route(router, "GET", "/surveys/{survey_id}", scope="surveys:read", answers={200: SurveyFiguresOut}, summary="One survey")
def get_survey(request: ApiRequest, survey_id: UUID) -> SurveyFiguresOut:
    """With what became of those whom it asked within twelve weeks: the same figures as on the desk, each with its interval and n."""
    return shapes.figures(survey_pages.page(survey_id=survey_id, at=request.at))


@route(
    router,
    "GET",
    "/surveys/{survey_id}/answers",
    scope="surveys:read",
    answers={200: Page[SurveyAnswerOut]},
    summary="What was answered",
)
def list_survey_answers(
    request: ApiRequest, survey_id: UUID, cursor: Cursor = None, limit: Limit = cursors.USUAL
) -> Page[SurveyAnswerOut]:
    """The latest asking first. An answer can be changed for a day."""
    surveys.survey(survey_id=survey_id)
    place = f"survey {survey_id}"
    found = surveys.answers(survey_id=survey_id, before=cursors.read(place, cursor), limit=limit + 1)
    seen = naming.shown(request, found, limit, lambda one: one.identity_id)
    return Page(data=[shapes.answer(one) for one in seen], next_cursor=naming.next_cursor(place, found, limit))


@route(
    router,
    "POST",
    "/surveys/{survey_id}/invitations",
    scope="surveys:write",
    answers={200: SurveyInvitationOut},
    summary="Invite somebody to a survey",
)
def invite_to_survey(request: ApiRequest, survey_id: UUID, body: SurveyInvitationIn) -> SurveyInvitationOut:
    """Of a survey for which another system says when (`after` is told; 409 else). They are asked when its hours are over, if its rules and the gate let
    them be: the lot, the quiet period, nothing of theirs open. The same reference again is the same asking."""
    survey = surveys.survey(survey_id=survey_id)
    if survey.told.after is not After.TOLD:
        sentence = f"The survey “{survey.name}” asks by itself. Make one for which another system says when."
        raise Refusal("survey_asks_itself", sentence, {"survey_id": "asks by itself"})
    if body.touchpoint:
        touchpoints.touchpoint(key=body.touchpoint)
    asked = surveying.invite_told(
        survey=survey,
        identity_id=_whom(body),
        reference=body.reference.strip(),
        touchpoint=body.touchpoint,
        at=request.at,
    )
    return shapes.invitation(asked)


def _whom(body: SurveyInvitationIn) -> UUID:
    if (body.identity_id is None) == (not body.email):
        raise Refusal("invalid", "email: name an e-mail address or an identity_id.", {"email": "one of both"})
    if body.identity_id is not None:
        return people.identity(identity_id=body.identity_id).id
    found = people.find_identity(address=Address(IdentityKind.EMAIL, body.email))
    if found is None:
        raise Refusal("no_person", "email: nobody here has this address.", {"email": "unknown"})
    return found.id
