"""Declining well: a request that a standard forbids, and two or three other ways of which the person chooses one. Values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.kernel.money import Money

OfferId = NewType("OfferId", UUID)

FEWEST, MOST = 2, 3  # one other way is no choice, and four are a form


class OfferState(StrEnum):
    DRAFT = "draft"  # a member writes it; the person knows nothing of it
    OFFERED = "offered"  # the letter is on its way: it is their turn
    CHOSEN = "chosen"
    NONE = "none"  # they want none of these: a person goes on
    WITHDRAWN = "withdrawn"


OPEN = (OfferState.DRAFT, OfferState.OFFERED)


class How(StrEnum):
    """Where they chose."""

    PAGE = "page"  # on their own page
    MESSAGE = "message"  # in an answer, which a rule understood
    MEMBER = "member"  # they told a member


class Went(StrEnum):
    """How it went, as a member noted it afterwards."""

    WELL = "well"
    NOT_WELL = "not_well"


@dataclass(frozen=True, slots=True)
class AlternativeIn:
    """One other way as it is written: what happens, what it keeps of their wish, what of the standard, what it costs us. `origin_id` is the
    alternative of an earlier offer that it was taken from."""

    title: str
    keeps_wish: str = ""
    keeps_standard: str = ""
    cost: Money | None = None
    origin_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One other way as it is offered; `position` from 1."""

    id: UUID
    position: int
    title: str
    keeps_wish: str
    keeps_standard: str
    cost: Money | None
    origin_id: UUID


@dataclass(frozen=True, slots=True)
class Offer:
    """A request that was declined, and what was offered in its place. `chosen` is the position of what they chose."""

    id: OfferId
    case_id: UUID
    identity_id: UUID
    touchpoint: str
    request: str
    standard: str
    language: str
    subject: str
    text: str
    alternatives: tuple[Alternative, ...]
    state: OfferState
    drafted_at: datetime
    offered_at: datetime | None
    member_id: UUID
    outgoing_id: UUID | None
    chosen: int | None
    chosen_at: datetime | None
    chosen_how: How | None
    went: Went | None
    went_at: datetime | None

    @property
    def choice(self) -> Alternative | None:
        """What they chose."""
        return next((one for one in self.alternatives if one.position == self.chosen), None)


@dataclass(frozen=True, slots=True)
class Past:
    """One alternative of an offer that was made: where, for which request, and what became of it."""

    alternative: Alternative
    touchpoint: str
    request: str
    offered_at: datetime
    chosen: bool
    went: Went | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What was offered before for a request like this: in its latest words, with how often and how it went. `near` is how much the requests
    have in common, 0 to 1."""

    origin_id: UUID
    title: str
    keeps_wish: str
    keeps_standard: str
    cost: Money | None
    offered: int
    chosen: int
    well: int
    near: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What words say of a choice: a position, or that they want none of them; neither where that is not sure."""

    position: int | None = None
    none: bool = False
