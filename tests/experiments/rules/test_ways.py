"""What another way of choosing would have brought: planted differences are found, nothing is said on few, and what was never by lot is not asked."""

import math

import numpy as np
import pytest

from makegood.experiments.rules import ways
from makegood.experiments.rules.sequences import Plan
from makegood.experiments.rules.ways import BEST, Drew

PLAN = Plan(each=400)


def some(
    n: int, *, seed: int = 7, good: dict[str, dict[str, float]] | None = None, shares: tuple[float, float] = (0.7, 0.3)
) -> list[Drew]:
    """People of two harms; of those who get a thing, so many come back (`good`, by harm and code), of the others one in ten. One in ten is held out."""
    dice, told = np.random.default_rng(seed), []
    for _ in range(n):
        harm, held = str(dice.choice(["late", "faulty"])), bool(dice.random() < 0.1)
        code = "mints" if dice.random() < shares[0] else "card"
        rate = 0.1 if held else (good or {}).get(harm, {}).get(code, 0.1)
        told.append(Drew(bool(dice.random() < rate), held, code, {"mints": shares[0], "card": shares[1]}, harm))
    return told


def test_a_planted_difference_is_found_by_the_chances_that_were_logged() -> None:
    good = {harm: {"mints": 0.1, "card": 0.4} for harm in ("late", "faulty")}
    card, mints, best = ways.ways(some(4_000, good=good), without=0.1, costs={}, plan=PLAN)
    assert (card.thing, mints.thing, best.thing) == ("card", "mints", BEST)
    assert card.low < 0.4 < card.high
    assert card.low > card.was, "more would have come back"
    assert mints.low < 0.1 < mints.high
    assert mints.high < mints.was
    assert card.people == 4_000
    assert 800 < card.effective < 1_200, "those who got it: three in ten of those not held out"


def test_the_best_for_each_harm_keeps_to_the_money_that_was_spent() -> None:
    good = {"late": {"mints": 0.1, "card": 0.5}, "faulty": {"mints": 0.5, "card": 0.1}}
    told = some(6_000, good=good, shares=(0.5, 0.5))
    free = ways.ways(told, without=0.1, costs={"mints": 0.0, "card": 0.0}, plan=PLAN)[-1]
    assert free.low < 0.5 < free.high
    assert free.low > free.was
    dear = ways.ways(told, without=0.1, costs={"mints": 0.0, "card": 100.0}, plan=PLAN)[-1]
    assert 0.4 < dear.value < free.value + 0.05, "of cards there are as many as were given: nearly one for each of half"


def test_of_few_people_nothing_is_said_and_of_none_nothing_is_asked() -> None:
    assert [one.enough for one in ways.ways(some(35), without=0.1, costs={}, plan=PLAN)] == [False] * 3
    alone = [Drew(True, False, "mints", {"mints": 1.0}, "late") for _ in range(500)]
    assert ways.ways(alone, without=0.1, costs={}, plan=PLAN) == (), "where one thing fitted there was no choice"
    assert ways.ways((), without=0.1, costs={}, plan=PLAN) == ()


def test_what_is_believed_of_a_thing_is_not_coloured_by_when_it_was_given_often() -> None:
    """In the good season (half come back, whatever they get) mints were drawn nine times in ten, in the bad one (one in ten) once in ten."""
    told = []
    for season, (chance, rate) in enumerate([(0.9, 0.5), (0.1, 0.1)]):
        for got, code in ((chance, "mints"), (1 - chance, "card")):
            people = round(2_000 * got)
            told += [
                Drew(n < people * rate, False, code, {"mints": chance, "card": 1 - chance}, f"{season}") for n in range(people)
            ]
    tried, mean, variance = ways.believed(told, ["mints", "card", "tea"])
    assert tried.tolist() == [2_000, 2_000, 0]
    assert mean[:2] == pytest.approx([0.3, 0.3]), "counted plainly it would be .46 and .14"
    assert (variance > 0).all()
    assert not math.isnan(variance[2])


def test_where_nobody_came_back_the_interval_still_has_a_width() -> None:
    told = [Drew(False, n % 10 == 0, ("mints", "card")[n % 2], {"mints": 0.5, "card": 0.5}, "late") for n in range(400)]
    card = ways.ways(told, without=0.1, costs={}, plan=PLAN)[0]
    assert (card.value, card.low, card.enough) == (0.0, 0.0, True)
    assert 0.01 < card.high < 0.05, "200 people: one of them more is half a point, times the width that holds at every look"
