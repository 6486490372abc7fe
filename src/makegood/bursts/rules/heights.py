"""Tables of simulated thresholds, one for each speed by how many are usual and how much that varies: read from a package, and asked between their rows.
Pure, once read."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from makegood.bursts.rules.cusum import RATIOS
from makegood.bursts.rules.seasons import Floats


@dataclass(frozen=True, slots=True)
class Heights:
    """`heights` has the shape (means, shapes, speeds); `means` and `shapes` are logarithms, ascending."""

    means: Floats
    shapes: Floats
    heights: Floats

    def at(self, *, mean: Floats, k: Floats) -> Floats:
        """The three heights of each (mean, shape), of shape (n, 3): bilinear in the logarithms of both; beyond the table, what stands at its edge."""
        row = np.interp(np.log(np.maximum(mean, 1e-9)), self.means, np.arange(len(self.means)))
        column = np.interp(np.log(np.maximum(k, 1e-9)), self.shapes, np.arange(len(self.shapes)))
        top = np.minimum(row.astype(int), self.heights.shape[0] - 2)
        left = np.minimum(column.astype(int), self.heights.shape[1] - 2)
        down, right = (row - top)[:, None], (column - left)[:, None]
        upper = self.heights[top, left] * (1 - right) + self.heights[top, left + 1] * right
        lower = self.heights[top + 1, left] * (1 - right) + self.heights[top + 1, left + 1] * right
        return np.asarray(upper * (1 - down) + lower * down)


@cache
def table(package: str, name: str) -> Heights:
    """The table `name` of a package: after lines with # and one of titles, lines of mean, shape and the heights of the speeds, by commas."""
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    lines = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
    rows = np.array([[float(value) for value in line] for line in lines[1:]])
    means, shapes = np.unique(rows[:, 0]), np.unique(rows[:, 1])
    heights = np.empty((len(means), len(shapes), len(RATIOS)))
    for mean, shape, *three in rows:
        heights[np.searchsorted(means, mean), np.searchsorted(shapes, shape)] = three
    return Heights(np.log(means), np.log(shapes), heights)
