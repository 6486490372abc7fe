"""Draws lots, and keeps who was drawn into what and what followed. Works inside an open brand transaction; every action may be repeated.

Never decides about what people are owed, and is never told how loud or how famous somebody is.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from makegood.experiments import events, models, queries
from makegood.experiments.rules import assigning
from makegood.experiments.types import SURPRISE, SURPRISES, Entering, EntryId, Extra, Followed, Lot, Thing, Trial, TrialId
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
    "for_good": "bool",
    "among": "jsonb",
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
    "referrals": "int",
    "referred_minor": "int8",
    "answers": "int",
    "calls": "int",
}


def draw(
    *, extra: Extra = SURPRISES, persons: Mapping[UUID, Sequence[UUID]], without_share: int, at: datetime
) -> tuple[Trial | None, dict[UUID, Lot]]:
    """The lot of each of these people (person id → identity ids), with `without_share` basis points of all people held out of every extra, and
    the trial it counts for. The trial begins with the first lot that is drawn, ends where a share is another one, and a new one begins.

    The same person draws the same for ever: by the brand's salt, and where several of their identities were drawn before anybody knew that
    they are one, by what was drawn first. Who is held out of everything is so in every trial. None, and everybody treated, where nobody is held
    out. Three queries, two more at a beginning.
    """
    running = queries.running(key=extra.key)
    together = without_share + round((_WHOLE - without_share) * extra.own_share / _WHOLE)
    if running and (running.without_share, running.for_good_share) != (together, without_share):
        _end(running, at)
        running = None
    if not together:
        return None, {person: Lot(held_out=False, propensity=1.0) for person in persons}
    trial = running or _begin(extra, together, without_share, at)
    salt = _salt()
    here, for_good = queries.entered(trial=trial, identity_ids=[one for ids in persons.values() for one in ids])
    return trial, {
        person: here[first] if (first := _first(ids, here)) else _lot(person, extra, salt, trial, _known(ids, for_good), at)
        for person, ids in persons.items()
    }


def lay_salt(*, salt: bytes) -> None:
    """Lays the brand's key where there is none yet; a later one changes nothing. For whoever must know beforehand how lots fall (a demonstration); else
    it is drawn by itself. Refuses (ValueError) a key of other than 32 bytes."""
    if len(salt) != 32:
        raise ValueError("salt: 32 bytes")
    models.Salt.objects.bulk_create([models.Salt(salt=salt)], ignore_conflicts=True)


def enter(*, trial: Trial, entering: Sequence[Entering], at: datetime) -> list[EntryId]:
    """Keeps for whom the lot decided something now, and returns the ids of those who are new; who is in the trial already stays as they were drawn.
    Two at once keep one of them. One statement."""
    brand_id = tenancy.current_brand()
    rows = [
        (
            *(new_id(), brand_id, trial.id, one.identity_id, one.lot.held_out, one.lot.propensity, at),
            *(one.occasion_kind, one.occasion_id, one.drawn, one.harm, one.currency),
            *(one.before_orders, one.before_minor, one.standing, one.lot.for_good),
            json.dumps(dict(one.among)) if one.among else None,
        )
        for one in entering
        if not one.lot.entered
    ]
    conflict = "ON CONFLICT (brand_id, trial_id, identity_id) DO NOTHING"
    return [EntryId(found[0]) for found in bulk.insert("experiments_entry", _ENTRY, rows, conflict=conflict, returning="id")]


def places(*, person_ids: Sequence[UUID]) -> dict[UUID, float]:
    """Each person's place in the lot of which thing they get, by the brand's salt: from 0 to below 1, the same for ever. One query."""
    salt = _salt()
    return {person: assigning.place(person, salt, "which") for person in person_ids}


def keep_things(*, trial_id: UUID, things: Sequence[Thing]) -> None:
    """Keeps the shares of a day, once: a repeat changes nothing. One statement."""
    rows = [models.Thing(trial_id=trial_id, **asdict(one)) for one in things]
    models.Thing.objects.bulk_create(rows, ignore_conflicts=True)


def keep_figures(*, trial_id: UUID, text: str, policy_version: str, at: datetime) -> None:
    """Keeps what was worked out of a trial under this policy, instead of what was kept before. May be repeated."""
    told = {"text": text, "policy_version": policy_version, "at": at}
    models.Figures.objects.update_or_create(trial_id=trial_id, defaults=told)


def follow(*, followed: Sequence[Followed]) -> None:
    """Keeps what followed, once for each person and horizon: a repeat changes nothing. One statement."""
    brand_id = tenancy.current_brand()
    rows = [
        (
            *(new_id(), brand_id, one.entry_id, one.days, one.orders, one.spent_minor, one.praised),
            *(one.failed_again, one.standing, one.cost_minor),
            *(one.referrals, one.referred_minor, one.answers, one.calls),
        )
        for one in followed
    ]
    bulk.insert("experiments_followed", _FOLLOWED, rows, conflict="ON CONFLICT (brand_id, entry_id, days) DO NOTHING")


def _first(identity_ids: Sequence[UUID], entered: Mapping[UUID, object]) -> UUID | None:
    """Of the identities that were drawn the first one: `entered` is in the order in which they were."""
    mine = set(identity_ids)
    return next((one for one in entered if one in mine), None)


def _known(identity_ids: Sequence[UUID], for_good: Mapping[UUID, bool]) -> bool | None:
    first = _first(identity_ids, for_good)
    return None if first is None else for_good[first]


def _lot(person: UUID, extra: Extra, salt: bytes, trial: Trial, known: bool | None, at: datetime) -> Lot:
    """First whether they are held out of everything (`known` where an earlier trial drew it), then whether of this extra alone."""
    without = trial.without_share / _WHOLE
    for_good = known if known is not None else _is_held_out(person, salt, trial.for_good_share, at)
    if for_good:
        return Lot(held_out=True, propensity=without, for_good=True)
    own = extra.own_share / _WHOLE
    shares = {extra.key: 1 - own, assigning.HELD_OUT: own} if own else {extra.key: 1.0}
    found = assigning.assign(person, key=salt, experiment=extra.key, shares=shares, held_out=0, at=at)
    held_out = found.arm == assigning.HELD_OUT
    return Lot(held_out, without if held_out else 1 - without)


def _is_held_out(person: UUID, salt: bytes, share: int, at: datetime) -> bool:
    found = assigning.assign(person, key=salt, experiment=SURPRISE, shares={SURPRISE: 1.0}, held_out=share / _WHOLE, at=at)
    return found.arm == assigning.HELD_OUT


def _salt() -> bytes:
    """The brand's salt; made where there is none yet. Two at once keep one of theirs."""
    kept = models.Salt.objects.values_list("salt", flat=True)
    found = kept.first()
    if found is None:
        models.Salt.objects.bulk_create([models.Salt(salt=secrets.token_bytes(32))], ignore_conflicts=True)
        found = kept.get()
    return bytes(found)


def _begin(extra: Extra, without_share: int, for_good_share: int, at: datetime) -> Trial:
    """Two at once begin one: the second takes the first's."""
    name = "" if extra.key == SURPRISE else extra.name[:120]
    row = models.Trial(
        key=extra.key, name=name, without_share=without_share, for_good_share=for_good_share, each=PLANNED, began_at=at
    )
    models.Trial.objects.bulk_create([row], ignore_conflicts=True)
    trial = queries.running(key=extra.key)
    if trial is None:
        raise LookupError(
            "a trial that was begun a moment ago does not run"
        )  # ended by another meanwhile: the work is taken up again
    if trial.id == row.id:
        held_out = f"{without_share / 100:g} %"
        told = (
            events.ExtraTrialBegan(trial_id=trial.id, held_out=held_out, extra=name)
            if name
            else events.TrialBegan(trial_id=trial.id, held_out=held_out)
        )
        journal.record(told, by=SYSTEM, at=at)
    return trial


def _end(trial: Trial, at: datetime) -> None:
    ended = models.Trial.objects.filter(id=trial.id, ended_at__isnull=True).update(ended_at=max(at, trial.began_at))
    if ended:
        journal.record(events.TrialEnded(trial_id=TrialId(trial.id)), by=SYSTEM, at=at)
