"""Makes surveys, changes them, lets them rest and go on; and the brand's quiet period. Asks nobody: a flow does.

Works in the open brand transaction. The same again changes nothing.
"""

import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from makegood.surveys import events, models, queries
from makegood.surveys.rules import asking
from makegood.surveys.types import InvitationState, Survey, SurveyIn


def make(*, told: SurveyIn, by: Actor, at: datetime) -> Survey:
    """A new survey, which goes on from now. Nothing that happened before is asked about. Made again in the same words, it is the one that is there.

    Refuses ("bad_survey") what `rules.asking.check` refuses, and ("survey_named") a name that another one has.
    """
    told = asking.check(told)
    there = models.Survey.objects.filter(name=told.name).first()
    if there is not None and queries.told_of(there) == told:
        return queries.survey(survey_id=there.id)
    _must_be_free(there)
    member = by.id if by.kind is ActorKind.MEMBER else None
    row = models.Survey.objects.create(**columns(told), salt=secrets.token_bytes(32), made_at=at, by_member_id=member)
    journal.record(events.SurveyMade(survey_id=row.id, name=row.name), by=by, at=at)
    return queries.survey(survey_id=row.id)


def change(*, survey_id: UUID, told: SurveyIn, by: Actor, at: datetime) -> Survey:
    """Other rules from now on; who was asked stays asked. Refuses as `make` does, and ("survey_asked") another kind or occasion once somebody was
    asked."""
    told, row = asking.check(told), _locked(survey_id)
    before = queries.told_of(row)
    if before == told:
        return queries.survey(survey_id=survey_id)
    if told.name != row.name:
        _must_be_free(models.Survey.objects.filter(name=told.name).first())
    asked = models.Invitation.objects.filter(survey_id=survey_id).exclude(state=InvitationState.WAITING.value)
    asking.check_change(before, told, asked=int(asked.exists()))
    for name, value in columns(told).items():
        setattr(row, name, value)
    row.save()
    journal.record(events.SurveyChanged(survey_id=row.id, name=row.name), by=by, at=at)
    return queries.survey(survey_id=survey_id)


def rest(*, survey_id: UUID, resting: bool, by: Actor, at: datetime) -> None:
    """Asks nobody from now on; or goes on. Who was asked may still answer."""
    row = _locked(survey_id)
    if (row.paused_at is not None) == resting:
        return
    row.paused_at = at if resting else None
    row.save(update_fields=["paused_at"])
    fact = events.SurveyPaused if resting else events.SurveyResumed
    journal.record(fact(survey_id=row.id, name=row.name), by=by, at=at)


def set_quiet(*, days: int, by: Actor, at: datetime) -> None:
    """Nobody is asked again within so many days, whatever the survey. Refuses ("bad_quiet")."""
    days = asking.check_quiet(days)
    row, is_new = models.HouseRule.objects.get_or_create(defaults={"quiet_days": days})
    if is_new or models.HouseRule.objects.filter(id=row.id).exclude(quiet_days=days).update(quiet_days=days):
        journal.record(events.SurveyRulesSet(quiet_days=days), by=by, at=at)


def columns(told: SurveyIn) -> dict[str, Any]:
    """As its row holds it."""
    row = asdict(told)
    row["segment"] = row.pop("segment_id")
    return row


def _must_be_free(there: models.Survey | None) -> None:
    if there is not None:
        raise Refusal("survey_named", f"name: “{there.name}” is another survey. Call this one otherwise.", {"name": "taken"})


def _locked(survey_id: UUID) -> models.Survey:
    row = models.Survey.objects.select_for_update().filter(id=survey_id).first()
    if row is None:
        raise queries.no_such_survey()
    return row
