"""Intervals that hold however often one looks: never wrong more often than said, and nearly as sharp as one look at the end."""

import numpy as np
import pytest

from benchmarks import measuring
from makegood.experiments.rules import sequences
from makegood.experiments.rules.sequences import Group, Plan


@pytest.mark.parametrize("share", [0.5, 0.06])
def test_where_nothing_differs_hardly_any_run_is_ever_wrong(share: float) -> None:
    dice = np.random.default_rng(20260302)
    ours, theirs = (dice.random((400, 1_200)) < share for _ in range(2))
    looks, _ = measuring.looked_at(ours.astype(float), theirs.astype(float), Plan(400))
    ever = looks.is_found.any(axis=1).mean()
    assert ever <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 400), "three times as long as planned, looked at after each"
    k = np.arange(1, 1_201)
    error = np.sqrt(2 * share * (1 - share) / k)
    naive = (np.abs(looks.difference)[:, 30:] > 1.96 * error[30:]).any(axis=1).mean()
    assert naive > 0.3, "what is usually done finds something in every third"


def test_a_planned_effect_is_found_nearly_as_often_as_by_one_look_at_the_end() -> None:
    each = sequences.people_needed(effect=0.2, deviation=1.0)
    dice = np.random.default_rng(7)
    ours, theirs = dice.normal(0.2, 1, (600, each)), dice.normal(0, 1, (600, each))
    looks, _ = measuring.looked_at(ours, theirs, Plan(each))
    assert looks.is_found.any(axis=1).mean() >= 0.65
    assert ((looks.low <= 0.2) & (looks.high >= 0.2)).all(axis=1).mean() >= 0.93


def test_how_many_people_a_difference_takes() -> None:
    assert sequences.people_needed(effect=0.02, deviation=np.sqrt(0.06 * 0.94)) == 2_214
    with pytest.raises(ValueError, match="above nothing"):
        sequences.people_needed(effect=0.0, deviation=1.0)


def test_the_width_at_the_end_of_the_plan_and_beyond_it() -> None:
    plan = Plan(1_000)
    at = sequences.half_width(np.array([100.0, 1_000.0, 1_001.0, 1e9]), plan)
    assert at[1] == pytest.approx(2.326, abs=0.001)
    assert at[0] < 2.326 * np.sqrt(10), "early the mixture is the narrower"
    assert at[2] > at[1], "beyond the plan it pays for going on"
    assert np.isfinite(at).all()


def test_with_too_few_nothing_is_said() -> None:
    few = Group(np.array(29.0), np.array(1.0), np.array(0.01))
    many = Group(np.array(500.0), np.array(0.0), np.array(0.01))
    found = sequences.between(few, many, Plan(100))
    assert (float(found.low), float(found.high), bool(found.is_found)) == (-np.inf, np.inf, False)
