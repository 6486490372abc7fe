"""When in the week a brand's people speak: a weight for each of 168 local hours, learned from its own past. Pure.

A weight says how many times as many people as on average write in that hour. Little past is drawn towards day × hour, and that towards no rhythm
at all, so that an hour in which nobody happened to write is quiet and never impossible.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

HOURS = 168
_SUNDAY = 6
_TOWARDS_PRODUCT = 20.0  # people whose weight the smoother shape has in each cell
_TOWARDS_FLAT = 5.0
LEAST_WEIGHT = 0.02

Floats = npt.NDArray[np.float64]


def cell(at: datetime, *, zone: str, days_off: Collection[date] = ()) -> int:
    """Which of the 168 hours it is, Monday's first hour being 0; a public holiday counts as a Sunday."""
    local = at.astimezone(ZoneInfo(zone))
    day = _SUNDAY if local.date() in days_off else local.weekday()
    return day * 24 + local.hour


def learn(counts: Sequence[float] | Floats, hours: Sequence[float] | Floats) -> Floats:
    """The weights, of shape (168,), from people counted per cell and hours listened per cell. Their mean over the week is 1.

    Each cell is a Poisson rate with a gamma prior around day × hour (empirical Bayes with a fixed weight of twenty people)."""
    seen, listened = np.asarray(counts, dtype=np.float64), np.asarray(hours, dtype=np.float64)
    if seen.shape != (HOURS,) or listened.shape != (HOURS,):
        raise ValueError(f"counts and hours hold one number for each of the {HOURS} hours of a week")
    if not seen.sum() or not listened.sum():
        return np.ones(HOURS)
    mean = seen.sum() / listened.sum()
    by_day, by_hour = _smooth(seen, listened, mean, axis=1), _smooth(seen, listened, mean, axis=0)
    shape = (by_day[:, None] * by_hour[None, :]).ravel()
    weights = (seen + _TOWARDS_PRODUCT * shape / shape.mean()) / (listened * mean + _TOWARDS_PRODUCT)
    weights = np.maximum(weights / weights.mean(), LEAST_WEIGHT)
    return np.asarray(weights / weights.mean())


def _smooth(seen: Floats, listened: Floats, mean: float, *, axis: int) -> Floats:
    """The weight of each day (axis 1 summed away) or of each hour of the day (axis 0), drawn towards 1."""
    grid, time = seen.reshape(7, 24).sum(axis=axis), listened.reshape(7, 24).sum(axis=axis)
    return np.asarray((grid + _TOWARDS_FLAT) / (time * mean + _TOWARDS_FLAT))
