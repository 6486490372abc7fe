"""An order's time is a promise; parcels keep or break it; what is at risk opens a case before anybody complains."""

import dataclasses
from datetime import timedelta
from uuid import UUID

import pytest

from makegood.cases import queries as cases
from makegood.channels.actions import intake
from makegood.channels.types import Envelope
from makegood.flows import promise_keeping, touchpoint_pages
from makegood.gestures.types import Occasion
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.orders.actions import history
from makegood.orders.types import ParcelState
from makegood.platform import journal, tenancy
from makegood.promises import at_touchpoints
from makegood.promises import queries as promises
from makegood.promises.rules import reasons
from makegood.promises.types import Promise, PromiseState, RecordKind
from makegood.touchpoints.types import Watched
from tests import cast
from tests.cases import telling as cases_telling
from tests.promises import telling


@pytest.fixture
def brand(committed_brightside: UUID) -> UUID:
    return committed_brightside


def one(brand: UUID) -> Promise:
    with tenancy.brand(brand):
        (promise,) = telling.the_promises()
        return promise


def ordered(brand: UUID, **other: object) -> None:
    with tenancy.brand(brand):
        telling.take(telling.order(**other))  # type: ignore[arg-type]
    telling.work_off(brand, cast.AT)


def moved(brand: UUID, state: ParcelState, *, days: float, kind: str = "") -> None:
    at = cast.later(minutes=int(days * 24 * 60))
    with tenancy.brand(brand):
        telling.moves(telling.event(state, at, kind=kind), at=at)
    telling.work_off(brand, at)


def kinds(brand: UUID) -> list[RecordKind]:
    with tenancy.brand(brand):
        return [record.kind for record in promises.records_of(promise_ids=[one.id for one in telling.the_promises()])]


def test_an_orders_time_becomes_a_promise(brand: UUID) -> None:
    ordered(brand)
    promise = one(brand)
    assert (promise.state, promise.touchpoint, promise.due.at) == (PromiseState.OPEN, "delivery", telling.DUE)
    assert promise.what == "Dimmer switch, Pocket torch (order 1007)"
    with tenancy.brand(brand):
        told = [entry.kind for entry in journal.latest(limit=50) if entry.kind.startswith("promises.")]
    assert told == ["promises.PromiseMade"]


def test_a_parcel_that_comes_in_time_keeps_it(brand: UUID) -> None:
    ordered(brand)
    moved(brand, ParcelState.DELIVERED, days=2)
    promise = one(brand)
    assert (promise.state, promise.state_at) == (PromiseState.KEPT, cast.later(days=2))
    assert kinds(brand) == [RecordKind.MADE, RecordKind.KEPT]


def test_at_the_very_due_instant_it_is_late(brand: UUID) -> None:
    ordered(brand)
    moved(brand, ParcelState.DELIVERED, days=3)
    assert one(brand).state is PromiseState.BROKEN


def test_a_promise_that_is_past_when_the_shop_first_tells_of_it_opens_nothing(brand: UUID) -> None:
    with tenancy.brand(brand):
        telling.take(telling.order(promised_until=cast.later(minutes=-1), placed_at=cast.later(days=-2)))
        telling.moves(telling.event(ParcelState.CREATED, cast.later(days=-2)), at=cast.AT)
    telling.work_off(brand, cast.AT)
    promise = one(brand)
    assert (promise.state, promise.watched, promise.case_id) == (PromiseState.BROKEN, False, None)


def came_before(brand: UUID, how_many: int, *, told_on_the_way: bool) -> None:
    """Parcels that this carrier delivered earlier, with or without a word on the way."""
    with tenancy.brand(brand):
        for number in map(str, range(900, 900 + how_many)):
            placed, came = cast.later(days=-20), cast.later(days=-18)
            history.take_past_orders(orders=[telling.order(number, placed_at=placed, promised_until=None)])
            taken = [(ParcelState.MOVING, cast.later(days=-19))] if told_on_the_way else []
            history.take_past_parcels(
                told=[
                    telling.event(state, at, number=number, tracking=f"P{number}")
                    for state, at in [*taken, (ParcelState.DELIVERED, came)]
                ]
            )


@pytest.mark.parametrize(("how_many", "told_on_the_way"), [(0, True), (4, True), (5, False)])
def test_the_silence_of_a_carrier_that_never_tells_before_it_delivers_says_nothing(
    brand: UUID, how_many: int, *, told_on_the_way: bool
) -> None:
    came_before(brand, how_many, told_on_the_way=told_on_the_way)
    ordered(brand)
    moved(brand, ParcelState.CREATED, days=1)
    telling.work_off(brand, cast.later(days=2, hours=23))
    assert one(brand).state is PromiseState.OPEN


def test_the_clock_alone_puts_at_risk_what_a_telling_carrier_does_not_have_and_says_so(brand: UUID) -> None:
    came_before(brand, 5, told_on_the_way=True)
    ordered(brand)
    moved(brand, ParcelState.CREATED, days=1)
    assert one(brand).state is PromiseState.OPEN
    telling.work_off(brand, cast.later(days=2, hours=12))
    promise = one(brand)
    assert (promise.state, promise.chance) == (PromiseState.AT_RISK, None)
    assert promise.reason is not None
    assert reasons.sentence(promise.reason) == (
        "Little time is left and the carrier does not have it yet. This goes by the clock alone: 0 parcels came so far, and a chance takes 200."
    )


def test_what_is_at_risk_opens_a_case_with_a_letter_that_tells_them_first(brand: UUID) -> None:
    ordered(brand)
    moved(brand, ParcelState.EXCEPTION, days=1, kind="delayed")
    promise = one(brand)
    assert (promise.state, promise.chance) == (PromiseState.AT_RISK, 1.0)
    with tenancy.brand(brand):
        assert promise.case_id is not None
        case = cases.case(case_id=promise.case_id)
        makegood = makegoods.for_occasion(occasion=Occasion("case", case.id))
        assert makegood is not None
    assert case.title == "Tom’s dimmer switch may not come in time"
    assert (makegood.title, makegood.state, makegood.cost.minor) == ("Tell them first, before they ask", "proposed", 0)
    (say,) = makegood.steps
    assert "We promised you your order 1007 by Thursday 5 March." in say.params["text"]


def test_it_breaks_in_the_case_that_is_open(brand: UUID) -> None:
    ordered(brand)
    moved(brand, ParcelState.EXCEPTION, days=1, kind="delayed")
    before = one(brand).case_id
    telling.work_off(brand, telling.DUE)
    promise = one(brand)
    assert (promise.state, promise.state_at, promise.case_id) == (PromiseState.BROKEN, telling.DUE, before)
    assert kinds(brand) == [RecordKind.MADE, RecordKind.AT_RISK, RecordKind.BROKEN]
    with tenancy.brand(brand):
        assert len(cases.case_ids(after=None, limit=10)) == 1


def test_a_carriers_late_word_makes_a_broken_promise_a_kept_one(brand: UUID) -> None:
    ordered(brand)
    moved(brand, ParcelState.MOVING, days=1)
    telling.work_off(brand, cast.later(days=4))
    assert one(brand).state is PromiseState.BROKEN
    with tenancy.brand(brand):
        telling.moves(telling.event(ParcelState.DELIVERED, cast.later(days=2)), at=cast.later(days=4))
    telling.work_off(brand, cast.later(days=4))
    assert one(brand).state is PromiseState.KEPT


def test_a_cancelled_order_withdraws_it(brand: UUID) -> None:
    ordered(brand)
    ordered(brand, cancelled_at=cast.later(hours=1))
    assert one(brand).state is PromiseState.WITHDRAWN


def test_another_later_time_does_not_take_the_first_promise_back(brand: UUID) -> None:
    ordered(brand)
    ordered(brand, promised_until=cast.later(days=9))
    with tenancy.brand(brand):
        later, first = telling.the_promises()
    assert (first.due.at, first.state, later.due.at, later.state) == (
        telling.DUE,
        PromiseState.AT_RISK,
        cast.later(days=9),
        PromiseState.OPEN,
    )
    assert first.reason is not None
    assert reasons.sentence(first.reason) == "The shop itself now says 11 March 2026."


def test_history_is_settled_in_silence(brand: UUID) -> None:
    with tenancy.brand(brand):
        past = dataclasses.replace(telling.order("900"), placed_at=cast.later(days=-30), promised_until=cast.later(days=-20))
        history.take_past_orders(orders=[past])
        history.take_past_parcels(told=[telling.event(ParcelState.DELIVERED, cast.later(days=-19), number="900")])
    with tenancy.brand(brand):
        assert promise_keeping.go_through_past(at=cast.AT, lag=-timedelta(hours=1)) is False
    telling.work_off(brand, cast.AT)
    promise = one(brand)
    assert (promise.state, promise.watched) == (PromiseState.BROKEN, False)
    with tenancy.brand(brand):
        assert not cases.case_ids(after=None, limit=10)
        assert [entry.kind for entry in journal.latest(limit=50) if entry.kind.startswith("promises.")] == []


def test_who_spoke_of_a_promise_of_the_past_was_not_silent(brand: UUID) -> None:
    """Of two parcels that came late their person spoke of one. At the touchpoint that is counted once, by the case, and the other by its promise."""
    with tenancy.brand(brand):
        for number in ("900", "901"):
            past = dataclasses.replace(telling.order(number), placed_at=cast.later(days=-30), promised_until=cast.later(days=-20))
            history.take_past_orders(orders=[past])
            came = telling.event(ParcelState.DELIVERED, cast.later(days=-19), number=number, tracking=f"SL-{number}")
            history.take_past_parcels(told=[came])
        words, then = "My order 900 is three days late. Where is it?", cast.later(days=-20, hours=5)
        envelope = Envelope(external_id="1", author=cast.TOM_BY_EMAIL, text=words, visible=words, sent_at=then)
        intake.store_messages(channel_id=cases_telling.web_channel(), envelopes=[envelope], at=then)
    telling.work_off(brand, then)
    with tenancy.brand(brand):
        promise_keeping.go_through_past(at=cast.AT, lag=-timedelta(hours=1))
        said = {promise.what[-4:-1]: promise.complained_at for promise in telling.the_promises()}
        assert said == {"900": then, "901": None}
        (week,) = at_touchpoints.weeks(since=cast.later(days=-40), until=cast.AT)
        assert (week.broken, week.quiet) == (2, 1)
        counted = touchpoint_pages.figure(key="delivery", watched=Watched.COMPLAINTS, since=cast.later(days=-40), until=cast.AT)
        assert (counted.hits, counted.n) == (1, 2)


def test_another_brands_tracking_number_is_refused_in_words_and_nothing_changes(pageturner: UUID, brand: UUID) -> None:
    with tenancy.brand(pageturner):
        telling.take(telling.order())
        telling.moves(telling.event(ParcelState.MOVING, cast.AT), at=cast.AT)
    with tenancy.brand(brand), pytest.raises(Refusal) as refused:
        telling.moves(telling.event(ParcelState.DELIVERED, cast.AT, number=""), at=cast.AT)
    assert refused.value.fields == {"events[0].tracking": "is not a parcel of yours"}
    telling.work_off(brand, cast.AT)
    with tenancy.brand(brand):
        assert telling.the_promises() == ()


def test_a_number_that_was_given_anew_leads_to_the_parcel_of_these_weeks(brand: UUID) -> None:
    long_ago = dataclasses.replace(
        telling.order("900"), placed_at=cast.later(days=-200), promised_until=cast.later(days=-190), told_at=None
    )
    with tenancy.brand(brand):
        telling.take(long_ago, telling.order())
        for number, at in (("900", cast.later(days=-195)), ("1007", cast.AT)):
            telling.moves(telling.event(ParcelState.MOVING, at, number=number), at=at)
        telling.moves(telling.event(ParcelState.DELIVERED, cast.later(days=1), number=""), at=cast.later(days=1))
    telling.work_off(brand, cast.later(days=1))
    with tenancy.brand(brand):
        states = {promise.what[-5:-1]: promise.state for promise in telling.the_promises()}
    assert states == {" 900": PromiseState.BROKEN, "1007": PromiseState.KEPT}


def test_where_no_carrier_ever_speaks_the_clock_calls_nothing_broken(brand: UUID) -> None:
    """A shop that tells of orders alone: nobody is told of a delay that nobody knows of."""
    ordered(brand)
    telling.work_off(brand, cast.later(days=9))
    assert one(brand).state is PromiseState.OPEN
    with tenancy.brand(brand):
        assert not cases.case_ids(after=None, limit=10)


@pytest.mark.parametrize(
    ("days", "word"),
    [
        (3, "is more than two days ahead; look at the date and the zone"),
        (-366 * 40, "lies before the year 2000; look at the date"),
    ],
)
def test_an_impossible_time_of_a_carrier_is_refused_and_nothing_changes(brand: UUID, days: int, word: str) -> None:
    ordered(brand)
    with tenancy.brand(brand), pytest.raises(Refusal) as refused:
        telling.moves(telling.event(ParcelState.DELIVERED, cast.later(days=days)), at=cast.AT)
    assert refused.value.fields == {"events[0].at": word}
    assert one(brand).state is PromiseState.OPEN
