"""A check planned in advance: how likely it finds what is hoped for, and what its figure says. Powers by simulation in the same test."""

import numpy as np
import pytest

from makegood.kernel.refusals import Refusal
from makegood.touchpoints.rules import planning
from makegood.touchpoints.types import CheckResult, Figure
from tests import cast

BEFORE = (cast.later(days=-90), cast.AT)
SINCE = (cast.AT, cast.later(days=30))


def before(hits: int, n: int) -> Figure:
    return Figure(hits, n, *BEFORE)


def after(hits: int, n: int) -> Figure:
    return Figure(hits, n, *SINCE)


@pytest.mark.parametrize(
    ("hits", "n", "least", "result"),
    [
        (5, 100, 80, CheckResult.WORKED),  # 30 % before, 5 % now
        (30, 100, 80, CheckResult.DID_NOT),  # as before: half of it is ruled out
        (45, 100, 80, CheckResult.DID_NOT),
        (22, 100, 80, CheckResult.CANNOT),  # neither no change nor half of it is ruled out
        (0, 79, 80, CheckResult.CANNOT),  # fewer than planned, however well it looks
        (0, 0, 10, CheckResult.CANNOT),
    ],
)
def test_the_rules_say_it_and_nobody_else(hits: int, n: int, least: int, result: CheckResult) -> None:
    assert planning.says(before(60, 200), after(hits, n), aim=0.15, least=least) is result


def test_of_too_few_before_nothing_can_be_said() -> None:
    assert planning.says(before(3, 9), after(0, 500), aim=0.1, least=100) is CheckResult.CANNOT
    assert planning.power(before(3, 9), aim=0.1, n=500) == 0.0
    assert planning.needed(before(3, 9), aim=0.1) is None


def test_the_power_that_is_stated_is_how_often_it_is_found() -> None:
    was, dice = before(60, 200), np.random.default_rng(20_260_302)
    drawn = dice.binomial(60, 0.15, size=20_000)
    counts = np.bincount(drawn, minlength=61)
    found = sum(
        int(many)
        for hits, many in enumerate(counts)
        if planning.says(was, after(hits, 60), aim=0.15, least=60) is CheckResult.WORKED
    )
    assert planning.power(was, aim=0.15, n=60) == pytest.approx(found / 20_000, abs=0.01)


def test_so_many_as_are_needed_find_it_four_times_in_five_and_one_fewer_does_not() -> None:
    was = before(60, 200)
    needed = planning.needed(was, aim=0.15)
    assert needed is not None
    assert planning.power(was, aim=0.15, n=needed) >= 0.8
    assert planning.power(was, aim=0.15, n=needed - 1) < 0.8
    assert planning.needed(was, aim=0.3) is None


def test_the_pace_of_before_says_how_many_come_and_by_when() -> None:
    was = before(60, 180)
    assert planning.expected(was, days=30) == 60
    assert planning.day_for(was, 60, since=cast.AT.date()) == cast.later(days=30).date()
    assert planning.day_for(before(0, 0), 60, since=cast.AT.date()) is None


def test_an_aim_that_is_not_lower_and_a_number_that_says_nothing_are_refused() -> None:
    with pytest.raises(Refusal, match="aim: choose a share that is lower"):
        planning.check_plan(aim=0.4, least=50, before=before(60, 200))
    with pytest.raises(Refusal, match="least: choose 10 to"):
        planning.check_plan(aim=0.1, least=9, before=before(60, 200))
