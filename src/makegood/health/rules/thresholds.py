"""How high a daily sum may rise before it is an alarm. Pure.

A threshold depends on how many are usual a day, on how much that varies, and on the speed. The table was simulated (`python -m benchmarks.health
--calibrate`: years of negative-binomial days, busy and quiet weekdays, whose rate and shape are not known but taken from the weeks before, as the watch takes
them) for one false alarm of a series in twelve years, parted among the speeds; a rarer one lies ln(times rarer) higher, as for a CUSUM of log likelihood
ratios (Lorden 1971, Ann. Math. Statist. 42:1897): near enough close to where the table was made, and too low far from it.
"""

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from makegood.bursts.rules.cusum import RATIOS

Floats = npt.NDArray[np.float64]
TABLE = "thresholds.txt"
REFERENCE = 1 / 12  # false alarms of one series in a year, all speeds together
LEAST = 1.0


def bounds(*, a_day: Floats, k: Floats, false_a_year: float) -> Floats:
    """The three thresholds of each series, of shape (series, 3). `a_day`: how many are usual a day; `k` their shape; `false_a_year` alarms of one
    series, whichever speed raises them."""
    means, shapes, heights = _table()
    row = np.interp(np.log(np.maximum(a_day, 1e-9)), means, np.arange(len(means)))
    column = np.interp(np.log(np.maximum(k, 1e-9)), shapes, np.arange(len(shapes)))
    rarer = float(np.log(REFERENCE / false_a_year))
    return np.asarray(np.maximum(_between(heights, row, column) + rarer, LEAST))


def forget() -> None:
    """The table was made anew."""
    _table.cache_clear()


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
