"""A card or letter on paper: for whom, which card, the line that is theirs, where it goes, and what became of it. Values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.people.types import Purpose

LetterId = NewType("LetterId", UUID)
BatchId = NewType("BatchId", UUID)

MEDIUM = "post"  # under which people agree, or not, to be written to on paper
HOME = "postal_address"  # the kind of fact under which an address is kept


class LetterState(StrEnum):
    ASKED = "asked"  # its card is set aside; it waits for its day, for an address, for a member's eye
    PRINTED = "printed"  # the card is used
    POSTED = "posted"
    CANCELLED = "cancelled"
    RETURNED = "returned"  # the post brought it back


@dataclass(frozen=True, slots=True)
class Postal:
    """Where somebody gets post: the lines below their name as they stand on an envelope, and the country (two capital letters). `source` says
    where we have it from ("member", "order 1007", "own page"), `at` since when."""

    lines: tuple[str, ...]
    country: str
    source: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LetterIn:
    """A card as it is asked for, for the person behind `identity_id`. `key` is its natural key: asked for twice, it is one card.

    `card` is the code of something in the gestures' catalogue. `arrive_on` is the local day on which it should lie in the letter box, None for as
    soon as may be. `line` is the sentence that is theirs; a member may change it until it is printed. `language` '' for the brand's own.
    `grant_id` names a grant that has set the card aside already, so that it is not counted twice.
    """

    identity_id: UUID
    card: str
    line: str
    key: str
    why: str = ""
    arrive_on: date | None = None
    purpose: Purpose = Purpose.RELATIONSHIP
    programme: str = ""
    priority: int = 0
    language: str = ""
    occasion_kind: str = ""
    occasion_id: UUID | None = None
    grant_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """That a letter was posted: when, by whom, and the number of the post ('' for none), or a photograph's digest ('' for none)."""

    at: datetime
    by_member_id: UUID | None
    tracking: str = ""
    photo: str = ""
    photo_type: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A card as it stands. `name` and `postal` are as they were printed; until then None. `print_on` is the day on which it must be printed to be
    there in time."""

    id: LetterId
    key: str
    identity_id: UUID
    state: LetterState
    card_name: str
    line: str
    why: str
    language: str
    purpose: Purpose
    programme: str
    priority: int
    occasion_kind: str
    occasion_id: UUID | None
    arrive_on: date | None
    print_on: date
    asked_at: datetime
    name: str
    postal: Postal | None
    batch_id: BatchId | None
    printed_at: datetime | None
    proof: Proof | None
    ended_because: str
    edited_by: UUID | None


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one sheet of paper."""

    sender: str  # one small line above the address
    brand: str
    name: str
    lines: tuple[str, ...]  # below the name; the country last, where it is another one
    greeting: str
    text: str
    closing: str
    signed: str
    place_and_day: str
    card: str  # which card goes along
    colour: str = "#8a3c1c"
