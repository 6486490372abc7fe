"""The shop of the written retail policy: its orders, and what each action is in the policy's own words. Knows no task and no verdict."""

import copy
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from makegood.gestures.types import Facts
from makegood.kernel.money import Money

DO = {
    "cancel_pending_order": "cancel",
    "modify_pending_order_address": "change address",
    "modify_pending_order_payment": "change payment",
    "modify_pending_order_items": "change items",
    "return_delivered_order_items": "return",
    "exchange_delivered_order_items": "exchange",
}
_STATUS = {"pending (item modified)": "pending (items modified)"}
_AFTER = {
    "cancel": "cancelled",
    "change items": "pending (items modified)",
    "return": "return requested",
    "exchange": "exchange requested",
}


@dataclass
class Shop:
    """Orders, people and things as they are now; `touched` orders are copies, so that the data stays as it came."""

    orders: dict[str, Any]
    users: dict[str, Any]
    products: dict[str, Any]
    touched: dict[str, Any] = field(default_factory=dict)
    moved: dict[str, Decimal] = field(default_factory=dict)  # gift card → what came onto it since, less what went off

    def order(self, number: str) -> dict[str, Any]:
        if number not in self.touched:
            self.touched[number] = copy.deepcopy(self.orders[number])
        return dict(self.touched[number])

    def change(self, number: str, **fields: Any) -> None:
        self.order(number)
        self.touched[number].update(fields)

    def on_gift_card(self, user_id: str, payment_id: str) -> Decimal | None:
        """What the gift card holds now; None where it is none, or not theirs."""
        payment = self.users[user_id]["payment_methods"].get(payment_id)
        if payment is None or payment["source"] != "gift_card":
            return None
        return Decimal(str(payment["balance"])) + self.moved.get(payment_id, Decimal(0))

    def move(self, user_id: str, payment_id: str, by: Decimal) -> None:
        """Money comes onto a gift card at once; anything else takes days, and nobody counts it here."""
        if self.on_gift_card(user_id, payment_id) is not None:
            self.moved[payment_id] = self.moved.get(payment_id, Decimal(0)) + by


def amount(value: object) -> Money:
    return Money(int((Decimal(str(value)) * 100).to_integral_value()), "USD")


def facts(shop: Shop, user_id: str, action: dict[str, Any]) -> tuple[str, Facts]:
    """What is asked for, and the facts that the policy's sentences speak of."""
    do, wanted = DO[action["name"]], action["kwargs"]
    order = shop.order(wanted["order_id"])
    old = [_item(order, one) for one in wanted.get("item_ids", [])]
    new = [_variant(shop, one) for one in wanted.get("new_item_ids", [])]
    there = Counter(item["item_id"] for item in order["items"])
    payment = shop.users[user_id]["payment_methods"].get(wanted.get("payment_method_id", ""))
    difference = _difference(shop, order, wanted)
    holds = shop.on_gift_card(user_id, wanted.get("payment_method_id", ""))
    total = sum((Decimal(str(one["price"])) for one in order["items"]), start=Decimal(0))
    return do, {
        "order status": _STATUS.get(order["status"], order["status"]),
        "order is theirs": order["user_id"] == user_id,
        "reason": wanted.get("reason"),
        "every item is in it": all(there[one] >= n for one, n in Counter(wanted.get("item_ids", [])).items()) and all(old),
        "wanted items": len(wanted.get("item_ids", [])),
        "new items": len(wanted.get("new_item_ids", [])),
        "old product": tuple(one["product_id"] for one in old if one),
        "new product": tuple(one["product_id"] for one in new),
        "new item is available": tuple(bool(one["available"]) for one in new),
        "payment is theirs": payment is not None,
        "payment kind": payment["source"].replace("_", " ") if payment else None,
        "payment": wanted.get("payment_method_id"),
        "original payment": order["payment_history"][0]["payment_method_id"],
        "payments so far": len(order["payment_history"]),
        "gift card holds": amount(holds) if holds is not None else None,
        "to pay": amount(total if do == "change payment" else max(Decimal(0), difference)),
    }


def carry_out(shop: Shop, user_id: str, action: dict[str, Any]) -> None:
    """What the next action of the same person finds: the order's status, the payments, and what the gift cards hold."""
    do, wanted = DO[action["name"]], action["kwargs"]
    order, paid_by = shop.order(wanted["order_id"]), wanted.get("payment_method_id", "")
    first = order["payment_history"][0]
    if do in _AFTER:
        shop.change(wanted["order_id"], status=_AFTER[do])
    if do == "cancel":
        shop.move(user_id, first["payment_method_id"], Decimal(str(first["amount"])))
    if do == "change payment":
        shop.move(user_id, first["payment_method_id"], Decimal(str(first["amount"])))
        shop.move(user_id, paid_by, -Decimal(str(first["amount"])))
        paid = {"transaction_type": "payment", "payment_method_id": paid_by, "amount": first["amount"]}
        shop.change(wanted["order_id"], payment_history=[paid, *order["payment_history"]])
    if do in ("change items", "exchange"):
        shop.move(user_id, paid_by, -_difference(shop, order, wanted))


def _difference(shop: Shop, order: dict[str, Any], wanted: dict[str, Any]) -> Decimal:
    """What the new things cost more than the old ones."""
    old = [_item(order, one) for one in wanted.get("item_ids", [])]
    new = [_variant(shop, one) for one in wanted.get("new_item_ids", [])]
    return sum((Decimal(str(one["price"])) for one in new), start=Decimal(0)) - sum(
        (Decimal(str(one["price"])) for one in old if one), start=Decimal(0)
    )


def _item(order: dict[str, Any], item_id: str) -> dict[str, Any] | None:
    return next((dict(item) for item in order["items"] if item["item_id"] == item_id), None)


def _variant(shop: Shop, item_id: str) -> dict[str, Any]:
    for product_id, product in shop.products.items():
        if item_id in product["variants"]:
            return {**product["variants"][item_id], "product_id": product_id}
    return {"price": 0, "available": False, "product_id": ""}
