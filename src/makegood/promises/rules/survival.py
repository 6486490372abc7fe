"""How long parcels take on a road, learned from those that went it: the share that is still on its way after so many hours.

Pure numpy. Discrete time, stretches of six hours up to 90 days. Two ends compete (delivered; ended otherwise: returned, lost, called off), and
what is still on its way is censored at its age: hazards by Kaplan and Meier (1958), shares by Aalen and Johansen (1978). A road of few parcels is
drawn towards its carrier, and that towards all, as if N0 parcels of the wider road had gone it too (a conjugate prior of that weight on each
hazard). Never knows a parcel, a person or a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BIN_HOURS = 6.0
BINS = 360
N0 = 50.0
SHORTEST_HOURS = (
    16 * BIN_HOURS
)  # of a promise that curves of such stretches can judge: an hour's slot tomorrow lies within one of them
CENSORED, DELIVERED, OTHER = 0, 1, 2
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Counts:
    """Parcels by the stretch in which they were delivered, ended otherwise, or were seen last."""

    delivered: Floats
    other: Floats
    censored: Floats

    @property
    def parcels(self) -> int:
        return int(self.delivered.sum() + self.other.sum() + self.censored.sum())

    @property
    def ended(self) -> int:
        return int(self.delivered.sum() + self.other.sum())


@dataclass(frozen=True, slots=True)
class Curve:
    """At the beginning of each stretch: the share still on its way (`going`) and the share delivered before (`come`); one value more than
    stretches. `parcels` of the road itself."""

    going: Floats
    come: Floats
    delivered: Floats  # hazards
    other: Floats
    parcels: int


def count(hours: Floats, how: npt.NDArray[np.int64]) -> Counts:
    """Counts times (hours) by how they ended; what took longer than 90 days is in the last stretch."""
    place = np.clip(hours / BIN_HOURS, 0, BINS - 1).astype(np.int64)
    found = [np.bincount(place[how == kind], minlength=BINS).astype(np.float64) for kind in (DELIVERED, OTHER, CENSORED)]
    return Counts(*found)


def learn(counts: Counts, wider: Curve | None = None) -> Curve:
    """The road's curve. Without a `wider` one to lean on, stretches that nobody saw have no end in them."""
    ends = counts.delivered + counts.other
    everybody = ends + counts.censored
    under_way = everybody[::-1].cumsum()[::-1]
    if wider is None:
        weight, lean_d, lean_o = np.zeros(BINS), np.zeros(BINS), np.zeros(BINS)
    else:
        weight, lean_d, lean_o = N0 * wider.going[:-1], wider.delivered, wider.other
    total = np.maximum(under_way + weight, _LEAST)
    delivered = np.clip((counts.delivered + weight * lean_d) / total, 0.0, 1.0)
    other = np.clip((counts.other + weight * lean_o) / total, 0.0, 1.0 - delivered)
    going = np.concatenate([[1.0], np.cumprod(1.0 - delivered - other)])
    come = np.concatenate([[0.0], np.cumsum(going[:-1] * delivered)])
    return Curve(going, come, delivered, other, counts.parcels)


def late(curve: Curve, *, age: "npt.NDArray[np.floating[Any]]", left: "npt.NDArray[np.floating[Any]]") -> Floats:
    """The chance that a parcel of this age (hours) does not come within the `left` hours: 1 − (come(age+left) − come(age)) / going(age),
    which is going(age+left) / going(age) where nothing ever ended otherwise."""
    age, left = np.maximum(age, 0.0), np.maximum(left, 0.0)
    still = _at(curve.going, age)
    comes = (_at(curve.come, age + left) - _at(curve.come, age)) / np.maximum(still, _LEAST)
    return np.where(still <= _LEAST * 10, 1.0, np.clip(1.0 - comes, 0.0, 1.0))


def late_before_hand_over(hand_over: Curve, road: Curve, *, age: float, left: float) -> float:
    """The same for a parcel that the carrier does not have yet: it is handed over within each of the stretches that are left, and then has the
    rest of the time for its way."""
    steps = int(left // BIN_HOURS)
    if steps == 0:
        return 1.0
    edges = age + BIN_HOURS * np.arange(steps + 1)
    still = _at(hand_over.going, edges)
    if still[0] <= _LEAST * 10:
        return 1.0
    handed = np.diff(_at(hand_over.come, edges)) / still[0]
    rest = left - BIN_HOURS * (np.arange(steps) + 0.5)
    in_time = float((handed * (1.0 - late(road, age=np.zeros(steps), left=rest))).sum())
    return min(1.0, max(0.0, 1.0 - in_time))


def longer_than(curve: Curve, share: float) -> float:
    """After how many hours no more than this share is still on its way; 90 days where it never gets there."""
    below = np.nonzero(curve.going <= share)[0]
    return float(below[0]) * BIN_HOURS if len(below) else BINS * BIN_HOURS


def written(counts: Counts) -> dict[str, list[list[int]]]:
    """The counts for keeping: pairs of stretch and number."""
    return {
        name: [[int(i), int(values[i])] for i in np.nonzero(values)[0]]
        for name, values in (("delivered", counts.delivered), ("other", counts.other), ("censored", counts.censored))
    }


def read(kept: dict[str, Any]) -> Counts:
    """What `written` wrote."""
    return Counts(*(_spread(kept.get(name, ())) for name in ("delivered", "other", "censored")))


def _spread(pairs: Sequence[Sequence[int]]) -> Floats:
    values = np.zeros(BINS)
    for place, number in pairs:
        values[place] = number
    return values


def _at(values: Floats, hours: "npt.NDArray[np.floating[Any]]") -> Floats:
    """Between two stretches in a straight line."""
    return np.asarray(np.interp(hours / BIN_HOURS, np.arange(BINS + 1), values))
