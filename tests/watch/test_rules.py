"""When a silence is unusual: exact cases, honesty about too little past, and the rate of false alarms from a simulation."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from makegood.watch import rules

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)  # 00:00 in London
ZONE = "Europe/London"
_DAY = np.array([1, 1, 1, 1, 1, 2, 4, 8, 12, 16, 17, 16, 15, 15, 15, 15, 14, 13, 13, 14, 15, 12, 7, 3], dtype=float)
_WEEK = np.concatenate([_DAY * share for share in (1.2, 1.1, 1, 1, 1, 0.6, 0.5)])
WEEK = _WEEK / _WEEK.sum()


def steady(*, weeks: int, per_hour: int = 2, hours: range = range(9, 17)) -> dict[datetime, int]:
    """The same number in each of these hours of Monday to Friday."""
    return {MONDAY + timedelta(days=day, hours=hour): per_hour for day in range(weeks * 7) if day % 7 < 5 for hour in hours}


def learned(heard: dict[datetime, int], *, weeks: int) -> rules.Rhythm:
    return rules.learn(heard, since=MONDAY, until=MONDAY + timedelta(weeks=weeks), zone=ZONE)


def test_a_week_is_learned_hour_by_hour() -> None:
    rhythm = learned(steady(weeks=4), weeks=4)
    assert (rhythm.messages, rhythm.a_week, rhythm.days, rhythm.spread) == (320, 80.0, 28.0, 1.0)
    assert rhythm.counts[9:17] == (8,) * 8
    assert rhythm.counts[0:9] == (0,) * 9
    assert set(rhythm.hours) == {4}


def test_only_the_last_eight_weeks_count() -> None:
    assert learned(steady(weeks=20), weeks=20).hours == (8,) * 168


def test_a_quiet_weekend_is_usual_where_weekends_are_quiet() -> None:
    rhythm = learned(steady(weeks=8), weeks=8)
    friday = MONDAY + timedelta(weeks=8, days=4, hours=17)
    silence = rules.silence(rhythm, since=friday, until=friday + timedelta(days=2, hours=15), zone=ZONE)
    assert silence.expected == 0
    assert not silence.is_unusual


def test_a_silent_monday_is_noticed_within_the_day_and_not_at_once() -> None:
    rhythm = learned(steady(weeks=8), weeks=8)
    nine = MONDAY + timedelta(weeks=8, hours=9)
    found = [rules.silence(rhythm, since=nine, until=nine + timedelta(hours=h), zone=ZONE) for h in range(9)]
    assert [round(one.expected) for one in found] == [0, 2, 4, 6, 8, 10, 12, 14, 16]
    assert [one.is_unusual for one in found] == [False] * 6 + [True] * 3
    assert found[6].chance == pytest.approx(80 * np.exp(-6 * 16 * np.log1p(1 / 8)))


def test_too_little_past_says_nothing_and_says_so() -> None:
    two_messages = rules.learn({MONDAY: 2}, since=MONDAY, until=MONDAY + timedelta(weeks=8), zone=ZONE)
    a_week = learned(steady(weeks=1), weeks=1)
    for rhythm in (two_messages, a_week):
        silence = rules.silence(rhythm, since=MONDAY + timedelta(weeks=8), until=MONDAY + timedelta(weeks=20), zone=ZONE)
        assert silence.chance is None
        assert not silence.is_unusual


def test_a_day_off_is_as_quiet_as_a_sunday() -> None:
    rhythm = learned(steady(weeks=8), weeks=8)
    monday = MONDAY + timedelta(weeks=8)
    silence = rules.silence(rhythm, since=monday, until=monday + timedelta(days=1), zone=ZONE, days_off=[monday.date()])
    assert silence.expected == 0


def test_summer_time_moves_no_hour_of_the_week() -> None:
    rhythm = rules.learn(
        {datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(weeks=w): 30 for w in range(4)},
        since=datetime(2026, 3, 2, tzinfo=UTC),
        until=datetime(2026, 3, 29, tzinfo=UTC),
        zone=ZONE,
    )
    summer_nine = datetime(2026, 3, 30, 8, tzinfo=UTC)  # nine by the clock on the wall
    assert rules.silence(rhythm, since=summer_nine, until=summer_nine + timedelta(hours=1), zone=ZONE).expected == 30


def test_days_that_vary_by_more_than_chance_make_it_more_patient() -> None:
    even = learned(steady(weeks=8), weeks=8)
    wild = {hour: count * (3 if hour.day % 2 else 0) for hour, count in steady(weeks=8).items()}
    uneven = learned({hour: count for hour, count in wild.items() if count}, weeks=8)
    nine = MONDAY + timedelta(weeks=8, hours=9)
    both = [rules.silence(one, since=nine, until=nine + timedelta(hours=8), zone=ZONE) for one in (even, uneven)]
    assert even.spread == 1.0
    assert uneven.spread > 10
    assert [one.is_unusual for one in both] == [True, False]


@pytest.mark.parametrize(("a_week", "burst"), [(50, 1.0), (200, 1.0), (200, 3.0)])
def test_hardly_ever_a_false_alarm(a_week: float, burst: float) -> None:
    """Two channel years with days that vary and messages that come in bursts: at most one alarm that was none. Longer runs: docs/channels.md."""
    chance = np.random.default_rng(20261122)
    alarms = sum(_false_alarms(chance, a_week, burst, weeks=60) for _ in range(2))
    assert alarms <= 1


def _false_alarms(chance: np.random.Generator, a_week: float, burst: float, *, weeks: int) -> int:
    """Gaps after the first eight weeks that would have raised an alarm before the next message came."""
    rate = np.tile(WEEK, weeks) * a_week / burst * np.repeat(chance.gamma(4, 1 / 4, weeks * 7), 24)
    begins = np.repeat(np.arange(weeks * 168), chance.poisson(rate)) + 0.0
    begins += chance.random(len(begins))
    each = chance.geometric(1 / burst, len(begins)) if burst > 1 else np.ones(len(begins), dtype=int)
    times = np.sort(np.repeat(begins, each) + chance.exponential(0.2, each.sum()) * (np.repeat(each, each) > 1))
    heard: dict[datetime, int] = {}
    for hour in np.floor(times).astype(int):
        heard[MONDAY + timedelta(hours=int(hour))] = heard.get(MONDAY + timedelta(hours=int(hour)), 0) + 1
    found = 0
    gaps = np.diff(times)
    long = np.flatnonzero(
        (times[:-1] > 8 * 168) & (gaps > 8 * 168 / a_week)
    )  # shorter ones hold fewer than the eight that it takes
    for index in long:
        last, following = (MONDAY + timedelta(hours=float(times[i])) for i in (index, index + 1))
        rhythm = rules.learn(heard, since=MONDAY, until=last, zone=ZONE)
        found += rules.silence(rhythm, since=last, until=following, zone=ZONE).is_unusual
    return found
