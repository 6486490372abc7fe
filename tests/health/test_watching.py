"""The watch over a touchpoint's days: how often it is wrong in years in which nothing happened, and how soon it sees what did. Seeded."""

import numpy as np
import pytest

from benchmarks import health as simulated
from makegood.health.rules import thresholds, watching
from makegood.health.rules.watching import Floats

YEARS = 60


@pytest.mark.parametrize(("there", "rate"), [(20.0, 0.1), (100.0, 0.05)])
def test_a_touchpoint_raises_no_more_than_one_false_alarm_in_two_years(there: float, rate: float) -> None:
    """60 touchpoint-years of six signals; 30 alarms are what is borne. `benchmarks.health` counts more years of more sizes."""
    assert simulated.false_alarms(there, rate, years=YEARS, seed=20_261_123) <= watching.FALSE_A_YEAR


def test_twice_as_many_of_a_hundred_a_day_are_seen_within_two_weeks_and_by_no_plain_chart_as_rare() -> None:
    hits, n = simulated.changed(100.0, 0.05, 2.0, series=60)
    ours = simulated.noticed(hits, n)
    assert ours.median <= 14
    assert ours.missed == 0.0


def quiet(days: int = 250, *, there: float = 40.0, wrong: float = 4.0) -> tuple[Floats, Floats]:
    return np.full((1, days), wrong), np.full((1, days), there)


def test_what_is_always_alike_raises_nothing() -> None:
    assert watching.watch(*quiet()) == []


def test_a_week_of_four_times_as_many_is_raised_once_from_its_first_day_and_is_over_after_two_calm_weeks() -> None:
    hits, n = quiet()
    hits[0, 200:207] = 16.0
    (found,) = watching.watch(hits, n)
    assert (found.row, found.since) == (0, 200)
    assert 200 <= found.raised <= 203
    assert found.over is not None
    assert 215 <= found.over <= 225


def test_what_stays_is_the_new_usual_after_a_quarter_of_a_year() -> None:
    hits, n = quiet(days=420)
    hits[0, 200:] = 16.0
    (found,) = watching.watch(hits, n)
    assert found.over == found.raised + watching.NEW_USUAL_DAYS + 1


def test_a_busy_day_and_a_quiet_one_are_no_alarm_where_as_large_a_share_goes_wrong() -> None:
    hits, n = quiet()
    hits[0, 210], n[0, 210] = 40.0, 400.0
    hits[0, 211], n[0, 211] = 0.0, 0.0
    assert watching.watch(hits, n) == []


def test_of_too_few_nothing_is_watched() -> None:
    hits, n = np.zeros((1, 200)), np.zeros((1, 200))
    n[0, ::10] = 1.0
    hits[0, 150:] = n[0, 150:]
    assert watching.watch(hits, n) == []


def test_series_do_not_know_of_each_other() -> None:
    hits, n = quiet()
    louder = hits.copy()
    louder[0, 200:207] = 16.0
    both = watching.watch(np.vstack([hits, louder]), np.vstack([n, n]))
    (alone,) = watching.watch(louder, n)
    assert [(one.row, one.since, one.raised, one.over) for one in both] == [(1, alone.since, alone.raised, alone.over)]


def test_a_rarer_false_alarm_takes_a_higher_sum() -> None:
    a_day, k = np.array([0.1, 2.0, 40.0]), np.array([10.0, 10.0, 10.0])
    often, seldom = (thresholds.bounds(a_day=a_day, k=k, false_a_year=one) for one in (1 / 6, 1 / 60))
    assert often.shape == (3, 3)
    assert (seldom > often).all()
