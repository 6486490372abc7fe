"""Real counts for `benchmarks.noticing`: tweets about ten companies with others' labels, and a shopping site's orders around Black Friday 2017."""

import gzip
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks import report
from makegood.bursts.rules import baselines, cusum, endings, seasons, teaching, thresholds
from makegood.bursts.rules.seasons import Floats

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
A_DAY = 288
BIN = timedelta(minutes=5)
PROBATION = 0.15  # of each series, as the Numenta benchmark has it
DAYS_BETWEEN = 7.0
_TWO_HOURS = 24
_FALSE, _MISSED = 0.11, 1.0  # the benchmark's standard profile
BLACK_FRIDAY = date(2017, 11, 24)


@dataclass(frozen=True, slots=True)
class Series:
    """Counts in bins of five minutes from `begins_at` (local) on."""

    begins_at: datetime
    counts: Floats

    def at(self, i: int) -> datetime:
        return self.begins_at + i * BIN


def tell(said: report.Report) -> None:
    """The figures of both, or a note where the data are absent."""
    bursts, orders = DATA / "bursts", DATA / "olist" / "orders.parquet"
    if bursts.is_dir():
        _tweets(said, bursts)
    else:
        said.note("../shared/data/bursts is absent: no tweets about companies.")
    if orders.is_file():
        _black_friday(said, orders)
    else:
        said.note("../shared/data/olist is absent: no Black Friday.")


def alarms(series: Series, *, first: int, days_between: float = DAYS_BETWEEN) -> list[int]:
    """The bins in which one topic was raised, learning day by day as the product does; nothing before `first`. An incident lasts until two hours are
    usual again, or a day: what lasts longer is the new usual. Until then it teaches nothing of what is usual; nobody confirms any, so all of them
    teach the threshold."""
    cells = np.array([series.at(i).weekday() * 24 + series.at(i).hour for i in range(len(series.counts))])
    past, found, raised_at = _Past(), list[int](), -1
    watch, top, heights = cusum.begin(1), 0.0, list[tuple[int, float]]()
    quiet, factor = np.ones(len(series.counts), dtype=bool), 1.0
    for i, count in enumerate(series.counts):
        if i % A_DAY == 0 and i:
            day = slice(i - A_DAY, i)
            past.learn(cells[day][quiet[day]], series.counts[day][quiet[day]], days_between)
            recent = np.array([height for at, height in heights if i - at < teaching.LOOKS_BACK_DAYS * A_DAY])
            factor = teaching.factor(recent, days=min(i / A_DAY, teaching.LOOKS_BACK_DAYS), days_between=days_between)
        if i < A_DAY:
            continue
        watch = cusum.step(watch, np.array([count]), mean=past.level * past.weights[cells[i]], k=past.k, now=i)
        height = float((watch.sums / past.bounds).max())
        if height == 0.0 and top > 0.5:
            heights.append((i, top))
        top = max(top, height) if height else 0.0
        if raised_at < 0 and height >= factor:
            raised_at = i
            quiet[int(watch.since[0].max()) : i + 1] = False
            if i >= first:
                found.append(i)
        elif raised_at >= 0:
            quiet[i] = False
            lasts = i - raised_at >= A_DAY
            if lasts:
                past.learn(cells[raised_at:i], series.counts[raised_at:i], days_between)
            if lasts or _is_over(series, past, cells, raised_at, i):
                heights.append((i, top))
                raised_at, top, watch = -1, 0.0, cusum.begin(1, step=i)
    return found


class _Past:
    """What one topic's past taught so far."""

    def __init__(self) -> None:
        self.known = baselines.none(1)
        self.counted, self.listened = np.zeros(seasons.HOURS), np.zeros(seasons.HOURS)
        self.weights, self.level, self.k, self.bounds = np.ones(seasons.HOURS), np.zeros(1), np.ones(1), np.ones((1, 3))

    def learn(self, cells: npt.NDArray[np.int64], counts: Floats, days_between: float) -> None:
        np.add.at(self.counted, cells, counts)
        np.add.at(self.listened, cells, 1 / 12)
        self.weights = seasons.learn(self.counted, self.listened)
        self.known = baselines.learn(self.known, counts=counts[None, :], seasons=self.weights[cells])
        self.level, self.k = baselines.cautious(self.known) / A_DAY, baselines.shapes(self.known)
        self.bounds = thresholds.bounds(a_bin=self.level, k=self.k, days=days_between)


def _is_over(series: Series, past: _Past, cells: npt.NDArray[np.int64], raised_at: int, i: int) -> bool:
    if i + 1 - raised_at < _TWO_HOURS:
        return False
    recent = slice(i + 1 - _TWO_HOURS, i + 1)
    usual = (past.level * past.weights[cells[recent]]).sum(keepdims=True)
    return bool(endings.over(series.counts[recent].sum(keepdims=True), usual, past.k * _TWO_HOURS)[0])


# Tweets about companies ----------------------------------------------------------------------------------------------------


def _tweets(said: report.Report, folder: Path) -> None:
    windows = json.loads((folder / "nab_realTweets_combined_windows.json").read_text(encoding="utf-8"))
    score, perfect, hit, outside = 0.0, 0, 0, 0
    for name, spans in windows.items():
        path = folder / f"nab_{Path(name).name}.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [line.strip().split(",") for line in list(lines)[1:]]
        series = Series(datetime.fromisoformat(rows[0][0]), np.array([float(value) for _, value in rows]))
        first = int(min(PROBATION * len(rows), 750))
        inside = [tuple(datetime.fromisoformat(end) for end in span) for span in spans]
        marks = [series.at(i) for i in alarms(series, first=first)]
        score += _score(marks, inside)
        perfect += len(inside)
        hit += sum(any(a <= mark <= b for mark in marks) for a, b in inside)
        outside += sum(not any(a <= mark <= b for a, b in inside) for mark in marks)
    value = 100 * (score + _MISSED * perfect) / (2 * _MISSED * perfect)
    said.figure(
        "tweets about ten companies, the Numenta benchmark's standard score, our defaults",
        value,
        "",
        reference="whole benchmark (58 series): ARTime 74.9, Twitter ADVec 47.1, windowed Gaussian 39.6, random 11.0",
    )
    said.note(
        f"Tweets: {hit} of {perfect} labelled windows were raised, {outside} alarms lay outside of all. No number was tuned on them, but "
        "that days differ and that the past teaches was added after they had been seen."
    )


def _score(marks: Sequence[datetime], windows: Sequence[tuple[datetime, ...]]) -> float:
    """The benchmark's standard profile (Lavin and Ahmad 2015, ICMLA): the first mark in a window counts by how early it is, a mark outside costs by how
    far it lies behind the last window, a window without one costs a whole point."""
    score = 0.0
    for a, b in windows:
        within = [mark for mark in marks if a <= mark <= b]
        score += _sigmoid(-(1.0 - (within[0] - a) / (b - a))) / _sigmoid(-1.0) if within else -_MISSED
    for mark in marks:
        if any(a <= mark <= b for a, b in windows):
            continue
        before = [(a, b) for a, b in windows if b < mark]
        behind = (mark - before[-1][1]) / (before[-1][1] - before[-1][0]) if before else math.inf
        score += _FALSE * (_sigmoid(behind) if behind < 3 else -1.0)
    return score


def _sigmoid(y: float) -> float:
    return 2 / (1 + math.exp(5 * y)) - 1


# Black Friday ---------------------------------------------------------------------------------------------------------------


def _black_friday(said: report.Report, path: Path) -> None:
    """Orders of 2017 as voices of one topic."""
    placed = pd.to_datetime(pd.read_parquet(path, columns=["order_purchase_timestamp"]).iloc[:, 0])
    begins, ends = pd.Timestamp("2017-01-09"), pd.Timestamp("2018-01-14")  # then a window is left out of the data
    bins = ((placed[(placed >= begins) & (placed < ends)] - begins) // BIN).to_numpy().astype(int)
    series = Series(begins.to_pydatetime(), np.bincount(bins).astype(float))
    found = [series.at(i) for i in alarms(series, first=28 * A_DAY)]
    day = [mark for mark in found if mark.date() == BLACK_FRIDAY]
    others = [mark for mark in found if abs(mark.date() - BLACK_FRIDAY) > timedelta(days=4)]
    weeks = (len(series.counts) / A_DAY - 28) / 7
    said.figure(
        "Black Friday 2017 in a year of orders: raised at",
        f"{day[0]:%H:%M}" if day else "never",
        "",
        reference=f"other days: {len(others)} in {weeks:.0f} weeks, borne: {weeks:.0f}",
    )
    said.note("Black Friday: other days on which orders were raised: " + ", ".join(f"{mark:%Y-%m-%d}" for mark in others) + ".")
