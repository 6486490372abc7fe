"""Files findings and moves them on: each step by somebody, with what it takes, and journalled. Works inside an open brand transaction.

Nothing is closed by saying so: what changed, and the check that was planned with it, is `checking`; setting aside takes a reason.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from makegood.brands import queries as brands
from makegood.kernel.actors import SYSTEM, Actor, ActorKind
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy
from makegood.touchpoints import events, models, queries, raised
from makegood.touchpoints.rules import beginning
from makegood.touchpoints.rules import finding as rules
from makegood.touchpoints.types import UNFINISHED, FindingId, FindingState, VoiceIn, Watched

_VOICE = {
    "id": "uuid",
    "brand_id": "uuid",
    "finding_id": "uuid",
    "case_id": "uuid",
    "identity_id": "uuid",
    "message_id": "uuid",
    "start": "int",
    "length": "int",
    "said_at": "timestamptz",
}


def file(
    *,
    key: str,
    sentence: str,
    voices: Sequence[VoiceIn],
    owner_id: UUID | None,
    due_on: date,
    watched: Watched = Watched.BROKEN,
    today: date,
    by: Actor,
    at: datetime,
) -> FindingId:
    """Puts it on somebody's list. Refuses a place that is not in use, no sentence, an owner outside the team, and a day that is past."""
    if key not in queries.names():
        raise queries.no_such_touchpoint()
    clean = rules.one_line(
        rules.some_words(sentence, field="sentence", way_out="say what should be otherwise.", longest=rules.LONGEST_SENTENCE)
    )
    _check_owner(owner_id)
    rules.check_day(due_on, field="due_on", today=today)
    row = _new(key, clean, owner_id, due_on, watched, by, at)
    row.save(force_insert=True)
    step(row, "", by, at)
    journal.record(events.FindingFiled(**about(row.id, key)), by=by, at=at)
    _raise(row.id, key, voices, by, at)
    return FindingId(row.id)


def propose(
    *,
    key: str,
    sentence: str,
    origin: str,
    voices: Sequence[VoiceIn],
    owner_id: UUID | None,
    due_on: date,
    watched: Watched = Watched.BROKEN,
    at: datetime,
) -> FindingId:
    """Makegood files it itself, or puts the words to the one of this `origin` that is unfinished. May be repeated, by any number at once."""
    row = _new(key, sentence[: rules.LONGEST_SENTENCE], owner_id, due_on, watched, SYSTEM, at)
    row.origin = origin[:100]
    models.Finding.objects.bulk_create([row], ignore_conflicts=True)
    kept = models.Finding.objects.select_for_update().get(origin=row.origin, state__in=UNFINISHED)
    if kept.id == row.id:
        step(row, "", SYSTEM, at)
        journal.record(events.FindingFiled(**about(row.id, key)), by=SYSTEM, at=at)
    _raise(kept.id, key, voices, SYSTEM, at)
    return FindingId(kept.id)


def add_voices(*, finding_id: UUID, voices: Sequence[VoiceIn], by: Actor, at: datetime) -> int:
    """Others who said so too. → how many are new. May be repeated: each message counts once. Refuses a finding that came to an end."""
    row = held(finding_id)
    if FindingState(row.state) not in UNFINISHED:
        raise Refusal("finding_over", "This finding came to an end. File a new one.", {"finding_id": "over"})
    return _raise(row.id, row.key, voices, by, at)


def give(*, finding_id: UUID, owner_id: UUID | None, due_on: date, today: date, by: Actor, at: datetime) -> None:
    """Who sees to it and by when. The same again changes nothing. Refuses an owner outside the team, and a new day that is past."""
    row = held(finding_id)
    if (row.owner_id, row.due_on) == (owner_id, due_on):
        return
    _check_owner(owner_id)
    if due_on != row.due_on:
        rules.check_day(due_on, field="due_on", today=today)
    row.owner_id, row.due_on = owner_id, due_on
    row.save(update_fields=["owner_id", "due_on"])
    given = events.FindingGiven(**about(row.id, row.key), owner_id=owner_id, due_on=due_on.isoformat())
    journal.record(given, by=by, at=at)


def accept(*, finding_id: UUID, by: Actor, at: datetime) -> None:
    """It is so, and something shall be done. A repeat changes nothing."""
    move(held(finding_id), FindingState.ACCEPTED, "", by, at)


def begin_change(*, finding_id: UUID, words: str = "", by: Actor, at: datetime) -> None:
    """It is being changed; also again, where a change did not help. A repeat changes nothing."""
    row = held(finding_id)
    if move(row, FindingState.CHANGING, words.strip()[: rules.LONGEST_TEXT], by, at):
        models.Finding.objects.filter(id=row.id).update(after=None, worked=None)


def set_aside(*, finding_id: UUID, because: str, by: Actor, at: datetime) -> None:
    """Nothing shall be changed, for a reason. A repeat changes nothing. Refuses without one."""
    row = held(finding_id)
    words = rules.some_words(because, field="because", way_out="say why nothing shall be changed.")
    move(row, FindingState.ASIDE, words, by, at)


def open_again(*, finding_id: UUID, by: Actor, at: datetime) -> None:
    """What was set aside is looked at after all. Refuses where Makegood has filed the same anew meanwhile."""
    row = held(finding_id)
    if row.origin and models.Finding.objects.filter(origin=row.origin, state__in=UNFINISHED).exclude(id=row.id).exists():
        raise Refusal("filed_anew", "The same was filed anew meanwhile. Go on with that one.", {"finding_id": "filed anew"})
    move(row, FindingState.OPEN, "", by, at)


def about(finding_id: UUID, key: str) -> dict[str, Any]:
    """What every fact about a finding holds."""
    return {"finding_id": finding_id, "touchpoint": key, "place": beginning.spoken(key)}


# ---------------------------------------------------------------------------------------------------------------------


def _new(
    key: str, sentence: str, owner_id: UUID | None, due_on: date, watched: Watched, by: Actor, at: datetime
) -> models.Finding:
    return models.Finding(
        key=key,
        sentence=sentence,
        state=FindingState.OPEN,
        state_at=at,
        filed_at=at,
        by_member_id=member(by),
        owner_id=owner_id,
        due_on=due_on,
        watched=watched,
    )


def held(finding_id: UUID) -> models.Finding:
    """The finding, held to the end of the transaction. Refuses one that is not there."""
    row = models.Finding.objects.select_for_update().filter(id=finding_id).first()
    if row is None:
        raise raised.no_such_finding()
    return row


def move(row: models.Finding, to: FindingState, words: str, by: Actor, at: datetime) -> bool:
    """Takes it there, as a step of its history. → whether it went there just now. A finding that changed is saved by whoever writes down what."""
    if FindingState(row.state) is to:
        return False
    rules.check_step(FindingState(row.state), to)
    row.state, row.state_at = to, at
    if to is not FindingState.CHANGED:  # which is saved with what changed
        row.save(update_fields=["state", "state_at"])
    step(row, words, by, at)
    journal.record(events.FindingMoved(**about(row.id, row.key), state=to.value), by=by, at=at)
    return True


def step(row: models.Finding, words: str, by: Actor, at: datetime) -> None:
    models.FindingStep.objects.create(finding_id=row.id, state=row.state, words=words, at=at, by_member_id=member(by))


def _raise(finding_id: UUID, key: str, voices: Sequence[VoiceIn], by: Actor, at: datetime) -> int:
    brand_id = tenancy.current_brand()
    rows = [
        (new_id(), brand_id, finding_id, one.case_id, one.identity_id, one.message_id, one.start, one.length, one.said_at)
        for one in voices
    ]
    kept = bulk.insert(
        "touchpoints_voice",
        _VOICE,
        rows,
        conflict="ON CONFLICT (brand_id, finding_id, message_id) DO NOTHING",
        returning="identity_id, case_id",
    )
    told = [events.FindingRaised(identity_id=identity, case_id=case, **about(finding_id, key)) for identity, case in kept]
    journal.record(*told, by=by, at=at)
    return len(kept)


def member(by: Actor) -> UUID | None:
    return by.id if by.kind is ActorKind.MEMBER else None


def _check_owner(owner_id: UUID | None) -> None:
    if owner_id is not None and owner_id not in {member.id for member in brands.members()}:
        raise Refusal("no_such_member", "owner: choose somebody of the team.", {"owner": "not in the team"})
