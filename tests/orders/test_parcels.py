"""Parcels move by what the carrier says, in whatever order and however often it is said."""

import dataclasses
import random
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand
from makegood.kernel.refusals import Refusal
from makegood.orders import models, queries
from makegood.orders.actions import ordering, parcels
from makegood.orders.types import Parcel, ParcelEventIn, ParcelState
from makegood.platform import journal
from tests import cast

ROUTE = (
    (ParcelState.ACCEPTED, 0),
    (ParcelState.OUT_FOR_DELIVERY, 30),
    (ParcelState.DELIVERED, 55),
)


def event(state: ParcelState, minutes: int, *, number: str = "1007", tracking: str = cast.TRACKING) -> ParcelEventIn:
    return ParcelEventIn(
        order_number=number,
        tracking=tracking,
        carrier=cast.CARRIER,
        state=state,
        raw_code=state.upper(),
        at=cast.later(minutes=minutes),
        courier=cast.COURIER if state is ParcelState.DELIVERED else "",
    )


def announced() -> list[str]:
    entries = [one for one in journal.latest(limit=5000) if one.kind.startswith("orders.Parcel")]
    return [one.data.get("state", "DELIVERED") for one in sorted(entries, key=lambda one: one.id)]


def the_parcel() -> Parcel:
    order = queries.order_by_number(number="1007")
    assert order is not None
    (parcel,) = order.parcels
    return parcel


def test_a_parcel_is_followed_to_the_door(brightside: Brand) -> None:
    ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
    for state, minutes in ROUTE:
        assert parcels.take_parcel_events(events=[event(state, minutes)], at=cast.later(minutes=minutes)) == 1
    parcel = the_parcel()
    assert (parcel.state, parcel.delivered_at, parcel.courier, parcel.carrier) == (
        ParcelState.DELIVERED,
        cast.later(minutes=55),
        cast.COURIER,
        cast.CARRIER,
    )
    assert [move.state for move in parcel.moves] == [state for state, _ in ROUTE]
    assert announced() == ["accepted", "out for delivery", "delivered", "DELIVERED"]


def test_an_event_that_was_told_twice_is_one(brightside: Brand) -> None:
    ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
    moves = [event(state, minutes) for state, minutes in ROUTE]
    assert parcels.take_parcel_events(events=[*moves, *moves], at=cast.AT) == 3
    assert parcels.take_parcel_events(events=moves, at=cast.AT) == 0
    assert announced() == ["accepted", "out for delivery", "delivered", "DELIVERED"]


def test_an_old_event_that_comes_late_is_kept_and_not_announced(brightside: Brand) -> None:
    ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
    parcels.take_parcel_events(events=[event(ParcelState.DELIVERED, 55)], at=cast.AT)
    assert parcels.take_parcel_events(events=[event(ParcelState.ACCEPTED, 0)], at=cast.AT) == 1
    assert (the_parcel().state, len(the_parcel().moves)) == (ParcelState.DELIVERED, 2)
    assert announced() == ["delivered", "DELIVERED"]


def test_a_delivery_that_is_told_late_is_announced_all_the_same(brightside: Brand) -> None:
    ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
    parcels.take_parcel_events(events=[event(ParcelState.RETURNING, 90)], at=cast.AT)
    parcels.take_parcel_events(events=[event(ParcelState.DELIVERED, 55)], at=cast.AT)
    parcel = the_parcel()
    assert (parcel.state, parcel.delivered_at) == (ParcelState.RETURNING, cast.later(minutes=55))
    assert announced() == ["returning", "DELIVERED"]


def test_events_wait_for_an_order_that_nobody_told_of_yet(brightside: Brand) -> None:
    assert parcels.take_parcel_events(events=[event(state, minutes) for state, minutes in ROUTE], at=cast.AT) == 3
    assert announced() == []
    sent = dataclasses.replace(cast.torch_order(), reason="replacement", command_key="mg-1:fix")
    ordering.take_orders(orders=[sent], at=cast.later(minutes=60))
    assert the_parcel().state is ParcelState.DELIVERED
    assert announced() == ["delivered", "DELIVERED"]
    (delivered,) = [one for one in journal.latest(limit=50) if one.kind == "orders.ParcelDelivered"]
    assert delivered.data["command_key"] == "mg-1:fix"
    ordering.take_orders(orders=[sent], at=cast.later(minutes=61))
    assert len(announced()) == 2


def test_an_order_may_come_in_two_parcels(brightside: Brand) -> None:
    ordering.take_orders(orders=[cast.torch_order()], at=cast.AT)
    told = [event(ParcelState.DELIVERED, 55), event(ParcelState.ACCEPTED, 0, tracking="SW-88121")]
    parcels.take_parcel_events(events=told, at=cast.AT)
    order = queries.order_by_number(number="1007")
    assert order is not None
    assert [(parcel.tracking, parcel.state) for parcel in order.parcels] == [
        ("SW-88120", ParcelState.DELIVERED),
        ("SW-88121", ParcelState.ACCEPTED),
    ]


@pytest.mark.parametrize(
    ("field", "named", "word"),
    [("order_number", "tracking", "is not a parcel of yours"), ("tracking", "tracking", "must not be empty")],
)
def test_an_event_of_nothing_is_refused(brightside: Brand, field: str, named: str, word: str) -> None:
    bad = dataclasses.replace(event(ParcelState.ACCEPTED, 0), **{field: " "})
    with pytest.raises(Refusal) as refused:
        parcels.take_parcel_events(events=[event(ParcelState.ACCEPTED, 0), bad], at=cast.AT)
    assert refused.value.fields == {f"events[1].{named}": word}
    assert models.Parcel.objects.count() == 0


def test_shuffled_and_doubled_tellings_end_in_the_same_state(brightside: Brand) -> None:
    """RELIABILITY A8: 15 sequences here, each in 4 orders with a third doubled; each sequence is a parcel of its own."""
    chance = random.Random(2026)
    numbers = 0
    for _ in range(15):
        route = [(chance.choice(list(ParcelState)), chance.randrange(6)) for _ in range(chance.randint(1, 6))]
        ends = set()
        for _ in range(4):
            numbers += 1
            number = f"S-{numbers}"
            told = [event(state, minutes, number=number) for state, minutes in route]
            told += chance.sample(told, k=(len(told) + 2) // 3)
            chance.shuffle(told)
            order = dataclasses.replace(cast.torch_order(), number=number)
            place = chance.randrange(len(told) + 1)
            for i, one in enumerate(told):
                if i == place:
                    ordering.take_orders(orders=[order], at=cast.AT)
                parcels.take_parcel_events(events=[one], at=cast.AT)
            ordering.take_orders(orders=[order], at=cast.AT)
            kept = queries.order_by_number(number=number)
            assert kept is not None
            ends.add(_end(kept.parcels[0]))
            delivered = [one for one in _entries(kept.id) if one == "orders.ParcelDelivered"]
            assert len(delivered) == int(kept.parcels[0].delivered_at is not None)
        assert len(ends) == 1


def test_five_hundred_events_take_as_many_queries_as_five(brightside: Brand) -> None:
    orders = [dataclasses.replace(cast.torch_order(), number=f"N-{i}") for i in range(600)]
    ordering.take_orders(orders=orders, at=cast.AT)
    counts = []
    for start, end in ((0, 5), (100, 600)):
        told = [event(ParcelState.DELIVERED, 55, number=f"N-{i}", tracking=f"T-{i}") for i in range(start, end)]
        with CaptureQueriesContext(connection) as asked:
            assert parcels.take_parcel_events(events=told, at=cast.AT) == end - start
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _end(parcel: Parcel) -> tuple[object, ...]:
    return parcel.state, parcel.delivered_at, parcel.courier, parcel.moves


def _entries(order_id: UUID) -> list[str]:
    return [one.kind for one in journal.latest(limit=5000) if one.data.get("order_id") == str(order_id)]


def test_recent_lines_say_when_they_were_delivered(brightside: Brand) -> None:
    ordering.take_orders(orders=[*cast.bulb_orders(), cast.torch_order()], at=cast.AT)
    parcels.take_parcel_events(events=[cast.delivered()], at=cast.AT)
    order = queries.order_by_number(number="1007")
    assert order is not None
    lines = queries.recent_lines(identity_ids=[order.identity_id], since=cast.AT - timedelta(days=60))
    assert [(one.order_number, one.line.sku, one.delivered_at) for one in lines] == [
        ("1007", "DIM-04", cast.AT),
        ("1007", "TORCH-01", cast.AT),
        ("1004", "LED-60", None),
        ("1003", "LED-60", None),
    ]
    latest = queries.orders_of(identity_ids=[order.identity_id], limit=2)
    assert [one.number for one in latest] == ["1007", "1004"]
