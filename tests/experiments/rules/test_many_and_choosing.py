"""Many metrics at once, what to give within a budget, trial with guards, and what another way would have brought."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.experiments.rules import choosing, many, replaying


def test_where_nothing_differs_an_e_value_is_one_on_average_and_seldom_great() -> None:
    dice = np.random.default_rng(1)
    n = np.arange(51.0, 1_051.0)
    paths = np.cumsum(dice.normal(0, 1, (1_000, 1_050)), axis=1)[:, 50:] / n
    cautious, bold = (many.e_value(paths, 1 / np.sqrt(n), n, expected=one) for one in (0.02, 0.1))
    assert cautious[:, -1].mean() == pytest.approx(1.0, abs=0.06)
    assert (many.always_p(bold)[:, -1] < 0.05).mean() < 0.05


def test_of_many_metrics_those_are_found_whose_evidence_is_great_enough_for_their_rank() -> None:
    told = {"returns": 95.0, "spend": 45.0, "praise": 1.0, "calls": 0.4}
    assert many.found(told) == {"returns", "spend"}
    assert many.found({"returns": 79.0, "spend": 1.0, "praise": 1.0, "calls": 0.4}) == frozenset()
    assert many.found({}) == frozenset()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 30.0))
def test_what_is_chosen_holds_the_budget_and_is_within_one_item_of_the_best(seed: int, budget: float) -> None:
    dice = np.random.default_rng(seed)
    gain, cost = dice.random((5, 3)), dice.integers(0, 10, (5, 3)).astype(float)
    gain[:, 0] = cost[:, 0] = 0.0
    found = choosing.within(gain, cost, budget=budget)
    assert found.cost <= budget + 1e-9
    rows = np.arange(5)
    possible = (np.array(one) for one in product(range(3), repeat=5))
    best = max(float(gain[rows, one].sum()) for one in possible if cost[rows, one].sum() <= budget + 1e-9)
    assert found.gain >= best - gain.max() - 1e-9


def test_what_is_not_allowed_is_never_chosen_and_a_free_budget_takes_the_best() -> None:
    gain, cost = np.array([[0.0, 2.0, 3.0]]), np.array([[0.0, 1.0, 2.0]])
    assert choosing.within(gain, cost, budget=9.0).arms.tolist() == [2]
    assert choosing.within(gain, cost, budget=9.0, allowed=np.array([[True, True, False]])).arms.tolist() == [1]
    with pytest.raises(ValueError, match="costs nothing"):
        choosing.within(gain, cost + 1, budget=9.0)


def test_trial_begins_even_moves_slowly_and_forgets_nobody() -> None:
    rng = np.random.default_rng(3)
    mean, variance, even = np.array([0.1, 0.4, 0.1]), np.full(3, 0.1), np.full(3, 1 / 3)
    assert choosing.shares(np.array([500.0, 500.0, 199.0]), mean, variance, even, rng=rng) == pytest.approx(even)
    shares = even
    for _ in range(20):
        after = choosing.shares(np.full(3, 1_000.0), mean, variance, shares, rng=rng)
        assert np.abs(after - shares).max() <= choosing.MOST_CHANGE + 1e-9
        assert after.sum() == pytest.approx(1.0)
        shares = after
    assert shares == pytest.approx([0.05, 0.90, 0.05])


def test_what_another_way_would_have_brought() -> None:
    dice = np.random.default_rng(8)
    kind, arm = dice.random(20_000) < 0.5, dice.random(20_000) < 0.5
    outcome = (dice.random(20_000) < np.where(kind == arm, 0.6, 0.2)).astype(float)
    fits = (arm == kind).astype(float)
    plain = replaying.replay(outcome, np.full(20_000, 0.5), fits)
    assert plain.value == pytest.approx(0.6, abs=4 * plain.error)
    assert (round(plain.effective / 20_000, 1), plain.enough) == (0.5, True)
    guess = np.where(kind == arm, 0.6, 0.2)
    robust = replaying.replay(outcome, np.full(20_000, 0.5), fits, foretold=guess, foretold_wanted=np.full(20_000, 0.6))
    assert robust.value == pytest.approx(0.6, abs=4 * robust.error)
    assert robust.error < plain.error * 1.05


def test_an_answer_that_rests_on_too_few_says_so_and_the_impossible_is_refused() -> None:
    wanted = np.zeros(1_000)
    wanted[:20] = 1.0
    told = replaying.replay(np.ones(1_000), np.full(1_000, 0.5), wanted)
    assert (told.effective, told.enough) == (20.0, False)
    with pytest.raises(ValueError, match="some probability"):
        replaying.replay(np.ones(3), np.zeros(3), np.ones(3))
