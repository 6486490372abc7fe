"""A case: what happened to whom, and a clock. Values, never rows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

CaseId = NewType("CaseId", UUID)


class CaseState(StrEnum):
    OPEN = "open"  # our turn
    WAITING = "waiting"  # their turn, or a parcel's
    RESOLVED = "resolved"


class Foreseen(StrEnum):
    """What became of a case that we opened before anybody complained; '' for all others, and once they told us themselves what is wrong."""

    EXPECTED = "expected"  # it may not come in time: nobody has been failed yet
    TRUE = "true"  # its time passed
    AVERTED = "averted"  # it came in time after all


@dataclass(frozen=True, slots=True)
class Foretold:
    """What will not come in time, or did not (`true`), for somebody: as much as the case about it needs."""

    identity_id: UUID
    person_identity_ids: tuple[UUID, ...]  # all identities of that person
    order_number: str
    what: str  # "pocket torch"
    name: str  # "Tom"
    true: bool


@dataclass(frozen=True, slots=True)
class ForeseenCase:
    """A case that was opened before anybody complained. `they_wrote` and `we_wrote` say who spoke in it."""

    case_id: CaseId
    resolved: bool
    they_wrote: bool
    we_wrote: bool


class Turn(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    PARCEL = "parcel"  # something is on its way: nobody is to be asked, and our clock goes on


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
    overheard: bool = False  # said in public to others: it neither names us nor answers us
    company: bool = False  # a company speaks: a carrier, a publisher
    leaving: str = ""  # "risk", "yes", or '' where they say nothing of going


@dataclass(frozen=True, slots=True)
class Says:
    """What a case says of itself because of what was read in it."""

    title: str
    harm: str
    urgency: str
    feeling: str
    leaving: str


class Placed(StrEnum):
    OPENED = "opened"
    JOINED = "joined"
    REOPENED = "reopened"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that an arrival may belong to: as much of it as the rule looks at."""

    case_id: CaseId
    state: CaseState
    turn: Turn
    identity_id: UUID
    conversation_ids: frozenset[UUID]
    order_number: str
    harm: str
    urgency: str
    feeling: str
    last_at: datetime  # when they wrote or we answered last
    invited_at: datetime | None = None  # when we last asked them to go on in private
    leaving: str = ""  # "risk" or "yes"
    title: str = ""
    foreseen: str = ""  # Foreseen, or ''


@dataclass(frozen=True, slots=True)
class Place:
    """The rule's answer: open a case, or join or reopen this one, or none is needed."""

    placed: Placed
    case_id: CaseId | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an arrival ended: `case_id` None when no case was needed. Kept, so that the same message never ends twice; `is_new` where it
    came there just now."""

    message_id: UUID
    case_id: CaseId | None
    placed: Placed
    is_new: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch from opening (or reopening) to resolution; both are counted in every figure.

    `waiting_since` is set while we wait for *them*; `resolution_due_at` then stands as it was when the wait began and moves on
    by the business time waited when it ends.
    """

    opened_at: datetime
    first_reply_due_at: datetime
    resolution_due_at: datetime
    first_replied_at: datetime | None
    resolved_at: datetime | None
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseWords:
    """A case's title, and how it was put right at which instant: personal words, which the journal does not hold."""

    title: str
    hows: dict[datetime | None, str]


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
    segments: tuple[Segment, ...]  # the latest last; never empty
    notes: tuple[Note, ...]
    labels: tuple[str, ...] = ()
    last_at: datetime | None = None  # when they wrote or we answered last
    leaving: str = ""  # "risk" or "yes": they said that they may go
    foreseen: str = ""  # Foreseen, or ''


@dataclass(frozen=True, slots=True)
class Opening:
    """As much of a case as a proposal starts from; `opened_at` is when its latest stretch began, `foreseen` one of Foreseen, or ''."""

    case_id: CaseId
    identity_id: UUID
    title: str
    harm: str
    opened_at: datetime
    foreseen: str = ""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What the clock says at an instant: which promise runs, until when, how long (seconds, negative when past), whether it is broken.

    While it is their turn the resolution clock stands still: `what` is "paused", and there is no `due_at`.
    """

    what: str  # "first_reply", "resolution", "paused", "done"
    due_at: datetime | None
    seconds_left: int | None
    broken: bool


@dataclass(frozen=True, slots=True)
class CaseHead:
    """As much of a case as a row in a list shows: its latest stretch alone, and no notes."""

    id: CaseId
    number: int
    title: str
    state: str  # CaseState
    turn: str  # Turn
    identity_id: UUID
    owner_id: UUID | None
    harm: str
    urgency: str
    feeling: str
    order_number: str
    opened_at: datetime
    resolved_at: datetime | None
    segment: Segment
    conversation_ids: tuple[UUID, ...]
    side: str = ""  # "asked", "answered" (somebody beside the person), "copy" (somebody in copy wrote), or ""
    side_at: datetime | None = None  # when one of them wrote last
    leaving: str = ""  # "risk" or "yes"


class SideKind(StrEnum):
    """How somebody beside the person of a case came to it."""

    SIDE = "side"  # asked in a conversation of their own, which the person never sees
    COPY = "copy"  # in copy of an answer


@dataclass(frozen=True, slots=True)
class SideParty:
    """Somebody beside the person of a case. `answered_at` is when they wrote last, `noted_at` when a member took note of it last."""

    case_id: CaseId
    conversation_id: UUID
    identity_id: UUID
    kind: SideKind
    asked_at: datetime
    answered_at: datetime | None = None
    noted_at: datetime | None = None

    @property
    def is_news(self) -> bool:
        """They wrote, and nobody here has taken note or written to them since."""
        read_at = max(self.asked_at, self.noted_at or self.asked_at)
        return self.answered_at is not None and self.answered_at > read_at


@dataclass(frozen=True, slots=True)
class Away:
    """A case that was put out of sight: why, by whom, since when, and since when its words are gone."""

    case_id: CaseId
    number: int
    title: str
    identity_id: UUID
    why: str  # "spam" or "trash"
    by_member_id: UUID | None
    at: datetime
    emptied_at: datetime | None


class CallResult(StrEnum):
    """How a call went that was answered, or that nobody needs any more."""

    FINE = "fine"
    NOT_FINE = "not_fine"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that somebody was promised. `tries` so often nobody, or somebody, picked up; `result` None while it is still to be made."""

    id: UUID
    case_id: CaseId
    identity_id: UUID
    number: str
    about: str
    due_at: datetime
    owner_id: UUID | None
    tries: int
    result: CallResult | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Effort:
    """What our failures cost somebody: how often we failed them, and how many messages they wrote about it."""

    times: int
    messages: int
