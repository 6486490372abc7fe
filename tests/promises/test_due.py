"""By when exactly: days, daylight saving, and words that can be read in two ways."""

from datetime import UTC, date, datetime

import pytest

from makegood.kernel.refusals import Refusal
from makegood.promises.rules import due
from makegood.promises.types import Due
from tests import cast


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def local(text: str) -> datetime:
    """A time of day as somebody writes it, without a zone."""
    return datetime.fromisoformat(text)


def test_a_day_ends_where_it_ends_in_its_zone() -> None:
    assert due.by_end_of(date(2026, 3, 10), "Europe/London").at == utc(2026, 3, 11)
    assert due.by_end_of(date(2026, 3, 10), "Asia/Tokyo").at == utc(2026, 3, 10, 15)


def test_the_day_on_which_clocks_go_forward_has_23_hours_and_the_one_on_which_they_go_back_25() -> None:
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        before = due.by_end_of(date.fromordinal(day.toordinal() - 1), "Europe/London").at
        assert (due.by_end_of(day, "Europe/London").at - before).total_seconds() == hours * 3600


def test_an_hour_that_comes_twice_is_the_later_one() -> None:
    found = due.by_instant(local("2026-10-25T01:30"), "Europe/London")
    assert (found.at, found.two_readings) == (utc(2026, 10, 25, 1, 30), True)


def test_an_hour_that_is_skipped_is_the_later_of_its_readings() -> None:
    found = due.by_instant(local("2026-03-29T01:30"), "Europe/London")
    assert (found.at, found.two_readings) == (utc(2026, 3, 29, 1, 30), True)


def test_cst_in_summer_is_read_as_it_is_written_because_that_is_later() -> None:
    found = due.by_instant(local("2008-03-26T23:59:59"), "CST")
    assert (found.at, found.two_readings) == (utc(2008, 3, 27, 5, 59, 59), True)
    assert due.by_instant(local("2008-01-09T12:00"), "CST") == Due(utc(2008, 1, 9, 18), "CST")


def test_a_midnight_names_the_day_that_ends_there() -> None:
    found = due.of_order(None, utc(2026, 3, 11), "Europe/London")
    assert (found.on, found.at) == (date(2026, 3, 10), utc(2026, 3, 11))


def test_a_window_is_no_day() -> None:
    found = due.of_order(cast.later(hours=-1), cast.AT, "Europe/London")
    assert (found.on, found.since, found.at) == (None, cast.later(hours=-1), cast.AT)


@pytest.mark.parametrize(
    ("at", "field", "word"),
    [(cast.AT, "due", "is past"), (cast.later(days=6 * 366), "due", "too far ahead")],
)
def test_an_impossible_time_is_refused(at: datetime, field: str, word: str) -> None:
    with pytest.raises(Refusal) as refused:
        due.check(Due(at, "Europe/London"), made_at=cast.AT)
    assert refused.value.fields == {field: word}


def test_a_zone_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        due.by_end_of(date(2026, 3, 10), "Europe/Nowhere")
    assert refused.value.fields == {"zone": "unknown"}
