"""When a contact that nobody asked for may reach somebody: quiet hours by their clock, one on a day, the larger first, and caps over everything."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.channels.rules import discipline
from makegood.channels.rules.discipline import Caps, Made, Room, find_room

LONDON, TOKYO = "Europe/London", "Asia/Tokyo"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WIDE = Caps(per_week=7, per_month=30)


def room(start: datetime, *made: Made, zone: str = LONDON, caps: Caps = WIDE, priority: int = 0, order: str = "") -> Room:
    return find_room(start=start, zone=zone, quiet=discipline.QUIET, made=made, caps=caps, priority=priority, order=order)


def left(days: float, priority: int = 0) -> Made:
    return Made(NOON + timedelta(days=days), priority, left=True, order="0")


def test_noon_in_london_is_night_in_tokyo() -> None:
    assert room(NOON) == Room(NOON)
    morning = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)  # 8:00 of 3 March in Tokyo
    assert room(NOON, zone=TOKYO) == Room(morning, "night", "It is night where they are.")


def test_quiet_hours_that_do_not_cross_midnight_and_their_edges() -> None:
    siesta = (time(13), time(15))
    at = [datetime(2026, 3, 2, hour, minute, tzinfo=UTC) for hour, minute in ((12, 59), (13, 0), (14, 59), (15, 0))]
    ends = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert [discipline.end_of_quiet(one, LONDON, siesta) for one in at] == [at[0], ends, ends, at[3]]


def test_the_second_of_a_day_waits_for_the_next_at_its_hour() -> None:
    found = room(NOON, left(-0.1))
    assert (found.at, found.code) == (NOON + timedelta(days=1), "met")


def test_a_larger_one_goes_though_a_smaller_one_waits_or_has_left() -> None:
    waiting = Made(NOON, 1, left=False, order="0")
    assert room(NOON, waiting, priority=2) == Room(NOON)
    assert room(NOON, left(-0.1, priority=1), priority=2) == Room(NOON)
    assert room(NOON, Made(NOON, 3, left=False, order="9"), priority=2).code == "met"


def test_of_two_equal_ones_the_first_that_was_there_goes() -> None:
    early, late = Made(NOON, 1, left=False, order="a"), Made(NOON, 1, left=False, order="b")
    assert room(NOON, late, priority=1, order="a") == Room(NOON)
    assert room(NOON, early, priority=1, order="b").at == NOON + timedelta(days=1)


def test_a_full_week_waits_until_its_first_is_seven_days_old() -> None:
    found = room(NOON, left(-3), left(-1), caps=Caps(2, 4))
    assert found == Room(
        NOON + timedelta(days=4), "capped", "They hear from us without having asked at most 2 times within 7 days."
    )


def test_a_full_month_waits_longer() -> None:
    found = room(NOON, left(-29), left(-20), left(-15), left(-10), caps=Caps(2, 4))
    assert (found.at, found.code) == (NOON + timedelta(days=1), "capped")


def test_what_is_planned_for_later_counts_as_well() -> None:
    planned = [Made(NOON + timedelta(days=days), 5, left=False, order="0") for days in (1, 2)]
    assert room(NOON, *planned, caps=Caps(2, 4)).at > NOON + timedelta(days=2)
    assert room(NOON, *planned, caps=Caps(2, 4), priority=9) == Room(NOON)  # those wait for the larger


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)])
def test_the_next_day_begins_at_the_same_local_hour_across_both_changes_of_the_clock(day: date) -> None:
    start = datetime.combine(day, time(10), discipline.ZoneInfo("Europe/Berlin"))
    found = room(start, Made(start, 0, left=True, order="0"), zone="Europe/Berlin")
    local = found.at.astimezone(discipline.ZoneInfo("Europe/Berlin"))
    assert (local.date(), local.time()) == (day + timedelta(days=1), time(10))


MADE = st.builds(
    Made,
    at=st.integers(-24 * 31, 24 * 40).map(lambda hours: NOON + timedelta(hours=hours)),
    priority=st.integers(0, 3),
    left=st.just(value=True),
    order=st.just("0"),
)


@given(
    made=st.lists(MADE, max_size=12),
    start=st.integers(0, 24 * 5).map(lambda hours: NOON + timedelta(hours=hours)),
    zone=st.sampled_from([LONDON, TOKYO, "America/New_York", "Australia/Lord_Howe"]),
    week=st.integers(1, 3),
    more=st.integers(0, 4),
)
def test_whatever_was_said_no_span_ever_holds_more_than_its_cap_because_of_one_more(
    made: list[Made], start: datetime, zone: str, week: int, more: int
) -> None:
    caps = Caps(week, week + more)
    found = room(start, *made, zone=zone, caps=caps)
    assert found.at >= start
    assert discipline.end_of_quiet(found.at, zone) == found.at
    day = found.at.astimezone(discipline.ZoneInfo(zone)).date()
    assert all(one.at.astimezone(discipline.ZoneInfo(zone)).date() != day for one in made)
    times = [one.at for one in made]
    for most, span in ((caps.per_week, discipline.WEEK), (caps.per_month, discipline.MONTH)):
        for since in (found.at, *times):
            if since <= found.at < since + span:
                assert sum(since <= one < since + span for one in times) < most
