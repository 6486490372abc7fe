"""A sharper difference: the same on average, with less noise."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from makegood.experiments.rules import adjusting


def drawn(seed: int, n: int = 4_000, effect: float = 0.5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(outcome, treated, before): what was before explains half of what comes after."""
    dice = np.random.default_rng(seed)
    before = dice.normal(size=(n, 2))
    treated = dice.random(n) < 0.5
    outcome = before @ np.array([1.0, 0.0]) + dice.normal(size=n) + effect * treated
    return outcome, treated, before


def test_cuped_takes_away_the_share_that_the_past_explains() -> None:
    outcome, treated, before = drawn(1)
    found = adjusting.cuped(outcome, treated, before[:, 0])
    assert found.difference == pytest.approx(0.5, abs=3 * found.error)
    assert found.spared == pytest.approx(np.corrcoef(outcome, before[:, 0])[0, 1] ** 2, abs=0.03)


def test_aipw_is_right_on_average_also_where_the_past_says_nothing_or_propensities_differ() -> None:
    dice = np.random.default_rng(3)
    told = []
    for seed in range(60):
        outcome, _, before = drawn(seed, n=600, effect=0.0)
        chance = np.where(before[:, 0] > 0, 0.8, 0.3)
        treated = dice.random(600) < chance
        told.append(adjusting.aipw(outcome + 0.4 * treated, treated, before, chance))
    differences = np.array([one.difference for one in told])
    assert differences.mean() == pytest.approx(0.4, abs=3 * differences.std() / np.sqrt(60))
    assert np.mean([one.error for one in told]) == pytest.approx(differences.std(), rel=0.25)


def test_aipw_is_at_least_as_sharp_as_cuped() -> None:
    outcome, treated, before = drawn(5)
    assert adjusting.aipw(outcome, treated, before, 0.5).error <= adjusting.cuped(outcome, treated, before).error * 1.02


def test_the_regression_is_that_of_a_library() -> None:
    outcome, _, before = drawn(9, n=300)
    scaled = (before - before.mean(0)) / before.std(0)
    library = Ridge(alpha=1.0).fit(scaled, outcome).predict(scaled)
    assert adjusting.foretell(before, outcome, before) == pytest.approx(library, abs=1e-9)


def test_who_could_not_be_chosen_and_who_is_alone_are_refused() -> None:
    outcome, treated, before = drawn(2, n=50)
    with pytest.raises(ValueError, match="propensity"):
        adjusting.aipw(outcome, treated, before, 1.0)
    with pytest.raises(ValueError, match="two people"):
        adjusting.plain(outcome[:3], np.array([True, False, False]))
