"""The arithmetic of judging a reader: agreement with labels, calibration, coverage, intervals. Pure numbers; never reads, never rounds.

All shares are 0 to 1. Every function takes weights, one per text; equal ones where nothing was drawn unevenly. Sources: the expected
calibration error is Guo and others 2017 with 15 equally wide bins; the risk-coverage area is Geifman and El-Yaniv 2017.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BINS = 15
REDRAWS = 1_000
SEED = 20261122
Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval by bootstrap."""

    value: float
    low: float
    high: float


def even(count: int) -> Doubles:
    """The weights of texts of which none counts more than another."""
    return np.ones(count)


def confusion(truth: Ints, said: Ints, count: int, weights: Doubles) -> Doubles:
    """Weight of texts by true label (rows) and said label (columns). A `said` of −1, none of the labels, stands in a last column."""
    table = np.zeros((count, count + 1))
    np.add.at(table, (truth, np.where(said < 0, count, said)), weights)
    return table


def accuracy(truth: Ints, said: Ints, weights: Doubles) -> float:
    return _mean((truth == said).astype(float), weights)


def recalls(truth: Ints, said: Ints, count: int, weights: Doubles) -> Doubles:
    """Of each label: the share of its texts that were said to be so; NaN for a label that no text has."""
    table = confusion(truth, said, count, weights)
    return _share(np.diagonal(table), table.sum(axis=1))


def f1s(truth: Ints, said: Ints, count: int, weights: Doubles) -> Doubles:
    """Of each label: twice the hits over all that have it and all that were said to; NaN where neither is."""
    table = confusion(truth, said, count, weights)
    return _share(2 * np.diagonal(table), table.sum(axis=1) + table[:, :count].sum(axis=0))


def macro_recall(truth: Ints, said: Ints, count: int, weights: Doubles) -> float:
    return mean_known(recalls(truth, said, count, weights))


def macro_f1(truth: Ints, said: Ints, count: int, weights: Doubles) -> float:
    """The mean over the labels that some text truly has."""
    found = f1s(truth, said, count, weights)
    return mean_known(found[np.unique(truth)])


def f1(truth: Bools, said: Bools, weights: Doubles) -> float:
    """Of one yes or no; NaN where nothing is and nothing was said."""
    hits = float(np.sum(weights * (truth & said)))
    return _ratio(2 * hits, float(np.sum(weights * truth) + np.sum(weights * said)))


def recall(truth: Bools, said: Bools, weights: Doubles) -> float:
    return _ratio(float(np.sum(weights * (truth & said))), float(np.sum(weights * truth)))


def share(said: Bools, weights: Doubles) -> float:
    return _mean(said.astype(float), weights)


def calibration_error(chance: Doubles, right: Bools, weights: Doubles) -> float:
    """How far, on average, a stated probability lies from how often it was right (ECE)."""
    bins = np.minimum((chance * BINS).astype(int), BINS - 1)
    total = 0.0
    for each in range(BINS):
        held = weights * (bins == each)
        if held.sum() > 0:
            total += abs(np.sum(held * chance) - np.sum(held * right)) / weights.sum()
    return float(total)


def coverage(chance: Doubles, right: Bools, weights: Doubles, precision: float = 0.95) -> float:
    """The greatest share of texts, surest first, among which `precision` were right; 0 where none. Texts as sure as each other go together."""
    covered, precise = _curve(chance, right, weights)
    held = covered[precise >= precision]
    return float(held.max()) if len(held) else 0.0


def risk_coverage_area(chance: Doubles, right: Bools, weights: Doubles) -> float:
    """The mean error over all coverages (AURC); less is better."""
    covered, precise = _curve(chance, right, weights)
    steps = np.diff(np.concatenate([[0.0], covered]))
    return float(np.sum(steps * (1.0 - precise)))


def flagged_recall(score: Doubles, wanted: Bools, weights: Doubles, most: float) -> tuple[float, float]:
    """(share flagged, recall) when the highest scores are flagged, as many as keep the share at or below `most`. Equal scores go together."""
    covered, precise = _curve(score, wanted, weights)
    fits = np.flatnonzero(covered <= most + 1e-12)
    if not len(fits):
        return 0.0, 0.0
    at = fits[-1]
    return float(covered[at]), _ratio(float(covered[at] * precise[at]), share(wanted, weights))


def interval(figure: Callable[[Ints], float], groups: Ints, redraws: int = REDRAWS) -> Interval:
    """`figure` of chosen rows, with a 95 % interval: rows are drawn anew within each group (stratum), as they were drawn at first."""
    chance = np.random.default_rng(SEED)
    places = [np.flatnonzero(groups == each) for each in np.unique(groups)]
    drawn = [
        figure(np.concatenate([place[chance.integers(0, len(place), len(place))] for place in places])) for _ in range(redraws)
    ]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return Interval(figure(np.arange(len(groups))), float(low), float(high))


def mean_known(values: Doubles) -> float:
    """The mean of those that are numbers; NaN where none is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _curve(score: Doubles, right: Bools, weights: Doubles) -> tuple[Doubles, Doubles]:
    """(share covered, share right among them) after each step down the scores; equal scores are one step."""
    order = np.argsort(-score, kind="stable")
    ranked, held = score[order], weights[order]
    last = np.flatnonzero(np.concatenate([ranked[1:] != ranked[:-1], [True]])) if len(ranked) else np.zeros(0, int)
    mass = np.cumsum(held)[last]
    hits = np.cumsum(held * right[order])[last]
    return mass / weights.sum(), _share(hits, mass)


def _mean(values: Doubles, weights: Doubles) -> float:
    return _ratio(float(np.sum(values * weights)), float(np.sum(weights)))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def _share(part: Doubles, whole: Doubles) -> Doubles:
    found: Doubles = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return found
