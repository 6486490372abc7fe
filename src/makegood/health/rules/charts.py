"""Control charts of a signal: the middle, the limits of each point, and which points lie outside. Pure. They show; what tells somebody is the watch
(`watching`), whose false alarms are known.

Shares (p) and counts for each case (u) as Shewhart 1931; where points of many vary more among each other than chance allows, the limits are widened as
Laney 2002 (Quality Engineering 14:531) says: by σ_z, the mean moving range of the standardised points ÷ 1.128, where that is above one. Single values (x):
middle ± 2.66 mean moving ranges.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from makegood.health.types import Chart

_D2, _X = 1.128, 2.66
LEAST_POINTS = 8  # of which limits say something


@dataclass(frozen=True, slots=True)
class Point:
    """One step of the chart; `low` and `high` are its limits, None where too little is known for limits."""

    value: float
    n: int
    low: float | None
    high: float | None

    @property
    def is_outside(self) -> bool:
        return self.low is not None and self.high is not None and not self.low <= self.value <= self.high


@dataclass(frozen=True, slots=True)
class Control:
    """`points` has None where nobody was there. `sigma_z`: by how much the limits were widened (1: not at all)."""

    chart: Chart
    centre: float
    sigma_z: float
    points: tuple[Point | None, ...]

    @property
    def outside(self) -> int:
        return sum(one is not None and one.is_outside for one in self.points)


def control(
    chart: Chart,
    *,
    hits: Sequence[int],
    n: Sequence[int],
    totals: Sequence[float] = (),
    reach: tuple[float, float] = (-math.inf, math.inf),
) -> Control | None:
    """The chart of these steps; None where nobody was ever there. `totals`: the sum of the values of each step, for single values, which lie within
    `reach`."""
    if not sum(n):
        return None
    if chart is Chart.VALUES:
        return _values(totals, n, reach)
    centre = sum(hits) / sum(n)
    sigmas = [_sigma(chart, centre, many) for many in n]
    z = [(hit / many - centre) / sigma for hit, many, sigma in zip(hits, n, sigmas, strict=True) if many and sigma]
    wider = max(1.0, _moving_range(z) / _D2) if len(z) >= LEAST_POINTS else 1.0
    known, most = len(z) >= LEAST_POINTS, 1.0 if chart is Chart.SHARES else math.inf
    points = tuple(
        _point(hit / many, many, centre, 3 * sigma * wider, known=known, most=most) if many else None
        for hit, many, sigma in zip(hits, n, sigmas, strict=True)
    )
    return Control(chart, centre, wider, points)


def _sigma(chart: Chart, centre: float, many: int) -> float:
    if not many:
        return 0.0
    return math.sqrt(centre * (1 - centre) / many) if chart is Chart.SHARES else math.sqrt(centre / many)


def _values(totals: Sequence[float], n: Sequence[int], reach: tuple[float, float]) -> Control:
    values = [total / many for total, many in zip(totals, n, strict=True) if many]
    centre = sum(values) / len(values)
    half = _X * _moving_range(values)
    known = len(values) >= LEAST_POINTS
    points = tuple(
        _point(total / many, many, centre, half, known=known, least=reach[0], most=reach[1]) if many else None
        for total, many in zip(totals, n, strict=True)
    )
    return Control(Chart.VALUES, centre, 1.0, points)


def _point(
    value: float, many: int, centre: float, half: float, *, known: bool, least: float = 0.0, most: float = math.inf
) -> Point:
    if not known:
        return Point(value, many, None, None)
    return Point(value, many, max(least, centre - half), min(most, centre + half))


def _moving_range(values: Sequence[float]) -> float:
    steps = [abs(now - before) for before, now in pairwise(values)]
    return sum(steps) / len(steps) if steps else 0.0
