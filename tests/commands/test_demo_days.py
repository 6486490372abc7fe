"""The demonstration's days: working days back from the one on which it is looked at."""

from datetime import UTC, datetime

import pytest

from makegood.commands.demo.days import Days, begins, in_its_slot


@pytest.mark.parametrize(
    ("now", "begin"),
    [
        ("2026-03-02T10:00", "2026-03-02T10:00"),  # a Monday morning: as it is
        ("2026-03-02T16:15", "2026-03-02T16:15"),
        ("2026-03-02T16:16", "2026-03-03T10:05"),  # too late: the next morning
        ("2026-03-02T03:00", "2026-03-02T10:05"),  # at night: this morning
        ("2026-03-06T20:00", "2026-03-09T10:05"),  # a Friday evening: Monday
        ("2026-04-02T18:00", "2026-04-07T09:05"),  # before Easter: Tuesday, on summer time
    ],
)
def test_it_begins_when_the_shop_is_open(now: str, begin: str) -> None:
    assert begins(datetime.fromisoformat(now).replace(tzinfo=UTC)) == datetime.fromisoformat(begin).replace(tzinfo=UTC)


def test_days_are_counted_without_week_ends_and_holidays() -> None:
    days = Days(datetime(2026, 4, 8, 10, 0, tzinfo=UTC))  # the Wednesday after Easter
    assert [f"{days.on(-n, '09:20'):%a %d}" for n in range(5)] == ["Wed 08", "Tue 07", "Thu 02", "Wed 01", "Tue 31"]
    assert f"{days.on(-3, '09:20'):%H:%M %Z}" == "09:20 BST"
    assert days.ago(minutes=24) == datetime(2026, 4, 8, 9, 36, tzinfo=UTC)
    assert f"{days.days_ago(2, '18:40'):%a}" == "Mon"


def test_the_courier_rings_within_the_promised_hour() -> None:
    assert in_its_slot(datetime(2026, 3, 2, 10, 12, tzinfo=UTC)) == datetime(2026, 3, 3, 9, 20, tzinfo=UTC)
