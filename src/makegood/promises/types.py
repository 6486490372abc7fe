"""A promise: to whom, what, by when, where it was made, and what became of it. Values, never rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

PromiseId = NewType("PromiseId", UUID)


class PromiseKind(StrEnum):
    DELIVERY = "delivery"
    CALL = "call"
    ANSWER = "answer"
    REFUND = "refund"
    VISIT = "visit"
    OFFER = "offer"  # what was offered to everybody: a sale that runs to its end; no clock breaks it, whoever offers it says how it ended
    OTHER = "other"


class Source(StrEnum):
    """Where it was made."""

    ORDER = "order"
    MESSAGE = "message"
    MEMBER = "member"
    STATEMENT = "statement"
    SALE = "sale"
    VISIT = "visit"


class PromiseState(StrEnum):
    OPEN = "open"
    AT_RISK = "at_risk"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


RUNNING = (PromiseState.OPEN, PromiseState.AT_RISK)


class RecordKind(StrEnum):
    """What is written down about a promise, once each time that it happens."""

    MADE = "made"
    AT_RISK = "at_risk"
    SAFE_AGAIN = "safe_again"
    MOVED = "moved"  # in their favour: it is for another time now, or for more
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    TOLD = "told"  # we spoke of it to the person
    COMPLAINED = "complained"  # the person spoke of it to us


@dataclass(frozen=True, slots=True)
class Due:
    """By when. `at` is the first instant at which it is broken; `on` is the local day in `zone` where a day was promised, else None;
    `since` begins a window. `two_readings` says that the words could be read in two ways, of which this is the later."""

    at: datetime
    zone: str
    on: date | None = None
    since: datetime | None = None
    two_readings: bool = False


@dataclass(frozen=True, slots=True)
class PromiseIn:
    """A promise as it is made. `key` names it once for ever within the brand; `watched` False for what is history."""

    key: str
    identity_id: UUID
    kind: PromiseKind
    source: Source
    what: str
    touchpoint: str
    made_at: datetime
    due: Due
    order_id: UUID | None = None
    message_id: UUID | None = None
    case_id: UUID | None = None
    member_id: UUID | None = None
    watched: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a chance is what it is: a code of ours and its values. `rules.reasons` says it in words."""

    code: str
    values: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Risk:
    """The chance, 0 to 1, that the date will not hold; None where there is too little history to give one. `at_risk` is the verdict."""

    chance: float | None
    at_risk: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as it stands. `chance` and `reason` are those of the last look."""

    id: PromiseId
    identity_id: UUID
    kind: PromiseKind
    source: Source
    what: str
    touchpoint: str
    made_at: datetime
    due: Due
    state: PromiseState
    state_at: datetime
    order_id: UUID | None
    message_id: UUID | None
    case_id: UUID | None
    chance: float | None
    reason: Reason | None
    looked_at: datetime | None
    warned_at: datetime | None  # when it was first at risk
    told_at: datetime | None
    complained_at: datetime | None
    watched: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a promise's history, with its evidence."""

    promise_id: PromiseId
    kind: RecordKind
    at: datetime
    evidence: dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of how a promise ended: None while it runs. `at` is when it was kept or broken."""

    state: PromiseState | None
    at: datetime
    evidence: dict[str, str | int | float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A promise that changed its state just now."""

    promise: Promise
    before: PromiseState


@dataclass(frozen=True, slots=True)
class OfTouchpoint:
    """How promises of one touchpoint ended within a stretch of time."""

    touchpoint: str
    kept: int
    broken: int

    @property
    def rate(self) -> float:
        """The share that was broken, 0 to 1."""
        return self.broken / (self.kept + self.broken) if self.kept + self.broken else 0.0


@dataclass(frozen=True, slots=True)
class EndedPromise:
    """How one promise ended, for counting: no person. `quiet`: they said nothing about it."""

    touchpoint: str
    broken: bool
    due_at: datetime
    order_id: UUID | None
    quiet: bool


@dataclass(frozen=True, slots=True)
class WeekOfTouchpoint:
    """How promises of one touchpoint ended in one week (0: the seven days up to the end); of `quiet` of them nobody complained."""

    touchpoint: str
    weeks_ago: int
    kept: int
    broken: int
    quiet: int


@dataclass(frozen=True, slots=True)
class ToldFirst:
    """Of the promises that were broken within a stretch: to how many people we spoke first, how many complained first, and how many
    heard nothing from us and said nothing."""

    told: int
    complained: int
    neither: int

    @property
    def rate(self) -> float | None:
        """Told before they complained, of all that were broken; None where none was."""
        total = self.told + self.complained + self.neither
        return self.told / total if total else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Promises to somebody that came to their end."""

    kept: int
    broken: int
