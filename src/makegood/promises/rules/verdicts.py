"""What became of a promise, by everything that is known. Pure: the same facts give the same answer in whatever order they were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from makegood.promises.types import Due, PromiseState, Verdict

PREORDER = ("pre-order", "preorder", "vorbestell")
PREORDER_DELIVERY = "pre-order delivery"
DAY_MATTERS = (PREORDER_DELIVERY,)  # touchpoints at which the day is the very thing that was bought


@dataclass(frozen=True, slots=True)
class Leg:
    """One parcel as far as a promise is concerned: `state` is a carrier's word as orders keep it."""

    state: str
    since: datetime
    delivered_at: datetime | None
    carrier: str = ""
    kind: str = ""  # of an exception


def of_delivery(
    due: Due, legs: Sequence[Leg], *, cancelled_at: datetime | None, carriers_speak: bool = True, at: datetime
) -> Verdict:
    """Kept when everything arrived before the due instant, broken when that passed, withdrawn when the order was cancelled before it.

    A parcel that the carrier called off counts for nothing; where none is left, the promise runs until its time. What arrives at the very
    due instant is late. An order of which no carrier ever spoke is not called broken where carriers do not usually speak (`carriers_speak`): then
    nobody knows.
    """
    if cancelled_at is not None and cancelled_at < due.at:
        return Verdict(PromiseState.WITHDRAWN, cancelled_at, {"because": "the order was cancelled"})
    going = [leg for leg in legs if leg.state != "cancelled"]
    delivered = [leg.delivered_at for leg in going if leg.delivered_at is not None]
    if going and len(delivered) == len(going):
        last = max(delivered)
        state = PromiseState.KEPT if last < due.at else PromiseState.BROKEN
        return Verdict(state, last if last < due.at else due.at, {"delivered_at": last.isoformat(), "parcels": len(going)})
    if at >= due.at and (legs or carriers_speak):
        return Verdict(PromiseState.BROKEN, due.at, {"delivered": len(delivered), "parcels": len(going)})
    return Verdict(None, at)


def by_clock(due: Due, *, at: datetime) -> Verdict:
    """A promise of which nothing tells that it was kept: broken when its time has passed."""
    return (
        Verdict(PromiseState.BROKEN, due.at, {"because": "nobody said that it was done"}) if at >= due.at else Verdict(None, at)
    )


def touchpoint_of(*, reason: str, service: str) -> str:
    """The place of the journey at which a delivery was promised."""
    if reason == "replacement":
        return "replacement delivery"
    return PREORDER_DELIVERY if any(word in service.casefold() for word in PREORDER) else "delivery"
