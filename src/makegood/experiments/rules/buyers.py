"""How often somebody will buy again, and whether they are still a customer: BG/NBD and Pareto/NBD. Pure numpy.

BG/NBD: Fader, Hardie and Lee, Marketing Science 24:275 (2005), equations 6 and 10. Pareto/NBD: Schmittlein, Morrison and Colombo, Management Science 33:1
(1987), in the form of Fader, Hardie and Lee's note of 2005. A person is three numbers: repeat purchases x, when the last of them was (t_x, 0 where x is 0)
and since when they are a customer (T), in one unit of time throughout (weeks). Only what differs is worked out: a million people are some thousand triples.

For planning and as a covariate; never the outcome of an experiment (a model's guess is no fact), never what decides what somebody is owed.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_lgamma = np.vectorize(math.lgamma, otypes=[np.float64])
_MOST_STEPS = 300
_FLAT = 1e-7  # gradient of the mean log likelihood
_TERMS = 20_000


@dataclass(frozen=True, slots=True)
class Buyers:
    """Distinct triples and how many people each stands for; all (n,)."""

    repeats: Floats
    last: Floats
    age: Floats
    people: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """The parameters in their published order (BG/NBD: r, α, a, b; Pareto/NBD: r, α, s, β), and the log likelihood of everybody together."""

    parameters: tuple[float, float, float, float]
    likelihood: float
    people: int


def buyers(repeats: Floats, last: Floats, age: Floats) -> Buyers:
    """People as triples (n,) each. Refuses (ValueError) a last purchase after now or before the first, and one without a repeat."""
    if not ((repeats >= 0) & (last >= 0) & (last <= age) & (age > 0)).all():
        raise ValueError("repeats and last are not below nothing, last is not after age, age is above nothing")
    if ((repeats == 0) & (last > 0)).any():
        raise ValueError("last: who never bought again has no last time")
    scale = 1e6
    order = np.lexsort((age, last, repeats))
    table = np.column_stack([repeats, last, age])[order]
    new = np.concatenate([[True], (np.abs(np.diff(table, axis=0)) * scale >= 1).any(1)])
    starts = np.nonzero(new)[0]
    many = np.diff(np.concatenate([starts, [len(table)]])).astype(np.float64)
    kept = table[starts]
    return Buyers(kept[:, 0], kept[:, 1], kept[:, 2], many)


def fit_bg(them: Buyers) -> Fit:
    """BG/NBD by maximum likelihood. Refuses (ValueError) where nobody bought again: then there is nothing to learn a rate from."""
    _needs_repeats(them)
    return _fit(lambda p: _bg(p, them), them, start=(1.0, float(np.average(them.age, weights=them.people)), 1.0, 2.0))


def fit_pareto(them: Buyers) -> Fit:
    """Pareto/NBD by maximum likelihood. Refuses as `fit_bg`."""
    _needs_repeats(them)

    def both(p: Floats) -> tuple[float, Floats]:
        here = _pareto(p, them)
        steps = [1e-5 * max(1.0, abs(one)) for one in p]
        slopes = [(_pareto(p + e, them) - _pareto(p - e, them)) / (2 * h) for h, e in zip(steps, np.diag(steps), strict=True)]
        return here, np.array(slopes)

    return _fit(both, them, start=(1.0, float(np.average(them.age, weights=them.people)), 1.0, float(them.age.max())))


def still_here(fit: Fit, repeats: Floats, last: Floats, age: Floats) -> Floats:
    """The chance that each is still a customer, by BG/NBD. Who never bought again always is, as that model has it."""
    r, alpha, a, b = fit.parameters
    left = a / (b + np.maximum(repeats, 1.0) - 1) * ((alpha + age) / (alpha + last)) ** (r + repeats)
    return np.where(repeats > 0, 1 / (1 + left), 1.0)


def expected(fit: Fit, repeats: Floats, last: Floats, age: Floats, *, ahead: float) -> Floats:
    """How many purchases each will make within `ahead` of the same unit of time, by BG/NBD (equation 10)."""
    r, alpha, a, b = fit.parameters
    first = (a + b + repeats - 1) / (a - 1)
    grown = ((alpha + age) / (alpha + age + ahead)) ** (r + repeats)
    series = _hypergeometric(r + repeats, b + repeats, a + b + repeats - 1, ahead / (alpha + age + ahead))
    return np.asarray(first * (1 - grown * series) * still_here(fit, repeats, last, age))


# Likelihoods --------------------------------------------------------------------------------------------------------


def _bg(p: Floats, them: Buyers) -> tuple[float, Floats]:
    """The mean log likelihood and its gradient, by the logarithms of the parameters."""
    r, alpha, a, b = np.exp(p)
    x, last, age = them.repeats, them.last, them.age
    again = x > 0
    stays = -(r + x) * np.log(alpha + age)
    left = np.where(again, math.log(a) - np.log(b + np.maximum(x, 1.0) - 1) - (r + x) * np.log(alpha + last), -np.inf)
    either = np.logaddexp(stays, left)
    share = np.exp(left - either)
    whole = _lgamma(r + x) - math.lgamma(r) + r * math.log(alpha)
    whole = whole + math.lgamma(a + b) - math.lgamma(b) + _lgamma(b + x) - _lgamma(a + b + x) + either
    by_r = _digamma(r + x) - _digamma(np.array(r)) + math.log(alpha)
    by_r = by_r - (1 - share) * np.log(alpha + age) - share * np.log(alpha + last)
    by_alpha = r / alpha - (r + x) * ((1 - share) / (alpha + age) + share / (alpha + last))
    common = _digamma(np.array(a + b)) - _digamma(a + b + x)
    by_a = common + share / a
    by_b = common - _digamma(np.array(b)) + _digamma(b + x) - share / (b + np.maximum(x, 1.0) - 1)
    weight = them.people / them.people.sum()
    slopes = np.array([weight @ one for one in (by_r, by_alpha, by_a, by_b)]) * np.exp(p)
    return float(weight @ whole), slopes


def _pareto(p: Floats, them: Buyers) -> float:
    r, alpha, s, beta = np.exp(p)
    x, last, age = them.repeats, them.last, them.age
    whole = r + s + x
    more, less = (alpha, beta) if alpha >= beta else (beta, alpha)
    second = s + 1 if alpha >= beta else r + x

    def part(t: Floats) -> Floats:
        return np.asarray(
            np.log(_hypergeometric(whole, second, whole + 1, (more - less) / (more + t))) - whole * np.log(more + t)
        )

    early, late = part(last), part(age)
    gone = early + np.log(-np.expm1(np.minimum(late - early, -1e-300))) + np.log(s / whole)
    stays = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    told = _lgamma(r + x) - math.lgamma(r) + r * math.log(alpha) + s * math.log(beta) + np.logaddexp(stays, gone)
    return float(them.people @ told / them.people.sum())


def _fit(both: Callable[[Floats], tuple[float, Floats]], them: Buyers, *, start: tuple[float, ...]) -> Fit:
    """The highest point, by Broyden, Fletcher, Goldfarb and Shanno's steps with halving, over the parameters' logarithms."""
    place = np.log(np.array(start))
    height, slope = both(place)
    inverse = np.eye(4)
    for _ in range(_MOST_STEPS):
        if np.abs(slope).max() < _FLAT:
            break
        way = inverse @ slope
        length = min(1.0, 2.0 / max(float(np.abs(way).max()), 1e-12))
        while True:
            there = place + length * way
            higher, steeper = both(there)
            if higher >= height + 1e-4 * length * float(slope @ way) or length < 1e-10:
                break
            length /= 2
        step, bend = there - place, slope - steeper
        place, height, slope = there, higher, steeper
        if (curved := float(step @ bend)) > 1e-14:
            turn = np.eye(4) - np.outer(step, bend) / curved
            inverse = turn @ inverse @ turn.T + np.outer(step, step) / curved
        elif length < 1e-10:
            inverse = np.eye(4)
            if np.abs(step).max() < 1e-12:
                break
    r, alpha, a, b = (float(one) for one in np.exp(place))
    return Fit((r, alpha, a, b), height * float(them.people.sum()), int(them.people.sum()))


def _needs_repeats(them: Buyers) -> None:
    if not (them.repeats > 0).any():
        raise ValueError("repeats: nobody bought again, so nothing can be learned from them")


def _hypergeometric(a: Floats, b: Floats | float, c: Floats, z: Floats) -> Floats:
    """₂F₁(a, b; c; z) for 0 ≤ z < 1, by its series; where that is slow (z near 1), by Euler's transformation first."""
    a, b, c, z = np.broadcast_arrays(*(np.asarray(one, dtype=np.float64) for one in (a, b, c, z)))
    quick = c - a - b < 0
    first, second = np.where(quick, c - a, a), np.where(quick, c - b, b)
    term, total = np.ones_like(z), np.ones_like(z)
    for n in range(_TERMS):
        term = term * (first + n) * (second + n) / ((c + n) * (n + 1)) * z
        total = total + term
        if (np.abs(term) <= 1e-14 * np.abs(total)).all():
            break
    return np.asarray(np.where(quick, (1 - z) ** (c - a - b), 1.0) * total)


def _digamma(x: Floats) -> Floats:
    """ψ(x) for x > 0: by recurrence up to 8, then the asymptotic series."""
    x = np.asarray(x, dtype=np.float64).copy()
    found = np.zeros_like(x)
    for _ in range(8):
        small = x < 8
        found = np.where(small, found - 1 / x, found)
        x = np.where(small, x + 1, x)
    square = 1 / (x * x)
    tail = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
    return np.asarray(found + np.log(x) - 0.5 / x - tail)
