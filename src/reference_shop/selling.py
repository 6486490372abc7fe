"""What happens in the shop: orders are placed, goods leave the shelf, parcels travel. Each leaves what it tells in the outbox."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reference_shop.catalogue import CARRIER, COURIER_SLOT, CURRENCY, delivery_minor
from reference_shop.store import Row, Store

PARCEL_STATES = (
    "created",
    "accepted",
    "moving",
    "out_for_delivery",
    "attempt_failed",
    "ready_for_pickup",
    "delivered",
    "exception",
    "returning",
    "cancelled",
)


class No(Exception):
    """The shop says no: a stable `code`, a sentence for a person, and the field that it is about."""

    def __init__(self, code: str, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.field = code, sentence, field


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    email: str = ""
    phone: str = ""
    customer_number: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """An order to be made. `items` are sold at their price, `extras` travel with them for nothing; a replacement costs nothing."""

    customer: Customer
    items: Sequence[tuple[str, int]]
    placed_at: datetime
    service: str = COURIER_SLOT
    promised_from: datetime | None = None
    promised_until: datetime | None = None
    number: str = ""
    extras: Sequence[tuple[str, int]] = ()
    reason: str = "sale"
    replaces: str = ""
    command_key: str = ""
    card: str = ""
    needs: Sequence[str] = ()  # what whoever packs it should know


def place(store: Store, wish: Wish) -> str:
    """Makes the order and its parcel, takes the goods off the shelf, and tells. Refuses (`No`) what is not there. → its number"""
    number = wish.number or _next_number(store)
    if store.row("SELECT 1 FROM shop_order WHERE number = ?", number):
        raise No("number_taken", f"There is an order {number} already.", "number")
    begin, end = slot(wish)
    who = wish.customer
    store.run(
        "INSERT INTO shop_order VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number, who.name, who.email, who.phone, who.customer_number, wish.placed_at.isoformat(), wish.service, begin, end,
        wish.reason, wish.replaces, wish.command_key, wish.card, delivery_minor(wish.service),
    )  # fmt: skip
    _put_lines(store, number, wish)
    for words in wish.needs:
        store.run("INSERT OR IGNORE INTO keep_in_mind VALUES (?, ?)", number, words)
    tracking = f"SW-{number}"
    store.run("INSERT INTO parcel VALUES (?, ?, ?)", tracking, number, CARRIER)
    tell(store, "orders", {"orders": [as_told(store, number, told_at=wish.placed_at)]})
    _note_event(store, number, tracking, "created", wish.placed_at, "", "")
    return number


def slot(wish: Wish) -> tuple[str | None, str | None]:
    """The promised hour: as asked, or for the courier with a slot the hour that begins within the next 24 hours."""
    begin, end = wish.promised_from, wish.promised_until
    if begin is None and end is None and wish.service == COURIER_SLOT:
        begin = (wish.placed_at + timedelta(hours=23)).replace(minute=0, second=0, microsecond=0)
        end = begin + timedelta(hours=1)
    return (begin.isoformat() if begin else None, end.isoformat() if end else None)


def take_from_shelf(store: Store, sku: str, quantity: int, *, field: str) -> Row:
    """The product, `quantity` of it taken off the shelf. Refuses an unknown one and one that is not there in that number."""
    product = store.row("SELECT * FROM product WHERE sku = ?", sku)
    if product is None:
        raise No("unknown_sku", f"We do not sell {sku}.", field)
    if not store.run("UPDATE product SET stock = stock - ? WHERE sku = ? AND stock >= ?", quantity, sku, quantity):
        left = f"{product['stock']} left" if product["stock"] else "none left"
        raise No("out_of_stock", f"{product['title']} ({sku}): {quantity} wanted, {left}.", field)
    return product


def move(store: Store, number: str, state: str, at: datetime, courier: str, note: str) -> None:
    """The carrier says where the parcel of an order is now. Refuses an unknown order or state."""
    parcel = store.row("SELECT * FROM parcel WHERE order_number = ?", number)
    if parcel is None:
        raise No("unknown_order", f"There is no order {number}.", "order_number")
    if state not in PARCEL_STATES:
        raise No("unknown_state", f"A parcel is one of: {', '.join(PARCEL_STATES)}.", "state")
    _note_event(store, number, parcel["tracking"], state, at, courier, note)


def happen(store: Store, kind: str, session: str, customer: Customer | None, minor: int | None, at: datetime) -> None:
    """Leaves word of something at the checkout in the outbox (docs/signals.md)."""
    event: dict[str, object] = {"id": f"e_{uuid.uuid4().hex}", "session": session, "kind": kind, "at": at.isoformat()}
    if minor is not None:
        event |= {"amount_minor": minor, "currency": CURRENCY}
    if customer is not None:
        event["who"] = {"email": customer.email, "name": customer.name}
    tell(store, "checkout", {"events": [event]})


def tell(store: Store, door: str, body: dict[str, object]) -> None:
    """Leaves a message in the outbox, in the same transaction as what it tells. Its id stays the same on every try."""
    store.run("INSERT INTO outbox (id, door, body) VALUES (?, ?, ?)", f"msg_{uuid.uuid4().hex}", door, json.dumps(body))


def as_told(store: Store, number: str, *, told_at: datetime) -> dict[str, object]:
    """The order as the doc of the orders door has it."""
    row = store.rows("SELECT * FROM shop_order WHERE number = ?", number)[0]
    lines = store.rows("SELECT sku, title, quantity, unit_minor FROM line WHERE order_number = ? ORDER BY position", number)
    customer = {name: row[name] for name in ("name", "email", "phone", "customer_number") if row[name]}
    told: dict[str, object] = {
        "number": number,
        "placed_at": row["placed_at"],
        "told_at": told_at.isoformat(),
        "currency": CURRENCY,
        "customer": customer,
        "lines": [
            {"sku": one["sku"], "title": one["title"], "quantity": one["quantity"], "unit_price_minor": one["unit_minor"]}
            for one in lines
        ],
    }
    for name in ("service", "promised_from", "promised_until", "reason", "replaces", "command_key"):
        if row[name]:
            told[name] = row[name]
    return told


def _next_number(store: Store) -> str:
    """One more than the highest; numbers that are no numbers do not count."""
    highest = store.count("SELECT max(CAST(number AS INTEGER)) FROM shop_order WHERE number NOT GLOB '*[^0-9]*'")
    return str(max(highest, 1000) + 1)


def _put_lines(store: Store, number: str, wish: Wish) -> None:
    if not wish.items:
        raise No("no_items", "An order needs at least one thing.", "items")
    wanted = [("items", one, False) for one in wish.items] + [("extras", one, True) for one in wish.extras]
    for position, (field, (sku, quantity), extra) in enumerate(wanted):
        product = take_from_shelf(store, sku, quantity, field=field)
        price = 0 if extra or wish.reason == "replacement" else product["price_minor"]
        store.run(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)", number, position, sku, product["title"], quantity, price, int(extra)
        )


def _note_event(store: Store, number: str, tracking: str, state: str, at: datetime, courier: str, note: str) -> None:
    store.run(
        "INSERT INTO parcel_event (tracking, state, at, courier, note) VALUES (?, ?, ?, ?, ?)",
        tracking, state, at.isoformat(), courier, note,
    )  # fmt: skip
    event = {
        "order_number": number,
        "tracking": tracking,
        "carrier": CARRIER,
        "state": state,
        "raw_code": state.upper(),
        "at": at.isoformat(),
        "courier": courier,
        "note": note,
    }
    tell(store, "parcels", {"events": [event]})
