"""Shapes of saved segments: a readable rule, and who fits it."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.segments.types import Fitting, SavedSegment


class SegmentLineOut(Schema):
    """One line of a rule: somebody has, or has not, a fact of this kind, ever or within so many days."""

    kind: str = Field(examples=["order_placed"])
    has: bool
    within_days: int | None


class SegmentOut(Schema):
    """A saved segment. `every`: all that they must have; else at least one of it. `as_of` is the day for which its days were worked out."""

    id: UUID
    name: str
    sentence: str = Field(examples=["People who ordered something within 90 days, and who did not complain."])
    every: bool
    lines: list[SegmentLineOut]
    people: int
    as_of: date
    saved_at: datetime


class SegmentMemberOut(Schema):
    """Somebody who fits: `identity_id` speaks for them, `since` is when they began to."""

    person_id: UUID
    identity_id: UUID
    since: datetime


def segment(one: SavedSegment) -> SegmentOut:
    """As it is shown."""
    lines = [SegmentLineOut(kind=line.kind, has=line.has, within_days=line.within_days) for line in one.rule.lines]
    return SegmentOut(
        id=one.id,
        name=one.name,
        sentence=one.sentence,
        every=one.rule.every,
        lines=lines,
        people=one.people,
        as_of=one.as_of,
        saved_at=one.saved_at,
    )


def member(one: Fitting) -> SegmentMemberOut:
    """As it is shown."""
    return SegmentMemberOut(person_id=one.person_id, identity_id=one.identity_id, since=one.since)
