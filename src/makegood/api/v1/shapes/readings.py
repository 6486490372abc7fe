"""Shapes of readings: what a message says, and how sure we are."""

from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.understanding.types import Finding, Reading


class ReadingPartOut(Schema):
    """One answer. `label` is “unsure” where `best` is not likely enough."""

    label: str
    best: str
    probability: float = Field(ge=0, le=1)


class ReadingOut(Schema):
    """A message as it was read, with members' corrections in it. `tier` says who read it: first, small, large, or member."""

    message_id: UUID
    act: ReadingPartOut
    feeling: ReadingPartOut
    happened: list[ReadingPartOut]
    asked: list[ReadingPartOut]
    urgency: ReadingPartOut
    leaving: ReadingPartOut = Field(description="Whether they stay: no, risk, yes.")
    advocacy: ReadingPartOut = Field(description="What they tell others to do: warns, none, recommends.")
    language: str
    tier: str
    version: str


def reading(message_id: UUID, one: Reading) -> ReadingOut:
    return ReadingOut(
        message_id=message_id,
        act=_finding(one.act),
        feeling=_finding(one.feeling),
        happened=[_finding(each) for each in one.happened],
        asked=[_finding(each) for each in one.asked],
        urgency=_finding(one.urgency),
        leaving=_finding(one.leaving),
        advocacy=_finding(one.advocacy),
        language=one.language,
        tier=one.tier,
        version=one.version,
    )


def _finding(one: Finding) -> ReadingPartOut:
    return ReadingPartOut(label=one.label, best=one.best, probability=one.probability)
