"""How often somebody buys again: the published figures come out of the published data."""

import numpy as np
import pytest
from scipy import special

from benchmarks import measuring
from makegood.experiments.rules import buyers


def test_the_published_parameters_and_likelihoods_come_out() -> None:
    found = measuring.cdnow()
    if found is None:
        pytest.skip("../shared/data/cdnow is not here: the published figures cannot be compared.")
    them, later = found
    kept = buyers.buyers(*them)
    assert (len(them[0]), len(kept.people)) == (2_357, 1_016)
    fit = buyers.fit_bg(kept)
    assert fit.parameters == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=1e-2)
    assert fit.likelihood == pytest.approx(-9_582.4, abs=0.1)
    other = buyers.fit_pareto(kept)
    assert other.parameters == pytest.approx((0.553, 10.578, 0.606, 11.669), abs=1e-2)
    assert other.likelihood == pytest.approx(-9_595.0, abs=0.1)
    told = buyers.expected(fit, *them, ahead=39.0)
    assert (told.sum(), later.sum()) == (pytest.approx(1_653, abs=1), 1_882)


def test_who_never_bought_again_counts_as_here_and_a_long_silence_after_many_as_gone() -> None:
    fit = buyers.Fit((0.243, 4.414, 0.793, 2.426), 0.0, 1)
    here = buyers.still_here(fit, np.array([0.0, 8.0, 8.0]), np.array([0.0, 30.0, 10.0]), np.array([39.0, 31.0, 39.0]))
    assert here[0] == 1
    assert here[1] > 0.8
    assert here[2] < 0.05


def test_the_functions_are_those_of_a_library() -> None:
    dice = np.random.default_rng(4)
    a, b, c = dice.uniform(0.2, 30, (3, 200))
    z = dice.uniform(0, 0.97, 200)
    assert buyers._hypergeometric(a, b, c, z) == pytest.approx(special.hyp2f1(a, b, c, z), rel=1e-7)
    assert buyers._digamma(a) == pytest.approx(special.digamma(a), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize(
    ("three", "said"),
    [
        ((1.0, 5.0, 4.0), "not after age"),
        ((0.0, 2.0, 4.0), "no last time"),
        ((-1.0, 0.0, 4.0), "not below"),
        ((0.0, 0.0, 0.0), "age is above"),
    ],
)
def test_people_who_cannot_be_are_refused(three: tuple[float, float, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        buyers.buyers(*(np.array([one]) for one in three))


def test_where_nobody_bought_again_nothing_is_learned() -> None:
    with pytest.raises(ValueError, match="nobody bought again"):
        buyers.fit_bg(buyers.buyers(np.zeros(3), np.zeros(3), np.ones(3)))
