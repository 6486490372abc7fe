"""When exactly it is over: of two readings the customer gets the later. The tz data of fifty years is the judge."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel.refusals import Refusal
from makegood.sales.rules import readings, words, zones
from makegood.sales.rules.readings import Doubt, How

CHICAGO, LONDON, BERLIN = "America/Chicago", "Europe/London", "Europe/Berlin"
SPRING = datetime(2008, 3, 26, 23, 59, 59)  # noqa: DTZ001 - as it is said
HOMES = (CHICAGO, LONDON, BERLIN, "Asia/Kolkata", "Australia/Sydney", "America/Havana", "Europe/Dublin", "Asia/Shanghai")
YEARS = st.datetimes(datetime(1987, 1, 1), datetime(2037, 12, 31, 23, 59, 59)).map(lambda one: one.replace(microsecond=0))  # noqa: DTZ001


def test_cst_on_a_day_of_summer_time_is_read_to_the_letter_an_hour_later_than_chicagos_clocks() -> None:
    meant = readings.read(SPRING, "CST", home=CHICAGO)
    assert meant.at == datetime(2008, 3, 27, 5, 59, 59, tzinfo=UTC)  # UTC-6
    assert meant.over_at == datetime(2008, 3, 27, 6, tzinfo=UTC)
    assert meant.counts.how is How.TO_THE_LETTER
    assert (meant.doubt, meant.by_how_much) == (Doubt.NOT_IN_FORCE, timedelta(hours=1))
    assert words.explained(meant, home=CHICAGO) == (
        "11:59:59 pm CST on Wednesday 26 March 2008: that is 12:59:59 am on Thursday 27 March 2008 by the clocks in Chicago. “CST” is not what "
        "clocks there show that day; read by those clocks it would be an hour earlier. Of two readings you get the later."
    )
    assert words.explained(meant, home=CHICAGO, language="de") == (
        "23:59:59 Uhr CST am Mittwoch, 26. März 2008: das ist 0:59:59 Uhr am Donnerstag, 27. März 2008 nach den Uhren in Chicago. „CST“ zeigen die "
        "Uhren dort an diesem Tag nicht; nach den Uhren gelesen wäre es eine Stunde früher. Von zwei Lesarten gilt die spätere."
    )


def test_summer_letters_in_winter_are_read_by_the_clocks_because_that_is_later() -> None:
    meant = readings.read(datetime(2026, 1, 10, 18), "EDT", home="America/New_York")  # noqa: DTZ001
    assert (meant.at, meant.counts.how) == (datetime(2026, 1, 10, 23, tzinfo=UTC), How.BY_THE_CLOCKS)
    assert words.explained(meant, home="America/New_York") == (
        "6:00 pm EDT on Saturday 10 January 2026: that is 6:00 pm on Saturday 10 January 2026 by the clocks in New York. “EDT” is not what clocks "
        "there show that day; read to the letter it would be an hour earlier. Of two readings you get the later."
    )


def test_what_is_plain_is_said_without_ado() -> None:
    winter = readings.read(datetime(2026, 1, 10, 18), "CST", home=CHICAGO)  # noqa: DTZ001
    assert (winter.doubt, len(winter.readings)) == (Doubt.NONE, 1)
    assert words.explained(winter, home=CHICAGO) == "6:00 pm CST on Saturday 10 January 2026."
    offset = readings.read(datetime(2026, 1, 10, 18, 30), "UTC+5:30", home=LONDON)  # noqa: DTZ001
    assert offset.at == datetime(2026, 1, 10, 13, tzinfo=UTC)
    assert words.explained(offset, home=LONDON) == (
        "6:30 pm UTC+5:30 on Saturday 10 January 2026: that is 1:00 pm on Saturday 10 January 2026 by the clocks in London."
    )
    place = readings.read(datetime(2026, 7, 1, 12), LONDON, home=LONDON)  # noqa: DTZ001
    assert words.explained(place, home=LONDON) == "12:00 pm on Wednesday 1 July 2026 by the clocks in London."
    assert readings.read(datetime(2026, 7, 1, 12), "ET", home=LONDON).at == datetime(2026, 7, 1, 16, tzinfo=UTC)  # noqa: DTZ001


def test_letters_of_several_countries_are_the_brands_own_and_else_the_latest_counts() -> None:
    noon = datetime(2026, 7, 1, 12)  # noqa: DTZ001
    assert readings.read(noon, "IST", home="Asia/Kolkata").at == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    assert readings.read(noon, "IST", home="Europe/Dublin").at == datetime(2026, 7, 1, 11, tzinfo=UTC)
    from_far = readings.read(noon, "IST", home="Australia/Sydney")  # Asia is not her continent: all three
    assert (from_far.at, from_far.doubt) == (datetime(2026, 7, 1, 11, tzinfo=UTC), Doubt.COUNTRIES)
    assert words.explained(from_far, home="Australia/Sydney") == (
        "12:00 pm IST on Wednesday 1 July 2026: “IST” is said in several countries. Of all readings you get the latest: 12:00 pm on Wednesday "
        "1 July 2026 by the clocks in Dublin."
    )


def test_an_hour_that_comes_twice_or_not_at_all_ends_at_the_later() -> None:
    twice = readings.read(datetime(2026, 10, 25, 1, 30), LONDON, home=LONDON)  # noqa: DTZ001
    assert (twice.doubt, twice.at) == (Doubt.TWICE, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    skipped = readings.read(datetime(2026, 3, 29, 1, 30), LONDON, home=LONDON)  # noqa: DTZ001
    assert (skipped.doubt, skipped.at) == (Doubt.SKIPPED, datetime(2026, 3, 29, 1, 30, tzinfo=UTC))
    assert words.explained(skipped, home=LONDON) == (
        "1:30 am on Sunday 29 March 2026 by the clocks in London: clocks go forward that night and skip it. You get the later reading: 2:30 am on "
        "Sunday 29 March 2026 by the clocks in London."
    )


@pytest.mark.parametrize(
    ("local", "belongs"),
    [((23, 59, 59), 1), ((23, 59, 0), 60), ((18, 0, 0), 0), ((11, 59, 30), 0), ((0, 0, 0), 0), ((9, 30, 59), 1)],
)
def test_the_last_second_or_minute_that_is_named_still_belongs_to_it(local: tuple[int, int, int], belongs: int) -> None:
    meant = readings.read(datetime(2026, 1, 10, *local), "UTC", home=LONDON)  # noqa: DTZ001
    assert meant.over_at - meant.at == timedelta(seconds=belongs)


@pytest.mark.parametrize("zone", ["CSTX", "Chicago", "Europe/Atlantis", "", "UTC+15", "+99", "../etc", "Mars/Base", "EST5EDT4"])
def test_letters_that_stand_for_nothing_are_refused_with_the_way_out(zone: str) -> None:
    with pytest.raises(Refusal) as no:
        readings.read(SPRING, zone, home=CHICAGO)
    assert (no.value.code, no.value.fields) == ("bad_zone", {"zone": "unknown"})
    assert "America/Chicago" in no.value.sentence


@pytest.mark.parametrize(
    ("text", "why"),
    [("2026-02-30", "is no day of the calendar"), ("2025-02-29T10:00", "is no day of the calendar"), ("2026-13-01", "is no day of the calendar"),
     ("26 March", "is no time"), ("2026-03-31T24:61", "is no time"), ("", "is no time")],
)  # fmt: skip
def test_impossible_days_are_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(Refusal) as no:
        readings.parse(text)
    assert (no.value.code, no.value.fields) == ("bad_time", {"ends": why})


def test_a_whole_day_runs_to_its_end_and_years_must_be_possible() -> None:
    assert readings.parse("2026-03-31") == datetime(2026, 3, 31, 23, 59, 59)  # noqa: DTZ001
    for year in (1969, 2200):
        with pytest.raises(Refusal, match="slip of the pen"):
            readings.read(datetime(year, 1, 1), "CST", home=CHICAGO)  # noqa: DTZ001
    with pytest.raises(Refusal, match="zone is named apart"):
        readings.read(datetime(2026, 1, 1, tzinfo=UTC), "CST", home=CHICAGO)


# The tz data as judge ------------------------------------------------------------------------------------------------


@cache
def said_in_the_tz_data() -> dict[str, set[int]]:
    """Each abbreviation of letters that any clock showed in the middle of any month since 2000, with its offsets in minutes."""
    found: dict[str, set[int]] = {}
    for name in sorted(available_timezones()):
        if "/" not in name or name.startswith("Etc/"):
            continue
        clocks = ZoneInfo(name)
        for year in range(2000, 2038, 1):
            for month in (1, 7):
                there = datetime(year, month, 15, tzinfo=clocks)
                said, offset = there.tzname() or "", there.utcoffset() or timedelta()
                if said.isalpha() and said != "-00":
                    found.setdefault(said.upper(), set()).add(int(offset.total_seconds() // 60))
    return found


def test_the_table_knows_every_abbreviation_that_any_clock_has_shown_since_2000_in_all_its_meanings() -> None:
    told = {said: {minutes for minutes, _ in meant} for said, meant in zones.known().items()}
    lacking = {said: sorted(offsets - told.get(said, set())) for said, offsets in said_in_the_tz_data().items()}
    assert {said: offsets for said, offsets in lacking.items() if offsets} == {}


def test_the_table_holds_nothing_that_no_clock_shows() -> None:
    for said, meant in zones.known().items():
        for minutes, place in meant:
            clocks = ZoneInfo(place)
            shown = {datetime(y, m, 15, tzinfo=clocks).utcoffset() for y in range(1987, 2038) for m in (1, 4, 7, 10)}
            assert timedelta(minutes=minutes) in shown, (said, place)


AMBIGUOUS = sorted(said for said, meant in zones.known().items() if len(meant) > 1)


def test_the_ambiguous_ones_are_these() -> None:
    assert AMBIGUOUS == ["CDT", "CST", "GST", "IST", "KST", "MSK", "PST"]


@given(local=YEARS, zone=st.sampled_from(sorted(zones.known())), home=st.sampled_from(HOMES))
def test_over_fifty_years_the_later_of_all_readings_counts(local: datetime, zone: str, home: str) -> None:
    meant = readings.read(local, zone, home=home)
    instants = [one.at for one in meant.readings]
    assert instants == sorted(set(instants))
    assert meant.at == max(instants)
    for minutes, place in ((one.minutes, one.place) for one in zones.meanings(zone, local, home=home)):
        if minutes is not None:  # to the letter
            assert local.replace(tzinfo=UTC) - timedelta(minutes=minutes) in instants
        if place is not None:  # by the clocks, either time
            assert {local.replace(tzinfo=ZoneInfo(place), fold=fold).astimezone(UTC) for fold in (0, 1)} <= set(instants)
    assert (meant.doubt is Doubt.NONE) == (len(instants) == 1)
    assert timedelta() <= meant.over_at - meant.at <= timedelta(minutes=1)
    for language in ("en", "de"):
        said = words.explained(meant, home=home, language=language)
        assert (
            "later" in said
            or "latest" in said
            or "second time" in said
            or "spätere" in said
            or "späteste" in said
            or "zweite Mal" in said
        ) == (len(instants) > 1)
        assert len(said) <= 600


@pytest.mark.parametrize("zone", AMBIGUOUS)
@pytest.mark.parametrize("home", HOMES)
def test_every_ambiguous_abbreviation_is_settled_on_every_month_of_fifty_years(zone: str, home: str) -> None:
    day = date(1987, 1, 15)
    while day.year < 2038:
        local = datetime(day.year, day.month, day.day, 23, 59, 59)  # noqa: DTZ001
        meant = readings.read(local, zone, home=home)
        assert all(meant.at >= one.at for one in meant.readings)
        assert {one.place for one in meant.readings} <= {home, *(place for _, place in zones.known()[zone])}
        day = (day.replace(day=1) + timedelta(days=45)).replace(day=15)


@given(local=YEARS, place=st.sampled_from(sorted(HOMES)))
def test_a_places_own_clocks_are_never_read_more_than_their_change_apart(local: datetime, place: str) -> None:
    meant = readings.read(local, place, home=LONDON)
    assert len(meant.readings) <= 2
    assert meant.by_how_much <= timedelta(hours=1)
