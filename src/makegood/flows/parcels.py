"""A parcel that we sent to put something right moved: when it has arrived, the plan goes on."""

from collections.abc import Sequence
from datetime import datetime

from makegood.makegoods.actions import steps
from makegood.orders import queries as orders
from makegood.platform import work
from makegood.platform.work import Item, Taken


def moved(items: Sequence[Taken], at: datetime) -> None:
    """Notes each delivery at the makegood whose command caused the parcel, and lets that plan go on."""
    for key in sorted({item.payload["command_key"] for item in items}):
        order = orders.order_by_command_key(key=key)
        delivered = [parcel.delivered_at for parcel in order.parcels if parcel.delivered_at] if order else []
        if order is None or not delivered or len(delivered) < len(order.parcels):
            continue
        makegood_id = steps.note_delivery(command_key=key, delivered_at=max(delivered))
        if makegood_id is not None:
            work.leave("making_good", [Item(key=str(makegood_id), due_at=at)])
