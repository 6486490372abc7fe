"""Hears the one answer to an asking, which may be changed for a day; and that somebody does not want to be asked. Works in the open brand transaction;
everything may be repeated, and raced: an answer counts once.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from makegood.surveys import events, models, queries
from makegood.surveys.actions.inviting import about
from makegood.surveys.rules import asking, scales
from makegood.surveys.types import Invitation, InvitationState, Survey


@dataclass(frozen=True, slots=True)
class Heard:
    """An invitation with its answer. `is_new`: something changed by it. `is_low`: it opens a case, which none of its answers did before."""

    invitation: Invitation
    survey: Survey
    is_new: bool
    is_low: bool


def answer(*, invitation_id: UUID, score: int | None, by: Actor, at: datetime) -> Heard:
    """Keeps the answer: the first one until its time is over, another one for a day after the first. The same again changes nothing.

    Refuses ("no_such_invitation"), ("bad_answer") what its scale does not know, and ("survey_over") at the end of its time, or of the day.
    """
    row = models.Invitation.objects.select_for_update().filter(id=invitation_id).first()
    if row is None:
        raise Refusal("no_such_invitation", "There is no such invitation here.", {"invitation_id": "unknown"})
    before, survey = queries.as_value(row), queries.survey(survey_id=row.survey_id)
    if not scales.is_on(survey.kind, score):
        raise Refusal("bad_answer", "answer: choose one of those that are offered.", {"answer": "unknown"})
    first = before.state is not InvitationState.ANSWERED
    if not first and before.score == score:
        return Heard(before, survey, is_new=False, is_low=False)
    if not (asking.may_answer(before, at=at) if first else asking.may_change(before, at=at)):
        raise Refusal("survey_over", "This is not asked any more. Write to us instead.", {"invitation_id": "over"})
    is_low = row.low_at is None and scales.is_low(score, survey.told.low)
    row.state, row.score, row.answered_at = InvitationState.ANSWERED.value, score, row.answered_at or at
    row.low_at = at if is_low else row.low_at
    row.save(update_fields=["state", "score", "answered_at", "low_at"])
    told = events.SurveyAnswered(
        **about(before, {survey.id: survey}),
        answer=scales.in_words(survey.kind, score),
        score=score,
        was=before.score,
        changed=not first,
        answered_at=row.answered_at.isoformat(),
    )
    journal.record(told, by=by, at=at)
    return Heard(queries.as_value(row), survey, is_new=True, is_low=is_low)


def note_message(*, invitation_id: UUID, message_id: UUID) -> None:
    """What they wrote with their answer is this message. May be repeated; the first one stays."""
    models.Invitation.objects.filter(id=invitation_id, message_id=None).update(message_id=message_id)


def note_case(*, invitation_id: UUID, case_id: UUID) -> None:
    """The case that their low answer opened, where the asking was about none."""
    models.Invitation.objects.filter(id=invitation_id, case_id=None).update(case_id=case_id)


def spare(*, identity_id: UUID, by: Actor, at: datetime) -> None:
    """They are asked by no survey any more. May be repeated."""
    _, is_new = models.Spared.objects.get_or_create(identity_id=identity_id, defaults={"at": at})
    if is_new:
        journal.record(events.SurveySpared(identity_id=identity_id), by=by, at=at)
