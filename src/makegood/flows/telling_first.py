"""A promise is at risk or broken: a case before they complain, with a proposal to tell them first. Nothing leaves by itself unless the brand's
policy lets it. Of a promise of our own words the case becomes our turn again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.cases.actions import foreseen, working
from makegood.cases.types import CaseId
from makegood.flows import proposing
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.orders import queries as orders
from makegood.orders.types import Order, RecentLine
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform.work import Taken
from makegood.promises.actions import making
from makegood.promises.types import Change, Promise, PromiseState
from makegood.understanding.types import NOT_ASKED, Finding, Reading

TOLD = "promises_told"
NO_NEWS = timedelta(days=3)  # after the due instant: then they know it themselves (docs/promises.md)
_TO_TELL = (PromiseState.AT_RISK, PromiseState.BROKEN)
KNOWN_OURSELVES = Reading(
    feeling=NOT_ASKED,
    act=NOT_ASKED,
    happened=(Finding("late", "late", 1.0),),
    asked=(),
    urgency=NOT_ASKED,
    language="",
    named=(),
    spam=0.0,
    version="promise",
)


def tell(changes: Sequence[Change], *, at: datetime) -> None:
    """A case for each promise that came to be at risk or broken just now, with what would be good. Not where its
    time passed more than three days ago: that is no news to them. May be repeated."""
    due = [
        one.promise
        for one in changes
        if one.promise.watched and one.promise.state in _TO_TELL and at - one.promise.due.at <= NO_NEWS
    ]
    if not due:
        return
    for promise in due:
        if promise.order_id is None:
            _our_own_word(promise, at)
    ordered = [one for one in due if one.order_id is not None]
    found: dict[UUID, Order] = {
        order.id: order for order in orders.whole(order_ids=[one.order_id for one in ordered if one.order_id])
    }
    who = people.persons_of(identity_ids=[one.identity_id for one in ordered])
    matters = [_matter(one, found[one.order_id], who[one.identity_id], at) for one in ordered if one.order_id in found]
    proposing.tell_first([one for one in matters if one is not None], at=at)


def told(items: Sequence[Taken], at: datetime) -> None:
    """We wrote in these cases."""
    making.note_told(case_ids=sorted({UUID(item.key) for item in items}), at=at)


def _matter(promise: Promise, order: Order, person: Person, at: datetime) -> proposing.Matter | None:
    case_id, _ = foreseen.open_or_join(
        identity_id=promise.identity_id,
        person_identity_ids=tuple(identity.id for identity in person.identities),
        order_number=order.number,
        title=_title(promise, order, person),
        at=at,
    )
    making.put_to_case(promise_ids=[promise.id], case_id=case_id)
    return proposing.Matter(
        case_id=case_id,
        reading=KNOWN_OURSELVES,
        subject="",
        line=_line(order),
        person=person,
        trusted=True,
        promise=promise,
    )


def _title(promise: Promise, order: Order, person: Person) -> str:
    what = order.lines[0].title if order.lines else f"Order {order.number}"
    first = person.name.split(" ")[0] or "Somebody"
    late = "did not come in time" if promise.state is PromiseState.BROKEN else "may not come in time"
    return f"{first}’s {what[0].lower() + what[1:] if what[1:2].islower() else what} {late}"


def _line(order: Order) -> RecentLine | None:
    if not order.lines:
        return None
    delivered = [parcel.delivered_at for parcel in order.parcels if parcel.delivered_at]
    return RecentLine(
        order_id=order.id,
        order_number=order.number,
        identity_id=order.identity_id,
        placed_at=order.placed_at,
        service=order.service,
        reason=order.reason,
        line=order.lines[0],
        delivered_at=max(delivered) if delivered else None,
    )


def _our_own_word(promise: Promise, at: datetime) -> None:
    if promise.case_id is None:
        return
    try:
        working.reopen(case_id=CaseId(promise.case_id), by=SYSTEM, at=at)
    except Refusal:
        return  # the case is gone
