"""Coupons: pools of them, the codes that people claim, and what becomes of each at the till. Values, never rows.

What counts is *used*, not claimed: more people may hold a code than there are coupons, and whoever orders first gets one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.kernel.money import Money

PoolId = NewType("PoolId", UUID)
ClaimId = NewType("ClaimId", UUID)
ReservationId = NewType("ReservationId", UUID)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a pool was opened: an incident, a sale. Coupons know no more of it than this."""

    kind: str
    id: UUID


class AfterRefund(StrEnum):
    """What becomes of a coupon whose order was paid back so far that it would not have been one for this coupon."""

    GIVEN_BACK = "given back"  # into the pool: it may be used again, and nobody pays for it
    USED_UP = "used up"


class PoolState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # nothing is reserved any more; what is reserved may still be confirmed
    SETTLED = "settled"  # the bill was made


class SlotState(StrEnum):
    FREE = "free"
    RESERVED = "reserved"
    USED = "used"


class Entry(StrEnum):
    """What a row of the ledger books."""

    RESERVED = "reserved"
    RELEASED = "released"
    USED = "used"
    GIVEN_BACK = "given back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a coupon of the pool is worth, when, and to whom. Either `worth`, or `percent_bps` (basis points) with `most`.

    They stand once the pool is open, because people were told of them; only the end may move, and only later. `zone` is how the end is said
    (an IANA name, or an offset such as UTC-6); `until_words` are the printed words of it, where somebody else chose them.
    """

    worth: Money | None = None
    percent_bps: int | None = None
    most: Money | None = None
    minimum_order: Money | None = None
    on_sale_prices: bool = True  # on top of prices that are reduced already; otherwise only the rest of the basket counts
    valid_until: datetime  # the first instant at which it is over
    zone: str
    until_words: str = ""
    one_per_person: bool = True
    cap_uses: int | None = None
    cap_money: Money | None = None
    one_code: str | None = None  # everybody types the same; None: each claim has a code of its own
    after_refund: AfterRefund = AfterRefund.GIVEN_BACK
    hold_minutes: int = 15  # how long a reservation at the till holds

    @property
    def unit(self) -> Money:
        """What one coupon costs at most: a percentage reserves its maximum."""
        money = self.worth if self.percent_bps is None else self.most
        assert money is not None  # noqa: S101 - rules.terms.check lets no others through
        return money


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Who pays `share_bps` (basis points) of what is used; `address` is where the bill goes."""

    name: str
    share_bps: int = 10_000
    address: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool as it was opened, and how it stands. `slug` is its place in addresses."""

    id: PoolId
    name: str
    slug: str
    terms: Terms
    sponsor: Sponsor | None
    occasion: Occasion | None
    state: PoolState
    opened_at: datetime
    sold_out_at: datetime | None = None  # when the last of them was used


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each, and the money. `left` None where nothing limits them. `sponsor` and `brand` are what each pays of `money`."""

    claimed: int
    reserved: int
    used: int
    left: int | None
    money: Money
    sponsor: Money
    brand: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """A pool with its counts."""

    pool: Pool
    counts: Counts


@dataclass(frozen=True, slots=True)
class Claim:
    """A code that somebody holds. `is_new` False where they had it already."""

    id: ClaimId
    pool_id: PoolId
    code: str
    claimed_at: datetime
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody is about to order; `on_sale` is the part of it that has reduced prices, in the same currency."""

    amount: Money
    on_sale: Money | None = None


@dataclass(frozen=True, slots=True)
class Reservation:
    """A coupon set aside at the till. It holds until `until`; confirmed it is used."""

    id: ReservationId
    pool_id: PoolId
    worth: Money
    until: datetime
    state: str  # "reserved", "used", "released", "given back"
    order_reference: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's coupon, for their own page: `used_at` None while it can be used."""

    pool: Pool
    code: str
    claimed_at: datetime | None
    used_at: datetime | None
    worth: Money | None
    order_reference: str


@dataclass(frozen=True, slots=True)
class Booking:
    """One line of the settlement: a coupon that was used, or that came back (then the amounts are below zero)."""

    at: datetime
    what: Entry
    order_reference: str
    number: int
    amount: Money
    sponsor: Money
    brand: Money


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a sponsor is billed: every booking, and sums that are theirs to the penny. `final` once the pool is settled."""

    pool: Pool
    rows: tuple[Booking, ...]
    used: int
    amount: Money
    sponsor: Money
    brand: Money
    final: bool
