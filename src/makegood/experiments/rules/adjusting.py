"""A sharper difference from what was known before: CUPED, and AIPW with cross-fitting. Pure numpy.

Both leave what they estimate alone and take away noise: the variance falls by the share that the past explains. Neither is ever told anything that
came after the assignment. CUPED: Deng, Xu, Kohavi and Walker, WSDM 2013. AIPW with known propensities and cross-fitting: Robins, Rotnitzky and Zhao 1994;
Chernozhukov et al., Econometrics Journal 21:C1, 2018.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_FOLDS = 5
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference, its standard error, and how many people it is from. `spared` is the share of the plain difference's variance that is gone."""

    difference: float
    error: float
    people: int
    spared: float = 0.0


def plain(outcome: Floats, treated: Flags) -> Effect:
    """The difference of the two means. `outcome` (n,), `treated` (n,). Refuses (ValueError) a group of fewer than two."""
    ours, theirs = outcome[treated], outcome[~treated]
    if min(len(ours), len(theirs)) < 2:
        raise ValueError("each group needs two people or more")
    error = float(np.sqrt(ours.var(ddof=1) / len(ours) + theirs.var(ddof=1) / len(theirs)))
    return Effect(float(ours.mean() - theirs.mean()), error, len(outcome))


def cuped(outcome: Floats, treated: Flags, before: Floats) -> Effect:
    """The difference after taking off what `before` (n,) or (n, k) foretold, by one slope over both groups: Y − θ (X − mean X)."""
    return _beside(plain(adjusted(outcome, before), treated), plain(outcome, treated))


def adjusted(outcome: Floats, before: Floats) -> Floats:
    """The outcome (n,) less what `before` (n,) or (n, k) foretold, with the same mean: what `cuped` compares."""
    known = before.reshape(len(outcome), -1)
    known = known - known.mean(0)
    slope = np.linalg.lstsq(known, outcome - outcome.mean(), rcond=None)[0]
    return np.asarray(outcome - known @ slope)


def aipw(outcome: Floats, treated: Flags, before: Floats, propensity: Floats | float, *, seed: int = 0) -> Effect:
    """The mean of μ₁ − μ₀ + T (Y − μ₁) / e − (1 − T) (Y − μ₀) / (1 − e), where μ are ridge regressions on `before` (n, k) learned from other folds and
    `propensity` is what was logged at the assignment (never estimated)."""
    score = scores(outcome, treated, before, propensity, seed=seed)
    found = Effect(float(score.mean()), float(score.std(ddof=1) / np.sqrt(len(score))), len(score))
    return _beside(found, plain(outcome, treated))


def scores(outcome: Floats, treated: Flags, before: Floats, propensity: Floats | float, *, seed: int = 0) -> Floats:
    """Each person's own part of `aipw` (n,): noisy, right on average, and what a learner of who gains is taught by."""
    chance = np.broadcast_to(np.asarray(propensity, dtype=np.float64), outcome.shape)
    if not ((chance > 0) & (chance < 1)).all():
        raise ValueError("propensity: strictly between nothing and one")
    design = before.reshape(len(outcome), -1).astype(np.float64)
    fold = np.random.default_rng(seed).permutation(len(outcome)) % _FOLDS
    with_it, without = np.empty(len(outcome)), np.empty(len(outcome))
    for one in range(_FOLDS):
        here, rest = fold == one, fold != one
        with_it[here] = foretell(design[rest & treated], outcome[rest & treated], design[here])
        without[here] = foretell(design[rest & ~treated], outcome[rest & ~treated], design[here])
    weight = np.where(treated, 1 / chance, 1 / (1 - chance))
    rest_of_it = np.where(treated, outcome - with_it, without - outcome)
    return np.asarray(with_it - without + weight * rest_of_it)


def foretell(known: Floats, outcome: Floats, asked: Floats, *, ridge: float = _RIDGE, weight: Floats | None = None) -> Floats:
    """A ridge regression of `outcome` (n,) on `known` (n, k), asked about `asked` (m, k) → (m,). Columns are put to the same scale first."""
    heavy = np.ones(len(outcome)) if weight is None else weight
    centre = np.average(known, axis=0, weights=heavy)
    spread = np.sqrt(np.average((known - centre) ** 2, axis=0, weights=heavy)) + 1e-12
    x, middle = (known - centre) / spread, float(np.average(outcome, weights=heavy))
    gram = x.T @ (x * heavy[:, None]) + ridge * np.eye(x.shape[1])
    slope = np.linalg.solve(gram, x.T @ (heavy * (outcome - middle)))
    return np.asarray(middle + (asked - centre) / spread @ slope)


def _beside(found: Effect, bare: Effect) -> Effect:
    spared = 1 - (found.error / bare.error) ** 2 if bare.error else 0.0
    return Effect(found.difference, found.error, found.people, spared)
