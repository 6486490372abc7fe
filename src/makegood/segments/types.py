"""Saved segments: readable rules over what was noted of people, and who fits them: values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType
from uuid import UUID

from makegood.people.types import IdentityId, PersonId

SegmentId = NewType("SegmentId", UUID)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rule: somebody has, or has not, a fact of this kind, ever or within so many days (with today, by the brand's own days).
    `value` is what the fact must say, as in (("public", "yes"),)."""

    kind: str
    has: bool = True
    within_days: int | None = None
    value: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is meant: `every` line that somebody must have, or at least one of them; and none of those that they must not have."""

    lines: tuple[Line, ...]
    every: bool = True


@dataclass(frozen=True, slots=True)
class SavedSegment:
    """A rule with a name. `as_of`: the day for which "within so many days" was last worked out."""

    id: SegmentId
    name: str
    rule: Rule
    sentence: str
    people: int
    as_of: date
    by_member_id: UUID | None
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Fitting:
    """Somebody who fits: `identity_id` speaks for them; `since` is when they began to."""

    person_id: PersonId
    identity_id: IdentityId
    since: datetime
