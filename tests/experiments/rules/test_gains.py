"""For whom an extra does good: a planted difference is found, and where there is none, that is said."""

import numpy as np
import pytest

from makegood.experiments.rules import gains


def drawn(n: int = 6_000, *, planted: bool, seed: int = 11) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(outcome, treated, known): where planted, those with a great second number gain a quarter, the others nothing."""
    dice = np.random.default_rng(seed)
    known = np.column_stack([dice.random(n) < 0.5, dice.normal(size=n), dice.normal(size=n)]).astype(float)
    treated = dice.random(n) < 0.5
    chance = 0.3 + 0.25 * treated * ((known[:, 1] > 0.5) if planted else 0.3)
    return (dice.random(n) < chance).astype(float), treated, known


@pytest.mark.parametrize("learner", [gains.two_models, gains.crossed, gains.doubly_robust])
def test_a_planted_difference_is_found_and_beats_a_rule_that_knows_nothing_of_it(learner: gains.Learner) -> None:
    told = gains.verdict(learner, *drawn(planted=True), 0.5, plain=0, splits=6)
    assert told.above_chance
    assert told.low > 0
    assert told.words == "The model finds those who gain more, better than any plain rule."


def test_where_all_gain_alike_nothing_is_claimed() -> None:
    told = gains.verdict(gains.doubly_robust, *drawn(planted=False), 0.5, plain=0, splits=6)
    assert not told.above_chance
    assert told.words == "Nothing can be claimed about who gains more: give by budget."


def test_where_a_plain_rule_is_as_good_the_rule_is_told() -> None:
    outcome, treated, known = drawn(planted=True)
    known[:, 0] = known[:, 1] > 0.5
    told = gains.verdict(gains.doubly_robust, outcome, treated, known, 0.5, plain=0, splits=6)
    assert told.above_chance
    assert told.words.endswith("use the rule.")


def test_qini_by_hand() -> None:
    outcome, treated = np.array([1.0, 0.0, 0.0, 1.0]), np.array([True, False, True, False])
    best = gains.qini(outcome, treated, np.array([4.0, 3.0, 2.0, 1.0]))
    worst = gains.qini(outcome, treated, np.array([1.0, 2.0, 3.0, 4.0]))
    assert best == pytest.approx(1.0)
    assert worst == pytest.approx(-0.5)
    assert gains.qini(outcome, treated, np.zeros(4)) == pytest.approx(0.0)
    assert gains.difference_at(outcome, treated, np.array([4.0, 3.0, 2.0, 1.0]), share=0.5) == 1.0


def test_a_perfect_order_is_one_and_a_drawn_one_is_nothing() -> None:
    outcome, treated, _ = drawn(planted=True)
    assert gains.qini(outcome, treated, np.where(treated, outcome, -outcome)) == pytest.approx(1.0)
    blind = [gains.qini(outcome, treated, np.random.default_rng(seed).random(len(outcome))) for seed in range(20)]
    assert np.mean(blind) == pytest.approx(0.0, abs=0.02)
