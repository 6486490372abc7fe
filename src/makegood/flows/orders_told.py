"""Orders that the shop tells of, and what it tells with them: who had told the customer of us; and what came back of them."""

from collections.abc import Sequence
from datetime import datetime

from makegood.flows import referrals
from makegood.kernel.actors import Actor
from makegood.orders.actions import history, ordering
from makegood.orders.types import OrderId, OrderIn, ReturnIn, ReturnKind


def take(*, orders: Sequence[OrderIn], by: Actor, at: datetime) -> list[OrderId]:
    """As `ordering.take_orders`, which it asks; then by whom those came who say so. May be repeated: an order names somebody once."""
    taken = ordering.take_orders(orders=orders, by=by, at=at)
    said = {order_id: one for order_id, one in zip(taken, orders, strict=True) if one.told_by.strip() and one.reason == "sale"}
    if said:
        referrals.told_with_orders(said, by=by, at=at)
    return taken


def take_back(*, returns: Sequence[ReturnIn], at: datetime) -> list[history.Answer]:
    """As `history.take_past_returns`, which it asks; then whoever was brought by an order that was cancelled and paid back counts no more. May be
    repeated: a return is kept once."""
    answers = history.take_past_returns(returns=returns)
    told = [one for one, answer in zip(returns, answers, strict=True) if answer.is_new]
    referrals.ended([one.order_number for one in told if one.kind is ReturnKind.CANCELLATION and one.refund], at=at)
    return answers
