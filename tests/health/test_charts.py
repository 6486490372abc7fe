"""Control charts against figures of textbooks and by hand, and what widens their limits."""

import pytest

from makegood.health.rules import charts
from makegood.health.types import Chart


def test_a_chart_of_shares_is_as_by_hand() -> None:
    """Ten of a hundred each time: three sigma are 3·sqrt(.1·.9/100) = .09."""
    found = charts.control(Chart.SHARES, hits=[10] * 10, n=[100] * 10)
    assert found is not None
    assert (found.centre, found.sigma_z, found.outside) == (0.1, 1.0, 0)
    point = found.points[0]
    assert point is not None
    assert (point.low, point.high) == pytest.approx((0.01, 0.19))


def test_a_point_beyond_its_limits_is_outside_and_a_day_without_anybody_has_none() -> None:
    found = charts.control(Chart.SHARES, hits=[1, 2, 1, 2, 1, 2, 1, 2, 0, 30], n=[50] * 8 + [0, 50])
    assert found is not None
    assert found.points[8] is None
    assert [one.is_outside for one in found.points if one] == [False] * 8 + [True]


def test_of_huge_samples_that_vary_more_than_chance_laney_widens_the_limits() -> None:
    """Of 100,000 each, 9 and 11 % in turns: a p chart has every point outside, Laney's none. z is ±10.54, the mean moving range 21.08, σ_z 18.69."""
    found = charts.control(Chart.SHARES, hits=[9_000, 11_000] * 6, n=[100_000] * 12)
    assert found is not None
    assert found.sigma_z == pytest.approx(18.69, abs=0.01)
    assert found.outside == 0


def test_counts_for_each_case_have_the_limits_of_a_u_chart() -> None:
    """Two for each of 50: 2 ± 3·sqrt(2/50)."""
    found = charts.control(Chart.COUNTS, hits=[100] * 9, n=[50] * 9)
    assert found is not None
    point = found.points[4]
    assert point is not None
    assert (point.low, point.high) == pytest.approx((1.4, 2.6))


def test_single_values_have_the_limits_of_their_moving_range() -> None:
    """4 and 5 in turns: the mean moving range is 1, so 4.5 ± 2.66."""
    found = charts.control(Chart.VALUES, hits=[0] * 8, n=[2] * 8, totals=[8.0, 10.0] * 4)
    assert found is not None
    point = found.points[0]
    assert point is not None
    assert (found.centre, point.low, point.high) == pytest.approx((4.5, 1.84, 7.16))


def test_of_few_points_no_limits_are_said_and_of_nobody_no_chart() -> None:
    found = charts.control(Chart.SHARES, hits=[1, 2], n=[10, 10])
    assert found is not None
    assert found.points[0] is not None
    assert found.points[0].low is None
    assert charts.control(Chart.SHARES, hits=[0], n=[0]) is None
