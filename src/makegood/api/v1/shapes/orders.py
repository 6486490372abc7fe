"""Shapes of orders and parcels. What comes in is docs/webhooks.md word for word; shop_json reads it, so that both doors take the same."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from makegood.api.v1.shapes.values import (
    Amount,
    CustomerNumber,
    Email,
    Instant,
    Phone,
    Told,
    Whole,
    amount,
    full_line,
    line,
)
from makegood.orders.types import ExceptionKind, Order, Parcel, ParcelState

MOST = 500


class LineIn(Told):
    sku: Annotated[str, full_line(100)]
    title: Annotated[str, full_line(300)]
    quantity: Annotated[Whole, Field(ge=1, le=100_000)]
    unit_price_minor: Annotated[Whole, Field(ge=0, le=10**12)] = Field(description="What was paid for one, in minor units.")


class CustomerIn(Told):
    """At least one address; all of them are taken to be one person's."""

    name: Annotated[str, line(200)] | None = None
    email: Email = Field(default_factory=str)
    phone: Phone = Field(default_factory=str)
    customer_number: CustomerNumber = Field(default_factory=str)

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [kind]} for kind in ("email", "phone", "customer_number")]}
    )


class OrderIn(Told):
    """One order as the shop tells it; telling its number again updates it."""

    number: Annotated[str, full_line(100)]
    placed_at: Instant
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["GBP"])]
    customer: CustomerIn
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=200)]
    service: Annotated[str, line(200)] | None = None
    promised_from: Instant | None = None
    promised_until: Instant | None = Field(None, description="Later than `promised_from`.")
    reason: Literal["sale", "replacement"] | None = None
    replaces: Annotated[str, line(100)] | None = None
    command_key: Annotated[str, line(200)] | None = None
    told_at: Instant | None = Field(None, description="An older telling never overwrites a newer one.")
    lane: Annotated[str, line(80)] | None = Field(None, description="The road it goes, in your words: GB-LND>GB-EDI.")
    cancelled_at: Instant | None = None
    told_by: Annotated[str, line(200)] | None = Field(
        None, description="Who had told them of you: the code of a link, or the customer's own words. Docs: docs/advocacy.md."
    )


class OrdersIn(Told):
    orders: Annotated[list[OrderIn], Field(min_length=1, max_length=MOST)]


class ParcelEventIn(Told):
    """What a carrier said about a parcel; its order may be told of later."""

    order_number: Annotated[str, line(100)] = Field("", description="Left out, the tracking number finds the parcel.")
    tracking: Annotated[str, full_line(100)]
    carrier: Annotated[str, full_line(100)]
    state: ParcelState
    raw_code: Annotated[str, full_line(100)]
    at: Instant
    courier: Annotated[str, line(200)] | None = None
    note: Annotated[str, line(500)] | None = None
    kind: ExceptionKind | Literal[""] = Field("", description="What is wrong, where the state is exception.")


class ParcelEventsIn(Told):
    events: Annotated[list[ParcelEventIn], Field(min_length=1, max_length=MOST)]


class OrdersTaken(Schema):
    """How many, and the ids in the order in which they were told."""

    taken: int
    ids: list[UUID]


class EventsTaken(Schema):
    """How many were told, and how many of them were new."""

    taken: int
    new: int


class LineOut(Schema):
    sku: str
    title: str
    quantity: int
    unit_price: Amount


class MoveOut(Schema):
    state: ParcelState
    at: datetime
    courier: str
    note: str
    kind: str


class ParcelOut(Schema):
    tracking: str
    carrier: str
    state: ParcelState
    delivered_at: datetime | None
    courier: str
    moves: list[MoveOut]


class OrderOut(Schema):
    id: UUID
    number: str
    identity_id: UUID
    placed_at: datetime
    total: Amount
    lines: list[LineOut]
    service: str
    reason: str
    replaces: str
    command_key: str
    parcels: list[ParcelOut]


def order(one: Order) -> OrderOut:
    return OrderOut(
        id=one.id,
        number=one.number,
        identity_id=one.identity_id,
        placed_at=one.placed_at,
        total=amount(one.total),
        lines=[
            LineOut(sku=piece.sku, title=piece.title, quantity=piece.quantity, unit_price=amount(piece.unit_price))
            for piece in one.lines
        ],
        service=one.service,
        reason=one.reason,
        replaces=one.replaces,
        command_key=one.command_key,
        parcels=[_parcel(parcel) for parcel in one.parcels],
    )


def _parcel(one: Parcel) -> ParcelOut:
    return ParcelOut(
        tracking=one.tracking,
        carrier=one.carrier,
        state=one.state,
        delivered_at=one.delivered_at,
        courier=one.courier,
        moves=[MoveOut(state=move.state, at=move.at, courier=move.courier, note=move.note, kind=move.kind) for move in one.moves],
    )
