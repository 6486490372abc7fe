"""Did it do good: praise, standing and thanks. Values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Standing(StrEnum):
    UNKNOWN = "unknown"
    DETRACTOR = "detractor"
    PASSIVE = "passive"
    PROMOTER = "promoter"
    ADVOCATE = "advocate"


@dataclass(frozen=True, slots=True)
class StandingStep:
    """A person's standing from `since` on (None while it is unknown), and the evidence in one sentence."""

    standing: Standing
    since: datetime | None
    because: str
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StoodAt:
    """Where one identity stood at two instants, and since when; None while nothing was known by it."""

    identity_id: UUID
    was: Standing
    was_since: datetime | None
    now: Standing
    now_since: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a person stood at two instants. `identity_id` is the one by which the later step came."""

    person_id: UUID
    identity_id: UUID
    was: Standing
    now: Standing
    since: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Praise:
    id: UUID
    message_id: UUID
    identity_id: UUID
    case_id: UUID | None
    makegood_id: UUID | None
    gesture: str
    words: str
    public: bool
    link: str
    reach: int | None
    at: datetime
    credited: bool  # the author is a person we know, confirmed where the account was unknown


@dataclass(frozen=True, slots=True)
class Thanks:
    """A kind word passed on: to a member, or to somebody outside such as a courier, by name."""

    praise_id: UUID
    to_member_id: UUID | None
    to_name: str
    words: str
    passed_on_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonEvidence:
    """What standing is decided on: counts of behaviour, never how loud somebody is.

    Behaviour (all but the orders) is counted over `rules.WINDOW` before the instant. Only praise that was verified (credited to a
    confirmed person) and that nobody was paid for counts. Where somebody complained and praised in public, the later one counts;
    without the instants, praise counts when it is not the rarer of the two.
    """

    orders: int
    first_order_at: datetime | None
    public_praises: int
    public_complaints: int
    open_complaints: int
    private_thanks: int
    referrals: int
    helps: int = 0  # times they helped somebody else
    last_public_praise_at: datetime | None = None
    last_public_complaint_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KindWords:
    """A message that praises, as it is kept. `reach` (people) is only ever counted, never used for what is owed."""

    message_id: UUID
    identity_id: UUID
    words: str
    public: bool
    link: str
    reach: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Credit:
    """What a praise is credited to: a person (by one of their identities), and the case, makegood and gesture behind it, where known."""

    praise_id: UUID
    identity_id: UUID
    case_id: UUID | None = None
    makegood_id: UUID | None = None
    gesture: str = ""


@dataclass(frozen=True, slots=True)
class Settling:
    """Somebody whose standing is looked at again, by whose identity a change is written down, and what they did. `because` is the evidence
    in a sentence; '' lets the rule say it."""

    identity_id: UUID
    person_identity_ids: tuple[UUID, ...]
    evidence: PersonEvidence
    because: str = ""
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PastPraise:
    """A kind word. Credited where `credited` (its author is known to have bought here); then the thanks go to `thanked` (a member's id and
    name), seen at `seen_at`."""

    id: UUID
    message_id: UUID
    identity_id: UUID
    words: str
    at: datetime
    public: bool = False
    link: str = ""
    reach: int | None = None
    credited: bool = False
    case_id: UUID | None = None
    makegood_id: UUID | None = None
    gesture: str = ""
    thanked: tuple[UUID, str] | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastStanding:
    """A step of standing. The first one of a person (from `unknown`, by what they bought) is not told, as for anybody."""

    identity_id: UUID
    was: Standing
    now: Standing
    since: datetime
    because: str
    message_id: UUID | None = None
