"""What the crowd buys, and how it travels: orders of one to three lines, a day's courier, parcels that come late or never. Pure and seeded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from makegood.commands.demo.crowd.people import Customer
from makegood.kernel.money import Money
from makegood.orders.types import CustomerIn, LineIn, OrderIn, ParcelEventIn, ParcelState
from reference_shop.catalogue import CARRIER, COURIER_SLOT, CURRENCY, PRODUCTS, STANDARD

COURIERS = ("Sam Petrov", "Ida Brandt", "Kofi Mensah", "Ruta Jansone", "Milo Garner")
GOODS = {product.sku: product for product in PRODUCTS}
_SOLD = (
    *(("LED-60", 20), ("LED-SPOT", 14), ("LED-E14", 10), ("BULB-VINT", 9), ("FAIRY-20", 9), ("STRIP-5M", 9), ("NIGHT-1", 7)),
    *(("DIM-04", 7), ("SENSOR-1", 7), ("DESK-01", 5), ("PEND-02", 4), ("FLOOR-01", 3), ("TABLE-03", 4), ("CEIL-02", 5)),
    *(("WALL-01", 5), ("SOLAR-4", 4)),
)
_BY_THE_DOZEN = {"LED-60": (2, 12), "LED-SPOT": (4, 12), "LED-E14": (2, 8), "BULB-VINT": (1, 5)}


@dataclass(frozen=True, slots=True)
class Move:
    state: ParcelState
    at: datetime
    courier: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order. It gets its `number` when its day is written down; a replacement names what it replaces and the command's key."""

    who: Customer
    items: tuple[tuple[str, int], ...]
    placed_at: datetime
    service: str
    moves: tuple[Move, ...]
    number: str = ""
    extras: tuple[tuple[str, int], ...] = ()
    replaces: str = ""
    command_key: str = ""
    card: str = ""

    @property
    def promised_from(self) -> datetime | None:
        """As the shop promises: an hour on the next day, where the courier with the slot brings it."""
        return slot(self.placed_at) if self.service == COURIER_SLOT else None

    @property
    def promised_until(self) -> datetime | None:
        return self.promised_from + timedelta(hours=1) if self.promised_from else None

    @property
    def delivered_at(self) -> datetime | None:
        return next((move.at for move in self.moves if move.state is ParcelState.DELIVERED), None)

    @property
    def total(self) -> int:
        return 0 if self.command_key else sum(GOODS[sku].price_minor * quantity for sku, quantity in self.items)

    def until(self, now: datetime) -> "Purchase":
        """As it is known at `now`: what its parcel does later has not happened."""
        return replace(self, moves=tuple(move for move in self.moves if move.at <= now))


def bought(
    who: Customer, placed_at: datetime, chance: Random, *, delivered_at: datetime | None = None, lost: bool = False
) -> Purchase:
    """An order that goes the usual way: with the courier the same evening, there on the next day; or there at `delivered_at`, or never."""
    service = COURIER_SLOT if chance.random() < 0.72 else STANDARD
    arrives = delivered_at or as_said(placed_at, service, chance)
    return Purchase(who, _basket(chance), placed_at, service, journey(placed_at, arrives, chance, lost=lost))


def journey(placed_at: datetime, arrives: datetime, chance: Random, *, lost: bool = False) -> tuple[Move, ...]:
    """The moves of a parcel. One that is lost was given to the courier and never seen again."""
    accepted = Move(ParcelState.ACCEPTED, min(placed_at + timedelta(hours=4), placed_at + (arrives - placed_at) / 3))
    if lost:
        return (accepted, Move(ParcelState.EXCEPTION, placed_at + timedelta(hours=30)))
    return (accepted, Move(ParcelState.DELIVERED, arrives, chance.choice(COURIERS)))


def long_ago(purchase: Purchase) -> Purchase:
    """Of what was bought long ago it is only known that it came."""
    return replace(purchase, moves=tuple(move for move in purchase.moves if move.state is ParcelState.DELIVERED))


def as_said(placed_at: datetime, service: str, chance: Random) -> datetime:
    """When a parcel arrives of which all goes well: within its slot, where it has one."""
    if service == COURIER_SLOT:
        return slot(placed_at) + timedelta(minutes=chance.randint(2, 55))
    return on_the_road(placed_at, 50, chance)


def slot(placed_at: datetime) -> datetime:
    """When the promised hour begins: about a day later, while the courier is on the road."""
    return _on_a_round((placed_at + timedelta(hours=23)).replace(minute=0, second=0, microsecond=0))


def on_the_road(placed_at: datetime, hours: int, chance: Random) -> datetime:
    """When a parcel arrives about so many hours later, while the courier is on the road."""
    return _on_a_round(placed_at + timedelta(hours=hours, minutes=chance.randint(2, 55)))


def _on_a_round(about: datetime) -> datetime:
    """The courier comes between eight and seven, and never on a Sunday."""
    then = about.replace(hour=min(max(about.hour, 8), 18))
    return then + timedelta(days=1) if then.weekday() == 6 else then


def as_order(purchase: Purchase) -> OrderIn:
    """As the shop tells it."""
    free = bool(purchase.command_key)
    lines = [_line(sku, quantity, free) for sku, quantity in purchase.items]
    lines += [_line(sku, quantity, True) for sku, quantity in purchase.extras]
    who = purchase.who
    return OrderIn(
        number=purchase.number,
        placed_at=purchase.placed_at,
        customer=CustomerIn(who.name, who.email, who.phone, who.number),
        lines=tuple(lines),
        service=purchase.service,
        promised_from=purchase.promised_from,
        promised_until=purchase.promised_until,
        reason="replacement" if free else "sale",
        replaces=purchase.replaces,
        command_key=purchase.command_key,
        told_at=purchase.placed_at,
    )


def as_events(purchase: Purchase) -> list[ParcelEventIn]:
    """As the courier tells it."""
    return [
        ParcelEventIn(
            order_number=purchase.number,
            tracking=f"SW-{purchase.number}",
            carrier=CARRIER,
            state=move.state,
            raw_code=move.state.value.upper(),
            at=move.at,
            courier=move.courier,
        )
        for move in purchase.moves
    ]


def with_numbers(purchases: Sequence[Purchase], first: int) -> list[Purchase]:
    """In the order in which they were placed, numbered from `first` on."""
    placed = sorted(purchases, key=lambda one: one.placed_at)
    return [replace(one, number=str(number)) for number, one in enumerate(placed, first)]


def _basket(chance: Random) -> tuple[tuple[str, int], ...]:
    skus = chance.choices([sku for sku, _ in _SOLD], [share for _, share in _SOLD], k=chance.choice((1, 1, 1, 2, 2, 3)))
    return tuple((sku, chance.randint(*_BY_THE_DOZEN.get(sku, (1, 1)))) for sku in dict.fromkeys(skus))


def _line(sku: str, quantity: int, free: bool) -> LineIn:
    product = GOODS[sku]
    return LineIn(sku, product.title, quantity, Money(0 if free else product.price_minor, CURRENCY))
