"""A case: what happened to whom, and a clock. Values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

CaseId = NewType("CaseId", UUID)


class CaseState(StrEnum):
    OPEN = "open"  # our turn
    WAITING = "waiting"  # their turn, or a parcel's
    RESOLVED = "resolved"


class Turn(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as far as it matters to a case: who, in which conversation, read as what."""

    message_id: UUID
    conversation_id: UUID
    identity_id: UUID
    person_identity_ids: tuple[UUID, ...]  # all identities of that person
    at: datetime
    act: str
    feeling: str
    happened: tuple[str, ...]
    urgency: str
    title: str  # "Tom's torch arrived broken"
    words: str  # their words, one line
    public: bool
    asks_something: bool  # a question or a request is in it
    opens: bool  # may open a case (automatic mail and spam may not)
    order_number: str = ""


class Placed(StrEnum):
    OPENED = "opened"
    JOINED = "joined"
    REOPENED = "reopened"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an arrival ended: `case_id` None when no case was needed."""

    message_id: UUID
    case_id: CaseId | None
    placed: Placed


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch from opening (or reopening) to resolution; both are counted in every figure."""

    opened_at: datetime
    first_reply_due_at: datetime
    resolution_due_at: datetime
    first_replied_at: datetime | None
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    id: UUID
    member_id: UUID
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    id: CaseId
    number: int
    title: str
    state: CaseState
    turn: Turn
    identity_id: UUID
    owner_id: UUID | None  # member
    harm: str
    urgency: str
    feeling: str
    order_number: str
    opened_at: datetime
    resolved_at: datetime | None
    conversation_ids: tuple[UUID, ...]
    segments: tuple[Segment, ...]
    notes: tuple[Note, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What the clock says at an instant: which promise runs, until when, how long (seconds, negative when past), and in words."""

    what: str  # "first_reply", "resolution", "done"
    due_at: datetime | None
    seconds_left: int | None
    broken: bool
