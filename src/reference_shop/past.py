"""Orders that the shop had before anybody listened: put into its books as they are now, and told to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reference_shop.catalogue import CARRIER, PRODUCTS, delivery_minor
from reference_shop.selling import Customer
from reference_shop.store import Store

_TITLES = {product.sku: product.title for product in PRODUCTS}
_PRICES = {product.sku: product.price_minor for product in PRODUCTS}


@dataclass(frozen=True, slots=True)
class PastOrder:
    """`moves` are (state, instant, courier); `extras` travelled with it for nothing, and so did all of a replacement (`replaces`)."""

    number: str
    customer: Customer
    items: Sequence[tuple[str, int]]
    placed_at: datetime
    service: str
    moves: Sequence[tuple[str, datetime, str]]
    promised_from: datetime | None = None
    promised_until: datetime | None = None
    extras: Sequence[tuple[str, int]] = ()
    replaces: str = ""
    command_key: str = ""
    card: str = ""


def remember(store: Store, orders: Sequence[PastOrder]) -> None:
    """Writes them down in one transaction; a number that is there already stays as it is. Takes nothing off the shelf."""
    with store.change():
        for order in orders:
            _remember(store, order)


def highest_number(store: Store) -> int:
    """The highest number of an order so far; 1000 where there is none."""
    return max(store.count("SELECT max(CAST(number AS INTEGER)) FROM shop_order WHERE number NOT GLOB '*[^0-9]*'"), 1000)


def _remember(store: Store, order: PastOrder) -> None:
    who, number = order.customer, order.number
    begin, end = (at.isoformat() if at else None for at in (order.promised_from, order.promised_until))
    written = store.run(
        "INSERT OR IGNORE INTO shop_order VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number, who.name, who.email, who.phone, who.customer_number, order.placed_at.isoformat(), order.service, begin, end,
        "replacement" if order.replaces else "sale", order.replaces, order.command_key, order.card, delivery_minor(order.service),
    )  # fmt: skip
    if not written:
        return
    goods = [(one, False) for one in order.items] + [(one, True) for one in order.extras]
    for position, ((sku, quantity), extra) in enumerate(goods):
        price = 0 if extra or order.replaces else _PRICES[sku]
        store.run(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)", number, position, sku, _TITLES[sku], quantity, price, int(extra)
        )
    store.run("INSERT INTO parcel VALUES (?, ?, ?)", f"SW-{number}", number, CARRIER)
    for state, at, courier in order.moves:
        store.run(
            "INSERT INTO parcel_event (tracking, state, at, courier, note) VALUES (?, ?, ?, ?, ?)",
            f"SW-{number}", state, at.isoformat(), courier, "",
        )  # fmt: skip
