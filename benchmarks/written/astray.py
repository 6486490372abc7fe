"""Turns what is allowed into what is not: each way changes one thing, in the action or in the world, that the written policy names."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from benchmarks.written.shop import DO, Shop, facts

Action = dict[str, Any]
Astray = tuple[str, Shop, str, Action]  # the way, the world, who asks, what for


def ways(shop: Shop, user_id: str, action: Action) -> Iterator[Astray]:
    """Every way in which this action can go astray; those that cannot be made of it are left out."""
    for name, way in _WAYS.items():
        world = Shop(shop.orders, shop.users, shop.products, deepcopy(shop.touched), dict(shop.moved))
        other = deepcopy(action)
        who = way(world, user_id, other)
        if who:
            yield name, world, who, other


def _wrong_status(world: Shop, user_id: str, action: Action) -> str:
    delivered = DO[action["name"]] in ("return", "exchange")
    world.change(action["kwargs"]["order_id"], status="processed" if delivered else "delivered")
    return user_id


def _second_time(world: Shop, user_id: str, action: Action) -> str:
    after = {
        "change items": "pending (item modified)",
        "exchange": "exchange requested",
        "return": "return requested",
        "cancel": "cancelled",
    }
    do = DO[action["name"]]
    if do not in after:
        return ""
    world.change(action["kwargs"]["order_id"], status=after[do])
    return user_id


def _other_product(world: Shop, user_id: str, action: Action) -> str:
    new = action["kwargs"].get("new_item_ids")
    if not new:
        return ""
    mine = facts(world, user_id, action)[1]["new product"]
    first = mine[0] if isinstance(mine, tuple) else mine
    found = (
        item_id
        for product_id, product in sorted(world.products.items())
        if product_id != first
        for item_id, variant in sorted(product["variants"].items())
        if variant["available"]
    )
    new[0] = next(found)
    return user_id


def _not_available(world: Shop, user_id: str, action: Action) -> str:
    new = action["kwargs"].get("new_item_ids")
    if not new:
        return ""
    product = next(one for one in world.products.values() if new[0] in one["variants"])
    gone = next((item_id for item_id, one in sorted(product["variants"].items()) if not one["available"]), "")
    new[0] = gone or new[0]
    return user_id if gone else ""


def _not_in_it(world: Shop, user_id: str, action: Action) -> str:
    items = action["kwargs"].get("item_ids")
    if not items:
        return ""
    items[0] = "0000000000"
    return user_id


def _one_too_many(world: Shop, user_id: str, action: Action) -> str:
    new = action["kwargs"].get("new_item_ids")
    if not new:
        return ""
    new.append(new[0])
    return user_id


def _somebody_elses(world: Shop, user_id: str, action: Action) -> str:
    return next(one for one in sorted(world.users) if one != user_id)


def _wrong_reason(world: Shop, user_id: str, action: Action) -> str:
    if "reason" not in action["kwargs"]:
        return ""
    action["kwargs"]["reason"] = "found it cheaper elsewhere"
    return user_id


def _wrong_amount(world: Shop, user_id: str, action: Action) -> str:
    """A gift card that holds a cent less than is to be paid."""
    before = facts(world, user_id, action)[1]
    to_pay = getattr(before["to pay"], "minor", 0)
    if "payment_method_id" not in action["kwargs"] or DO[action["name"]] == "return" or not to_pay:
        return ""
    world.users = {**world.users, user_id: deepcopy(world.users[user_id])}
    card = {"source": "gift_card", "balance": (to_pay - 1) / 100, "id": "gift_card_0"}
    world.users[user_id]["payment_methods"]["gift_card_0"] = card
    action["kwargs"]["payment_method_id"] = "gift_card_0"
    return user_id


def _money_elsewhere(world: Shop, user_id: str, action: Action) -> str:
    """A return whose money goes to another card of theirs, which is neither where it came from nor a gift card."""
    if DO[action["name"]] != "return":
        return ""
    world.users = {**world.users, user_id: deepcopy(world.users[user_id])}
    world.users[user_id]["payment_methods"]["credit_card_0"] = {"source": "credit_card", "id": "credit_card_0"}
    action["kwargs"]["payment_method_id"] = "credit_card_0"
    return user_id


def _not_their_payment(world: Shop, user_id: str, action: Action) -> str:
    if "payment_method_id" not in action["kwargs"]:
        return ""
    action["kwargs"]["payment_method_id"] = "paypal_0000000"
    return user_id


def _same_payment(world: Shop, user_id: str, action: Action) -> str:
    if DO[action["name"]] != "change payment":
        return ""
    action["kwargs"]["payment_method_id"] = facts(world, user_id, action)[1]["original payment"]
    return user_id


_WAYS: dict[str, Callable[[Shop, str, Action], str]] = {
    "wrong status (not delivered, not pending)": _wrong_status,
    "a second time": _second_time,
    "another kind of product": _other_product,
    "a variant that is not there": _not_available,
    "a thing that is not in the order": _not_in_it,
    "more new things than old ones": _one_too_many,
    "somebody else's order": _somebody_elses,
    "a reason that does not count": _wrong_reason,
    "a cent too little on the gift card": _wrong_amount,
    "the money back to another card": _money_elsewhere,
    "a payment that is not theirs": _not_their_payment,
    "the same payment again": _same_payment,
}
