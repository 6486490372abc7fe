"""The other side of the shop seam: what Makegood may ask this shop to do. Each key is done once and a repeat is answered alike."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from reference_shop.catalogue import COURIER_SLOT, CURRENCY, delivery_minor
from reference_shop.selling import Customer, No, Wish, place, take_from_shelf
from reference_shop.store import Row, Store

KINDS = ("refund", "replace", "credit", "code", "waive_shipping")
_FIELDS = frozenset(
    {"key", "kind", "dry_run", "order_number", "amount", "items", "extras", "service", "return_wanted", "note", "needs"}
)


@dataclass(frozen=True, slots=True)
class Command:
    key: str
    kind: str
    order_number: str
    amount_minor: int
    items: tuple[tuple[str, int], ...]
    extras: tuple[tuple[str, int], ...]
    service: str
    return_wanted: bool
    note: str
    needs: tuple[str, ...] = ()  # what is true of the person now: a repeat may say it otherwise


class _Rehearsed(Exception):
    """Undoes a dry run: everything was tried, nothing stays."""


def read(body: Mapping[str, object]) -> tuple[Command, bool]:
    """The command and whether it is only a dry run. Refuses (`No`) what is malformed, naming the field."""
    for name in body:
        if name not in _FIELDS:
            raise No("malformed", f"{name} is not a field that we know.", name)
    kind = _text(body, "kind")
    if kind not in KINDS:
        raise No("malformed", f"kind is one of: {', '.join(KINDS)}.", "kind")
    command = Command(
        key=_text(body, "key"),
        kind=kind,
        order_number=_text(body, "order_number"),
        amount_minor=_amount(body) if kind in ("refund", "credit", "code") else 0,
        items=_goods(body, "items"),
        extras=_goods(body, "extras"),
        service=_text(body, "service", required=False),
        return_wanted=body.get("return_wanted") is True,
        note=_text(body, "note", required=False),
        needs=_needs(body),
    )
    return command, body.get("dry_run") is True


def dry_run(store: Store, command: Command, now: datetime) -> dict[str, object]:
    """Would it be done, and what does it cost the shop: tried out and undone."""
    outcome: dict[str, object] = {}
    try:
        with store.change():
            order = _order(store, command)
            outcome = {"possible": True, "cost": _money(_cost(store, command, order)), "words": _words(command)}
            _KINDS[command.kind](store, command, order, now)
            raise _Rehearsed
    except _Rehearsed:
        return outcome
    except No as no:
        return {"possible": False, "cost": _money(0), "words": no.sentence}


def carry_out(store: Store, command: Command, now: datetime) -> dict[str, object]:
    """Does it once. The same key and body again gets the first answer; the same key with another body is refused
    (`key_reused`). A refused command leaves nothing, so its key may be used again once the reason is gone."""
    fingerprint = hashlib.sha256(repr(replace(command, needs=())).encode()).hexdigest()
    with store.change():
        known = store.row("SELECT * FROM command WHERE key = ?", command.key)
        if known is not None:
            return _repeat(store, known, fingerprint)
        done = _KINDS[command.kind](store, command, _order(store, command), now)
        reference = done.pop("reference")
        answer: dict[str, object] = {"key": command.key, "reference": reference, "done_at": now.isoformat(), "detail": done}
        store.run(
            "INSERT INTO command (key, body_hash, kind, order_number, answer, done_at) VALUES (?, ?, ?, ?, ?, ?)",
            command.key, fingerprint, command.kind, command.order_number, json.dumps(answer), now.isoformat(),
        )  # fmt: skip
        return answer


def _repeat(store: Store, known: Row, fingerprint: str) -> dict[str, object]:
    if known["body_hash"] != fingerprint:
        raise No("key_reused", "This key was used for another command.", "key")
    store.run("UPDATE command SET repeats = repeats + 1 WHERE key = ?", known["key"])
    answer: dict[str, object] = json.loads(known["answer"])
    return answer


def _refund(store: Store, command: Command, order: Row, _now: datetime) -> dict[str, str]:
    paid = store.count("SELECT sum(quantity * unit_minor) FROM line WHERE order_number = ?", command.order_number)
    back = store.count(
        "SELECT sum(amount_minor) FROM money_moved WHERE order_number = ? AND kind = 'refund'", command.order_number
    )
    if command.amount_minor > paid - back:
        raise No("too_much", f"Order {order['number']} has {_pounds(paid - back)} left to refund.", "amount")
    return _move_money(store, command, command.amount_minor)


def _replace(store: Store, command: Command, order: Row, now: datetime) -> dict[str, str]:
    for sku, quantity in command.items:
        bought = store.count("SELECT sum(quantity) FROM line WHERE order_number = ? AND sku = ?", command.order_number, sku)
        if quantity > bought:
            raise No("not_in_order", f"Order {order['number']} has {bought} of {sku}.", "items")
    wish = Wish(
        customer=Customer(order["name"], order["email"], order["phone"], order["customer_number"]),
        items=command.items,
        extras=command.extras,
        placed_at=now,
        service=command.service or order["service"] or COURIER_SLOT,
        reason="replacement",
        replaces=command.order_number,
        command_key=command.key,
        card=command.note,
        needs=command.needs,
    )
    number = place(store, wish)
    return {"reference": number, "order_number": number, "tracking": f"SW-{number}"}


def _credit(store: Store, command: Command, _order: Row, _now: datetime) -> dict[str, str]:
    return _move_money(store, command, command.amount_minor)


def _code(store: Store, command: Command, _order: Row, _now: datetime) -> dict[str, str]:
    return _move_money(store, command, command.amount_minor, code=f"GOOD-{secrets.token_hex(8).upper()}")


def _waive_shipping(store: Store, command: Command, order: Row, _now: datetime) -> dict[str, str]:
    if store.row("SELECT 1 FROM money_moved WHERE order_number = ? AND kind = 'waive_shipping'", command.order_number):
        raise No("already_waived", f"The delivery of order {order['number']} is free already.", "order_number")
    return _move_money(store, command, order["shipping_minor"])


_KINDS: dict[str, Callable[[Store, Command, Row, datetime], dict[str, str]]] = {
    "refund": _refund,
    "replace": _replace,
    "credit": _credit,
    "code": _code,
    "waive_shipping": _waive_shipping,
}


def _move_money(store: Store, command: Command, amount: int, *, code: str = "") -> dict[str, str]:
    reference = f"M-{5001 + store.count('SELECT count(*) FROM money_moved')}"
    store.run("INSERT INTO money_moved VALUES (?, ?, ?, ?, ?)", reference, command.kind, command.order_number, amount, code)
    return {"reference": reference, "amount": _pounds(amount), **({"code": code} if code else {})}


def _cost(store: Store, command: Command, order: Row) -> int:
    if command.kind == "waive_shipping":
        return int(order["shipping_minor"])
    if command.kind != "replace":
        return command.amount_minor
    wanted = (*command.items, *command.extras)
    goods = sum(int(take_from_shelf(store, sku, 0, field="items")["cost_minor"]) * quantity for sku, quantity in wanted)
    return goods + delivery_minor(command.service or order["service"])


def _words(command: Command) -> str:
    if command.kind == "replace":
        return f"In stock; goes out today by {command.service or 'the same service'}."
    return {
        "refund": "Goes back to the card that was used.",
        "credit": "Waits in the customer's account.",
        "code": "A code for one order.",
        "waive_shipping": "The delivery charge goes back.",
    }[command.kind]


def _order(store: Store, command: Command) -> Row:
    order = store.row("SELECT * FROM shop_order WHERE number = ?", command.order_number)
    if order is None:
        raise No("unknown_order", f"There is no order {command.order_number}.", "order_number")
    if command.kind == "replace" and not command.items:
        raise No("malformed", "A replacement names at least one item of the order.", "items")
    return order


def _text(body: Mapping[str, object], name: str, *, required: bool = True) -> str:
    value = body.get(name)
    if (value is None or value == "") and not required:
        return ""
    if not isinstance(value, str) or not value or len(value) > 500:
        raise No("malformed", f"{name} must be text of 1 to 500 characters.", name)
    return value


def _needs(body: Mapping[str, object]) -> tuple[str, ...]:
    value = body.get("needs") or []
    if not isinstance(value, list) or len(value) > 20 or not all(isinstance(one, str) and 0 < len(one) <= 200 for one in value):
        raise No("malformed", "needs must be a list of at most 20 texts of 1 to 200 characters.", "needs")
    return tuple(value)


def _amount(body: Mapping[str, object]) -> int:
    amount = body.get("amount")
    if not isinstance(amount, dict) or set(amount) != {"minor", "currency"}:
        raise No("malformed", "amount must hold minor and currency.", "amount")
    minor, currency = amount["minor"], amount["currency"]
    if currency != CURRENCY:
        raise No("wrong_currency", f"This shop sells in {CURRENCY}.", "amount.currency")
    if not isinstance(minor, int) or isinstance(minor, bool) or not 0 < minor < 10**9:
        raise No("malformed", "amount.minor must be a whole number of pence above nothing.", "amount.minor")
    return minor


def _goods(body: Mapping[str, object], name: str) -> tuple[tuple[str, int], ...]:
    value = body.get(name) or []
    if not isinstance(value, list) or len(value) > 50:
        raise No("malformed", f"{name} must be a list of at most 50.", name)
    goods: list[tuple[str, int]] = []
    for one in value:
        fits = isinstance(one, dict) and set(one) == {"sku", "quantity"} and isinstance(one["sku"], str)
        if not fits or type(one["quantity"]) is not int or not 0 < one["quantity"] <= 1000:
            raise No("malformed", f"{name}: each needs a sku and a quantity from 1 to 1,000.", name)
        goods.append((one["sku"], one["quantity"]))
    return tuple(goods)


def _money(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": CURRENCY}


def _pounds(minor: int) -> str:
    return f"£{minor // 100}.{minor % 100:02d}"
