"""A parcel that we sent to put something right moved: when it has arrived, the plan goes on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.flows import open_pages
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import steps
from makegood.orders import queries as orders
from makegood.platform import work
from makegood.platform.work import Item, Taken


def moved(items: Sequence[Taken], at: datetime) -> None:
    """Notes each delivery at the makegood whose command caused the parcel, and lets that plan go on; the open page follows the parcel."""
    for key in sorted({item.payload["command_key"] for item in items}):
        _tell_the_page(key)
        order = orders.order_by_command_key(key=key)
        delivered = [parcel.delivered_at for parcel in order.parcels if parcel.delivered_at] if order else []
        if order is None or not delivered or len(delivered) < len(order.parcels):
            continue
        makegood_id = steps.note_delivery(command_key=key, delivered_at=min(max(delivered), at))  # a carrier's clock may be ahead
        if makegood_id is not None:
            work.leave("making_good", [Item(key=str(makegood_id), due_at=at)])


def _tell_the_page(command_key: str) -> None:
    try:
        step = makegoods.step(step_id=UUID(command_key))
    except (Refusal, ValueError):
        return  # a command of somebody else's
    if step.makegood_id is not None:
        open_pages.of_occasion(makegoods.makegood(makegood_id=step.makegood_id).occasion)
