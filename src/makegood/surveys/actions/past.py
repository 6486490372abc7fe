"""Writes down a survey of the past with what became of it (an import, the demonstration). Nobody is asked, and no work is left.

Works in the open brand transaction. May be repeated: an asking that is there stays as it is.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy
from makegood.surveys import events, models, queries
from makegood.surveys.actions import making
from makegood.surveys.rules import asking, scales
from makegood.surveys.types import InvitationState, Survey, SurveyIn

_ROW = {"id": "uuid", "brand_id": "uuid", "survey_id": "uuid", "identity_id": "uuid", "key": "text", "about": "text", "touchpoint": "text",
        "due_at": "timestamptz", "state": "text", "code": "text", "because": "text", "medium": "text", "language": "text", "harm": "text",
        "standing": "text", "asked_at": "timestamptz", "closes_at": "timestamptz", "answered_at": "timestamptz", "score": "smallint"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastAsking:
    """Somebody who was asked then. `answered_at` None: they did not answer."""

    identity_id: UUID
    key: str
    about: str
    touchpoint: str
    asked_at: datetime
    medium: str
    language: str
    harm: str
    standing: str
    answered_at: datetime | None = None
    score: int | None = None


def keep_survey(*, told: SurveyIn, by: Actor, made_at: datetime, rests_since: datetime) -> Survey:
    """A survey that was made then and rests since; the one of that name where there is one. Refuses what `making.make` refuses of its rules."""
    told = asking.check(told)
    row, is_new = models.Survey.objects.get_or_create(
        name=told.name,
        defaults={
            **{name: value for name, value in making.columns(told).items() if name != "name"},
            "salt": secrets.token_bytes(32),
            "made_at": made_at,
            "paused_at": rests_since,
            "by_member_id": by.id,
        },
    )
    if is_new:
        about: dict[str, Any] = {"survey_id": row.id, "name": row.name}
        facts = [(events.SurveyMade(**about), made_at), (events.SurveyPaused(**about), rests_since)]
        journal.record_past(facts, by=by)
    return queries.survey(survey_id=row.id)


def keep_askings(*, survey: Survey, askings: Sequence[PastAsking], at: datetime) -> None:
    """What became of these. One statement, and one for the journal."""
    brand_id = tenancy.current_brand()
    rows = {one.key: _row(brand_id, survey, one, at) for one in askings}
    kept = bulk.insert(
        "surveys_invitation", _ROW, [rows[key] for key in sorted(rows)], conflict="ON CONFLICT DO NOTHING", returning="id, key"
    )
    ids = {key: invitation_id for invitation_id, key in kept}
    facts: list[tuple[Event, datetime]] = []
    for one in askings:
        if one.key in ids:
            facts += _facts(survey, one, ids[one.key], at)
    journal.record_past(facts, by=SYSTEM)


def _row(brand_id: UUID, survey: Survey, one: PastAsking, at: datetime) -> tuple[object, ...]:
    """In the order of _ROW."""
    return (
        *(new_id(), brand_id, survey.id, one.identity_id, one.key, one.about, one.touchpoint, one.asked_at),
        *(_state(survey, one, at).value, "", "", one.medium, one.language, one.harm, one.standing),
        *(one.asked_at, _closes(survey, one), one.answered_at, one.score),
    )


def _state(survey: Survey, one: PastAsking, at: datetime) -> InvitationState:
    if one.answered_at is not None:
        return InvitationState.ANSWERED
    return InvitationState.UNANSWERED if _closes(survey, one) <= at else InvitationState.ASKED


def _closes(survey: Survey, one: PastAsking) -> datetime:
    return one.asked_at + timedelta(days=survey.told.open_days)


def _facts(survey: Survey, one: PastAsking, invitation_id: UUID, at: datetime) -> list[tuple[Event, datetime]]:
    about: dict[str, Any] = {
        "identity_id": one.identity_id,
        "survey_id": survey.id,
        "name": survey.name,
        "invitation_id": invitation_id,
        "survey_kind": survey.kind.value,
        "touchpoint": one.touchpoint,
    }
    facts: list[tuple[Event, datetime]] = [(events.SurveyAsked(**about), one.asked_at)]
    if one.answered_at is not None:
        said: dict[str, Any] = {
            "answer": scales.in_words(survey.kind, one.score),
            "score": one.score,
            "was": None,
            "changed": False,
        }
        answered = events.SurveyAnswered(**about, **said, answered_at=one.answered_at.isoformat())
        facts.append((answered, one.answered_at))
    elif _state(survey, one, at) is InvitationState.UNANSWERED:
        facts.append((events.SurveyUnanswered(**about), _closes(survey, one)))
    return facts
