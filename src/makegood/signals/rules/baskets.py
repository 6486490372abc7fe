"""Who held a basket from when to when, by what a shop told of one visit. Pure: the same events give the same answer in whatever order."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from makegood.signals.types import CheckoutIn, CheckoutKind, Held

HELD_FOR = timedelta(
    hours=1
)  # after the last word of it; chosen by hand, longer than the half hour after which shops call a visit over
_ENDS = (CheckoutKind.ORDER_PLACED, CheckoutKind.BASKET_LEFT)


def held(events: Iterable[CheckoutIn]) -> tuple[Held, ...]:
    """The baskets of one visit, the earliest first. Being refused at the checkout is holding a basket. A basket ends when it is bought or
    emptied, or so long after the last word of it (`HELD_FOR`); its worth is the greatest that was told."""
    found: list[Held] = []
    run: list[CheckoutIn] = []
    for event in sorted(events, key=lambda one: (one.at, one.kind in _ENDS, one.key)):
        if run and event.at >= run[-1].at + HELD_FOR:
            found.append(_one(run, run[-1].at + HELD_FOR, len(found)))
            run = []
        if event.kind not in _ENDS:
            run.append(event)
        elif run:
            found.append(_one(run, max(event.at, run[0].at + timedelta(microseconds=1)), len(found)))
            run = []
    return (*found, _one(run, run[-1].at + HELD_FOR, len(found))) if run else tuple(found)


def _one(run: Sequence[CheckoutIn], until_at: datetime, number: int) -> Held:
    worth = max((one for one in run if one.minor is not None), key=lambda one: one.minor or 0, default=None)
    minor, currency = (worth.minor, worth.currency) if worth else (None, "")
    return Held(run[0].session, number, run[0].at, until_at, minor, currency)
