"""The marks of a person's lifeline, and what they spent. Pure: values in, marks out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from makegood.gestures.types import PastGesture
from makegood.kernel.money import Money
from makegood.orders.types import OrderOutline, ReturnKind, ReturnOutline, Sales
from makegood.outcomes.types import Praise, StandingStep
from makegood.people.types import Fact
from makegood.views.types import LifelineMark, LoyaltyWord

LOYALTY = {"may_leave": "leaving", "tells_others": "advocacy"}  # fact → what it is about
ASKED = "asked_in_public"  # the fact that somebody asked in a live discussion
HOLDS_FOR = timedelta(days=180)  # such a word; chosen by hand


def loyalty(facts: Sequence[Fact], *, at: datetime) -> tuple[LoyaltyWord, ...]:
    """The latest word of staying and of telling others, of the last 180 days; `facts` come oldest first."""
    latest = {fact.kind: fact for fact in facts if at - HOLDS_FOR < fact.at <= at}
    return tuple(
        LoyaltyWord(about, str(latest[kind].value["answer"]), int(str(latest[kind].value["percent"])), latest[kind].at)
        for kind, about in LOYALTY.items()
        if kind in latest
    )


def marks(
    *,
    orders: Sequence[OrderOutline],
    returns: Sequence[ReturnOutline] = (),
    cases: Sequence[tuple[str, datetime, datetime | None]],
    gestures: Sequence[PastGesture],
    names: Mapping[str, str],
    praise: Sequence[Praise],
    standing: Sequence[StandingStep],
    asked: Sequence[Fact] = (),
    until: datetime,
) -> tuple[LifelineMark, ...]:
    """All marks, the earliest first. `cases` are (title, opened, resolved or None); an open case's arc ends at `until`; `names` are the
    gestures' names by code."""
    found = [
        *(LifelineMark(order.placed_at, "order", _order_label(order)) for order in orders),
        *(LifelineMark(at, "delivered", f"Order {number} delivered") for number, at in _deliveries(orders)),
        *(LifelineMark(one.at, "return", _return_label(one)) for one in returns),
        *(LifelineMark(opened_at, "case", title, resolved_at or until) for title, opened_at, resolved_at in cases),
        *(LifelineMark(gesture.at, "gesture", names.get(gesture.code, gesture.code)) for gesture in gestures),
        *(LifelineMark(one.at, "praise", "Praised us in public" if one.public else "Thanked us") for one in praise),
        *(LifelineMark(one.at, "question", "Asked in a live discussion") for one in asked),
        *(LifelineMark(step.since, "standing", step.standing.value) for step in standing if step.since),
    ]
    return tuple(sorted(found, key=lambda mark: (mark.at, mark.kind)))


def begin_at(marks: Sequence[LifelineMark], start: datetime) -> tuple[LifelineMark, ...]:
    """The marks from `start` on. Where somebody stood then is told as if it had begun there."""
    stood = [mark for mark in marks if mark.kind == "standing" and mark.at < start][-1:]
    return (*(replace(mark, at=start) for mark in stood), *(mark for mark in marks if mark.at >= start))


def spent(sales: Iterable[Sales], paid_back: Iterable[Money] = ()) -> str:
    """What they paid for orders that were sales, less what was paid back, per currency: "£117.10"; '' for nothing."""
    sums: dict[str, Money] = {}
    for amount in (*(sale.total for sale in sales), *(-one for one in paid_back)):
        sums[amount.currency] = sums[amount.currency] + amount if amount.currency in sums else amount
    return ", ".join(str(sums[currency]) for currency in sorted(sums))


def _order_label(order: OrderOutline) -> str:
    return f"Order {order.number}, {order.total}" if order.reason == "sale" else f"Replacement {order.number}"


def _return_label(one: ReturnOutline) -> str:
    return f"{_BACK[one.kind]} {one.number}, {one.refund}"


_BACK = {ReturnKind.RETURN: "Return", ReturnKind.CANCELLATION: "Cancelled", ReturnKind.PAID_BACK: "Paid back"}


def _deliveries(orders: Iterable[OrderOutline]) -> list[tuple[str, datetime]]:
    return [(order.number, at) for order in orders for at in order.delivered]
