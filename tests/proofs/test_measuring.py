"""The long proof of the arithmetic of experiments: ten thousand streams in which nothing differs, looked at after every case, three times as long as planned; the
truth inside at every look; and a planned effect found nearly as often as by one look at the end. Seeded: the same streams each time."""

import numpy as np
import pytest

from benchmarks import measuring
from makegood.experiments.rules import sequences

RUNS = 10_000

pytestmark = [pytest.mark.long, pytest.mark.timeout(7_200)]


@pytest.mark.parametrize("name", measuring.STREAMS)
def test_where_nothing_differs_something_is_found_in_one_of_twenty_at_most(name: str) -> None:
    each, looks = measuring.PLANNED, measuring.PLANNED * measuring.BEYOND
    ever, naive, covered, _ = measuring.simulate(
        measuring.STREAMS[name], effect=0.0, each=each, looks=looks, runs=RUNS, seed=measuring.SEED
    )
    assert ever <= 0.05
    assert covered >= 0.95
    assert naive >= 0.30, "a plain test, looked at likewise: what the sequences are for"


def test_a_planned_effect_is_found_nearly_as_often_as_by_one_look_at_the_end() -> None:
    each = sequences.people_needed(effect=0.1, deviation=1.0)
    ever, _, covered, at_end = measuring.simulate(
        measuring.STREAMS["a score"], effect=0.1, each=each, looks=each, runs=RUNS, seed=measuring.SEED + 1
    )
    assert 0.78 <= at_end <= 0.83, "it was planned to be found four times in five"
    assert ever >= 0.65
    assert covered >= 0.95


def test_a_planted_effect_takes_fewer_people_than_were_planned_in_the_middle_run() -> None:
    each = sequences.people_needed(effect=0.1, deviation=1.0)
    people = measuring.taken(measuring.STREAMS["a score"], effect=0.1, each=each, runs=2_000, seed=measuring.SEED + 2)
    assert float(np.median(people)) < each
