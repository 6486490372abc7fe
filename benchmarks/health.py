"""How soon a touchpoint's change is noticed, and at what price in false alarms.

    python -m benchmarks.health [--years 300] [--calibrate]

Simulated years of touchpoints of four sizes, each with six signals whose days vary more than chance alone (negative binomial of shape 10; busy and quiet
weekdays). What is usual is not told but learned from the weeks before, as the product learns it. Beside the watch, over the same days: a
Shewhart chart of three sigma above the same usual, day by day, as it stands and with its bound set by hand to the watch's own false alarms. `--calibrate` makes
the product's table of thresholds anew (a minute or two of CPU) and writes it.
"""

import argparse
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import report
from makegood.bursts.rules import cusum
from makegood.health.rules import thresholds, watching
from makegood.health.rules.watching import Floats

QUICK, FULL = ("--years", "200"), ("--years", "2000")
SEED = 20_260_302
YEAR, BEFORE = 365, 105  # days watched, and days before them from which the usual is learned
SHAPE = 10.0
WEEK = np.array([1.3, 1.2, 1.1, 1.1, 1.2, 0.7, 0.4])
SIZES = ((4.0, 0.1), (20.0, 0.1), (100.0, 0.05), (400.0, 0.05))  # how many are there a day, how much of it goes wrong
TIMES = (1.5, 2.0, 3.0)
MEANS, SHAPES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0), (1.0, 3.0, 10.0, 50.0, 1000.0)
PATHS, PATH_DAYS = 700, 2_100
SPARE = 0.85  # of the false alarms that are borne, so that another year's chance fits in
FOLDER = Path(thresholds.__file__).parent


@dataclass(frozen=True, slots=True)
class Noticed:
    """Days from the change to the first alarm after it; infinite where none came within the year."""

    delays: npt.NDArray[np.float64]

    @property
    def median(self) -> float:
        return float(np.median(self.delays))

    @property
    def missed(self) -> float:
        return float(np.isinf(self.delays).mean())


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--years", type=int, default=300, help="touchpoint-years of each size")
    options.add_argument("--calibrate", action="store_true", help="make the table of thresholds anew")
    told = options.parse_args()
    if told.calibrate:
        _write_table()
        return 0
    said = report.start("health")
    for there, rate in SIZES:
        _one_size(said, there, rate, told.years)
    said.note("Delays in days from a change that stays, medians over the series; ∞: most were not noticed within 120 days.")
    return said.end()


def days_of(
    dice: np.random.Generator, there: float, rate: float, *, series: int, days: int, shape: float = SHAPE
) -> tuple[Floats, Floats]:
    """(hits, n) of shape (series, days): how many were there, and how many of them it went wrong for, where nothing ever changes."""
    n = dice.poisson(there * WEEK[np.arange(days) % 7], size=(series, days)).astype(float)
    return dice.poisson(dice.gamma(shape, n * rate / shape)).astype(float), n


def false_alarms(there: float, rate: float, *, years: int, seed: int = SEED) -> float:
    """Of one touchpoint with all its signals in a year in which nothing happened."""
    hits, n = days_of(np.random.default_rng(seed), there, rate, series=years * watching.SIGNALS, days=BEFORE + YEAR)
    return sum(one.raised >= BEFORE for one in watching.watch(hits, n)) / years


def changed(there: float, rate: float, times: float, *, series: int, seed: int = SEED) -> tuple[Floats, Floats]:
    """(hits, n) of series in which, from day `BEFORE` + 60 on, it goes wrong so many times as often; 120 days more."""
    dice = np.random.default_rng(seed + 1)
    hits, n = days_of(dice, there, rate, series=series, days=BEFORE + 60 + 120)
    later = slice(BEFORE + 60, None)
    hits[:, later] = dice.poisson(dice.gamma(SHAPE, n[:, later] * rate * times / SHAPE))
    return hits, n


def noticed(hits: Floats, n: Floats) -> Noticed:
    """By the watch."""
    first = np.full(len(hits), np.inf)
    for one in watching.watch(hits, n):
        if one.raised >= BEFORE + 60:
            first[one.row] = min(first[one.row], one.raised - BEFORE - 60)
    return Noticed(first)


def shewhart(hits: Floats, n: Floats, sigmas: float) -> npt.NDArray[np.bool_]:
    """(series, days from `BEFORE` on): points so many sigma above the share of the weeks before, Poisson's sigma."""
    counts = np.ones(hits.shape, dtype=np.bool_)
    found = np.zeros((len(hits), hits.shape[1] - BEFORE), dtype=np.bool_)
    for day in range(BEFORE, hits.shape[1]):
        first, last = day - watching.GAP - watching.WINDOW, day - watching.GAP
        plain = (hits[:, first:last] * counts[:, first:last]).sum(axis=1) / np.maximum(n[:, first:last].sum(axis=1), 1.0)
        mean = plain * n[:, day]
        found[:, day - BEFORE] = hits[:, day] > np.maximum(mean + sigmas * np.sqrt(mean), 1.0)
    return found


def _one_size(said: report.Report, there: float, rate: float, years: int) -> None:
    name = f"{there:g} a day, {rate:.0%} of them wrong"
    hits, n = days_of(np.random.default_rng(SEED), there, rate, series=years * watching.SIGNALS, days=BEFORE + YEAR)
    ours = sum(one.raised >= BEFORE for one in watching.watch(hits, n)) / years
    plain = shewhart(hits, n, 3.0).sum() / years
    sigmas = _as_rare(hits, n, ours * years)
    said.figure(
        f"false alarms in a touchpoint's year, {name}",
        ours,
        "",
        goal=f"≤ {watching.FALSE_A_YEAR:g}",
        reference=f"Shewhart 3 sigma: {plain:.1f}",
    )
    for times in TIMES:
        hits, n = changed(there, rate, times, series=min(years, 400))
        found = noticed(hits, n)
        told = [_first(shewhart(hits, n, one)) for one in (3.0, sigmas)]
        said.figure(
            f"… {times:g} times as often: days until it is noticed",
            found.median,
            "days",
            reference=f"not within 120 days {found.missed:.0%}; Shewhart 3 sigma {told[0].median:g}; {sigmas:.1f} sigma, as rare {told[1].median:g} ({told[1].missed:.0%} never)",
        )


def _first(outside: npt.NDArray[np.bool_]) -> Noticed:
    later = outside[:, 60:]
    return Noticed(np.where(later.any(axis=1), later.argmax(axis=1), np.inf))


def _as_rare(hits: Floats, n: Floats, wanted: float) -> float:
    """The sigmas at which the plain chart raises as few as the watch did."""
    sigmas = 3.0
    while sigmas < 15.0 and shewhart(hits, n, sigmas).sum() > max(wanted, 1.0):
        sigmas += 0.25
    return sigmas


# The table of thresholds ----------------------------------------------------------------------------------------------


def _write_table() -> None:
    """Each height by itself first; then all of them lifted alike until the whole watch, which leaves the days of an alarm out of what is usual and so
    raises more after one, keeps to its false alarms at every size."""
    dice = np.random.default_rng(SEED)
    cells: list[tuple[float, float, list[float]]] = []
    for mean in MEANS:
        for shape in SHAPES:
            cells.append((mean, shape, _heights(dice, mean, shape)))
            print(cells[-1], flush=True)
    _lift(cells)


def _lift(cells: list[tuple[float, float, list[float]]]) -> None:
    lift, most = 0.0, math.inf
    while most > watching.FALSE_A_YEAR * SPARE:
        lift = round(lift + 0.2, 1)
        _keep(cells, lift)
        most = max(false_alarms(there, rate, years=400, seed=SEED + 7) for there, rate in SIZES)
        print(f"lifted by {lift}: at most {most:.2f}", flush=True)


def _keep(cells: list[tuple[float, float, list[float]]], lift: float) -> None:
    lines = [
        "# Thresholds for one false alarm of a series in twelve years, simulated: python -m benchmarks.health --calibrate",
        f"# lifted by {lift}, for the days of an alarm that are left out of what is usual",
        "usual a day,shape,slow,normal,flash",
        *(f"{mean:g},{shape:g},{','.join(f'{height + lift:.3f}' for height in heights)}" for mean, shape, heights in cells),
    ]
    (FOLDER / thresholds.TABLE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    thresholds.forget()


def _heights(dice: np.random.Generator, mean: float, shape: float) -> list[float]:
    """For each speed, the height that excursions above zero pass as often as its part of the false alarms allows."""
    there = max(20.0, 10 * mean)
    hits, n = days_of(dice, there, mean / there, series=PATHS, days=PATH_DAYS, shape=shape)
    counts = np.ones(hits.shape, dtype=np.bool_)
    sums, tops = np.zeros((PATHS, len(cusum.RATIOS))), np.zeros((PATHS, len(cusum.RATIOS)))
    passed: list[list[Floats]] = [[] for _ in cusum.RATIOS]
    for day in range(BEFORE, PATH_DAYS):
        usual = watching.usual_before(hits, n, counts, day)
        person, quiet = cusum.weigh(usual.rate * n[:, day], usual.k)
        sums = np.maximum(sums + hits[:, day, None] * person + quiet, 0.0)
        ended = (sums == 0.0) & (tops > 0.0)
        for speed in range(len(cusum.RATIOS)):
            if ended[:, speed].any():
                passed[speed].append(tops[ended[:, speed], speed])
        tops = np.where(sums == 0.0, 0.0, np.maximum(tops, sums))
    years = PATHS * (PATH_DAYS - BEFORE) / YEAR
    wanted = [max(round(years * thresholds.REFERENCE * share), 1) for share in cusum.SHARES]
    return [
        _passed_so_often(np.concatenate(some) if some else np.zeros(1), many) for some, many in zip(passed, wanted, strict=True)
    ]


def _passed_so_often(tops: Floats, times: int) -> float:
    ranked = np.sort(tops)[::-1]
    return float(ranked[min(times, len(ranked)) - 1])


if __name__ == "__main__":
    sys.exit(main())
