"""A promise is at risk or broken: a case before they complain, with a proposal to tell them first. Nothing leaves by itself unless the brand's
policy lets it. Where it came in time after all, the case ends as if it had not been; who had been told hears that too. Of a promise of our own
words the case becomes our turn again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.cases.actions import foreseen, working
from makegood.cases.types import CaseId, Foretold
from makegood.flows import proposing, proposing_anew
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.makegoods.actions import overtaken
from makegood.orders import queries as orders
from makegood.orders.types import Order, RecentLine
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform.work import Taken
from makegood.promises import queries as promises
from makegood.promises.actions import making
from makegood.promises.rules import verdicts
from makegood.promises.types import Change, Promise, PromiseState
from makegood.understanding.types import NOT_ASKED, Finding, Reading

TOLD = "promises_told"
NO_NEWS = timedelta(days=3)  # after the due instant: then they know it themselves (docs/promises.md)
_TO_TELL = (PromiseState.AT_RISK, PromiseState.BROKEN)
_OVER = (PromiseState.KEPT, PromiseState.WITHDRAWN)
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
    """A case for each promise that came to be at risk or broken just now, with what would be good, not where its time passed more than three days
    ago: that is no news to them. Cases that were foreseen and did not come true end. May be repeated. A fixed number of statements whatever the
    number, but for words of our own, and where makegoods run by themselves."""
    watched = [one.promise for one in changes if one.promise.watched]
    due = [one for one in watched if one.state in _TO_TELL and at - one.due.at <= NO_NEWS]
    over = [one for one in watched if one.state in _OVER and one.order_id is not None and one.case_id is not None]
    known = _look([*(one for one in due if one.order_id is not None), *over])
    if known:
        foreseen.take_turns(people={one.person_key for one in known})
        _open([one for one in known if one.promise.state in _TO_TELL], at)
        _end([one for one in known if one.promise.state in _OVER], at)
    for promise in sorted((one for one in due if one.order_id is None), key=lambda one: str(one.case_id)):
        _our_own_word(promise, at)


def told(items: Sequence[Taken], at: datetime) -> None:
    """We wrote in these cases."""
    making.note_told(case_ids=sorted({UUID(item.key) for item in items}), at=at)


@dataclass(frozen=True, slots=True)
class _Known:
    """A promise with the order that it was made with, and whose it is."""

    promise: Promise
    order: Order
    person: Person

    @property
    def person_key(self) -> UUID:
        return min(self.promise.identity_id, *(identity.id for identity in self.person.identities))


def _look(of: Sequence[Promise]) -> list[_Known]:
    """Those of these whose order is still there. Four queries, none for none."""
    if not of:
        return []
    found: dict[UUID, Order] = {one.id: one for one in orders.whole(order_ids=[one.order_id for one in of if one.order_id])}
    who = people.persons_of(identity_ids=[one.identity_id for one in of])
    return [_Known(one, found[one.order_id], who[one.identity_id]) for one in of if one.order_id and one.order_id in found]


def _open(due: Sequence[_Known], at: datetime) -> None:
    """Each in the case of its order, with what would be good now."""
    case_ids = foreseen.open_or_join(foretold=[_foretold(one) for one in due], at=at)
    of: dict[UUID, CaseId] = {one.promise.id: case_id for one, case_id in zip(due, case_ids, strict=True)}
    making.put_to_cases(cases=of)
    broke = [one for one in due if one.promise.state is PromiseState.BROKEN]
    anew = overtaken.by_the_day(case_ids={of[one.promise.id] for one in broke}, at=at) if broke else ()
    matters = [_matter(one, of[one.promise.id]) for one in due]
    proposing.tell_first(matters, anew=[CaseId(case_id) for case_id in anew], at=at)
    _anew_where_the_day_mattered({of[one.promise.id] for one in broke if _is_their_complaint(one.promise)}, at)


def _is_their_complaint(promise: Promise) -> bool:
    return promise.touchpoint in verdicts.DAY_MATTERS and promise.complained_at is not None


def _anew_where_the_day_mattered(case_ids: Collection[UUID], at: datetime) -> None:
    """Who had complained before the day was over is owed more from now on: what was proposed for their words is proposed anew."""
    if case_ids:
        again = overtaken.by_a_day_that_mattered(case_ids=case_ids, at=at)
        proposing_anew.from_their_words(case_ids=sorted(again), at=at)


def _end(over: Sequence[_Known], at: datetime) -> None:
    """What was foreseen did not come true: it came in time after all, or no longer stands. Where nobody had said anything, the case ends by itself;
    who had been told that it might not come hears of it, by a click."""
    ids = [one.promise.case_id for one in over if one.promise.case_id]
    in_trouble = promises.in_trouble(case_ids=ids) if ids else frozenset()
    of = {one.promise.case_id: one for one in over if one.promise.case_id and one.promise.case_id not in in_trouble}
    held = foreseen.hold(case_ids=of.keys()) if of else ()
    agreed = overtaken.by_arrival(case_ids=[one.case_id for one in held if not one.they_wrote], at=at) if held else frozenset()
    kept = [one for one in held if of[one.case_id].promise.state is PromiseState.KEPT]
    told = [one for one in kept if one.they_wrote or one.we_wrote or one.case_id in agreed]
    foreseen.avert(quiet=[one.case_id for one in kept if one not in told], told=[one.case_id for one in told], at=at)
    foreseen.let_fall(case_ids=[one.case_id for one in held if one not in kept and not one.they_wrote], at=at)
    waiting = [one.case_id for one in told if not one.resolved]
    proposing.tell_first([_matter(of[case_id], case_id) for case_id in waiting], anew=waiting, at=at)


def _matter(known: _Known, case_id: CaseId) -> proposing.Matter:
    return proposing.Matter(
        case_id=case_id,
        reading=KNOWN_OURSELVES,
        subject="",
        line=_line(known.order),
        person=known.person,
        trusted=True,
        promise=known.promise,
    )


def _foretold(known: _Known) -> Foretold:
    promise, order, person = known.promise, known.order, known.person
    what = order.lines[0].title if order.lines else f"Order {order.number}"
    return Foretold(
        identity_id=promise.identity_id,
        person_identity_ids=tuple(identity.id for identity in person.identities),
        order_number=order.number,
        what=what[0].lower() + what[1:] if what[1:2].islower() else what,
        name=person.name.split(" ")[0] or "Somebody",
        true=promise.state is PromiseState.BROKEN,
    )


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
