"""What people do for us unpaid: praise in public, bringing somebody, helping others. Values, never rows.

An entry holds no words of anybody: those stay in the message, where they can be erased.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

EntryId = NewType("EntryId", UUID)
LinkId = NewType("LinkId", UUID)
ReferralId = NewType("ReferralId", UUID)


class Kind(StrEnum):
    PRAISE = "praise"
    REFERRAL = "referral"
    HELP = "help"


class LeftOut(StrEnum):
    """Why an entry counts for nothing; it stays in the ledger, with the reason."""

    NOTHING = ""
    NOT_OURS = "not_ours"  # names nobody of us, and answers none of our words
    UNSURE = "unsure"  # read as praise with less than .9: a member can say that it is
    PAID = "paid"  # the words themselves say that they were paid for
    CONTEST = "contest"  # they took part in a contest of ours within its window
    COUPON = "coupon"  # they had taken a coupon within its window
    MEMBER = "member"  # a member said that it does not count


class How(StrEnum):
    """How a newcomer told who had brought them."""

    LINK = "link"
    CODE = "code"
    SAID = "said"  # in words: a member finds out who is meant


class Place(StrEnum):
    """Where they told it."""

    ORDER = "order"
    COUNTER = "counter"
    FORM = "form"
    OWN_PAGE = "own_page"
    DESK = "desk"
    API = "api"


class ReferralState(StrEnum):
    UNKNOWN = "unknown"  # nobody knows yet who is meant
    WAITING = "waiting"  # attributed; they have not bought yet
    CAME = "came"  # and bought
    NOT_COUNTED = "not_counted"  # with the reason


class Why(StrEnum):
    """Why a referral does not count."""

    NOTHING = ""
    SELF = "self"
    HOUSEHOLD = "household"
    NOT_NEW = "not_new"
    ANOTHER = "another"  # they had named somebody before
    LAPSED = "lapsed"  # nothing bought within the window
    MEMBER = "member"  # a member said so


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody's own code, the part of their link's address that is theirs. It opens nothing: it only says by whom somebody came."""

    id: LinkId
    identity_id: UUID
    code: str
    made_at: datetime
    followed: int = 0  # how often somebody went on from it to the shop


@dataclass(frozen=True, slots=True)
class Tie:
    """What an entry followed: a case, what was given, and where on the journey; `because` says in words why we think so ('' for nothing)."""

    case_id: UUID | None = None
    makegood_id: UUID | None = None
    gesture: str = ""
    touchpoint: str = ""
    because: str = ""


NO_TIE = Tie()


@dataclass(frozen=True, slots=True)
class EntryIn:
    """Something somebody did, once under its `source` ("message <id>", "referral <id>", "question <id>"). `reach` in people, as it was told with
    it; `unasked` where nobody of us had asked for it. `because` says in words why it counts, or does not."""

    kind: Kind
    source: str
    identity_id: UUID
    at: datetime
    left_out: LeftOut
    because: str
    unasked: bool = True
    message_id: UUID | None = None
    reach: int | None = None
    link: str = ""
    tie: Tie = NO_TIE
    marked_by: UUID | None = None  # the member who marked a help, None where the asker did


@dataclass(frozen=True, slots=True)
class Entry:
    """As it is kept. `thanked_at`: when a member of ours thanked them for it."""

    id: EntryId
    kind: Kind
    source: str
    identity_id: UUID
    at: datetime
    left_out: LeftOut
    because: str
    unasked: bool
    message_id: UUID | None
    reach: int | None
    link: str
    tie: Tie
    marked_by: UUID | None
    thanked_at: datetime | None

    @property
    def counts(self) -> bool:
        return self.left_out is LeftOut.NOTHING


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something counts, and why, in a sentence."""

    left_out: LeftOut
    because: str


@dataclass(frozen=True, slots=True)
class PraiseSeen:
    """What the rules need of a public praise: the words, how sure the reading is (0 to 1; 1 where a member said so), the names by which one knows us,
    whether it answers words of ours, and when its author last took part in a contest, or took a coupon."""

    words: str
    at: datetime
    sure: float
    names: tuple[str, ...]
    answers_us: bool
    contest_at: datetime | None = None
    coupon_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """Something of ours that somebody's deed may have followed: `done_at` is when it was put right (or begun)."""

    done_at: datetime
    tie: Tie
    what: str  # in words: "what was given in case 12"


@dataclass(frozen=True, slots=True)
class ReferralIn:
    """Somebody's word of who brought them, once under its `key`. `said` are their own words for it, '' where a code says it."""

    key: str
    newcomer_id: UUID
    how: How
    place: Place
    told_at: datetime
    advocate_id: UUID | None = None
    said: str = ""
    order_number: str = ""  # the order at which it was told


@dataclass(frozen=True, slots=True)
class Referral:
    """As it is kept. `came_at` and `came_order`: the first order, by which it counts."""

    id: ReferralId
    key: str
    newcomer_id: UUID
    advocate_id: UUID | None
    how: How
    place: Place
    said: str
    order_number: str
    told_at: datetime
    state: ReferralState
    why: Why
    came_at: datetime | None
    came_order: str


@dataclass(frozen=True, slots=True)
class Bringing:
    """What the rules need to judge a referral: the two persons, whether they share a household, the newcomer's first order ever (None for none yet),
    and whether an earlier word of theirs names somebody."""

    told_at: datetime
    order_number: str
    newcomer: UUID
    advocate: UUID | None
    same_household: bool
    first_order_at: datetime | None
    first_order: str
    named_before: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """The state that follows."""

    state: ReferralState
    why: Why = Why.NOTHING
    came_at: datetime | None = None
    came_order: str = ""


@dataclass(frozen=True, slots=True)
class Earned:
    """A member who earned an entry: `what` is what they did ("answered", "gave", "called", "visited", "met")."""

    member_id: UUID
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Credit:
    """A member's share in an entry, as it is kept. `seen_at`: when they saw it."""

    entry_id: EntryId
    kind: Kind
    member_id: UUID
    name: str
    what: str
    at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What counts of a stretch of time, and what was left out with its reasons. `reach` is the sum with each at most `reach_cap` (the brand's
    99th percentile); `reach_told` how many of the praises told one; `reach_largest` the largest as it was told."""

    praises: int = 0
    unasked: int = 0
    referrals: int = 0
    helps: int = 0
    people: int = 0
    tied: int = 0
    reach: int = 0
    reach_told: int = 0
    reach_cap: int | None = None
    reach_largest: int | None = None
    left_out: dict[LeftOut, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for: half-open from `since` until `until`. `counted`: only those that count (True), only the others (False), all."""

    since: datetime | None = None
    until: datetime | None = None
    kind: Kind | None = None
    counted: bool | None = None
    tied: bool | None = None
