"""Noticing a burst: what is usual, how high a sum may rise, when it is over, and who counts."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from makegood.bursts.rules import baselines, cusum, endings, people, seasons, spans, teaching, thresholds

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
A_DAY = 288


def test_a_holiday_has_the_hours_of_a_sunday_and_the_zone_counts() -> None:
    noon = MONDAY.replace(hour=12)
    assert seasons.cell(noon, zone="Europe/London") == 12
    assert seasons.cell(noon, zone="Asia/Tokyo") == 21
    assert seasons.cell(noon, zone="Europe/London", days_off={date(2026, 3, 2)}) == 6 * 24 + 12


def test_the_weights_of_a_week_average_one_and_a_quiet_hour_is_never_impossible() -> None:
    hours = np.full(168, 8.0)
    counts = np.where(np.arange(168) % 24 < 8, 0.0, 12.0)  # nobody ever wrote by night
    weights = seasons.learn(counts, hours)
    assert weights.mean() == pytest.approx(1.0)
    assert weights[3] >= seasons.LEAST_WEIGHT
    assert weights[12] == pytest.approx(1.46, abs=0.05)
    assert np.all(seasons.learn(np.zeros(168), hours) == 1.0)  # nothing known: no rhythm


def test_weights_ask_for_a_whole_week() -> None:
    with pytest.raises(ValueError, match="168"):
        seasons.learn([1.0] * 24, [1.0] * 24)


def learned(days: int, *, mean: float, topics: int = 3, shape: float = 5.0, wave: float = 0.0) -> baselines.Baselines:
    chance, known, season = np.random.default_rng(7), baselines.none(topics), np.ones(A_DAY)
    for _ in range(days):
        level = mean * np.exp(wave * chance.standard_normal((topics, 1)))
        counts = chance.poisson(chance.gamma(shape, level / shape, size=(topics, A_DAY))).astype(float)
        known = baselines.learn(known, counts=counts, seasons=season)
    return known


def test_the_level_and_the_shape_of_what_is_usual_are_found() -> None:
    known = learned(40, mean=1.0)
    assert baselines.levels(known) == pytest.approx([288.0] * 3, rel=0.05)
    assert baselines.shapes(known) == pytest.approx([5.0] * 3, rel=0.35)
    assert baselines.cautious(known) == pytest.approx([288.0] * 3, rel=0.12)
    assert np.all(baselines.cautious(known) > baselines.levels(known))


def test_days_that_differ_make_it_more_patient() -> None:
    even, waves = learned(60, mean=1.0), learned(60, mean=1.0, wave=0.4)
    assert np.all(baselines.between_days(even) < 0.12)
    assert np.all(baselines.between_days(waves) > 0.25)


def test_what_is_usual_is_forgotten_by_the_fiftieth_part_a_day() -> None:
    known = learned(40, mean=1.0, topics=1)
    after = baselines.learn(known, counts=np.zeros((1, A_DAY)), seasons=np.ones(A_DAY))
    assert after.people[0] == pytest.approx(known.people[0] * 0.98)
    assert after.days[0] == pytest.approx(known.days[0] * 0.98 + 1.0)


def test_a_topic_of_which_nothing_is_known_borrows_from_the_others() -> None:
    known = baselines.Baselines(*(np.array([value, 0.0]) for value in (200.0, 20.0, 0.0, 0.0, 0.0, 0.0)))
    assert baselines.levels(known) == pytest.approx([10.0, 10.0])


def test_the_sum_is_that_of_the_formula() -> None:
    mean, k, x = 0.4, 2.0, 3.0
    watch = cusum.step(cusum.begin(1), np.array([x]), mean=np.array([mean]), k=np.array([k]), now=1)
    m1 = 3.0 * mean
    said = x * np.log((m1 / (k + m1)) / (mean / (k + mean))) + k * np.log((k + mean) / (k + m1))
    assert watch.sums[0, 1] == pytest.approx(said)
    quiet = cusum.step(cusum.begin(1), np.array([0.0]), mean=np.array([mean]), k=np.array([k]), now=5)
    assert quiet.sums[0, 1] == 0.0
    assert quiet.since[0, 1] == 5


def test_a_burst_is_raised_within_minutes_and_only_there() -> None:
    mean, k = np.full(2, 0.2), np.full(2, 1.0)
    bounds = thresholds.bounds(a_bin=mean * 5, k=k * 5, days=7.0)
    watch = cusum.begin(2)
    raised_at = None
    for minute in range(60):
        watch = cusum.step(watch, np.array([2.0, 1.0 if minute % 5 == 0 else 0.0]), mean=mean, k=k, now=minute)
        raised = cusum.raised(watch, bounds)
        assert not raised[1]
        if raised[0] and raised_at is None:
            raised_at = minute
    assert raised_at is not None
    assert raised_at <= 6


def test_calming_one_topic_leaves_the_others() -> None:
    watch = cusum.Watch(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.zeros((2, 3), dtype=np.int64))
    after = cusum.calm(watch, np.array([True, False]), now=9)
    assert after.sums.tolist() == [[0.0, 0.0, 0.0], [4.0, 5.0, 6.0]]
    assert after.since.tolist() == [[9, 9, 9], [0, 0, 0]]


def test_rarer_false_alarms_ask_for_higher_sums_by_the_logarithm() -> None:
    one = {"a_bin": np.array([1.0]), "k": np.array([5.0])}
    week, year = thresholds.bounds(**one, days=7.0), thresholds.bounds(**one, days=70.0)
    assert year - week == pytest.approx(np.full((1, 3), np.log(10)))
    assert thresholds.days_for(topics=20, false_a_week=2.0) == 70.0


def test_the_table_is_what_the_simulation_says() -> None:
    """One cell of it, simulated anew."""
    from benchmarks import noticing

    again = noticing._heights(1.0, 5.0, 2_000, np.random.default_rng(11))
    held = thresholds.bounds(a_bin=np.array([1.0]), k=np.array([5.0]), days=7.0)[0] + np.log(cusum.SHARES)
    assert again == pytest.approx(held, abs=0.45)


def test_quiet_weeks_raise_no_more_than_is_borne() -> None:
    """With what is usual learned from 28 days, over 40 topics and six weeks: 240 borne."""
    from benchmarks import noticing

    chance = np.random.default_rng(5)
    known = noticing._learn(1.0, 40, chance)
    bounds = thresholds.bounds(a_bin=known.a_bin, k=known.k, days=7.0)
    assert 20 <= noticing._false_alarms(known, bounds, 1.0, 42, chance) <= 240


def test_a_waves_past_raises_its_threshold_no_further_than_is_borne() -> None:
    heights = np.array([0.6, 0.9, 1.4, 2.2, 3.1])
    assert (
        teaching.factor(heights, days=28, days_between=7.0) == 1.0
    )  # five in four weeks, of which four are borne: the lowest stays below
    assert teaching.factor(heights, days=14, days_between=7.0) == pytest.approx(1.4014)
    assert teaching.factor(heights, days=6, days_between=7.0) == pytest.approx(3.1031)
    assert teaching.factor(np.array([50.0]), days=6, days_between=7.0) == teaching.MOST
    assert teaching.factor(np.zeros(0), days=6, days_between=7.0) == 1.0


def test_it_is_over_when_two_hours_are_usual_again() -> None:
    usual, k = np.array([24.0, 24.0, 2.0]), np.full(3, 100.0)
    assert endings.over(np.array([28.0, 40.0, 4.0]), usual, k).tolist() == [True, False, False]
    assert endings.over(np.array([28.0, 33.0, 3.0]), usual, k).tolist() == [True, False, True]


def test_the_stretch_of_an_incident_is_found_afterwards() -> None:
    spoke = [MONDAY + timedelta(hours=h) for h in range(12)]
    burst = [MONDAY + timedelta(hours=12, minutes=m) for m in range(0, 60, 3)]
    after = [MONDAY + timedelta(hours=14 + h) for h in range(12)]
    (found,) = spans.spans([*spoke, *burst, *after], usual_an_hour=1.0)
    assert found == spans.Span(burst[0], burst[-1], len(burst))
    assert spans.spans([*spoke, *after], usual_an_hour=1.0) == []
    assert spans.spans(spoke[:1], usual_an_hour=1.0) == []


def test_one_person_has_one_voice_in_two_hours() -> None:
    one, two = UUID(int=1), UUID(int=2)
    said = [(one, MONDAY + timedelta(minutes=m)) for m in (0, 1, 2, 119, 120)] + [(two, MONDAY + timedelta(minutes=121))]
    assert people.voices(said) == [(one, MONDAY), (one, MONDAY + timedelta(hours=2)), (two, MONDAY + timedelta(minutes=121))]
    last = {one: MONDAY}
    assert people.voices([(one, MONDAY + timedelta(minutes=30))], last=last) == []
