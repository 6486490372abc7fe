"""A touchpoint: a place of the journey, what we promise there, who was there, and what people found wrong with it. Values, never rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

FindingId = NewType("FindingId", UUID)


class Measure(StrEnum):
    """How it can be told whether a standard is kept."""

    WORDS = "words"  # by looking: no figure of ours can say it
    FIRST_REPLY = "first_reply"  # target: working minutes until a person answers
    KEPT = "kept"  # target: percent of the promises at this place that are kept


@dataclass(frozen=True, slots=True)
class Standard:
    """What we promise at a touchpoint: one of its sentences, as it stands. `since` None: from the beginning."""

    number: int
    version: int
    words: str
    measure: Measure = Measure.WORDS
    target: int | None = None
    since: datetime | None = None
    by_member_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A place of the journey. `standards` are those that hold now, in their order."""

    key: str
    name: str
    standards: tuple[Standard, ...] = ()
    owner_id: UUID | None = None  # member
    in_use: bool = True


@dataclass(frozen=True, slots=True)
class Where:
    """At which touchpoint something happened, and why we think so: a code of ours and its values. `rules.reasons` says it in words."""

    key: str
    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody turned to us about a touchpoint: one for each case. `first_key` is what we took it for, `by_member_id` who set it right."""

    case_id: UUID
    where: Where
    at: datetime
    complaint: bool
    harm: str
    first_key: str = ""
    by_member_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody was at a touchpoint, and no case and no promise tells of it. `source` is its natural key."""

    source: str
    key: str
    identity_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many turned to us about one touchpoint in one week (0: the seven days up to the end), how many of them complained, and how many came in and
    had nothing to say."""

    key: str
    weeks_ago: int
    contacts: int
    complaints: int
    came_in: int = 0


@dataclass(frozen=True, slots=True)
class Alike:
    """So many complained of the same harm at one touchpoint; `case_ids` are some of them, the latest first."""

    key: str
    harm: str
    how_many: int
    case_ids: tuple[UUID, ...]


class FindingState(StrEnum):
    OPEN = "open"  # filed, by a member or by Makegood; nobody has said yet that it is so
    ACCEPTED = "accepted"
    CHANGING = "changing"
    CHANGED = "changed"  # with what changed, since when, and the day on which it is checked
    CHECKED = "checked"
    ASIDE = "aside"  # set aside, with a reason


UNFINISHED = (FindingState.OPEN, FindingState.ACCEPTED, FindingState.CHANGING, FindingState.CHANGED)


class Watched(StrEnum):
    """By which figure of its touchpoint a finding is checked."""

    BROKEN = "broken"  # broken promises among those that ended
    COMPLAINTS = "complaints"  # complaints among those who were there
    ANGRY = "angry"  # who wrote in anger or disappointment, among those whose words were read
    LOW = "low"  # low answers among those who answered
    SLOW = "slow"  # first answers later than promised


class CheckResult(StrEnum):
    """What a planned check said on its day, by the rules."""

    WORKED = "worked"
    DID_NOT = "did_not"
    CANNOT = "cannot"  # be said: too few, or an interval that leaves room for both


@dataclass(frozen=True, slots=True)
class Figure:
    """`hits` of `n` within a stretch of time."""

    hits: int
    n: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class VoiceIn:
    """Somebody's own words in one of their messages: `length` letters from `start` on, blanks and line ends counted as one blank."""

    case_id: UUID
    identity_id: UUID
    message_id: UUID
    start: int
    length: int
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Voice:
    """One of those who raised a finding. The words themselves are read from the message, so that they go with it."""

    finding_id: FindingId
    case_id: UUID
    identity_id: UUID
    message_id: UUID
    start: int
    length: int
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """What should be otherwise at a touchpoint, on somebody's list with a date. `by_member_id` None: Makegood proposed it."""

    id: FindingId
    key: str
    sentence: str
    state: FindingState
    state_at: datetime
    filed_at: datetime
    due_on: date
    by_member_id: UUID | None = None
    owner_id: UUID | None = None
    change: str = ""
    changed_at: datetime | None = None
    watched: Watched = Watched.BROKEN
    check_on: date | None = None
    before: Figure | None = None
    after: Figure | None = None
    worked: bool | None = None
    voices: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a finding's history."""

    state: FindingState
    at: datetime
    by_member_id: UUID | None
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check of a change, planned before its figure was known: which figure, since when, on which day, of how many at least (`least`), and the share
    that is hoped for (`aim`, 0 to 1). `power`: how likely it finds that it worked, if the share is what is hoped for. `result` None until its day;
    then `after`, with the interval of the difference from `before` (`low` and `high`, shares; None where too few were there)."""

    id: UUID
    finding_id: FindingId
    number: int
    watched: Watched
    before: Figure
    since: datetime
    check_on: date
    least: int
    aim: float
    power: float
    planned_at: datetime
    by_member_id: UUID | None = None
    result: CheckResult | None = None
    result_at: datetime | None = None
    after: Figure | None = None
    low: float | None = None
    high: float | None = None


class ToldState(StrEnum):
    READY = "ready"  # a member said yes; it leaves in a moment
    TOLD = "told"
    NOT_TOLD = "not_told"  # with the reason


@dataclass(frozen=True, slots=True)
class Telling:
    """One person who is told what became of their words, once. `text` is gone when it has left: the message itself has it."""

    finding_id: FindingId
    identity_id: UUID
    case_id: UUID
    state: ToldState
    text: str
    because: str
    by_member_id: UUID | None
    at: datetime
    outgoing_id: UUID | None = None
