"""What happened at the counter with somebody who stood there: one touch each. Values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

TouchId = NewType("TouchId", UUID)

AUDIENCE = "counter"  # who may see it: of needs, and of records
TOUCHPOINT = "visit"  # “Visit and counter” among those with which every brand begins


class Done(StrEnum):
    """What was done, with one touch of a finger."""

    CAME_IN = "came_in"
    WISHED_WELL = "wished_well"
    CARD_GIVEN = "card_given"
    ODOMETER = "odometer"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class TouchIn:
    """Something that was done. `key` is its natural key: noted twice, it is one. `words` are a note's, `what` a card's name, `number` the
    odometer's."""

    identity_id: UUID
    done: Done
    key: str
    words: str = ""
    what: str = ""
    item_id: UUID | None = None
    number: int | None = None
    occasion_kind: str = ""
    occasion_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    id: TouchId
    identity_id: UUID
    done: Done
    words: str
    what: str
    number: int | None
    occasion_kind: str
    occasion_id: UUID | None
    at: datetime
    by_member_id: UUID | None
