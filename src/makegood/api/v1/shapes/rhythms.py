"""Shapes of programmes and occasions."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.relationships.types import Occasion, OccasionState, Programme, Rhythm


class ProgrammeOut(Schema):
    """What is done for whom, without being asked. `alone`: by itself within stock and budget, else each occasion waits for a member."""

    id: UUID
    name: str
    rhythm: Rhythm
    sentence: str = Field(examples=["On their birthday, a message, to everybody who told us."])
    steps: list[Literal["message", "call", "card", "gift"]]
    alone: bool
    hour: int
    since_on: date
    paused_at: datetime | None


class OccasionOut(Schema):
    """What somebody has of a programme on one local day. `km` is what the odometer will show about then, with the days between which it does."""

    id: UUID
    programme_id: UUID
    identity_id: UUID
    on: date
    due_at: datetime
    state: OccasionState
    words: str
    because: str
    km: int | None
    earliest_on: date | None
    latest_on: date | None
    done_at: datetime | None


def programme(one: Programme) -> ProgrammeOut:
    told = one.told
    return ProgrammeOut(
        id=one.id,
        name=told.name,
        rhythm=told.rule.rhythm,
        sentence=one.sentence,
        steps=[step.kind.value for step in told.steps],
        alone=told.alone,
        hour=told.hour,
        since_on=one.since_on,
        paused_at=one.paused_at,
    )


def occasion(one: Occasion) -> OccasionOut:
    return OccasionOut(
        id=one.id,
        programme_id=one.programme_id,
        identity_id=one.identity_id,
        on=one.on,
        due_at=one.due_at,
        state=one.state,
        words=one.words,
        because=one.because,
        km=one.about.km or None,
        earliest_on=one.about.earliest_on,
        latest_on=one.about.latest_on,
        done_at=one.done_at,
    )
