"""The watch over a touchpoint's signals, a day a step: negative-binomial CUSUMs (`bursts.rules.cusum`) against what was usual in the thirteen weeks
before. Pure: the same days give the same answer, so that days that are counted anew later heal what came of them.

What is usual of a day is the rate of those weeks (the last seven days left out, days of an alarm left out) times the number that day, so that a busy day
is no alarm, and neither is a quiet one. The rate is taken one standard error higher than it was seen (`CAUTION`): a touchpoint of which little is known
has to go further before anybody is told. Two samples of the same days vary more than chance alone (a strike, a bad batch): Var = m + m²/k, k from the
moments of those weeks, drawn towards `PRIOR_K`.

How high a sum may rise is in `thresholds`: so that a touchpoint, over all its signals and speeds, raises `FALSE_A_YEAR` alarms in a year in which
nothing happened.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.bursts.rules import cusum
from makegood.health.rules import thresholds

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WINDOW, GAP = 91, 7  # days that tell what is usual, and those left out before today
LEAST_DAYS, LEAST_N = 28, 40.0  # with somebody there, and how many, before anything is watched
CAUTION = 1.0
PRIOR_K, PRIOR_WEIGHT = 10.0, 20.0
LEAST_K, MOST_K = 0.5, 1000.0
FALSE_A_YEAR = 0.5  # alarms of one touchpoint in a year in which nothing happened
SIGNALS = 6
SETTLED_DAYS, SETTLED_TIMES = 14, 1.25
NEW_USUAL_DAYS = 91
SPEEDS = ("slow", "normal", "flash")


@dataclass(frozen=True, slots=True)
class Left:
    """Series `row` left what is usual on day `raised` (an index), the sum having been zero until `since`; `usual` is the rate it was held
    against, `over` the day on which it had settled, None while it goes on."""

    row: int
    speed: str
    since: int
    raised: int
    usual: float
    over: int | None


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual on one day, of each series: the rate, the shape, a day's average count, and whether enough is known."""

    rate: Floats
    k: Floats
    a_day: Floats
    enough: Flags


def watch(hits: Floats, n: Floats, *, false_a_year: float = FALSE_A_YEAR / SIGNALS) -> list[Left]:
    """Every alarm of these series in the order of the days: `hits` and `n` of shape (series, days), days without anybody zeros. `false_a_year`: of
    one series."""
    run = _Run(hits, n, false_a_year)
    for day in range(hits.shape[1]):
        run.step(day)
    return run.found()


def usual_before(hits: Floats, n: Floats, counts: Flags, day: int) -> Usual:
    """What is usual on a day, from the days before it that `counts` has."""
    first, last = max(0, day - GAP - WINDOW), max(0, day - GAP)
    kept = counts[:, first:last]
    seen, there = hits[:, first:last] * kept, n[:, first:last] * kept
    hit, all_n = seen.sum(axis=1), there.sum(axis=1)
    rate = np.where(all_n > 0, (hit + 0.5 + CAUTION * np.sqrt(hit + 0.5)) / np.maximum(all_n, 1.0), 0.0)
    plain = np.where(all_n > 0, hit / np.maximum(all_n, 1.0), 0.0)
    mean = there * plain[:, None]
    over, weight = ((seen - mean) ** 2 - mean).sum(axis=1), (mean**2).sum(axis=1)
    inverse = (over.clip(0.0) + PRIOR_WEIGHT / PRIOR_K) / (weight + PRIOR_WEIGHT)
    days = (there > 0).sum(axis=1)
    k = np.clip(1.0 / np.maximum(inverse, 1e-9), LEAST_K, MOST_K)
    return Usual(rate, k, rate * all_n / np.maximum(days, 1), (days >= LEAST_DAYS) & (all_n >= LEAST_N))


class _Run:
    """One pass through the days."""

    def __init__(self, hits: Floats, n: Floats, false_a_year: float) -> None:
        self._hits, self._n, self._false = hits, n, false_a_year
        rows, days = hits.shape
        self._counts: Flags = np.ones((rows, days), dtype=np.bool_)
        self._sums: Floats = np.zeros((rows, len(cusum.RATIOS)))
        self._since = np.zeros((rows, len(cusum.RATIOS)), dtype=np.int64)
        self._under_way: dict[int, Left] = {}
        self._ended: list[Left] = []

    def step(self, day: int) -> None:
        """One day on: what goes on is looked at first, then every sum moves."""
        for row, left in list(self._under_way.items()):
            self._go_on(row, left, day)
        usual = usual_before(self._hits, self._n, self._counts, day)
        person, quiet = cusum.weigh(usual.rate * self._n[:, day], usual.k)
        watched = usual.enough.copy()
        watched[list(self._under_way)] = False
        self._sums = np.where(watched[:, None], self._sums + self._hits[:, day, None] * person + quiet, 0.0)
        below = self._sums <= 0.0
        self._sums[below] = 0.0
        self._since[below] = day + 1
        bounds = thresholds.bounds(a_day=usual.a_day, k=usual.k, false_a_year=self._false)
        heights = self._sums / bounds
        for row in np.flatnonzero(heights.max(axis=1) >= 1.0).tolist():
            self._raise(row, int(heights[row].argmax()), float(usual.rate[row]), day)

    def found(self) -> list[Left]:
        return sorted([*self._ended, *self._under_way.values()], key=lambda one: (one.raised, one.row))

    def _raise(self, row: int, speed: int, rate: float, day: int) -> None:
        since = min(int(self._since[row, speed]), day)
        self._under_way[row] = Left(row, SPEEDS[speed], since, day, rate, None)
        self._counts[row, since : day + 1] = False
        self._sums[row] = 0.0

    def _go_on(self, row: int, left: Left, day: int) -> None:
        """It is over after two weeks near the usual, or when a quarter of a year has made it the usual."""
        lasts = day - left.raised
        recent = slice(max(left.raised + 1, day - SETTLED_DAYS), day)
        hit, there = self._hits[row, recent].sum(), self._n[row, recent].sum()
        settled = lasts > SETTLED_DAYS and there > 0 and hit <= there * left.usual * SETTLED_TIMES
        new_usual = lasts > NEW_USUAL_DAYS
        if not (settled or new_usual):
            self._counts[row, day] = False
            return
        if new_usual:
            self._counts[row, left.since : day] = True
        del self._under_way[row]
        self._ended.append(Left(row, left.speed, left.since, left.raised, left.usual, day))
