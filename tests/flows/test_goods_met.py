"""Whoever something came to met the goods, once for each order; who then speaks of them in a case is counted by the case alone."""

import dataclasses
from datetime import timedelta
from zoneinfo import ZoneInfo

from makegood.brands.types import Brand
from makegood.cases import queries as cases
from makegood.flows import goods_met, health_days, touchpoint_pages
from makegood.health import queries as counted
from makegood.health.types import Signal
from makegood.orders.actions import ordering, parcels
from makegood.platform import tenancy
from makegood.touchpoints.actions import recording
from makegood.touchpoints.types import Contact, Watched, Where
from tests import cast
from tests.flows.conftest import House
from tests.touchpoints import telling

CAME = cast.later(days=-3)


def three_came() -> None:
    """Three orders were delivered, one of them in two parcels; a fourth is on its way."""
    placed = cast.later(days=-5)
    told = [dataclasses.replace(one, placed_at=placed) for one in cast.bulb_orders()]
    ordering.take_orders(orders=told, at=cast.AT)
    events = [cast.delivered(number, at=CAME, tracking=f"P-{number}") for number in ("1001", "1002", "1003")]
    parcels.take_parcel_events(events=[*events, cast.delivered("1003", at=CAME + timedelta(days=1), tracking="P-2")], at=cast.AT)


def test_an_order_counts_once_with_its_first_parcel(brightside: Brand) -> None:
    three_came()
    assert goods_met.by_week(since=cast.later(days=-30), until=cast.AT) == {0: 3}
    assert goods_met.by_day(since=cast.later(days=-30), zone="Europe/London") == {CAME.date(): 3}
    assert [one.at for one in goods_met.between(since=CAME, until=CAME + timedelta(hours=1))] == [CAME] * 3
    assert goods_met.between(since=CAME + timedelta(hours=1), until=cast.AT) == ()


def test_who_speaks_of_them_since_is_counted_by_the_case_alone(house: House) -> None:
    with tenancy.brand(house.brand_id):
        three_came()
    house.hears("The bulbs of order 1001 are broken, all six of them!")
    with tenancy.brand(house.brand_id):
        case = cases.by_number(number=1)
        assert case.order_number == "1001"
        recording.say_anew(contacts=[Contact(case.id, Where("goods", "read"), cast.AT, complaint=True, harm="faulty")])
        assert goods_met.by_week(since=cast.later(days=-30), until=cast.AT) == {0: 2}
        line = the_goods()
        assert (line.complaints.hits, line.complaints.n, line.came_in, line.contacts) == (1, 3, 2, 1)
        found = touchpoint_pages.figure(
            key=goods_met.KEY, watched=Watched.COMPLAINTS, since=cast.later(days=-30), until=cast.later(minutes=1)
        )
        assert (found.hits, found.n) == (1, 3)


def test_the_days_gone_by_heal_in_the_night(brightside: Brand) -> None:
    zone, on = ZoneInfo(brightside.zone), CAME.date()
    three_came()
    assert on in health_days.differing(today=cast.AT.date(), zone=zone)
    health_days.put(on, at=cast.AT, zone=zone)
    assert on not in health_days.differing(today=cast.AT.date(), zone=zone)
    there = [
        (one.hits, one.n) for one in counted.days(since=on, until=on) if (one.key, one.signal) == ("goods", Signal.COMPLAINT)
    ]
    assert there == [(0, 3)]


def test_the_time_before_is_compared_since_anybody_could_be_heard(brightside: Brand) -> None:
    """The goods of twelve orders came in a past that was imported, when none of their buyers could be heard; of twelve who met them since all complain.
    That is no worse than nothing. It is once somebody could be heard then."""
    numbers, came = [str(number) for number in range(2001, 2013)], cast.later(days=-40)
    orders = [dataclasses.replace(cast.bulb_orders()[0], number=number, placed_at=cast.later(days=-41)) for number in numbers]
    ordering.take_orders(orders=orders, at=cast.AT)
    parcels.take_parcel_events(events=[cast.delivered(number, at=came, tracking=f"P-{number}") for number in numbers], at=cast.AT)
    telling.at_place(goods_met.KEY, [cast.later(days=-1)] * len(numbers), complaint=True, harm="faulty")
    line = the_goods()
    assert (line.complaints.hits, line.complaints.n, line.complaints_before.n) == (12, 12, 0)
    assert (line.complaints_more, line.is_worse) == (None, False)
    telling.at_place("order", [came - timedelta(hours=1)], complaint=False)
    line = the_goods()
    assert (line.complaints_before.hits, line.complaints_before.n, line.is_worse) == (0, 12, True)


def the_goods() -> touchpoint_pages.Line:
    lines = touchpoint_pages.page(days=30, at=cast.later(minutes=1)).lines
    return next(one for one in lines if one.touchpoint.key == goods_met.KEY)
