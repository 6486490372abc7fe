"""What the clock says: the first-reply promise always runs, the resolution promise rests only while we wait for them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from makegood.cases import rules
from makegood.cases.types import ClockReading, Segment
from tests import cast

OPENED = Segment(
    opened_at=cast.AT,
    first_reply_due_at=cast.later(hours=1),
    resolution_due_at=cast.later(hours=7),
    first_replied_at=None,
    resolved_at=None,
)
ANSWERED = replace(OPENED, first_replied_at=cast.later(minutes=30))


def test_until_somebody_answers_the_first_reply_is_due() -> None:
    assert rules.read_clock(OPENED, cast.later(minutes=20)) == ClockReading(
        "first_reply", cast.later(hours=1), 2400, broken=False
    )


def test_a_promise_is_broken_after_its_instant_and_not_at_it() -> None:
    assert rules.read_clock(OPENED, cast.later(hours=1)) == ClockReading("first_reply", cast.later(hours=1), 0, broken=False)
    late = rules.read_clock(OPENED, cast.later(hours=1, minutes=1))
    assert late == ClockReading("first_reply", cast.later(hours=1), -60, broken=True)


def test_waiting_does_not_stop_the_first_reply_clock() -> None:
    waiting = replace(OPENED, waiting_since=cast.later(minutes=5))
    assert rules.read_clock(waiting, cast.later(hours=2)).what == "first_reply"
    assert rules.read_clock(waiting, cast.later(hours=2)).broken


def test_after_the_first_reply_the_resolution_is_due() -> None:
    assert rules.read_clock(ANSWERED, cast.later(hours=6)) == ClockReading("resolution", cast.later(hours=7), 3600, broken=False)


def test_the_resolution_clock_rests_while_we_wait_for_them() -> None:
    waiting = replace(ANSWERED, waiting_since=cast.later(minutes=30))
    assert rules.read_clock(waiting, cast.later(days=30)) == ClockReading("paused", None, None, broken=False)


def test_a_promise_that_broke_before_the_wait_stays_broken() -> None:
    waiting = replace(ANSWERED, waiting_since=cast.later(hours=8))
    assert rules.read_clock(waiting, cast.later(days=1)).broken


def test_a_resolved_segment_is_done_and_says_whether_either_promise_broke() -> None:
    assert rules.read_clock(replace(ANSWERED, resolved_at=cast.later(hours=2)), cast.later(days=9)) == ClockReading(
        "done", None, None, broken=False
    )
    assert rules.read_clock(replace(ANSWERED, resolved_at=cast.later(hours=8)), cast.later(days=9)).broken
    tardy = replace(OPENED, first_replied_at=cast.later(hours=2), resolved_at=cast.later(hours=3))
    assert rules.read_clock(tardy, cast.later(days=9)).broken


def test_resolving_without_a_word_counts_as_the_first_reply() -> None:
    assert not rules.read_clock(replace(OPENED, resolved_at=cast.later(minutes=40)), cast.later(days=9)).broken
    assert rules.read_clock(replace(OPENED, resolved_at=cast.later(minutes=90)), cast.later(days=9)).broken


def test_a_wait_moves_the_resolution_by_the_business_time_that_it_took() -> None:
    # Monday 16:00 is due; they were silent from Monday 11:00 to Wednesday 09:30: five hours are left again.
    due_at = rules.due_after_wait(
        due_at=datetime(2026, 3, 2, 16, tzinfo=UTC),
        waiting_since=datetime(2026, 3, 2, 11, tzinfo=UTC),
        until=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        hours=cast.london_hours(),
    )
    assert due_at == datetime(2026, 3, 4, 14, 30, tzinfo=UTC)


def test_a_holiday_after_the_wait_is_not_counted() -> None:
    due_at = rules.due_after_wait(
        due_at=datetime(2026, 3, 2, 16, tzinfo=UTC),
        waiting_since=datetime(2026, 3, 2, 11, tzinfo=UTC),
        until=datetime(2026, 3, 4, 15, tzinfo=UTC),
        hours=cast.london_hours(date(2026, 3, 5)),
    )
    assert due_at == datetime(2026, 3, 6, 12, tzinfo=UTC)


def test_a_wait_that_began_after_the_promise_broke_moves_nothing() -> None:
    due_at = rules.due_after_wait(
        due_at=cast.AT, waiting_since=cast.later(minutes=1), until=cast.later(days=3), hours=cast.london_hours()
    )
    assert due_at == cast.AT


@given(waited=st.integers(0, 20_000), since=st.integers(0, 419))
def test_a_wait_never_brings_a_promise_nearer(waited: int, since: int) -> None:
    due_at = cast.later(hours=7)
    moved = rules.due_after_wait(
        due_at=due_at,
        waiting_since=cast.later(minutes=since),
        until=cast.later(minutes=since + waited),
        hours=cast.london_hours(),
    )
    assert moved >= due_at
