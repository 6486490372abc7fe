"""The rules of orders and parcels: what an order must have, what it comes to, and where a parcel is now. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from makegood.kernel.clock import require_aware
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.orders.types import (
    CustomerIn,
    ExceptionKind,
    Line,
    LineIn,
    LineKind,
    OrderIn,
    ParcelEventIn,
    ParcelMove,
    ParcelState,
    ReturnIn,
)
from makegood.people.types import Address, IdentityKind, Sighting

REASONS = ("sale", "replacement")
LARGEST_TOTAL = 2**53 - 1  # minor units
LONGEST_PROMISE = timedelta(days=5 * 366)
CLOCKS_DIFFER = timedelta(days=2)  # by so much a carrier's clock may be ahead, its zone mistaken included
SAME_PARCEL = timedelta(days=60)  # carriers give their numbers anew: after such a silence a number is another parcel's
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_KINDS = tuple(kind.value for kind in ExceptionKind)
_PROGRESS = {state: place for place, state in enumerate(ParcelState)}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a parcel is, by everything that the carrier said. `delivered_at` is the first delivery, whatever came after it."""

    state: ParcelState
    since: datetime
    delivered_at: datetime | None
    courier: str


def check_order(order: OrderIn, *, path: str) -> None:
    """Refuses an order that cannot be kept, naming the field below `path` (`orders[3]`)."""
    problem = _problem(order)
    if problem is not None:
        name, message = problem
        raise Refusal("bad_order", f"{path}.{name}: {message}.", {f"{path}.{name}": message})


def check_return(one: ReturnIn, *, path: str) -> None:
    """Refuses a return that cannot be kept, naming the field below `path`."""
    require_aware(one.at)
    problem = _return_problem(one)
    if problem is not None:
        name, message = problem
        raise Refusal("bad_return", f"{path}.{name}: {message}.", {f"{path}.{name}": message})


def check_parcel_event(event: ParcelEventIn, *, path: str, at: datetime | None = None) -> None:
    """Refuses an event that names no order or no parcel, one of an impossible time (before 2000, or two days after `at`), and a kind of
    exception that nobody knows, naming the field below `path`."""
    require_aware(event.at)
    problem = _event_problem(event, at)
    if problem is not None:
        name, message = problem
        raise Refusal("bad_parcel_event", f"{path}.{name}: {message}.", {f"{path}.{name}": message})


def may_be_one_carrier(one: str, other: str) -> bool:
    """Whether two names may be one carrier's: two carriers may give the same number to two parcels. Where one of them is not told, it may be."""
    return not one.strip() or not other.strip() or one.strip().casefold() == other.strip().casefold()


def whose_parcel(candidates: Sequence[tuple[str, datetime, datetime]], *, at: datetime) -> str | None:
    """The order number of the parcel that an event at `at` is about, among parcels of one tracking number: (order number, its first event, its
    last event). The one whose events lie nearest, and no further away than SAME_PARCEL; None where there is none."""
    near = [(max(first - at, at - last, timedelta()), -first.timestamp(), number) for number, first, last in candidates]
    found = min(near, default=None)
    return found[2] if found is not None and found[0] <= SAME_PARCEL else None


def total_of(lines: Sequence[LineIn | Line]) -> Money:
    """What the lines come to, discounts taken off. They have one currency and there is at least one."""
    currency, minor = lines[0].unit_price.currency, 0
    for line in lines:
        price = line.unit_price
        if price.currency != currency:
            raise ValueError(f"{price.currency} and {currency} cannot be counted together")
        amount = price.minor * line.quantity
        minor += -amount if line.kind is LineKind.DISCOUNT else amount
    return Money(minor, currency)


def titles_of(lines: Sequence[LineIn | Line]) -> str:
    """The goods as one would say them: `Pocket torch, 2 × Rotary dimmer switch`; beyond five, how many more. What is no goods is named
    only where there is nothing else."""
    named = [line for line in lines if line.kind is LineKind.GOODS] or list(lines)
    said = [line.title if line.quantity == 1 else f"{line.quantity} × {line.title}" for line in named[:5]]
    return ", ".join(said) + (f" +{len(named) - 5}" if len(named) > 5 else "")


def is_newer(told_at: datetime | None, *, than: datetime | None) -> bool:
    """Whether a telling overwrites what is known: unless both are dated and it is not later."""
    return told_at is None or than is None or told_at > than


def sighting_of(order: OrderIn | ReturnIn) -> Sighting:
    """Who ordered: the shop knows that these addresses are one person's. The first is the one by which the order is found."""
    return Sighting(_addresses(order.customer), strong=True, source=f"order {order.number}")


def whereabouts(moves: Iterable[ParcelMove]) -> Whereabouts:
    """The parcel's state is that of the latest instant, however the events came; at one instant the one furthest along.

    `moves` has at least one. Who brought it is who is named with the first delivery, else whom the latest event names.
    """
    ordered = in_order(moves)
    deliveries = [move for move in ordered if move.state is ParcelState.DELIVERED]
    named = [move.courier for move in ordered if move.courier]
    courier = next((move.courier for move in deliveries if move.courier), named[-1] if named else "")
    return Whereabouts(ordered[-1].state, ordered[-1].at, deliveries[0].at if deliveries else None, courier)


def in_order(moves: Iterable[ParcelMove]) -> list[ParcelMove]:
    """The moves as they happened, whatever the order in which they were told."""
    return sorted(moves, key=lambda move: (move.at, _PROGRESS[move.state], move.courier, move.note))


def _event_problem(event: ParcelEventIn, at: datetime | None) -> tuple[str, str] | None:
    for name in ("order_number", "tracking"):
        if not getattr(event, name).strip():
            return name, "must not be empty"
    if event.kind and event.kind not in _KINDS:
        return "kind", f"must be one of {', '.join(_KINDS)}"
    if event.at < _FIRST:
        return "at", "lies before the year 2000; look at the date"
    if at is not None and event.at - at > CLOCKS_DIFFER:
        return "at", "is more than two days ahead; look at the date and the zone"
    return None


def _problem(order: OrderIn) -> tuple[str, str] | None:
    if not order.number.strip():
        return "number", "must not be empty"
    if not order.lines:
        return "lines", "must name at least one thing"
    if not _addresses(order.customer):
        return "customer", "needs an email, a phone or a customer_number"
    if order.reason not in REASONS:
        return "reason", f"must be one of {', '.join(REASONS)}"
    if len({line.unit_price.currency for line in order.lines}) > 1:
        return "lines", "must all have one currency"
    return _amount_problem(order) or _time_problem(order)


def _amount_problem(order: OrderIn) -> tuple[str, str] | None:
    for i, line in enumerate(order.lines):
        if line.quantity < 1:
            return f"lines[{i}].quantity", "must be at least 1"
        if line.unit_price.minor < 0:
            return f"lines[{i}].unit_price_minor", "must not be negative"
    total = total_of(order.lines).minor
    if total < 0:
        return "lines", "come to less than nothing"
    return ("lines", "come to more than can be counted") if total > LARGEST_TOTAL else None


def _return_problem(one: ReturnIn) -> tuple[str, str] | None:
    if not one.number.strip():
        return "number", "must not be empty"
    if not one.lines:
        return "lines", "must name at least one thing"
    if not _addresses(one.customer):
        return "customer", "needs an email, a phone or a customer_number"
    if len({one.refund.currency, *(line.unit_price.currency for line in one.lines)}) > 1:
        return "lines", "must all have one currency, that of the refund"
    if any(line.quantity < 1 or line.unit_price.minor < 0 for line in one.lines):
        return "lines", "must have quantities from 1 and prices from 0"
    return None if 0 <= one.refund.minor <= LARGEST_TOTAL else ("refund", "must be from 0 up to what can be counted")


def _time_problem(order: OrderIn) -> tuple[str, str] | None:
    begin, end = order.promised_from, order.promised_until
    for instant in (order.placed_at, begin, end, order.told_at, order.cancelled_at):
        if instant is not None:
            require_aware(instant)
    if begin is not None and end is not None and end <= begin:
        return "promised_until", "must be later than promised_from"
    if end is not None and end <= order.placed_at:
        return "promised_until", "must be later than placed_at"
    if end is not None and end - order.placed_at > LONGEST_PROMISE:
        return "promised_until", "is more than five years ahead; look at the year"
    return None


def _addresses(customer: CustomerIn) -> tuple[Address, ...]:
    known = (
        (IdentityKind.EMAIL, customer.email),
        (IdentityKind.PHONE, customer.phone),
        (IdentityKind.CUSTOMER_NUMBER, customer.customer_number),
    )
    return tuple(Address(kind, value.strip(), customer.name) for kind, value in known if value.strip())
