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
    assert [pace.allows(many, now=100.0) for many in (20, 5, 1)] == [True, True, False]
    assert [pace.allows(many, now=100.5) for many in (11, 1)] == [True, False]  # 12.5 less the one that came too early
    assert [pace.allows(many, now=900.0) for many in (26, 1)] == [False, False]
    assert pace.allows(25, now=902.0)


def test_what_comes_faster_counts_though_it_was_only_glanced_at_and_soon_after_its_end_all_is_as_before() -> None:
    pace = leisure.Pace(25)
    assert [pace.allows(10, now=100.0 + tenth / 10) for tenth in range(30)] == [True, True, True] + [False] * 27
    assert not pace.allows(1, now=104.8)
    assert pace.allows(1, now=105.0)


def test_of_what_may_be_had_in_part_only_that_counts() -> None:
    pace = leisure.Pace(2, at_once=40)
    assert [pace.take(many, now=100.0) for many in (30, 300, 5)] == [30, 10, 0]
    assert [pace.take(many, now=103.0) for many in (300, 1)] == [6, 0]
    assert pace.take(300, now=900.0) == 40


@pytest.mark.usefixtures("sparing")
def test_a_worker_glances_at_a_stream_of_small_handfuls(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 50.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert [leisure.is_there(10) for _ in range(4)] == [True, True, False, False]
    now += 1
    assert leisure.is_there(10)


@pytest.mark.usefixtures("sparing")
def test_of_a_crowd_that_a_worker_glanced_at_it_does_not_read_the_next_handful_whole_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 50.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert [leisure.is_there(many) for many in (300, 5)] == [False, False]
    now += 3
    assert leisure.is_there(5)


@pytest.mark.usefixtures("sparing")
def test_a_worker_makes_forty_vectors_at_once_and_then_two_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 50.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert [leisure.for_vectors(300), leisure.for_vectors(300)] == [40, 0]
    now += 10
    assert leisure.for_vectors(300) == 20


def test_whoever_is_no_worker_makes_all_that_it_is_asked_for() -> None:
    assert leisure.for_vectors(300) == 300
