"""Who is on call: layers in which members take turns, changes for a stretch, and the alarm that wakes them. Values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType
from uuid import UUID

LayerId = NewType("LayerId", UUID)
AlarmId = NewType("AlarmId", UUID)


class Holidays(StrEnum):
    """Whether a layer holds on the brand's holidays."""

    TOO = "too"
    NOT = "not"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a weekday (0 = Monday) in the brand's zone, half-open; `until` 00:00 is the midnight at its end."""

    weekday: int
    begins: time
    until: time


@dataclass(frozen=True, slots=True)
class LayerIn:
    """A layer as it is told. The first of `members` is on call from `starts_on` at `hands_over` (local), the next a week later, and so on, in
    turn for ever. `covers` () is round the clock."""

    name: str
    members: tuple[UUID, ...]
    starts_on: date
    hands_over: time
    covers: tuple[Stretch, ...] = ()
    holidays: Holidays = Holidays.TOO


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as it stands; those of a smaller `position` are woken first."""

    id: LayerId
    position: int
    told: LayerIn


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody else is on call in a layer for a stretch; `member_id` None: nobody. Of two that meet, the later said counts."""

    id: UUID
    layer_id: LayerId
    member_id: UUID | None
    from_at: datetime
    until_at: datetime
    because: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """A member is on call in a layer; `changed`: by a change, not by turn."""

    layer_id: LayerId
    member_id: UUID
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which the same are on call, in the order in which they are woken; nobody where `duties` is empty. Half-open, UTC."""

    from_at: datetime
    until_at: datetime
    duties: tuple[Duty, ...]


class Way(StrEnum):
    """By which way a member is woken."""

    MAIL = "mail"
    SMS = "sms"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Contact:
    """How a member wants to be woken. `address` is a mail address, a number, or a webhook's address. `feed` numbers their calendar's address:
    a new number ends the old address."""

    member_id: UUID
    way: Way
    address: str
    feed: int = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """After hours: whether the team says so at once and wakes somebody, after how many minutes the next is woken, and the brand's own words about what
    to do now, by kind of harm (`urgency` label → text)."""

    on: bool = False
    wait_minutes: int = 10
    texts: "tuple[tuple[str, str], ...]" = ()

    def text(self, kind: str) -> str:
        """What to do now for this kind; '' where nothing was written."""
        return dict(self.texts).get(kind, "")


class AlarmState(StrEnum):
    RINGING = "ringing"
    TAKEN = "taken"
    UNANSWERED = "unanswered"  # all were woken, and nobody said that they take it


@dataclass(frozen=True, slots=True)
class Ring:
    """A member was woken: when, by which way, and what became of it."""

    id: UUID
    alarm_id: AlarmId
    step: int
    member_id: UUID
    way: Way
    address: str
    at: datetime
    sent_at: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that does not wait for the morning, and who took it."""

    id: AlarmId
    occasion_kind: str
    occasion_id: UUID
    identity_id: UUID | None
    why: str  # the reading's urgency: "safety", "stranded", "legal"
    raised_at: datetime
    state: AlarmState
    step: int
    taken_by: UUID | None
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class WokenFor:
    """A member who was woken for a case: when, whether nothing could be sent, and who took it, once somebody had."""

    member_id: UUID
    at: datetime
    failed: bool
    taken_by: UUID | None
    taken_at: datetime | None
