"""Draws lots, and keeps who was drawn into what and what followed. Works inside an open brand transaction; every action may be repeated.

Never decides about what people are owed, and is never told how loud or how famous somebody is.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from makegood.experiments import events, models, queries
from makegood.experiments.rules import assigning
from makegood.experiments.types import SURPRISE, Entering, EntryId, Followed, Lot, Trial, TrialId
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy

PLANNED = 400  # pairs of people; where one in ten is an advocate, one look at the end would find six in a hundred more (sequences.people_needed)
_WHOLE = 10_000
_ENTRY = {
    "id": "uuid",
    "brand_id": "uuid",
    "trial_id": "uuid",
    "identity_id": "uuid",
    "held_out": "bool",
    "propensity": "float8",
    "at": "timestamptz",
    "occasion_kind": "text",
    "occasion_id": "uuid",
    "drawn": "text",
    "harm": "text",
    "currency": "text",
    "before_orders": "int",
    "before_minor": "int8",
    "standing": "text",
}
_FOLLOWED = {
    "id": "uuid",
    "brand_id": "uuid",
    "entry_id": "uuid",
    "days": "int2",
    "orders": "int",
    "spent_minor": "int8",
    "praised": "bool",
    "failed_again": "bool",
    "standing": "text",
    "cost_minor": "int8",
}


def draw(*, persons: Mapping[UUID, Sequence[UUID]], without_share: int, at: datetime) -> tuple[Trial | None, dict[UUID, Lot]]:
    """The lot of each of these people (person id → identity ids), with `without_share` basis points of all people held out, and the trial it
    counts for. The trial begins with the first lot that is drawn, ends where the share is another one, and a new one begins.

    The same person draws the same for ever: by the brand's salt, and where several of their identities were drawn before anybody knew that
    they are one, by what was drawn first. None, and everybody treated, where nobody is held out. Three queries, two more at a beginning.
    """
    running = queries.running(key=SURPRISE)
    if running and running.without_share != without_share:
        _end(running, at)
        running = None
    if not without_share:
        return None, {person: Lot(held_out=False, propensity=1.0) for person in persons}
    trial = running or _begin(without_share, at)
    salt = _salt()
    entered = queries.entered(trial_id=trial.id, identity_ids=[one for ids in persons.values() for one in ids])
    return trial, {
        person: entered[first] if (first := _first(ids, entered)) else _lot(person, salt, without_share, at)
        for person, ids in persons.items()
    }


def enter(*, trial: Trial, entering: Sequence[Entering], at: datetime) -> list[EntryId]:
    """Keeps for whom the lot decided something now, and returns the ids of those who are new; who is in the trial already stays as they were drawn.
    Two at once keep one of them. One statement."""
    brand_id = tenancy.current_brand()
    rows = [
        (
            *(new_id(), brand_id, trial.id, one.identity_id, one.lot.held_out, one.lot.propensity, at),
            *(one.occasion_kind, one.occasion_id, one.drawn, one.harm, one.currency),
            *(one.before_orders, one.before_minor, one.standing),
        )
        for one in entering
        if not one.lot.entered
    ]
    conflict = "ON CONFLICT (brand_id, trial_id, identity_id) DO NOTHING"
    return [EntryId(found[0]) for found in bulk.insert("experiments_entry", _ENTRY, rows, conflict=conflict, returning="id")]


def follow(*, followed: Sequence[Followed]) -> None:
    """Keeps what followed, once for each person and horizon: a repeat changes nothing. One statement."""
    brand_id = tenancy.current_brand()
    rows = [
        (
            *(new_id(), brand_id, one.entry_id, one.days, one.orders, one.spent_minor, one.praised),
            *(one.failed_again, one.standing, one.cost_minor),
        )
        for one in followed
    ]
    bulk.insert("experiments_followed", _FOLLOWED, rows, conflict="ON CONFLICT (brand_id, entry_id, days) DO NOTHING")


def _first(identity_ids: Sequence[UUID], entered: Mapping[UUID, Lot]) -> UUID | None:
    """Of the identities that were drawn the first one: `entered` is in the order in which they were."""
    mine = set(identity_ids)
    return next((one for one in entered if one in mine), None)


def _lot(person: UUID, salt: bytes, without_share: int, at: datetime) -> Lot:
    held_out = without_share / _WHOLE
    found = assigning.assign(person, key=salt, experiment=SURPRISE, shares={SURPRISE: 1.0}, held_out=held_out, at=at)
    return Lot(found.arm == assigning.HELD_OUT, found.propensity)


def _salt() -> bytes:
    """The brand's salt; made where there is none yet. Two at once keep one of theirs."""
    kept = models.Salt.objects.values_list("salt", flat=True)
    found = kept.first()
    if found is None:
        models.Salt.objects.bulk_create([models.Salt(salt=secrets.token_bytes(32))], ignore_conflicts=True)
        found = kept.get()
    return bytes(found)


def _begin(without_share: int, at: datetime) -> Trial:
    """Two at once begin one: the second takes the first's."""
    row = models.Trial(key=SURPRISE, without_share=without_share, each=PLANNED, began_at=at)
    models.Trial.objects.bulk_create([row], ignore_conflicts=True)
    trial = queries.running(key=SURPRISE)
    if trial is None:
        raise LookupError(
            "a trial that was begun a moment ago does not run"
        )  # ended by another meanwhile: the work is taken up again
    if trial.id == row.id:
        told = events.TrialBegan(trial_id=trial.id, held_out=f"{without_share / 100:g} %")
        journal.record(told, by=SYSTEM, at=at)
    return trial


def _end(trial: Trial, at: datetime) -> None:
    ended = models.Trial.objects.filter(id=trial.id, ended_at__isnull=True).update(ended_at=max(at, trial.began_at))
    if ended:
        journal.record(events.TrialEnded(trial_id=TrialId(trial.id)), by=SYSTEM, at=at)
