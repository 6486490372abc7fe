"""What machines count, watched as words are: visits that were refused at the checkout, by the minute; parcels that did not come by the promised
day, for each carrier by the hour. Many at once are one cause, before anybody complains. Speaks to nobody.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.bursts import actions as bursts
from makegood.flows import noticing
from makegood.kernel import clock
from makegood.orders import promised as orders
from makegood.platform.work import Taken
from makegood.promises import queries as promises
from makegood.signals import queries as signals
from makegood.signals.actions import counting
from makegood.signals.types import LATE_PARCELS, REFUSED_CHECKOUTS

CHECKOUT, LATE = "checkout_counted", "late_parcels"


def checkout(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001 - the shape of a consumer: it looks at everything there is
    """Tells the watch how many visits were refused in each minute that it was not told of. May be repeated."""
    _hand_on(REFUSED_CHECKOUTS, at)


def late(items: Sequence[Taken], at: datetime) -> None:
    """These promises of deliveries broke: each counts at the hour at which it broke, for the carrier that has the parcel."""
    broken = promises.of_ids(promise_ids=[UUID(item.key) for item in items])
    told = orders.orders(order_ids=[one.order_id for one in broken if one.order_id])
    carriers: dict[UUID, list[str]] = {
        one.id: sorted({parcel.carrier for parcel in one.parcels if parcel.carrier}) for one in told
    }
    found: Counter[tuple[str, datetime]] = Counter(
        (carrier, clock.full_hour(one.state_at))
        for one in broken
        if one.order_id is not None
        for carrier in carriers.get(one.order_id, ())
    )
    before = signals.counted(kind=LATE_PARCELS, places=list(found))
    counting.put(kind=LATE_PARCELS, counts={place: number + before.get(place, 0) for place, number in found.items()})
    _hand_on(LATE_PARCELS, at)


def _hand_on(kind: str, at: datetime) -> None:
    """Tells the watch what was counted of a kind since it was told last; it looks when the minute is over."""
    news = signals.to_hand(kind=kind)
    for facet, counts in news.items():
        bursts.count_signal(kind=kind, facet=facet, counts=[(one.at, one.count) for one in counts], at=at)
        counting.note_handed(kind=kind, facet=facet, counts=counts)
    if news:
        noticing.watch_soon(at=at)
