"""When messages are read whole at once, and when they are only glanced at first."""

import time
from collections.abc import Iterator

import pytest

from makegood.flows import leisure


@pytest.fixture
def sparing() -> Iterator[None]:
    leisure.be_sparing(True)
    yield
    leisure.be_sparing(False)


def test_few_are_read_whole_and_many_are_not() -> None:
    assert [leisure.is_there(many) for many in (1, 24, 25, 300)] == [True, True, False, False]


def test_a_pace_gives_what_a_second_brings_and_keeps_no_more_than_a_seconds_worth() -> None:
    pace = leisure.Pace(25)
    assert [pace.allows(many, now=100.0) for many in (20, 10, 5, 1)] == [True, False, True, False]
    assert [pace.allows(many, now=100.4) for many in (11, 10, 1)] == [False, True, False]
    assert [pace.allows(many, now=900.0) for many in (26, 25, 1)] == [False, True, False]


@pytest.mark.usefixtures("sparing")
def test_a_worker_glances_at_a_stream_of_small_handfuls(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 50.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert [leisure.is_there(10) for _ in range(4)] == [True, True, False, False]
    now += 1
    assert leisure.is_there(10)
