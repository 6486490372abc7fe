"""At which hours people are called, and when again."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from makegood.calls import rules
from makegood.calls.rules import HOURS, Part

LONDON, TOKYO = "Europe/London", "Asia/Tokyo"
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # in London it is winter


def at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_an_instant_within_good_hours_is_kept_as_it_is() -> None:
    assert rules.good_hour(MONDAY, LONDON) == MONDAY


@pytest.mark.parametrize(
    ("told", "good"),
    [
        (at(6), at(9, 30)),
        (at(12), at(14)),
        (at(17), at(17, 30)),
        (at(20), at(9, 30, day=3)),
        (at(23, 59), at(9, 30, day=3)),
    ],
)
def test_outside_of_them_it_waits_for_the_next(told: datetime, good: datetime) -> None:
    assert rules.good_hour(told, LONDON) == good


def test_the_hours_are_those_of_whoever_is_called() -> None:
    assert rules.good_hour(MONDAY, TOKYO) == at(10)  # 19:00 there
    assert rules.good_hour(at(12), TOKYO) == datetime(2026, 3, 3, 0, 30, tzinfo=UTC)  # 21:00 there: tomorrow at 9:30


def test_nobody_is_called_on_a_sunday_or_on_a_day_off() -> None:
    saturday_night = at(21, day=7)
    assert rules.good_hour(saturday_night, LONDON) == at(9, 30, day=9)
    assert rules.good_hour(saturday_night, LONDON, not_on=[date(2026, 3, 9)]) == at(9, 30, day=10)


def test_whoever_asked_not_to_be_called_before_ten_is_called_from_ten_on() -> None:
    assert rules.good_hour(at(9, 31), LONDON, from_=rules.allowed_from(["no_lifting", "calls_from_1000"])) == at(10)
    assert rules.allowed_from(["no_lifting"]) == time(0)


def test_whoever_did_not_pick_up_is_tried_in_another_part_of_the_day() -> None:
    assert rules.again([at(10)], LONDON) == at(17, 30)
    assert rules.again([at(18)], LONDON) == at(9, 30, day=3)
    assert rules.again([at(10), at(18)], LONDON) == at(14, day=3)
    assert rules.again([at(15)], LONDON) == at(17, 30)


def test_after_three_tries_nobody_rings_them_again() -> None:
    assert rules.again([at(10), at(18), at(15, day=3)], LONDON) is None


some_instants = some.integers(0, 8 * 366 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
some_zones = some.sampled_from([LONDON, TOKYO, "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"])


@given(some_instants, some_zones)
def test_whatever_the_instant_and_the_zone_a_good_hour_is_not_before_it_and_within_the_parts(told: datetime, zone: str) -> None:
    found = rules.good_hour(told, zone)
    local = found.astimezone(ZoneInfo(zone))
    assert found >= told
    assert local.weekday() != rules.SUNDAY
    assert any(begins <= local.time() < ends for begins, ends in HOURS.values())


@given(some_instants, some_zones)
def test_three_tries_lie_in_three_parts_of_the_day_two_hours_apart_at_least(told: datetime, zone: str) -> None:
    tried = [rules.good_hour(told, zone)]
    for _ in range(2):
        later = rules.again(tried, zone)
        assert later is not None
        assert later - tried[-1] >= rules.PAUSE
        tried.append(later)
    assert {rules.part_of(one, zone) for one in tried} == set(Part)
    assert rules.again(tried, zone) is None
