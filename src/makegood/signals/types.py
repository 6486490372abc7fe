"""What machines tell of the shop: that something is down and is up again, and what happens at the checkout. Values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

SignalId = NewType("SignalId", UUID)

REFUSED_CHECKOUTS, LATE_PARCELS = "refused_checkouts", "late_parcels"  # what is counted by the minute or the hour


class SignalKind(StrEnum):
    """What a machine says."""

    OUTAGE = "outage"  # something is down
    SLOW = "slow"
    ERRORS = "errors"
    OTHER = "other"


class SignalState(StrEnum):
    """What became of it."""

    KEPT = "kept"  # for 30 days, and offered
    ATTACHED = "attached"  # it belongs to an incident
    SET_ASIDE = "set_aside"  # a member says that it means nothing


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that a monitoring system said: at this instant it began, or ended. `source` and `reference` name what is watched; words may
    come twice and in any order."""

    source: str
    reference: str
    began: bool
    at: datetime
    title: str = ""
    kind: SignalKind = SignalKind.OUTAGE


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch, half-open; `until_at` is None while it lasts."""

    from_at: datetime
    until_at: datetime | None

    def overlaps(self, from_at: datetime, until_at: datetime | None) -> bool:
        return (until_at is None or self.from_at < until_at) and (self.until_at is None or from_at < self.until_at)


@dataclass(frozen=True, slots=True)
class Signal:
    """A stretch in which something was wrong, as a machine says. `attached_id` is the incident to which it belongs."""

    id: SignalId
    kind: SignalKind
    source: str
    reference: str
    title: str
    span: Span
    heard_at: datetime
    state: SignalState
    attached_id: UUID | None


class CheckoutKind(StrEnum):
    """What happened at the checkout."""

    BASKET_HELD = "basket_held"  # something is in the basket
    BASKET_LEFT = "basket_left"  # it was emptied
    CHECKOUT_REFUSED = "checkout_refused"  # they tried to buy, and could not
    ORDER_PLACED = "order_placed"


@dataclass(frozen=True, slots=True)
class CheckoutIn:
    """One thing at the checkout. `key` is the shop's own name for it, once for ever; `session` the visit, by the shop's name for it;
    `identity_id` whose it is, None where nobody has said who they are (then it is counted, and becomes theirs when the visit says so later)."""

    key: str
    session: str
    kind: CheckoutKind
    at: datetime
    identity_id: UUID | None = None
    minor: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A basket that was held within one visit: from its first word to its end (bought, emptied, or so long after its last word)."""

    session: str
    number: int  # within the visit, from 0
    from_at: datetime
    until_at: datetime
    minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class CheckoutTaken:
    """What became of a batch: how many were told, were new, and belong to somebody we know."""

    taken: int
    new: int
    known: int


@dataclass(frozen=True, slots=True)
class MinuteCount:
    """So many of a kind in the stretch that begins here, and how many of them the watch was told of already."""

    at: datetime
    count: int
    handed: int
