"""Incidents: one cause, many people, owned by the brand. Values, never rows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

IncidentId = NewType("IncidentId", UUID)
CohortId = NewType("CohortId", UUID)
LetterId = NewType("LetterId", UUID)


class State(StrEnum):
    CANDIDATE = "candidate"  # a machine noticed it, or a member writes it down: nobody has said yet that it is one
    OPEN = "open"
    OVER = "over"
    DISMISSED = "dismissed"


LEAST_FOR_A_SHARE = 10  # judged; chosen by hand: “25 %” of four says more than is known
LIVE = (State.OPEN, State.OVER)  # confirmed: cases belong to it, and say so


class Fault(StrEnum):
    """Whose fault it was; '' while nobody knows."""

    UNKNOWN = ""
    OURS = "ours"
    SUPPLIER = "supplier"
    NOBODY = "nobody"


class Reason(StrEnum):
    """Why a message belongs."""

    ALIKE = "alike"  # it says alike words
    PRODUCT = "product"  # it is about the same product, region, carrier or channel
    HAND = "hand"  # a member brought it in


@dataclass(frozen=True, slots=True)
class Incident:
    """One cause. `began_at` to `ended_at` (None while it goes on) is when it happened, whenever we noticed; `supplier` names who is at fault
    where it is a supplier; `cause_words` is what we know of the cause, in our own words. `people` spoke within the burst where `usual` an hour
    do; both are 0 where no machine noticed it."""

    id: IncidentId
    number: int
    title: str
    state: State
    began_at: datetime
    ended_at: datetime | None
    opened_at: datetime
    topic_ids: tuple[UUID, ...]
    facets: tuple[str, ...]
    cause_words: str
    by_whose_fault: Fault
    supplier: str = ""
    burst_id: UUID | None = None
    people: int = 0
    usual: float = 0.0
    confirmed_at: datetime | None = None
    over_at: datetime | None = None
    dismissed_because: str = ""

    @property
    def is_confirmed(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class MemberIn:
    """A message that belongs, and why. `likeness` (0 to 1) where it says alike words; `said_at` is looked up where it is not told."""

    message_id: UUID
    case_id: UUID | None
    identity_id: UUID
    reason: Reason
    likeness: float | None = None
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A message that belongs to an incident, or was taken out. `apart`: a member said that its case is answered by itself (True) or together
    with the others (False); None leaves it to the rule."""

    message_id: UUID
    case_id: UUID | None
    identity_id: UUID
    reason: Reason
    likeness: float | None
    said_at: datetime
    joined_at: datetime
    by_member_id: UUID | None = None
    out_at: datetime | None = None
    out_because: str = ""
    apart: bool | None = None


@dataclass(frozen=True, slots=True)
class Members:
    """How many messages, cases and identities belong, and how many messages were taken out."""

    messages: int = 0
    cases: int = 0
    identities: int = 0
    taken_out: int = 0


@dataclass(frozen=True, slots=True)
class Signal:
    """What a machine says about it: an outage, refused checkouts a minute. `counts` are (instant, how many)."""

    kind: str
    source: str
    from_at: datetime
    until_at: datetime | None
    counts: tuple[tuple[datetime, int], ...] = ()

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)


class PartKind(StrEnum):
    """What may make somebody affected."""

    MEMBER = "member"  # they wrote about it
    COMPLAINED = "complained"  # they complained of something in that time
    BASKET = "basket"  # they had something in the basket
    REFUSED = "refused"  # they were refused at the checkout
    PARCEL = "parcel"  # a parcel for them was on its way, or late, with that carrier
    ORDERED = "ordered"  # they ordered in that time


@dataclass(frozen=True, slots=True)
class Part:
    """One readable part of a rule. `since` and `until` (None: those of the incident) are the stretch, half-open; `facet` is the harm of a
    complaint or the carrier of a parcel, '' for any."""

    kind: PartKind
    since: datetime | None = None
    until: datetime | None = None
    facet: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is affected: whom at least one of `any_of` fits, and all of `all_of`, and none of `none_of`."""

    any_of: tuple[Part, ...] = ()
    all_of: tuple[Part, ...] = ()
    none_of: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.any_of, *self.all_of, *self.none_of)


@dataclass(frozen=True, slots=True)
class Affected:
    """A person who is affected. `identity_id` speaks for them; `reasons` are the kinds of the parts that fit them."""

    identity_id: UUID
    person_id: UUID
    reasons: tuple[PartKind, ...]
    silent: bool = False  # they neither wrote about it nor complained of anything in that time


@dataclass(frozen=True, slots=True)
class Fitting:
    """How many a part fits, out of those who are affected: `only`, whom nothing else names. `how` says how we know."""

    part: Part
    people: int
    only: int
    how: str


@dataclass(frozen=True, slots=True)
class Raised:
    """What became of what the watch laid before members."""

    raised: int
    confirmed: int
    dismissed: int

    @property
    def judged(self) -> int:
        return self.confirmed + self.dismissed

    @property
    def undecided(self) -> int:
        return self.raised - self.judged

    @property
    def share(self) -> float | None:
        """Confirmed ÷ judged; None where fewer than ten were judged, of whom a share says nothing."""
        return self.confirmed / self.judged if self.judged >= LEAST_FOR_A_SHARE else None


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be affected by a rule now: one for each person, whatever number of addresses they have."""

    rule: Rule
    sentence: str
    people: int
    silent: int  # of whom never complained
    fitting: tuple[Fitting, ...]
    first: tuple[Affected, ...]


@dataclass(frozen=True, slots=True)
class Gives:
    """What each of a cohort gets, in words, and the coupon pool that it comes from, where one does."""

    words: str = ""
    pool_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who were affected, frozen: what becomes known later changes nothing in it."""

    id: CohortId
    incident_id: IncidentId
    rule: Rule
    sentence: str
    gives: Gives
    people: int
    silent: int
    frozen_at: datetime
    by_member_id: UUID | None


class LetterState(StrEnum):
    LEAVING = "leaving"  # it can still be taken back until `leaves_at`
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Answered:
    """How a letter to all went: `said` left for the gate, `kept_back` could not be said, with the sentence why by case."""

    said: int
    waiting: int
    kept_back: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to all, each in person."""

    id: LetterId
    incident_id: IncidentId
    subject: str
    text: str
    resolves: bool
    by_member_id: UUID
    written_at: datetime
    leaves_at: datetime
    state: LetterState
    cases: int
    answered: Answered = field(default_factory=lambda: Answered(0, 0))
