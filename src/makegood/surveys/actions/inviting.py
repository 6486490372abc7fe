"""Keeps who is to be asked, was asked, reminded, or was not asked and why. Whether, is `rules.asking`'s word; the words go through the one gate, which
a flow asks. Works in the open brand transaction; everything may be repeated: an asking is one row for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy
from makegood.surveys import events, models, queries
from makegood.surveys.rules.asking import ABOUT_LENGTH
from makegood.surveys.types import Invitation, InvitationIn, InvitationState, Survey

_NEW = {"id": "uuid", "brand_id": "uuid", "survey_id": "uuid", "identity_id": "uuid", "key": "text", "about": "text", "case_id": "uuid",
        "touchpoint": "text", "due_at": "timestamptz", "state": "text", "code": "text", "because": "text", "medium": "text", "language": "text",
        "harm": "text", "standing": "text"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation whose words are on their way: by what, in which language, and how things stood with them."""

    invitation: Invitation
    outgoing_id: UUID
    medium: str
    language: str
    harm: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class NotAsked:
    """An invitation that is not made after all, and why."""

    invitation: Invitation
    code: str
    because: str


def invite(*, invitations: Sequence[InvitationIn]) -> tuple[Invitation, ...]:
    """Writes down who is to be asked when. What is there already stays as it is. → those that are new. One statement, whatever the number."""
    brand_id = tenancy.current_brand()
    rows = [
        (
            *(new_id(), brand_id, one.survey_id, one.identity_id, one.key, one.about[:ABOUT_LENGTH], one.case_id),
            *(one.touchpoint[:60], one.due_at, InvitationState.WAITING.value, "", "", "", "", "", ""),
        )
        for one in sorted(invitations, key=lambda one: (str(one.survey_id), one.key))
    ]
    kept = bulk.insert("surveys_invitation", _NEW, rows, conflict="ON CONFLICT DO NOTHING", returning="id")
    return queries.invitations(invitation_ids=[one for (one,) in kept]) if kept else ()


def lock(*, invitation_ids: Sequence[UUID], states: Iterable[InvitationState]) -> tuple[Invitation, ...]:
    """Those of these that still stand so, held to the end of the transaction."""
    wanted = [one.value for one in states]
    rows = models.Invitation.objects.select_for_update(no_key=True).filter(id__in=list(invitation_ids), state__in=wanted)
    return tuple(map(queries.as_value, rows.order_by("id")))


def note_asked(*, asked: Sequence[Asked], surveys: dict[UUID, Survey], by: Actor = SYSTEM, at: datetime) -> None:
    """These were asked now, and may answer until their survey's time is over."""
    for one in asked:
        survey = surveys[one.invitation.survey_id]
        models.Invitation.objects.filter(id=one.invitation.id, state=InvitationState.WAITING.value).update(
            state=InvitationState.ASKED.value,
            asked_at=at,
            closes_at=at + timedelta(days=survey.told.open_days),
            outgoing_id=one.outgoing_id,
            medium=one.medium[:40],
            language=one.language[:12],
            harm=one.harm[:40],
            standing=one.standing[:20],
        )
    journal.record(*(events.SurveyAsked(**about(one.invitation, surveys)) for one in asked), by=by, at=at)


def note_not_asked(*, not_asked: Sequence[NotAsked], surveys: dict[UUID, Survey], at: datetime) -> None:
    """These are not asked, or were never reached, and why is kept."""
    for one in not_asked:
        models.Invitation.objects.filter(id=one.invitation.id).update(
            state=InvitationState.NOT_ASKED.value, code=one.code[:40], because=one.because[:300]
        )
    facts = [events.SurveyNotAsked(**about(one.invitation, surveys), because=one.because) for one in not_asked]
    journal.record(*facts, by=SYSTEM, at=at)


def note_reminded(*, reminded: Sequence[tuple[Invitation, UUID]], surveys: dict[UUID, Survey], at: datetime) -> None:
    """These were reminded, once, each by this letter."""
    for one, outgoing_id in reminded:
        models.Invitation.objects.filter(id=one.id).update(reminded_at=at, reminder_id=outgoing_id)
    journal.record(*(events.SurveyReminded(**about(one, surveys)) for one, _ in reminded), by=SYSTEM, at=at)


def end_unanswered(*, over: Sequence[Invitation], surveys: dict[UUID, Survey], at: datetime) -> None:
    """The time of these is over."""
    models.Invitation.objects.filter(id__in=[one.id for one in over]).update(state=InvitationState.UNANSWERED.value)
    journal.record(*(events.SurveyUnanswered(**about(one, surveys)) for one in over), by=SYSTEM, at=at)


def about(one: Invitation, surveys: dict[UUID, Survey]) -> dict[str, Any]:
    """What every fact about an invitation says."""
    survey = surveys[one.survey_id]
    return {
        "identity_id": one.identity_id,
        "case_id": one.case_id,
        "survey_id": one.survey_id,
        "name": survey.name,
        "invitation_id": one.id,
        "survey_kind": survey.kind.value,
        "touchpoint": one.touchpoint,
    }
