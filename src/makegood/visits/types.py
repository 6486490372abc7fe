"""A visit: somebody of ours and somebody of theirs at one place at one time. Values, never rows."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.brands.types import Opening
from makegood.kernel.money import Money

ResourceId = NewType("ResourceId", UUID)
VisitId = NewType("VisitId", UUID)

STEP_MINUTES = 5  # visits begin and end on these


class ResourceKind(StrEnum):
    """What is booked: somebody who drives there, or a place that people come to."""

    PERSON = "person"
    PLACE = "place"


class Where(StrEnum):
    """Where they meet."""

    THEIRS = "theirs"  # at her home
    OURS = "ours"


class VisitKind(StrEnum):
    """What for; an interview is seen by the hiring team alone."""

    VISIT = "visit"
    INTERVIEW = "interview"


class VisitState(StrEnum):
    BOOKED = "booked"
    CANCELLED = "cancelled"
    DONE = "done"
    MISSED = "missed"


HOLDING = (VisitState.BOOKED, VisitState.DONE)  # states in which the time is taken


@dataclass(frozen=True, slots=True)
class ResourceIn:
    """Somebody or something that can be booked. `openings` are its own weekly hours in the brand's zone; `minutes` is how long a visit takes,
    `between` what lies between two (the way). `member_id` who drives, where it is a member."""

    kind: ResourceKind
    name: str
    openings: tuple[Opening, ...]
    minutes: int
    between: int = 0
    member_id: UUID | None = None
    place: str = ""  # where a place is


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as it stands."""

    id: ResourceId
    told: ResourceIn
    active: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """When somebody can: no earlier than, no later than (local times of the visit), on these weekdays (None: any), where (None: either).
    `workdays_only`: the times hold from Monday to Friday, and the weekend is free. `words` are those from which it was read."""

    earliest: time | None = None
    latest: time | None = None
    weekdays: frozenset[int] | None = None
    where: Where | None = None
    workdays_only: bool = False
    words: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether nothing was said."""
        return self == Wanted(words=self.words)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which a resource is free. Half-open, UTC."""

    resource_id: ResourceId
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class VisitIn:
    """A visit as it is booked. `key` names it once for ever within the brand; `address` is where it is, in words."""

    key: str
    identity_id: UUID
    resource_id: UUID
    from_at: datetime
    about: str
    where: Where = Where.OURS
    address: str = ""
    wanted: str = ""  # what she said about when, as it was said
    kind: VisitKind = VisitKind.VISIT
    case_id: UUID | None = None
    minutes: int | None = None  # None: as long as the resource's visits take


@dataclass(frozen=True, slots=True)
class Spared:
    """What a visit spared somebody, in words, and where it can be said in money and minutes."""

    words: str
    money: Money | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it stands. `sequence` grows with each change that their calendar must hear of."""

    id: VisitId
    identity_id: UUID
    resource_id: ResourceId
    kind: VisitKind
    from_at: datetime
    until_at: datetime
    about: str
    where: Where
    address: str
    wanted: str
    state: VisitState
    sequence: int
    booked_at: datetime
    ended_at: datetime | None
    case_id: UUID | None
    reminded_at: datetime | None
    spared: Spared | None = None
    km: int | None = None
    because: str = ""  # why it was cancelled
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an iCalendar invitation says. `method` REQUEST or CANCEL."""

    method: str
    uid: str
    sequence: int
    from_at: datetime
    until_at: datetime
    stamped_at: datetime
    summary: str
    description: str
    location: str
    organizer_name: str
    organizer: str  # mail addresses
    attendee_name: str
    attendee: str
    reminders: tuple[int, ...] = field(default=(60,))  # minutes before
