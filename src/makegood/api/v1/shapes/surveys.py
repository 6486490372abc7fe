"""Shapes of surveys: their rules, what the answers say with interval and n, each answer, and an invitation."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.values import Email, Told, full_line, line
from makegood.flows.survey_pages import Page
from makegood.surveys.rules.scoring import Score, Share, Week
from makegood.surveys.types import Invitation, Survey


class SurveyOut(Schema):
    """A survey's rules. `share` is how many are asked, of all, by lot; an answer of `low` or less opens a case."""

    id: UUID
    name: str
    kind: str = Field(description="csat: 1 to 5 · ces: 1 to 7 · nps: 0 to 10 · open: in words", examples=["csat"])
    after: str = Field(description="delivery · case · visit · once · told (another system says when)", examples=["delivery"])
    sentence: str
    segment_id: UUID | None
    wait_hours: int
    again_days: int
    share: float = Field(examples=[0.25])
    remind_days: int
    open_days: int
    low: int | None
    only_agreed: bool
    made_at: datetime
    paused_at: datetime | None


class SurveyShareOut(Schema):
    """`hits` of `n` with Wilson's interval, 95 %."""

    hits: int
    n: int
    value: float
    low: float
    high: float


class SurveyScoreOut(Schema):
    """The satisfied, or those for whom it was easy (0 to 100), or promoters less detractors (-100 to 100), of `n` answers, 95 %. `worst` and `best`:
    what it would be had everybody answered, whatever they think."""

    n: int
    value: float
    low: float
    high: float
    mean: float
    worst: float
    best: float


class SurveyWeekOut(Schema):
    begins_on: date
    asked: int
    answered: int
    score: SurveyScoreOut | None


class SurveyFiguresOut(SurveyOut):
    """A survey with what became of those whom it asked within twelve weeks, as the desk shows it."""

    asked: int
    open: int
    rate: SurveyShareOut | None
    score: SurveyScoreOut | None
    weeks: list[SurveyWeekOut]


class SurveyAnswerOut(Schema):
    """An answer. `score` is null for an open question; `message_id` is what they wrote with it."""

    id: UUID
    identity_id: UUID
    about: str
    touchpoint: str
    case_id: UUID | None
    score: int | None
    asked_at: datetime | None
    answered_at: datetime | None
    message_id: UUID | None


class SurveyInvitationIn(Told):
    """Somebody whom we know, by their id or their e-mail address (one of both), and what they are asked about."""

    reference: Annotated[str, full_line(100)] = Field(description="Your own name for what it is about: asked once for ever.")
    identity_id: UUID | None = None
    email: Email = Field(default_factory=str)
    touchpoint: Annotated[str, line(60)] = ""


class SurveyInvitationOut(Schema):
    """`state`: waiting until `due_at`, or how it stands by now; not_drawn: the lot did not fall on it, and nobody is asked."""

    id: UUID | None
    state: str = Field(examples=["waiting"])
    due_at: datetime | None
    because: str


def survey(one: Survey) -> SurveyOut:
    """As it is shown."""
    return SurveyOut(**_rules(one))


def figures(page: Page) -> SurveyFiguresOut:
    """As the desk shows it."""
    found = page.figures
    return SurveyFiguresOut(
        **_rules(page.survey),
        asked=found.asked,
        open=found.open,
        rate=_share(found.rate),
        score=_score(found.score),
        weeks=[_week(one) for one in found.weeks],
    )


def answer(one: Invitation) -> SurveyAnswerOut:
    """As it is shown."""
    return SurveyAnswerOut(
        id=one.id,
        identity_id=one.identity_id,
        about=one.about,
        touchpoint=one.touchpoint,
        case_id=one.case_id,
        score=one.score,
        asked_at=one.asked_at,
        answered_at=one.answered_at,
        message_id=one.message_id,
    )


def invitation(one: Invitation | None) -> SurveyInvitationOut:
    """How an invitation stands; None where the lot did not fall on it."""
    if one is None:
        return SurveyInvitationOut(id=None, state="not_drawn", due_at=None, because="The lot did not fall on it.")
    return SurveyInvitationOut(id=one.id, state=one.state.value, due_at=one.due_at, because=one.because)


def _rules(one: Survey) -> dict[str, Any]:
    told = one.told
    return {
        "id": one.id,
        "name": one.name,
        "kind": told.kind.value,
        "after": told.after.value,
        "sentence": one.sentence,
        "segment_id": told.segment_id,
        "wait_hours": told.wait_hours,
        "again_days": told.again_days,
        "share": told.share / 10_000,
        "remind_days": told.remind_days,
        "open_days": told.open_days,
        "low": told.low,
        "only_agreed": told.only_agreed,
        "made_at": one.made_at,
        "paused_at": one.paused_at,
    }


def _share(one: Share | None) -> SurveyShareOut | None:
    return SurveyShareOut(hits=one.hits, n=one.n, value=one.value, low=one.low, high=one.high) if one else None


def _score(one: Score | None) -> SurveyScoreOut | None:
    if one is None:
        return None
    return SurveyScoreOut(n=one.n, value=one.value, low=one.low, high=one.high, mean=one.mean, worst=one.worst, best=one.best)


def _week(one: Week) -> SurveyWeekOut:
    return SurveyWeekOut(begins_on=one.begins_on, asked=one.asked, answered=one.answered, score=_score(one.score))
