"""The roads, their shrinkage, and the chance that a date does not hold: by hand where a hand can reckon it, on real orders where they are there."""

import numpy as np
import pytest

from benchmarks import promises as bench
from makegood.promises.rules import learning, survival
from makegood.promises.types import OfTouchpoint, ToldFirst

DAY = 24.0
FOUND = (980, 60)  # orders asked about, and how many of them came too late


def counted(*told: tuple[float, int]) -> survival.Counts:
    return survival.count(np.array([hours for hours, _ in told]), np.array([how for _, how in told]))


def late(curve: survival.Curve, *, age: float, left: float) -> float:
    return round(float(survival.late(curve, age=np.array([age]), left=np.array([left]))[0]), 6)


def test_of_four_parcels_one_of_which_is_still_under_way() -> None:
    """Delivered in the 1st, 2nd and 4th stretch of six hours, one seen last in the 3rd: still going 3/4, 1/2, 1/2, 0 (Kaplan and Meier)."""
    road = survival.learn(counted((3, 1), (9, 1), (15, 0), (21, 1)))
    assert [round(float(share), 6) for share in road.going[:6]] == [1.0, 0.75, 0.5, 0.5, 0.0, 0.0]
    assert late(road, age=0, left=12) == 0.5
    assert late(road, age=6, left=6) == round(0.5 / 0.75, 6)


def test_what_was_sent_back_never_comes() -> None:
    """Of four, two were delivered at once and two sent back: of those still under way then, nothing comes."""
    road = survival.learn(counted((3, 1), (3, 1), (9, 2), (9, 2)))
    assert late(road, age=0, left=600) == 0.5
    assert late(road, age=6, left=600) == 1.0


def test_a_road_of_one_parcel_leans_on_the_wider_one() -> None:
    wide = survival.learn(counted(*[(3, 1)] * 50, *[(9, 1)] * 50))
    lane = survival.learn(counted((9, 1)), wide)
    assert round(float(lane.delivered[0]), 6) == round(25 / 51, 6)
    assert survival.learn(counted(), wide).delivered[0] == 0.5


def test_counts_are_kept_and_read_again_unchanged() -> None:
    counts = counted((3, 1), (9, 0), (5000, 2))
    again = survival.read(survival.written(counts))
    assert (again.parcels, again.ended, float(again.other[-1])) == (3, 2, 1.0)


def test_a_house_with_little_history_gives_no_chance() -> None:
    few = bench.journeys.of([], zone="UTC")
    assert learning.learn(few, at=0.0).is_enough is False


def test_rates_are_shares_of_what_ended() -> None:
    assert OfTouchpoint("delivery", kept=37, broken=3).rate == 0.075
    assert (ToldFirst(told=3, complained=1, neither=0).rate, ToldFirst(0, 0, 0).rate) == (0.75, None)


def test_real_orders_rank_at_hand_over_as_the_roads_say() -> None:
    """A fifth of the data, learned from once and asked about the three weeks after; the whole table is `python -m benchmarks.promises`."""
    if not bench.DATA.is_dir():
        pytest.skip("the orders of ../shared/data/olist are not here")
    orders = bench.load()
    since = float(orders.placed[9_000])
    near = orders.take((orders.placed > since - 120 * DAY) & (orders.placed < since + 21 * DAY))
    knowledge = learning.learn(near, at=since)
    asked = near.take((near.placed >= since) & (near.handed < near.due))
    broke = (asked.ended >= asked.due).astype(np.float64)
    chance = learning.chances(knowledge, asked, asked.handed)
    assert (len(asked), int(broke.sum())) == FOUND
    assert bench.area(broke, chance) >= 0.65  # the weeks around a Black Friday, which nothing before was like
