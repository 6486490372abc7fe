"""Our learners beside a library's, on the same people: `make test-econml`, which installs the library in an environment of its own. The product never has it.

Ridge and logistic regressions in both, so that what differs is the folds and nothing else: the same effect on average, and the same order of people.
"""

import numpy as np
import pytest

from makegood.experiments.rules import adjusting, gains

pytestmark = [pytest.mark.econml, pytest.mark.filterwarnings("default")]
N = 8_000


def people(seed: int = 23) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(outcome, treated, known, what each gains in truth): who has a great second number gains most, drawn with a chance of .8."""
    dice = np.random.default_rng(seed)
    known = dice.normal(size=(N, 3))
    treated = dice.random(N) < 0.8
    gain = 0.5 + 0.8 * known[:, 1]
    outcome = known[:, 0] + treated * gain + dice.normal(size=N)
    return outcome, treated, known, gain


def test_the_doubly_robust_learner_orders_people_and_weighs_them_as_the_librarys_does() -> None:
    dr = pytest.importorskip("econml.dr", reason="make test-econml installs it")
    linear = pytest.importorskip("sklearn.linear_model")
    outcome, treated, known, gain = people()
    theirs = dr.LinearDRLearner(
        model_propensity=linear.LogisticRegression(), model_regression=linear.Ridge(alpha=1.0), cv=5, random_state=3
    )
    theirs.fit(outcome, treated.astype(int), X=known)
    foretold = theirs.effect(known)
    ours = gains.doubly_robust(outcome, treated, known, 0.8, known)
    assert np.corrcoef(ours, foretold)[0, 1] > 0.999
    assert np.abs(ours - foretold).max() < 0.15
    assert np.corrcoef(ours, gain)[0, 1] > 0.99
    effect = adjusting.aipw(outcome, treated, known, 0.8)
    assert effect.difference == pytest.approx(float(theirs.ate(known)), abs=0.02)


def test_the_x_learner_orders_people_as_the_librarys_does() -> None:
    metalearners = pytest.importorskip("econml.metalearners", reason="make test-econml installs it")
    linear = pytest.importorskip("sklearn.linear_model")
    outcome, treated, known, _ = people()
    theirs = metalearners.XLearner(models=linear.Ridge(alpha=1.0), propensity_model=linear.LogisticRegression())
    theirs.fit(outcome, treated.astype(int), X=known)
    ours = gains.crossed(outcome, treated, known, 0.8, known)
    foretold = theirs.effect(known)
    assert np.corrcoef(ours, foretold)[0, 1] > 0.999
    assert float(ours.mean()) == pytest.approx(float(foretold.mean()), abs=0.02)
