"""Business time: right across daylight saving, holidays and midnight."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from makegood.brands import rules
from makegood.brands.types import BusinessHours, Opening
from makegood.kernel.refusals import Refusal
from tests import cast

LONDON = ZoneInfo("Europe/London")
ALWAYS = tuple(Opening(day, time(0), time(0)) for day in range(7))


def london(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON)


def always_open(zone: str) -> BusinessHours:
    return BusinessHours(zone=zone, openings=ALWAYS)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (("2026-03-02", "10:00"), 60, ("2026-03-02", "11:00")),
        (("2026-03-02", "10:00"), 0, ("2026-03-02", "10:00")),
        (("2026-03-02", "10:00"), 420, ("2026-03-02", "17:00")),  # to the minute of closing
        (("2026-03-02", "10:00"), 421, ("2026-03-03", "09:01")),
        (("2026-03-02", "07:30"), 30, ("2026-03-02", "09:30")),  # before opening
        (("2026-03-02", "22:00"), 30, ("2026-03-03", "09:30")),  # after closing
        (("2026-03-06", "16:30"), 60, ("2026-03-09", "09:30")),  # over a weekend
        (("2026-03-27", "16:30"), 60, ("2026-03-30", "09:30")),  # over the weekend on which the clocks go forward
        (("2026-03-02", "10:00"), 480, ("2026-03-03", "10:00")),
        (("2026-03-02", "10:00"), 2400, ("2026-03-09", "10:00")),
    ],
)
def test_business_time_runs_while_the_team_is_there(start: tuple[str, str], minutes: int, end: tuple[str, str]) -> None:
    found = rules.add_business_time(start=london(*start), minutes=minutes, hours=cast.london_hours())
    assert found == london(*end)
    assert found.tzinfo is UTC


def test_easter_is_not_business_time() -> None:
    hours = cast.london_hours(*rules.public_holidays("GB-ENG"))
    assert rules.add_business_time(start=london("2026-04-02", "16:00"), minutes=120, hours=hours) == london("2026-04-07", "10:00")


def test_business_seconds_are_counted_both_ways() -> None:
    friday, monday = london("2026-03-06", "16:30"), london("2026-03-09", "09:30")
    assert rules.business_seconds_between(start=friday, end=monday, hours=cast.london_hours()) == 3600
    assert rules.business_seconds_between(start=monday, end=friday, hours=cast.london_hours()) == -3600
    assert rules.business_seconds_between(start=monday, end=monday, hours=cast.london_hours()) == 0


def test_openings_are_half_open() -> None:
    hours = cast.london_hours()
    assert rules.is_open(hours=hours, at=london("2026-03-02", "09:00"))
    assert rules.is_open(hours=hours, at=london("2026-03-02", "16:59:59"))
    assert not rules.is_open(hours=hours, at=london("2026-03-02", "17:00"))
    assert not rules.is_open(hours=hours, at=london("2026-03-02", "08:59:59"))


def test_the_next_opening_is_now_while_the_team_is_there() -> None:
    hours = cast.london_hours()
    assert rules.next_opening(hours=hours, at=london("2026-03-02", "12:34")) == london("2026-03-02", "12:34")
    assert rules.next_opening(hours=hours, at=london("2026-03-06", "17:00")) == london("2026-03-09", "09:00")


@pytest.mark.parametrize(
    ("zone", "day", "hours_long"),
    [
        ("Europe/London", date(2026, 3, 29), 23),
        ("Europe/London", date(2026, 10, 25), 25),
        ("Europe/London", date(2026, 6, 1), 24),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # its clocks skip midnight itself
        ("America/Havana", date(2025, 11, 2), 25),  # its midnight comes twice
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Asia/Kathmandu", date(2026, 3, 2), 24),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # a day that never was
    ],
)
def test_a_day_that_is_always_open_is_as_long_as_it_really_is(zone: str, day: date, hours_long: float) -> None:
    others = frozenset(day + timedelta(days=i) for i in range(-5, 6) if i)
    noon = datetime.combine(day, time(12), UTC)
    seconds = rules.business_seconds_between(
        start=noon - timedelta(days=3),
        end=noon + timedelta(days=3),
        hours=BusinessHours(zone=zone, openings=ALWAYS, holidays=others),
    )
    assert seconds == hours_long * 3600


def test_a_night_that_skips_an_hour_does_not_count_it() -> None:
    """On 29 March 2026 London's clocks go from 01:00 to 02:00."""
    night = BusinessHours(zone="Europe/London", openings=(Opening(6, time(0, 30), time(3)),))
    assert (
        rules.business_seconds_between(start=london("2026-03-28", "12:00"), end=london("2026-03-29", "12:00"), hours=night)
        == 5400
    )
    inside = BusinessHours(
        zone="Europe/London", openings=(Opening(6, time(1, 15), time(1, 45)), Opening(6, time(1, 50), time(2, 10)))
    )
    assert (
        rules.business_seconds_between(start=london("2026-03-28", "12:00"), end=london("2026-03-29", "12:00"), hours=inside)
        == 600
    )


def test_an_hour_that_comes_twice_counts_twice() -> None:
    """On 25 October 2026 London's clocks go from 02:00 back to 01:00."""
    night = BusinessHours(zone="Europe/London", openings=(Opening(6, time(0, 30), time(3)),))
    assert (
        rules.business_seconds_between(start=london("2026-10-24", "12:00"), end=london("2026-10-25", "12:00"), hours=night)
        == 12600
    )


def test_a_stretch_may_end_at_midnight_and_go_on() -> None:
    hours = BusinessHours(zone="Europe/London", openings=(Opening(0, time(22), time(0)), Opening(1, time(0), time(2))))
    assert rules.add_business_time(start=london("2026-03-02", "23:00"), minutes=120, hours=hours) == london("2026-03-03", "01:00")
    assert rules.is_open(hours=hours, at=london("2026-03-03", "00:00"))
    assert not rules.is_open(hours=hours, at=london("2026-03-04", "00:00"))


@pytest.mark.parametrize(
    "hours",
    [
        BusinessHours(zone="Europe/London", openings=()),
        BusinessHours(
            zone="Europe/London",
            openings=(Opening(0, time(9), time(17)),),
            holidays=frozenset(date(2026, 3, 2) + timedelta(weeks=i) for i in range(600)),
        ),
    ],
)
def test_hours_that_never_open_are_refused(hours: BusinessHours) -> None:
    with pytest.raises(Refusal) as refused:
        rules.add_business_time(start=cast.AT, minutes=1, hours=hours)
    assert (refused.value.code, list(refused.value.fields)) == ("never_open", ["openings"])


def test_time_never_runs_backward() -> None:
    with pytest.raises(ValueError, match="only runs forward"):
        rules.add_business_time(start=cast.AT, minutes=-1, hours=cast.london_hours())
    with pytest.raises(ValueError, match="no time zone"):
        rules.is_open(hours=cast.london_hours(), at=datetime(2026, 3, 2, 10))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("openings", "why"),
    [
        ((), "at least one opening"),
        ((Opening(7, time(9), time(17)),), "no weekday 7"),
        ((Opening(0, time(17), time(9)),), "ends before it begins"),
        ((Opening(0, time(9), time(9)),), "ends before it begins"),
        ((Opening(0, time(9), time(13)), Opening(0, time(12), time(17))), "overlap at 12:00"),
        ((Opening(0, time(9), time(0)), Opening(0, time(23), time(23, 30))), "overlap at 23:00"),
        ((Opening(0, time(9, tzinfo=UTC), time(17, tzinfo=UTC)),), "carry no zone"),
    ],
)
def test_a_malformed_week_is_named(openings: tuple[Opening, ...], why: str) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        rules.check_hours(openings=openings, holidays_country="")
    assert list(refused.value.fields) == ["openings"]


def test_the_same_hour_may_end_one_stretch_and_begin_the_next() -> None:
    rules.check_hours(openings=(Opening(0, time(9), time(12)), Opening(0, time(12), time(17))), holidays_country="DE-BY")


# Properties ----------------------------------------------------------------------------------------------------------

ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Havana",
    "Asia/Kolkata",
    "Pacific/Apia",
)
clocks = some.builds(time, some.integers(0, 23), some.sampled_from([0, 15, 30]))
openings = some.lists(
    some.builds(Opening, some.integers(0, 6), clocks, clocks).filter(lambda o: o.opens < o.closes or o.closes == time(0)),
    min_size=1,
    max_size=8,
)
days = some.dates(date(2024, 1, 1), date(2027, 12, 31))
weeks = some.builds(
    BusinessHours, zone=some.sampled_from(ZONES), openings=openings.map(tuple), holidays=some.frozensets(days, max_size=5)
)
instants = some.integers(0, 4 * 365 * 86_400).map(lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


@given(weeks, instants, some.integers(0, 6000))
def test_what_was_added_is_what_is_counted(hours: BusinessHours, start: datetime, minutes: int) -> None:
    end = rules.add_business_time(start=start, minutes=minutes, hours=hours)
    assert rules.business_seconds_between(start=start, end=end, hours=hours) == minutes * 60


@given(weeks, instants, some.integers(0, 3000), some.integers(0, 3000))
def test_adding_twice_is_adding_the_sum(hours: BusinessHours, start: datetime, first: int, second: int) -> None:
    middle = rules.add_business_time(start=start, minutes=first, hours=hours)
    there = rules.add_business_time(start=middle, minutes=second, hours=hours)
    assert there == rules.add_business_time(start=start, minutes=first + second, hours=hours)


@given(weeks, some.lists(instants, min_size=3, max_size=3))
def test_counted_time_adds_up_and_is_never_more_than_real_time(hours: BusinessHours, three: list[datetime]) -> None:
    a, b, c = sorted(three)

    def between(start: datetime, end: datetime) -> int:
        return rules.business_seconds_between(start=start, end=end, hours=hours)

    assert between(a, b) + between(b, c) == between(a, c)
    assert 0 <= between(a, b) <= (b - a).total_seconds()
    assert between(a, c) == -between(c, a)


@given(weeks, instants)
def test_the_next_opening_is_open_and_nothing_before_it_counts(hours: BusinessHours, at: datetime) -> None:
    opening = rules.next_opening(hours=hours, at=at)
    assert opening >= at
    assert rules.is_open(hours=hours, at=opening)
    assert rules.is_open(hours=hours, at=at) == (opening == at)
    assert rules.business_seconds_between(start=at, end=opening, hours=hours) == 0


@given(some.sampled_from(ZONES), instants, instants)
def test_a_team_that_never_sleeps_counts_real_time(zone: str, start: datetime, end: datetime) -> None:
    assert rules.business_seconds_between(start=start, end=end, hours=always_open(zone)) == (end - start).total_seconds()
