"""A sale: an offer with a scope and an end, the places where it is promised, and who was told. Values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

SaleId = NewType("SaleId", UUID)
PlaceId = NewType("PlaceId", UUID)


class SaleState(StrEnum):
    """How a sale stands at an instant."""

    ANNOUNCED = "announced"  # it has not begun
    RUNNING = "running"
    OVER = "over"  # its end has come; whether it really ran so long, nobody has said
    KEPT = "kept"  # the shop says that it ran to its end
    BROKEN = "broken"  # the shop says that it ended earlier
    CALLED_OFF = "called_off"  # before it began


class PlaceKind(StrEnum):
    """Where a sale is promised."""

    STATEMENT = "statement"
    STATUS_PAGE = "status_page"
    NEWSLETTER = "newsletter"
    BANNER = "banner"  # in the shop
    COUPONS = "coupons"
    POST = "post"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is on sale: in words for people, and for programs the articles and collections. Both lists empty: everything that the words say."""

    words: str
    skus: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """An end as it is said: a local time without an offset, and the letters behind it ("CST", "America/Chicago", "UTC-6")."""

    local: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Because:
    """Why something was changed, in a member's words, and what gave rise to it ("incident", its id)."""

    words: str
    occasion_kind: str = ""
    occasion_id: UUID | None = None


NO_REASON = Because("")


@dataclass(frozen=True, slots=True)
class SaleIn:
    """A sale as it is announced. `reference` is the shop's own name for it, once for ever within the brand; '' for none."""

    name: str
    scope: Scope
    starts_at: datetime
    ends: End
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a sale promised from an instant on: number 1 as announced, one more with each change. `ends_at` is the first instant at which it is
    over; `said_as` how its end is said, `explained` what that is by the clocks and, where the words have two readings, which counts."""

    number: int
    scope: Scope
    ends: End
    ends_at: datetime
    two_readings: bool
    said_as: str
    explained: str
    at: datetime
    because: Because
    by_kind: str
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale as it stands. `terms` is the number of what counts now; `ended_at` is the shop's word of when it really ended."""

    id: SaleId
    name: str
    reference: str
    scope: Scope
    starts_at: datetime
    ends: End
    ends_at: datetime
    two_readings: bool
    said_as: str
    explained: str
    terms: int
    announced_at: datetime
    ended_at: datetime | None
    called_off_at: datetime | None

    def state(self, at: datetime) -> SaleState:
        if self.called_off_at is not None:
            return SaleState.CALLED_OFF
        if self.ended_at is not None:
            return SaleState.KEPT if self.ended_at >= self.ends_at else SaleState.BROKEN
        if at < self.starts_at:
            return SaleState.ANNOUNCED
        return SaleState.RUNNING if at < self.ends_at else SaleState.OVER


@dataclass(frozen=True, slots=True)
class PlaceIn:
    """A place where the sale is promised. `reference` names it among those of its kind: a pool's id, a banner's name."""

    kind: PlaceKind
    name: str
    reference: str


@dataclass(frozen=True, slots=True)
class Place:
    """`terms`: the number of what it says; behind the sale's own, it still promises the old."""

    id: PlaceId
    sale_id: SaleId
    kind: PlaceKind
    name: str
    reference: str
    terms: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """Who were told of a sale: people altogether, and those of them who know what counts now."""

    people: int
    of_now: int

    @property
    def of_old(self) -> int:
        return self.people - self.of_now


@dataclass(frozen=True, slots=True)
class ToldOne:
    """Somebody who was told: by which kind of place, of which terms, and the promise that it made."""

    id: UUID
    identity_id: UUID
    where: PlaceKind
    terms: int
    told_at: datetime
    promise_id: UUID | None
