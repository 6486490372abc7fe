"""On which days rhythms fall: fifty years of birthdays, months and clocks in every zone; and kilometres, with slips and new cars."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.kernel.refusals import Refusal
from makegood.relationships.rules import days, feasts, kilometres
from makegood.relationships.types import Planned, Reading

ZONES = sorted(available_timezones())
FIFTY_YEARS = (date(2026, 1, 1), date(2076, 1, 1))
ANY_DAY = st.dates(*FIFTY_YEARS)
BIRTHDAYS = ANY_DAY.map(lambda one: (one.month, one.day)) | st.just((2, 29))


def test_who_was_born_on_the_29th_of_february_is_greeted_on_the_28th_in_other_years() -> None:
    assert [days.birthday_in(year, 2, 29) for year in (2027, 2028, 2100)] == [
        date(2027, 2, 28),
        date(2028, 2, 29),
        date(2100, 2, 28),
    ]
    days.check_birthday(2, 29)
    for month, day in ((2, 30), (4, 31), (13, 1), (0, 1), (1, 0)):
        with pytest.raises(Refusal, match="no such day"):
            days.check_birthday(month, day)


@settings(deadline=None)
@given(born=BIRTHDAYS)
def test_in_fifty_years_everybody_has_fifty_birthdays_one_a_year_on_their_day(born: tuple[int, int]) -> None:
    found = list(days.birthdays(*born, start=FIFTY_YEARS[0], end=FIFTY_YEARS[1]))
    assert [one.occurrence for one in found] == [str(year) for year in range(2026, 2076)]
    for one in found:
        kept = born if born != (2, 29) or days.is_leap(one.on.year) else (2, 28)
        assert (one.on.month, one.on.day, str(one.on.year)) == (*kept, one.occurrence)


@settings(deadline=None)
@given(born=BIRTHDAYS, cuts=st.lists(ANY_DAY, max_size=6))
def test_a_span_cut_in_pieces_has_the_same_birthdays_as_the_whole(born: tuple[int, int], cuts: list[date]) -> None:
    edges = sorted({*FIFTY_YEARS, *cuts})
    pieces = [one for start, end in pairwise(edges) for one in days.birthdays(*born, start=start, end=end)]
    assert pieces == list(days.birthdays(*born, start=FIFTY_YEARS[0], end=FIFTY_YEARS[1]))


@settings(deadline=None)
@given(anchor=st.dates(date(2000, 1, 1), date(2040, 1, 1)), months=st.integers(1, 120), cuts=st.lists(ANY_DAY, max_size=6))
def test_months_are_counted_from_the_anchor_and_never_drift(anchor: date, months: int, cuts: list[date]) -> None:
    edges = sorted({*FIFTY_YEARS, *cuts})
    found = [one for start, end in pairwise(edges) for one in days.every_months(anchor, months, start=start, end=end)]
    whole = [
        Planned(f"{anchor} +{nth * months}", days.add_months(anchor, nth * months))
        for nth in range(1, 1_000)
        if nth * months < 960
    ]
    assert found == [one for one in whole if FIFTY_YEARS[0] <= one.on < FIFTY_YEARS[1] and one.on > anchor]


@settings(deadline=None)
@given(anchor=ANY_DAY, months=st.integers(0, 600))
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(anchor: date, months: int) -> None:
    later = days.add_months(anchor, months)
    assert (later.year * 12 + later.month) - (anchor.year * 12 + anchor.month) == months
    assert later.day == anchor.day or (later.day < anchor.day and (later + timedelta(days=1)).day == 1)


@settings(max_examples=400, deadline=None)
@given(day=ANY_DAY, hour=st.integers(0, 23), zone=st.sampled_from(ZONES))
def test_each_local_day_has_one_instant_of_the_hour_in_every_zone(day: date, hour: int, zone: str) -> None:
    at = days.instant(day, hour, zone)
    shown = at.astimezone(ZoneInfo(zone))
    wanted = datetime.combine(day, time(hour))
    if shown.replace(tzinfo=None, fold=0) != wanted:  # the clock skips it
        forth = shown.replace(tzinfo=None) - wanted
        assert timedelta() < forth <= timedelta(days=1)
        assert (
            datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            != wanted
        )
    else:  # where it is shown twice, the second time
        twice = {shown.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
        assert at == max(twice)
    assert days.instant(day + timedelta(days=1), hour, zone) >= at


def test_the_hours_at_which_clocks_are_turned_are_named() -> None:
    berlin = "Europe/Berlin"
    assert days.instant(date(2026, 3, 29), 2, berlin) == datetime(2026, 3, 29, 1, tzinfo=UTC)  # shown as 3:00
    assert days.instant(date(2026, 10, 25), 2, berlin) == datetime(2026, 10, 25, 1, tzinfo=UTC)  # the second 2:00
    assert days.instant(date(2026, 10, 25), 9, berlin) == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_feasts_move_with_their_own_calendars_and_with_the_country() -> None:
    assert feasts.in_year("easter", 2027) == (date(2027, 3, 28),)
    assert feasts.in_year("orthodox_easter", 2027) == (date(2027, 5, 2),)
    assert feasts.in_year("eid_al_fitr", 2027) == (date(2027, 3, 10),)
    assert feasts.in_year("passover", 2027) == (date(2027, 4, 22),)
    assert feasts.in_year("lunar_new_year", 2027) == (date(2027, 2, 6),)
    assert feasts.in_year("thanksgiving", 2026, "US") == (date(2026, 11, 26),)
    assert feasts.in_year("thanksgiving", 2026, "CA") == (date(2026, 10, 12),)
    assert feasts.in_year("thanksgiving", 2026, "DE") == feasts.in_year("thanksgiving", 2026, "??") == ()


def test_a_feast_that_comes_twice_in_a_year_has_two_names() -> None:
    twice = [feasts.days("eid_al_fitr", start=date(year, 1, 1), end=date(year + 1, 1, 1)) for year in (2032, 2033)]
    assert [[name for name, _ in year] for year in twice] == [
        ["eid_al_fitr 2032"],
        ["eid_al_fitr 2033", "eid_al_fitr 2033 again"],
    ]


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from([one.name for one in feasts.ALL]), year=st.integers(2026, 2075))
def test_every_feast_has_a_day_in_each_of_fifty_years(name: str, year: int) -> None:
    found = feasts.in_year(name, year, "US")
    assert found or feasts.BY_NAME[name].calendar
    assert all(one.year == year for one in found)


# Kilometres ------------------------------------------------------------------------------------------------------------


def readings(*told: tuple[str, int]) -> list[Reading]:
    return [Reading(km, date.fromisoformat(on)) for on, km in told]


def due(told: list[Reading], every: int = 10_000, *, serviced: int | None = None) -> list[tuple[str, str]]:
    found = kilometres.every_km(told, every, start=date(2026, 1, 1), end=date(2027, 1, 1), serviced=serviced)
    return [(one.occurrence, one.on.isoformat()) for one in found]


STEADY = readings(("2025-01-01", 50_000), ("2025-12-27", 57_200))  # twenty kilometres a day


def test_the_next_ten_thousand_is_foretold_from_the_pace_between_readings() -> None:
    assert due(STEADY) == [("60000 km", "2026-05-16")]
    assert due(readings(("2025-01-01", 50_000), ("2025-12-27", 64_400))) == [("70000 km", "2026-05-16")]


def test_a_new_reading_moves_the_day() -> None:
    assert due([*STEADY, Reading(59_000, date(2026, 1, 26))]) == [
        ("60000 km", "2026-03-11")
    ]  # 9,000 km in 390 days; a thousand more take 43⅓


def test_after_a_service_it_is_counted_from_there() -> None:
    assert due(STEADY, serviced=52_000) == [("62000 km", "2026-08-24")]


def test_with_too_little_known_nothing_is_foretold() -> None:
    assert due(readings(("2026-01-01", 50_000))) == []
    assert due(readings(("2026-01-01", 50_000), ("2026-01-10", 50_300))) == []
    assert due(readings(("2025-01-01", 50_000), ("2025-12-01", 50_000))) == []
    assert kilometres.pace([]) is None


def test_a_slip_of_the_pen_counts_for_nothing() -> None:
    low = [*STEADY[:1], Reading(5_100, date(2025, 6, 1)), STEADY[1]]
    high = [*STEADY[:1], Reading(520_000, date(2025, 6, 1)), STEADY[1]]
    last = [*STEADY, Reading(572_000, date(2025, 12, 30))]
    assert due(low) == due(high) == due(last) == due(STEADY)


def test_another_car_begins_anew_and_its_kilometres_have_their_own_name() -> None:
    sold = [*STEADY, Reading(800, date(2026, 1, 20))]
    assert due(sold) == []  # until another reading comes, too little is known
    assert due([*sold, Reading(4_800, date(2026, 4, 30))]) == [("10000 km, car 2", "2026-09-07")]


def test_what_was_passed_a_little_without_being_foretold_is_due_on_the_next_day() -> None:
    assert due(readings(("2025-12-01", 50_000), ("2026-03-01", 60_400)))[0] == ("60000 km", "2026-03-02")
    assert due(readings(("2025-12-01", 50_000), ("2026-03-01", 61_400)))[0][0] == "70000 km"


def test_the_days_between_which_it_will_be_grow_with_the_distance_and_shrink_with_readings() -> None:
    near, far = kilometres.window(STEADY, 58_000), kilometres.window(STEADY, 66_000)
    assert near is not None
    assert far is not None
    assert near[0] < date(2026, 2, 5) < near[1]  # 800 km at twenty a day are forty days
    assert far[1] - far[0] > near[1] - near[0]
    often = [Reading(50_000 + 20 * nth * 30, date(2025, 1, 1) + timedelta(days=30 * nth)) for nth in range(13)]
    sure = kilometres.window(often, 58_000)
    assert sure is not None
    assert sure[1] - sure[0] < near[1] - near[0]


@settings(deadline=None)
@given(
    a_day=st.integers(1, 400),
    every=st.integers(1_000, 50_000),
    first=st.integers(1, 200_000),
    gaps=st.lists(st.integers(14, 120), min_size=1, max_size=4),
)
def test_who_drives_evenly_is_foretold_to_the_day(a_day: int, every: int, first: int, gaps: list[int]) -> None:
    on, told = date(2025, 1, 1), [Reading(first, date(2025, 1, 1))]
    for gap in gaps:
        on += timedelta(days=gap)
        told.append(Reading(told[-1].km + gap * a_day, on))
    for one in kilometres.every_km(told, every, start=on + timedelta(days=2), end=on + timedelta(days=700)):
        driven = first + (one.on - date(2025, 1, 1)).days * a_day
        assert one.about.km <= driven < one.about.km + a_day
