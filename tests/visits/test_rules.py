"""When somebody can be visited, what is free, and what their calendar is told."""

# ruff: noqa: DTZ001, RUF007 - Hypothesis draws local times; pairs with their neighbours
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from makegood.brands.types import Opening
from makegood.visits.rules import invitations, slots, wanting
from makegood.visits.types import Invitation, Resource, ResourceId, ResourceIn, ResourceKind, Wanted, Where
from tests import cast

SAM = Resource(ResourceId(UUID(int=7)), ResourceIn(ResourceKind.PERSON, "Sam", (Opening(1, time(8), time(20)),), 60, 30))
ANY = Wanted()
TUESDAY = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("After work please, at home", "not before 17:00 (Monday to Friday) · at home"),
        ("Am liebsten nach der Arbeit, zu Hause.", "not before 17:00 (Monday to Friday) · at home"),
        ("mornings only", "not after 12:00"),
        ("nachmittags", "not before 12:00 · not after 17:00"),
        (
            "not before 10:30, and not on Mondays",
            "not before 10:30 · Tuesdays, Wednesdays, Thursdays, Fridays, Saturdays, Sundays",
        ),
        ("any Tuesday or Thursday after 4 pm", "not before 16:00 · Tuesdays, Thursdays"),
        ("nicht vor 15 Uhr", "not before 15:00"),
        ("at the weekend", "Saturdays, Sundays"),
        ("not in the morning", "not before 12:00"),
        ("The radiator is broken", ""),
        ("after 2 calls nobody answered", ""),
    ],
)
def test_what_somebody_says_becomes_a_rule_that_can_be_read(said: str, rule: str) -> None:
    assert wanting.in_words(wanting.read([said]), "en") == rule


def test_after_work_holds_on_working_days_and_the_weekend_is_free() -> None:
    wanted = wanting.read(["after work"])
    assert not wanting.fits(wanted, begins=time(16), ends=time(17), weekday=0)
    assert wanting.fits(wanted, begins=time(17), ends=time(18), weekday=0)
    assert wanting.fits(wanted, begins=time(10), ends=time(11), weekday=5)


def free(wanted: Wanted = ANY, taken: tuple[tuple[datetime, datetime], ...] = (), **other: object) -> list[str]:
    told = {"zone": "Europe/London", "holidays": frozenset(), "since": TUESDAY, "until": TUESDAY + timedelta(days=7), **other}
    found = slots.free(SAM, taken, wanted=wanted, **told)  # type: ignore[arg-type]
    return [f"{one.from_at.astimezone(ZoneInfo('Europe/London')):%a %H:%M}" for one in found]


def test_free_times_follow_one_another_with_the_way_in_between() -> None:
    assert free() == [f"Tue {hour}" for hour in ["08:00", "09:30", "11:00", "12:30", "14:00", "15:30", "17:00", "18:30"]]
    assert free(wanting.read(["after work"])) == ["Tue 17:00", "Tue 18:30"]


def test_what_is_booked_and_the_way_to_it_are_not_free() -> None:
    nine = TUESDAY + timedelta(hours=9)
    assert free(taken=((nine, nine + timedelta(hours=1)),))[:2] == ["Tue 10:30", "Tue 12:00"]


def test_a_holiday_has_none_and_a_place_does_not_come_to_their_home() -> None:
    assert free(holidays=frozenset({date(2026, 3, 3)})) == []
    bay = Resource(SAM.id, ResourceIn(ResourceKind.PLACE, "Bay", SAM.told.openings, 60))
    at_home = {"zone": "Europe/London", "holidays": frozenset(), "since": TUESDAY, "until": TUESDAY + timedelta(days=1)}
    assert slots.free(bay, [], wanted=Wanted(where=Where.THEIRS), **at_home) == []  # type: ignore[arg-type]


INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(
    lambda one: one.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(
    since=INSTANTS,
    zone=st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe"]),
    minutes=st.integers(1, 24).map(lambda n: n * 5),
    between=st.integers(0, 12).map(lambda n: n * 5),
    held=st.lists(st.tuples(st.integers(0, 4 * 288), st.integers(1, 40)), max_size=8),
)
def test_free_times_never_meet_each_other_nor_what_is_booked_in_any_zone(
    since: datetime, zone: str, minutes: int, between: int, held: list[tuple[int, int]]
) -> None:
    day = since.replace(hour=0, minute=0)
    taken = [(day + timedelta(minutes=5 * a), day + timedelta(minutes=5 * (a + n))) for a, n in held]
    openings = tuple(Opening(day, time(0), time(0)) for day in range(7))
    who = Resource(SAM.id, ResourceIn(ResourceKind.PERSON, "Sam", openings, minutes, between))
    found = slots.free(who, taken, zone=zone, holidays=frozenset(), wanted=Wanted(), since=since, until=since + timedelta(days=3))
    way = timedelta(minutes=between)
    assert all(one.until_at - one.from_at == timedelta(minutes=minutes) for one in found)
    assert all(a.until_at + way <= b.from_at for a, b in zip(found, found[1:], strict=False))
    assert all(one.until_at + way <= begins or one.from_at >= ends + way for one in found for begins, ends in taken)


TOLD = Invitation(
    method="REQUEST",
    uid="visit-7@makegood",
    sequence=2,
    from_at=TUESDAY + timedelta(hours=17, minutes=30),
    until_at=TUESDAY + timedelta(hours=18, minutes=30),
    stamped_at=cast.AT,
    summary="Brightside: the radiator, and a very long line of words that has to be folded where the standard says; with commas",
    description="Öl, Kühler\nand the rest",
    location="12 Harbour Lane, London",
    organizer_name="Brightside Lights",
    organizer="help@brightside.example",
    attendee_name="Tom Arden",
    attendee="tom.arden@example.org",
)


def test_an_invitation_reads_back_as_it_was_told() -> None:
    read = Calendar.from_ical(invitations.write(TOLD))
    (event,) = read.walk("VEVENT")
    assert (read["method"], read["version"]) == ("REQUEST", "2.0")
    assert (event["uid"], event["sequence"], event["status"]) == ("visit-7@makegood", 2, "CONFIRMED")
    assert (event.decoded("dtstart"), event.decoded("dtend"), event.decoded("dtstamp")) == (TOLD.from_at, TOLD.until_at, cast.AT)
    assert (str(event["summary"]), str(event["description"])) == (TOLD.summary, TOLD.description)
    assert (str(event["organizer"]), str(event["attendee"])) == ("mailto:help@brightside.example", "mailto:tom.arden@example.org")
    assert event["attendee"].params["RSVP"] == "TRUE"
    assert event["organizer"].params["CN"] == "Brightside Lights"
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=-1)


def test_an_invitation_holds_what_rfc_5545_says_that_it_must() -> None:
    raw = invitations.write(TOLD)
    lines = raw.split(b"\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")  # every line ends with CR LF
    assert all(len(line) <= 75 for line in lines)  # 3.1: octets, folded where it is longer
    unfolded = raw.replace(b"\r\n ", b"").decode().split("\r\n")
    assert unfolded[0] == "BEGIN:VCALENDAR"
    names = [line.split(":")[0].split(";")[0] for line in unfolded]
    for once in ("PRODID", "VERSION", "METHOD", "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "ORGANIZER", "ATTENDEE"):
        assert names.count(once) == 1, once
    assert "DTSTART:20260303T173000Z" in unfolded
    assert "DESCRIPTION:Öl\\, Kühler\\nand the rest" in [line for line in unfolded if "Kühler" in line]


def test_a_cancelled_visit_says_so_with_the_same_uid() -> None:
    from dataclasses import replace

    (event,) = Calendar.from_ical(invitations.write(replace(TOLD, method="CANCEL", sequence=3))).walk("VEVENT")
    assert (event["uid"], event["sequence"], event["status"]) == ("visit-7@makegood", 3, "CANCELLED")
    assert event.walk("VALARM") == []
