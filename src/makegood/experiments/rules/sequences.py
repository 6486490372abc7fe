"""Intervals for the difference of two groups that hold however often one looks, and however early one stops. Pure numpy.

Two sequences are laid over each other, each with a part of the error that is allowed (a union bound: together they are wrong no more often than it):

- **the plan's**: the path of a difference, in units of the planned end, stays within ±c up to that end with probability 1 − α₁, where
  c = Φ⁻¹(1 − α₁/4) (reflection principle; the continuous form of O'Brien and Fleming's boundary, Biometrics 35:549, 1979). It gives nearly the power of
  one look at the end, and holds no longer than planned;
- **the mixture's**: Robbins' normal mixture in its asymptotic form (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Annals of Statistics 2024, theorem
  2.2), narrowest around a fifth of the plan. It holds for ever, and stops early where the difference is large.

Asymptotic: nothing is said before each group has `LEAST` people. Shapes: every argument may be an array; results have their common shape.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEAST = 30  # people in each group before anything is said; where variances are still guesses, a bound on them is none
_OF_PLAN = 0.8  # of the allowed error: to the plan's sequence
_TUNED_TO = 0.2  # of the planned size: where the mixture is narrowest


@dataclass(frozen=True, slots=True)
class Plan:
    """How many people each group shall have at the end, and how often one may ever be wrong. Written down before anybody is counted."""

    each: int
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Group:
    """One group as counted so far: people, the mean of what was measured, and its variance (n − 1). Arrays for many looks at once."""

    n: Floats
    mean: Floats
    variance: Floats


@dataclass(frozen=True, slots=True)
class Between:
    """The difference of means (treated − held out) and the interval in which it lies at every look at once with probability 1 − alpha; from
    minus to plus infinity while there are too few."""

    difference: Floats
    low: Floats
    high: Floats

    @property
    def is_found(self) -> npt.NDArray[np.bool_]:
        """Whether nothing is out of the interval."""
        return np.asarray((self.low > 0) | (self.high < 0))


def people_needed(*, effect: float, deviation: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """People in each group that one look at the end would take: 2 (z₁₋α⸝₂ + z_power)² σ² / δ². Refuses (ValueError) what is no number above nothing."""
    if not (effect > 0 and deviation > 0 and 0 < power < 1 and 0 < alpha < 1):
        raise ValueError("effect and deviation are above nothing, power and alpha between 0 and 1")
    normal = NormalDist()
    z = normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)
    return math.ceil(2 * (z * deviation / effect) ** 2)


def between(treated: Group, held_out: Group, plan: Plan) -> Between:
    """The difference and its interval, for one look or for an array of them."""
    difference = treated.mean - held_out.mean
    error = np.sqrt(treated.variance / treated.n + held_out.variance / held_out.n)
    pairs = 2.0 / (1.0 / treated.n + 1.0 / held_out.n)  # as many as two equal groups would have
    reach = error * half_width(pairs, plan)
    reach = np.where(np.minimum(treated.n, held_out.n) < LEAST, np.inf, reach)
    return Between(difference, difference - reach, difference + reach)


def apart(group: Floats, everybody: Floats) -> float:
    """The least variance that is taken for a group (n,), a part of everybody (m,). A small group in which by chance nobody did a rare thing looks as if
    people did not differ; so two more are taken as counted in it, one who did it and one who did not (Agresti and Caffo, The American Statistician 54:280,
    2000, there of shares). Who did is whoever departs from the median, and does it as everybody who did."""
    usual = np.quantile(everybody, 0.5, method="lower")
    those = everybody[everybody != usual] - usual
    if not len(those):
        return 1.0 / len(group)  # nobody ever did: one who did otherwise is taken as added
    did = (float((group != usual).sum()) + 1) / (len(group) + 2)
    return did * float((those**2).mean()) - (did * float(those.mean())) ** 2


def half_width(pairs: Floats | float, plan: Plan) -> Floats:
    """Half the interval's width in standard errors, with `pairs` people in each of two equal groups."""
    n = np.asarray(pairs, dtype=np.float64)
    planned, forever = plan.alpha * _OF_PLAN, plan.alpha * (1 - _OF_PLAN)
    bound = NormalDist().inv_cdf(1 - planned / 4)
    by_plan = np.where(n <= plan.each, bound * np.sqrt(plan.each / n), np.inf)
    return np.minimum(by_plan, _mixture(n, forever, _rho2(forever, plan.each * _TUNED_TO)))


def _mixture(n: Floats, alpha: float, rho2: float) -> Floats:
    grown = n * rho2 + 1.0
    return np.sqrt(2.0 * grown / (n * rho2) * np.log(np.sqrt(grown) / alpha))


def _rho2(alpha: float, at: float) -> float:
    """The mixture's variance with which it is narrowest around `at` people."""
    logs = -2.0 * math.log(alpha)
    return (logs + math.log(logs + 1.0)) / at
