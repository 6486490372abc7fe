"""Makes programmes, changes, pauses and resumes them. Works inside an open brand transaction. Plans nothing: a flow does, when it hears of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from makegood.brands import queries as brands
from makegood.brands import rules as roles
from makegood.brands.types import Permission
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from makegood.relationships import events, models, queries
from makegood.relationships.rules import sentences, written
from makegood.relationships.types import Programme, ProgrammeIn


def make(*, told: ProgrammeIn, by: Actor, at: datetime) -> Programme:
    """Begins a programme; nothing before this day is ever planned. Leaves ProgrammeMade. Refuses ("bad_programme"), ("name_taken"), and whoever may
    not set the policy."""
    require(by, Permission.SET_POLICY)
    told = written.check(told)
    since_on = brands.local_day(at)
    try:
        with transaction.atomic():
            row = models.Programme.objects.create(**_columns(told), since_on=since_on, made_at=at)
    except IntegrityError as taken:
        raise _name_taken(taken) from None
    rule = sentences.sentence(told)
    journal.record(events.ProgrammeMade(programme_id=row.id, programme=row.name, rule=rule), by=by, at=at)
    return queries.as_programme(row)


def change(*, programme_id: UUID, told: ProgrammeIn, by: Actor, at: datetime) -> Programme:
    """From now on it goes by this; what was begun stays as it was. The same again changes nothing. Leaves ProgrammeChanged. Refuses as `make`, and
    ("no_such_programme")."""
    require(by, Permission.SET_POLICY)
    told = written.check(told)
    row = _locked(programme_id)
    if queries.as_programme(row).told == told:
        return queries.as_programme(row)
    for name, value in _columns(told).items():
        setattr(row, name, value)
    row.planned_until = None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise _name_taken(taken) from None
    rule = sentences.sentence(told)
    journal.record(events.ProgrammeChanged(programme_id=row.id, programme=row.name, rule=rule), by=by, at=at)
    return queries.as_programme(row)


def pause(*, programme_id: UUID, by: Actor, at: datetime) -> Programme:
    """Nothing of it is begun until it is resumed. May be repeated. Refuses ("no_such_programme")."""
    require(by, Permission.SET_POLICY)
    row = _locked(programme_id)
    if row.paused_at is None:
        row.paused_at = at
        row.save(update_fields=["paused_at"])
        journal.record(events.ProgrammePaused(programme_id=row.id, programme=row.name), by=by, at=at)
    return queries.as_programme(row)


def resume(*, programme_id: UUID, by: Actor, at: datetime) -> Programme:
    """It goes on from today: what was due while it was paused is not made up for. May be repeated. Refuses ("no_such_programme")."""
    require(by, Permission.SET_POLICY)
    row = _locked(programme_id)
    if row.paused_at is not None:
        row.paused_at, row.planned_until = None, None
        row.since_on = max(row.since_on, brands.local_day(at))
        row.save(update_fields=["paused_at", "planned_until", "since_on"])
        models.Occasion.objects.filter(programme_id=row.id, state="planned", day__lt=row.since_on).delete()
        journal.record(events.ProgrammeResumed(programme_id=row.id, programme=row.name), by=by, at=at)
    return queries.as_programme(row)


def require(by: Actor, permission: Permission) -> None:
    """The system may; a member may what their role may. Refuses ("not_allowed")."""
    if by.kind is ActorKind.SYSTEM:
        return
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_allowed", "Only a member of the team can do this.")
    roles.require(brands.member(member_id=by.id).role, permission)


def _locked(programme_id: UUID) -> models.Programme:
    row = models.Programme.objects.select_for_update().filter(id=programme_id).first()
    if row is None:
        raise Refusal("no_such_programme", "There is no such programme here.", {"programme_id": "unknown"})
    return row


def _name_taken(why: IntegrityError) -> Exception:
    if "rhythm_programme_once" in str(why):
        return Refusal("name_taken", "name: another programme is called so.", {"name": "taken"})
    return why


def _columns(told: ProgrammeIn) -> dict[str, Any]:
    return {
        "name": told.name,
        "rhythm": told.rule.rhythm.value,
        "rule": written.rule_out(told.rule),
        "steps": written.steps_out(told.steps),
        "audience": written.audience_out(told.audience),
        "hour": told.hour,
        "channel": told.channel,
        "priority": told.priority,
        "alone": told.alone,
        "budget_id": told.budget_id,
        "holdout": told.holdout,
        "good_for": told.good_for,
    }
