"""Facts about orders and parcels."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    sentence = "{person} ordered {titles} for {total} (order {number})."
    order_id: UUID
    number: str
    titles: str
    total: str
    reason: str = "sale"

    def work_key(self) -> str:
        return str(self.order_id)


@dataclass(frozen=True, kw_only=True)
class ReplacementSent(Event):
    sentence = "A replacement order was made for {person}: {titles} (order {number})."
    order_id: UUID
    number: str
    titles: str
    command_key: str

    def work_key(self) -> str:
        return str(self.order_id)


@dataclass(frozen=True, kw_only=True)
class ThingsReturned(Event):
    sentence = "{person} sent back {titles} and got {refund} back ({number})."
    return_id: UUID
    number: str
    titles: str
    refund: str


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    sentence = "The order of {person} was cancelled and {refund} paid back: {titles} ({number})."
    return_id: UUID
    number: str
    titles: str
    refund: str


@dataclass(frozen=True, kw_only=True)
class LinesCancelled(Event):
    sentence = "Part of order {number} of {person} was cancelled: {titles}."
    return_id: UUID
    number: str
    titles: str


@dataclass(frozen=True, kw_only=True)
class MoneyPaidBack(Event):
    sentence = "The shop paid {refund} back to {person} (order {number})."
    return_id: UUID
    number: str
    refund: str


@dataclass(frozen=True, kw_only=True)
class ParcelMoved(Event):
    sentence = "The parcel of order {number} is now: {state}."
    order_id: UUID
    parcel_id: UUID
    number: str
    state: str
    command_key: str = ""
    move_id: UUID

    def work_key(self) -> str:
        return str(self.move_id)


@dataclass(frozen=True, kw_only=True)
class ParcelDelivered(Event):
    sentence = "Order {number} was delivered to {person}."
    order_id: UUID
    parcel_id: UUID
    number: str
    command_key: str = ""

    def work_key(self) -> str:
        return str(self.parcel_id)


@dataclass(frozen=True, kw_only=True)
class DeliveryCorrected(Event):
    sentence = "Order {number} reached {person} earlier than was first told."
    order_id: UUID
    parcel_id: UUID
    number: str

    def work_key(self) -> str:
        return str(self.parcel_id)


@dataclass(frozen=True, kw_only=True)
class PromisedTimeTold(Event):
    sentence = "The shop gave another time for order {number}."
    order_id: UUID
    number: str

    def work_key(self) -> str:
        return str(self.order_id)


@dataclass(frozen=True, kw_only=True)
class OrderCalledOff(Event):
    sentence = "Order {number} of {person} was cancelled."
    order_id: UUID
    number: str

    def work_key(self) -> str:
        return str(self.order_id)


@dataclass(frozen=True, kw_only=True)
class ShopConnected(Event):
    sentence = "{by} set where the shop takes commands: {host}."
    host: str
