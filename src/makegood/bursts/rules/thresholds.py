"""How high a sum may rise before it is an incident: from the time between two false alarms that a brand bears. Pure.

A threshold depends on how many are usual, on how much that varies, and on the speed. The table was simulated (`python -m benchmarks.noticing
--calibrate`: paths of negative-binomial minutes with a day's rhythm of ±50 %, excursions above zero that pass a height, counted) for one false alarm
in seven days; a rarer one lies ln(times rarer) higher, as for every CUSUM of log likelihood ratios (Lorden 1971, Ann. Math. Statist. 42:1897).
"""

from functools import cache
from importlib import resources

import numpy as np

from makegood.bursts.rules.cusum import RATIOS, SHARES
from makegood.bursts.rules.seasons import Floats

TABLE = "thresholds.txt"
REFERENCE_DAYS = 7.0
LEAST_DAYS = 0.5


def bounds(*, a_bin: Floats, k: Floats, days: float) -> Floats:
    """The three thresholds of each topic, of shape (topics, 3). `a_bin`: people usual in five minutes, on average; `k` their shape; `days` between
    two false alarms of one topic, whichever speed raises them."""
    means, shapes, heights = _table()
    row = np.interp(np.log(np.maximum(a_bin, 1e-9)), means, np.arange(len(means)))
    column = np.interp(np.log(k), shapes, np.arange(len(shapes)))
    found = _between(heights, row, column)
    rarer = np.log(max(days, LEAST_DAYS) / REFERENCE_DAYS) - np.log(SHARES)
    return np.asarray(np.maximum(found + rarer[None, :], 0.5))


def days_for(*, topics: int, false_a_week: float) -> float:
    """Days between two false alarms of one topic, where a brand of so many topics bears `false_a_week` false episodes in all (Bonferroni)."""
    return 7.0 * max(topics, 1) / false_a_week


def _between(heights: Floats, row: Floats, column: Floats) -> Floats:
    """Bilinear in the logarithms of both."""
    top, left = np.minimum(row.astype(int), heights.shape[0] - 2), np.minimum(column.astype(int), heights.shape[1] - 2)
    down, right = (row - top)[:, None], (column - left)[:, None]
    upper = heights[top, left] * (1 - right) + heights[top, left + 1] * right
    lower = heights[top + 1, left] * (1 - right) + heights[top + 1, left + 1] * right
    return np.asarray(upper * (1 - down) + lower * down)


@cache
def _table() -> tuple[Floats, Floats, Floats]:
    """(log means), (log shapes), heights of shape (means, shapes, speeds)."""
    text = resources.files(__package__).joinpath(TABLE).read_text(encoding="utf-8")
    lines = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
    rows = np.array([[float(value) for value in line] for line in lines[1:]])
    means, shapes = np.unique(rows[:, 0]), np.unique(rows[:, 1])
    heights = np.empty((len(means), len(shapes), len(RATIOS)))
    for mean, shape, *three in rows:
        heights[np.searchsorted(means, mean), np.searchsorted(shapes, shape)] = three
    return np.log(means), np.log(shapes), heights
