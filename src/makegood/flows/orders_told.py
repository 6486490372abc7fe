"""Orders that the shop tells of, and what it tells with them: who had told the customer of us."""

from collections.abc import Sequence
from datetime import datetime

from makegood.flows import referrals
from makegood.kernel.actors import Actor
from makegood.orders.actions import ordering
from makegood.orders.types import OrderId, OrderIn


def take(*, orders: Sequence[OrderIn], by: Actor, at: datetime) -> list[OrderId]:
    """As `ordering.take_orders`, which it asks; then by whom those came who say so. May be repeated: an order names somebody once."""
    taken = ordering.take_orders(orders=orders, by=by, at=at)
    said = {order_id: one for order_id, one in zip(taken, orders, strict=True) if one.told_by.strip() and one.reason == "sale"}
    if said:
        referrals.told_with_orders(said, by=by, at=at)
    return taken
