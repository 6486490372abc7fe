"""Ids sort by time and never repeat; periods are half-open; a time without a zone means nothing."""

import copy
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta, timezone
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel import clock
from makegood.kernel.ids import new_id
from makegood.kernel.periods import Period

instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001


def test_ids_rise_and_are_version_seven() -> None:
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}


def test_eight_threads_never_make_the_same_id() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = [one for many in threads.map(lambda _: [new_id() for _ in range(2_000)], range(8)) for one in many]
    assert len(set(made)) == 16_000


def test_a_forked_child_shares_no_random_bytes_with_its_parent() -> None:
    new_id()
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.write(into, b"".join(new_id().bytes for _ in range(200)))
        os._exit(0)
    ours = [new_id() for _ in range(200)]
    os.waitpid(child, 0)
    told = os.read(out, 200 * 16)
    os.close(out)
    os.close(into)
    theirs = [UUID(bytes=told[start : start + 16]) for start in range(0, len(told), 16)]
    assert len(theirs) == 200
    assert {one.int % 2**62 for one in ours}.isdisjoint(one.int % 2**62 for one in theirs)


@given(instants, st.integers(1, 10**7), st.integers(1, 10**7))
def test_neighbouring_periods_share_no_instant(start: datetime, a: int, b: int) -> None:
    middle = start + timedelta(seconds=a)
    first, second = Period(start, middle), Period(middle, middle + timedelta(seconds=b))
    assert start in first
    assert middle not in first
    assert middle in second
    assert not first.overlaps(second)
    assert first.meet(second) is None


def test_a_period_meets_another_in_what_both_have() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    morning, lunch = Period(noon - timedelta(hours=4), noon + timedelta(hours=1)), Period(noon, noon + timedelta(hours=2))
    assert morning.meet(lunch) == Period(noon, noon + timedelta(hours=1))
    assert morning.length == timedelta(hours=5)


def test_a_backward_period_is_no_period() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(noon, noon)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        clock.as_utc(datetime(2026, 3, 2, 12))  # noqa: DTZ001
    chicago_winter = timezone(timedelta(hours=-6))
    assert clock.as_utc(datetime(2008, 3, 26, 23, 59, 59, tzinfo=chicago_winter)) == datetime(2008, 3, 27, 5, 59, 59, tzinfo=UTC)


def test_an_id_is_an_ordinary_uuid() -> None:
    made = new_id()
    twin = UUID(str(made))
    assert (made, hash(made), repr(made), made.is_safe) == (twin, hash(twin), repr(twin), twin.is_safe)
    assert copy.deepcopy(made) == made
    with pytest.raises(TypeError):
        made.int = 1  # type: ignore[misc]


@given(instants, st.sampled_from(["Europe/London", "Europe/Helsinki", "Australia/Lord_Howe", "America/St_Johns", "UTC"]))
def test_the_next_time_that_a_clock_shows_is_later_and_never_more_than_a_long_day_away(at: datetime, zone: str) -> None:
    found = clock.next_at(at, ZoneInfo(zone), time(3, 30))
    assert timedelta(0) < found - at <= timedelta(hours=25)
    assert (found.hour, found.minute) == (3, 30)


def test_where_a_clock_shows_it_twice_it_is_the_second_time() -> None:
    helsinki = ZoneInfo("Europe/Helsinki")  # goes back from four to three on 25 October 2026
    between = datetime(2026, 10, 25, 3, 15, tzinfo=helsinki, fold=1)
    assert clock.next_at(between, helsinki, time(3, 30)) - between == timedelta(minutes=15)
    assert clock.tomorrow_at(between, helsinki, time(0, 5)) == datetime(2026, 10, 26, 0, 5, tzinfo=helsinki)
