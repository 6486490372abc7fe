"""Who is on call: by turn, by change, by holiday; right on the days on which clocks change; no hole and no two at once."""

# ruff: noqa: DTZ001, RUF007 - Hypothesis draws local times; pairs with their neighbours
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from makegood.rota.rules import checking, turns, words
from makegood.rota.rules.turns import Calendar
from makegood.rota.types import Change, Duty, Holidays, Layer, LayerId, LayerIn, Span, Stretch
from tests import cast

RUTH, JOE, MARA = UUID(int=1), UUID(int=2), UUID(int=3)
LONDON = Calendar("Europe/London")
MONDAY = date(2026, 3, 2)


def layer(*members: UUID, number: int = 1, **other: object) -> Layer:
    told = {"name": "Nights", "members": members, "starts_on": MONDAY, "hands_over": time(9), **other}
    return Layer(LayerId(UUID(int=100 + number)), number, LayerIn(**told))  # type: ignore[arg-type]


def change(of: Layer, who: UUID | None, since: datetime, until: datetime, said: int = 0) -> Change:
    return Change(UUID(int=900 + said), of.id, who, since, until, "", cast.later(minutes=said))


def who(at: datetime, *layers: Layer, changes: tuple[Change, ...] = (), calendar: Calendar = LONDON) -> list[UUID]:
    return [one.member_id for one in turns.on_call(layers, changes, calendar, at=at)]


def test_members_take_turns_from_one_hand_over_to_the_next() -> None:
    nights = layer(RUTH, JOE)
    assert who(datetime(2026, 3, 2, 8, 59, tzinfo=UTC), nights) == []  # it has not begun
    assert who(datetime(2026, 3, 2, 9, tzinfo=UTC), nights) == [RUTH]
    assert who(datetime(2026, 3, 9, 8, 59, 59, tzinfo=UTC), nights) == [RUTH]
    assert who(datetime(2026, 3, 9, 9, tzinfo=UTC), nights) == [JOE]
    assert who(datetime(2026, 3, 16, 9, tzinfo=UTC), nights) == [RUTH]


def test_the_hand_over_keeps_its_local_hour_when_clocks_go_forward() -> None:
    nights = layer(RUTH, JOE)  # London is on summer time from 29 March: 9:00 is 8:00 UTC then
    assert who(datetime(2026, 3, 30, 7, 59, tzinfo=UTC), nights) == [JOE]
    assert who(datetime(2026, 3, 30, 8, tzinfo=UTC), nights) == [RUTH]


def test_a_hand_over_in_a_skipped_hour_is_at_the_skip_and_in_a_doubled_one_at_its_first() -> None:
    spring = layer(RUTH, JOE, starts_on=date(2026, 3, 22), hands_over=time(1, 30))  # 1:30 on 29 March is not there
    assert who(datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), spring) == [RUTH]
    assert who(datetime(2026, 3, 29, 1, tzinfo=UTC), spring) == [JOE]
    autumn = layer(RUTH, JOE, starts_on=date(2026, 10, 18), hands_over=time(1, 30))  # 1:30 on 25 October is there twice
    assert who(datetime(2026, 10, 25, 0, 29, tzinfo=UTC), autumn) == [RUTH]
    assert who(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), autumn) == [JOE]
    assert who(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), autumn) == [JOE]


def test_of_changes_that_meet_the_last_said_counts_and_nobody_is_a_change_too() -> None:
    nights = layer(RUTH, JOE)
    at, day = datetime(2026, 3, 3, 12, tzinfo=UTC), timedelta(days=1)
    covered = change(nights, MARA, at - day, at + day)
    assert who(at, nights, changes=(covered,)) == [MARA]
    assert who(at, nights, changes=(covered, change(nights, JOE, at, at + day, said=1))) == [JOE]
    assert who(at, nights, changes=(change(nights, None, at, at + day, said=2), covered)) == []
    assert who(at + day, nights, changes=(covered,)) == [RUTH]  # half-open


def test_layers_are_woken_in_their_order_and_each_member_once() -> None:
    first, second = layer(RUTH, JOE), layer(JOE, RUTH, number=2)
    assert who(datetime(2026, 3, 3, tzinfo=UTC), second, first) == [RUTH, JOE]
    assert who(datetime(2026, 3, 3, tzinfo=UTC), first, layer(RUTH, number=2)) == [RUTH]


def test_a_layer_may_hold_on_holidays_alone_or_not_on_them() -> None:
    good_friday = datetime(2026, 4, 3, 12, tzinfo=UTC)
    calendar = Calendar("Europe/London", frozenset({date(2026, 4, 3)}))
    assert who(good_friday, layer(RUTH, holidays=Holidays.NOT), calendar=calendar) == []
    assert who(good_friday, layer(RUTH, holidays=Holidays.ONLY), calendar=calendar) == [RUTH]
    assert who(good_friday - timedelta(days=1), layer(RUTH, holidays=Holidays.ONLY), calendar=calendar) == []


def test_a_gap_is_said_in_words_and_is_none_while_the_team_is_there() -> None:
    nights = layer(RUTH, covers=checking.read_stretches("Sun 00:00-02:00, Sun 08:00-24:00"))
    since, until = datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
    found = turns.spans([nights], [], LONDON, since=since, until=until)
    ((begins, ends),) = turns.gaps(found, [])
    assert words.gap(begins, ends, zone="Europe/London", language="en") == "Nobody is on call Sunday 02:00–08:00."
    assert words.gap(begins, ends, zone="Europe/London", language="de") == "Sonntag 02:00–08:00 hat niemand Bereitschaft."
    opened = [(since + timedelta(hours=3), since + timedelta(hours=4))]
    assert [(a.hour, b.hour) for a, b in turns.gaps(found, opened)] == [(2, 3), (4, 8)]


def test_a_gap_over_midnight_names_both_days() -> None:
    since, until = datetime(2026, 3, 7, 22, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC)
    assert words.gap(since, until, zone="Europe/London", language="en") == "Nobody is on call Saturday 22:00 – Monday 08:00."
    midnight = datetime(2026, 3, 8, tzinfo=UTC)
    assert words.gap(since, midnight, zone="Europe/London", language="en") == "Nobody is on call Saturday 22:00–24:00."


def test_whom_to_wake_goes_through_those_on_call_then_the_next_in_turn_then_all_leads() -> None:
    nights = layer(RUTH, JOE)
    duties = (Duty(nights.id, RUTH),)
    assert turns.next_to_wake(duties, [nights], [MARA], []) == ((RUTH,), False)
    assert turns.next_to_wake(duties, [nights], [MARA], [RUTH]) == ((JOE,), False)
    assert turns.next_to_wake(duties, [nights], [MARA, RUTH], [RUTH, JOE]) == ((MARA,), True)
    assert turns.next_to_wake(duties, [nights], [MARA], [RUTH, JOE, MARA]) == ((), True)
    assert turns.next_to_wake((), [], [MARA, JOE], []) == ((MARA, JOE), True)  # nobody on call: all leads at once


def test_a_members_calendar_reads_back_as_what_they_were_told() -> None:
    from icalendar import Calendar as Read

    a, b = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 9, 9, tzinfo=UTC)
    duty = Duty(LayerId(UUID(int=101)), RUTH)
    found = words.mine(
        [Span(a, b, (duty,)), Span(b, b + timedelta(hours=1), (duty,)), Span(b + timedelta(hours=1), b + timedelta(hours=2), ())],
        RUTH,
    )
    assert found == ((a, b + timedelta(hours=1)),)
    read = Read.from_ical(words.feed(found, brand="Brightside", key="ruth", language="en", at=cast.AT))
    (event,) = read.walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (a, b + timedelta(hours=1))
    assert event["uid"] == "ruth-20260302T090000Z@makegood"
    assert str(event["summary"]) == "On call: Brightside"


ZONES = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"])
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))
CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None))
COVERS = st.lists(
    st.tuples(st.integers(0, 6), CLOCKS, CLOCKS).filter(lambda one: one[1] < one[2]).map(lambda one: Stretch(*one)), max_size=5
).map(tuple)


@st.composite
def layers_of(draw: st.DrawFn) -> list[Layer]:
    return [
        layer(
            *draw(st.lists(st.sampled_from([RUTH, JOE, MARA]), min_size=1, max_size=4)),
            number=number,
            starts_on=draw(st.dates(date(2024, 12, 1), date(2027, 1, 1))),
            hands_over=draw(CLOCKS),
            covers=draw(COVERS),
            holidays=draw(st.sampled_from(list(Holidays))),
        )
        for number in range(draw(st.integers(1, 3)))
    ]


@given(
    layers=layers_of(),
    zone=ZONES,
    since=INSTANTS,
    days=st.integers(1, 10),
    seconds=st.lists(st.integers(0, 864_000), max_size=20),
)
def test_spans_leave_no_hole_and_say_at_each_instant_who_is_on_call_then(
    layers: list[Layer], zone: str, since: datetime, days: int, seconds: list[int]
) -> None:
    calendar = Calendar(zone, frozenset({since.date() + timedelta(days=1)}))
    until = since + timedelta(days=days)
    found = turns.spans(layers, [], calendar, since=since, until=until)
    assert (found[0].from_at, found[-1].until_at) == (since, until)
    assert all(a.until_at == b.from_at and a.duties != b.duties for a, b in zip(found, found[1:], strict=False))
    for second in seconds:
        at = since + timedelta(seconds=second % (days * 86_400))
        (span,) = [one for one in found if one.from_at <= at < one.until_at]
        assert span.duties == turns.on_call(layers, [], calendar, at=at)


@given(zone=ZONES, at=INSTANTS, clock=CLOCKS, members=st.integers(1, 5))
def test_each_hand_over_is_one_week_of_local_days_after_the_one_before(
    zone: str, at: datetime, clock: time, members: int
) -> None:
    calendar, team = Calendar(zone), tuple(UUID(int=n + 1) for n in range(members))
    one = layer(*team, starts_on=date(2024, 12, 2), hands_over=clock)
    local = at.astimezone(ZoneInfo(zone))
    passed = sum(
        calendar.instant(date(2024, 12, 2) + timedelta(days=7 * week), clock) <= at
        for week in range((local.date() - date(2024, 12, 2)).days // 7 + 2)
    )
    assert turns.turn(one, calendar, at=at) == team[(passed - 1) % members]
