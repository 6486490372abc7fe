"""Shapes of sales: what is offered to everybody until when, where it is promised, and who was told."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.people import AddressIn
from makegood.api.v1.shapes.values import Instant, Told, Whole, full_line, line
from makegood.sales.rules import moving, readings
from makegood.sales.types import Because, End, Place, PlaceIn, PlaceKind, Sale, SaleIn, SaleState, Scope, ToldOne
from makegood.sales.types import Told as ToldCounts

MOST_TOLD = 1_000
_Codes = Annotated[
    list[Annotated[str, full_line(moving.CODE_LENGTH)]],
    Field(default_factory=list, max_length=moving.MOST_CODES),
]


class EndIn(Told):
    """An end as it is said. Of two readings the customer gets the later; the answer says which, and how it reads."""

    local: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$", examples=["2008-03-26T23:59:59"])] = Field(
        description="The time of day as people read it, without a zone. A day alone is the whole day."
    )
    zone: Annotated[str, full_line(60)] = Field(
        examples=["CST"],
        description="What stands behind it: a place (`America/Chicago`), what clocks are called (`CST`), or `UTC-6`.",
    )


class ScopeIn(Told):
    """What is on sale."""

    words: Annotated[str, full_line(moving.WORDS_LENGTH)] = Field(description="As the shop says it to people.")
    skus: _Codes
    collections: _Codes


class SaleAnnouncedIn(Told):
    """A sale. Announced again under its reference, it is the same sale."""

    name: Annotated[str, full_line(moving.NAME_LENGTH)]
    reference: Annotated[str, line(moving.CODE_LENGTH)] = Field("", description="Your own name for it, once for ever.")
    scope: ScopeIn
    starts_at: Instant
    ends: EndIn


class SaleMovedIn(Told):
    """A new end, and why. `incident` is the number of what gave rise to it."""

    ends: EndIn
    because: Annotated[str, full_line(moving.BECAUSE_LENGTH)]
    incident: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


class SaleWidenedIn(Told):
    """All that is on sale from now on, what was there before included, and why."""

    scope: ScopeIn
    because: Annotated[str, full_line(moving.BECAUSE_LENGTH)]
    incident: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


class SaleEndedIn(Told):
    """When the sale really ended: at its promised end or later it was kept, earlier it was broken."""

    ended_at: Instant


class SalePlaceIn(Told):
    """A place where the sale is promised in the words that count now. `reference` names it among those of its kind."""

    kind: PlaceKind
    name: Annotated[str, full_line(120)] = Field(examples=["Banner on the front page"])
    reference: Annotated[str, full_line(100)] = Field(examples=["front"])


class PlaceSaysIn(Told):
    """Which terms stand there now, by their number."""

    terms: Annotated[Whole, Field(ge=1, le=2**31 - 1)]


class SaleToldIn(Told):
    """People who were told of the sale: each is promised it."""

    people: Annotated[list[AddressIn], Field(min_length=1, max_length=MOST_TOLD)]
    where: PlaceKind = Field(description="By which kind of place.")
    terms: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = Field(
        None, description="Which terms they were told; those of now."
    )


class EndOut(Schema):
    """`at` is the first instant at which it is over. `said_as` is how it is printed; `explained` says what that is by the clocks and, where
    the words have two readings, that the later counts."""

    at: datetime
    local: str
    zone: str
    said_as: str
    explained: str
    two_readings: bool


class ScopeOut(Schema):
    words: str
    skus: list[str]
    collections: list[str]


class SalePlaceOut(Schema):
    """Where it is promised. `is_now` is false while it still says the old."""

    id: UUID
    kind: PlaceKind
    name: str
    reference: str
    terms: int
    is_now: bool
    at: datetime


class SaleOut(Schema):
    """A sale as it stands. `terms` is the number of what counts now; `ended_at` is your word of when it really ended."""

    id: UUID
    name: str
    reference: str
    state: SaleState
    scope: ScopeOut
    starts_at: datetime
    ends: EndOut
    terms: int
    announced_at: datetime
    ended_at: datetime | None


class SaleWhole(SaleOut):
    """With its places, and how many people were told: `told_of_now` of `told` know what counts now."""

    places: list[SalePlaceOut]
    told: int
    told_of_now: int


class SaleToldOut(Schema):
    """How many were named, and how many people had not been told before. One person counts once, whatever their addresses."""

    taken: int
    new: int


class WhoWasTold(Schema):
    """Somebody who was told: of which terms, by which kind of place, when."""

    id: UUID
    identity_id: UUID
    where: PlaceKind
    terms: int
    told_at: datetime


def scope_of(told: ScopeIn) -> Scope:
    return Scope(told.words, tuple(told.skus), tuple(told.collections))


def end_of(told: EndIn) -> End:
    return End(readings.parse(told.local, field="ends.local"), told.zone)


def sale_of(told: SaleAnnouncedIn) -> SaleIn:
    return SaleIn(told.name, scope_of(told.scope), told.starts_at, end_of(told.ends), told.reference)


def place_of(told: SalePlaceIn) -> PlaceIn:
    return PlaceIn(told.kind, told.name, told.reference)


def because(words: str, incident_id: UUID | None) -> Because:
    return Because(words, "incident" if incident_id else "", incident_id)


def sale(one: Sale, at: datetime) -> SaleOut:
    return SaleOut(**_fields(one, at))


def whole(one: Sale, places: tuple[Place, ...], told: ToldCounts, at: datetime) -> SaleWhole:
    return SaleWhole(**_fields(one, at), places=[place(p, one) for p in places], told=told.people, told_of_now=told.of_now)


def place(one: Place, of: Sale) -> SalePlaceOut:
    return SalePlaceOut(
        id=one.id,
        kind=one.kind,
        name=one.name,
        reference=one.reference,
        terms=one.terms,
        is_now=one.terms >= of.terms,
        at=one.at,
    )


def told_one(one: ToldOne) -> WhoWasTold:
    return WhoWasTold(id=one.id, identity_id=one.identity_id, where=one.where, terms=one.terms, told_at=one.told_at)


def _fields(one: Sale, at: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "reference": one.reference,
        "state": one.state(at),
        "scope": ScopeOut(words=one.scope.words, skus=list(one.scope.skus), collections=list(one.scope.collections)),
        "starts_at": one.starts_at,
        "ends": EndOut(
            at=one.ends_at,
            local=one.ends.local.isoformat(),
            zone=one.ends.zone,
            said_as=one.said_as,
            explained=one.explained,
            two_readings=one.two_readings,
        ),
        "terms": one.terms,
        "announced_at": one.announced_at,
        "ended_at": one.ended_at,
    }
