"""The chance that a date does not hold: the roads' chance, set right by what is known beside it. Pure numpy; never a clock.

The roads alone are good at order and poor at level: those still open shortly before their day are the slow ones, and roads grow quicker or slower
with the season. So a logistic regression stands on top, learned from the same parcels as they were known at the time (nothing that came later),
far from the day on the roads' chance alone, near it also on the ages, the weekday of the due day, and how the last days went. Its level follows the
latest weeks. docs/promises.md holds the figures.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from makegood.promises.rules import roads, survival
from makegood.promises.rules.journeys import Journeys
from makegood.promises.rules.roads import Roads
from makegood.promises.rules.survival import Floats

LEAST_PARCELS = 200  # that came or were lost; below, no chance is given
LEAST_MARKS = 300  # instants learned from, below which the roads' own chance stands
DAY = 24.0
NEAR = 6.5 * DAY
_BLOCK = 28 * DAY  # so often the past is gone through anew, each time with the roads as they were known
_MARKS = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0)  # days before the due instant
_HALF_LIFE_FAR, _LEVEL_DAYS, _LEVEL_PULL = 60.0, 21.0, 0.5
_RIDGE = 5.0
_SPEED_DAYS, _BREACH_DAYS = 10.0, 14.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression: what to take off and divide by, the weights (the first stands alone), and the shift of the latest weeks."""

    mean: Floats
    spread: Floats
    weights: Floats
    shift: float

    def chances(self, features: Floats) -> Floats:
        return _logistic(self.weights[0] + ((features - self.mean) / self.spread) @ self.weights[1:] + self.shift)


@dataclass(frozen=True, slots=True)
class Lately:
    """How the last days went: the mean of log(time on the way / usual time), and the log of the share of promises that broke."""

    speed: Floats
    breach: Floats


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What was learned. `near` and `far` None where too little was seen to learn them: then the roads' own chance stands."""

    roads: Roads
    near: Weights | None
    far: Weights | None
    speed: float
    breach: float

    @property
    def parcels(self) -> int:
        return self.roads.parcels()

    @property
    def is_enough(self) -> bool:
        return self.parcels >= LEAST_PARCELS


def learn(journeys: Journeys, *, at: float) -> Knowledge:
    """Learns from all that is known at an instant (hours)."""
    known = journeys.known_at(at)
    now = _lately(known, np.array([at]))
    found = roads.learn(known, at=at)
    if found.parcels() < LEAST_PARCELS:
        return Knowledge(found, None, None, float(now.speed[0]), float(now.breach[0]))
    near, far = _weights(known, at)
    return Knowledge(found, near, far, float(now.speed[0]), float(now.breach[0]))


def chances(knowledge: Knowledge, journeys: Journeys, at: Floats) -> Floats:
    """The chance of each that it does not come before it is due, seen at its own instant of `at` (hours)."""
    bare = roads.late(knowledge.roads, journeys, at)
    lately = Lately(np.full(len(journeys), knowledge.speed), np.full(len(journeys), knowledge.breach))
    found = bare.copy()
    near = journeys.due - at <= NEAR
    if knowledge.near is not None and near.any():
        found[near] = knowledge.near.chances(_near(journeys, at, bare, lately)[near])
    if knowledge.far is not None and (~near).any():
        found[~near] = knowledge.far.chances(_far(bare)[~near])
    return np.where(journeys.due <= at, 1.0, found)


def written(knowledge: Knowledge) -> dict[str, Any]:
    """All but the roads, for keeping."""
    kept = {name: _plain(part) for name, part in (("near", knowledge.near), ("far", knowledge.far)) if part is not None}
    return {**kept, "speed": knowledge.speed, "breach": knowledge.breach}


def read(kept: dict[str, Any], found: Roads) -> Knowledge:
    """What `written` wrote, with the roads."""
    return Knowledge(found, _weights_of(kept.get("near")), _weights_of(kept.get("far")), kept["speed"], kept["breach"])


# Learning ----------------------------------------------------------------------------------------------------------------


def _weights(known: Journeys, at: float) -> tuple[Weights | None, Weights | None]:
    which, when, bare = _marks(known, at)
    rows = known.take(which)
    broke = np.where((rows.how == survival.DELIVERED) & (rows.ended < rows.due), 0.0, 1.0)
    lately = _lately(known, when)
    age = (at - when) / DAY
    near = rows.due - when <= NEAR
    everything = _near(rows, when, bare, lately)
    return (
        _fit(everything[near], broke[near], np.ones(int(near.sum())), age[near]),
        _fit(_far(bare)[~near], broke[~near], 0.5 ** (age[~near] / _HALF_LIFE_FAR), age[~near]),
    )


def _marks(known: Journeys, at: float) -> tuple[Any, Floats, Floats]:
    """Instants of the past at which one could have asked, with the journeys and the chance that the roads gave then. Only of promises whose
    time has passed: of the others one would only know those that came."""
    over = np.nonzero(known.due <= at)[0]
    which, when = [over], [known.handed[over]]
    for days in _MARKS:
        which.append(over)
        when.append(known.due[over] - days * DAY)
    places, instants = np.concatenate(which), np.concatenate(when)
    rows = known.take(places)
    asked = (instants > rows.placed) & (instants < rows.due) & ~(rows.ended <= instants) & ~np.isnan(instants)
    places, instants = places[asked], instants[asked]
    bare = np.full(len(places), np.nan)
    start = float(known.placed.min())
    for begin in np.arange(start + 2 * _BLOCK, at, _BLOCK):
        mine = np.nonzero((instants >= begin) & (instants < begin + _BLOCK))[0]
        if len(mine):
            found = roads.learn(known, at=float(begin))
            if found.parcels() >= LEAST_PARCELS:
                bare[mine] = roads.late(found, known.take(places[mine]), instants[mine])
    seen = ~np.isnan(bare)
    return places[seen], instants[seen], bare[seen]


def _lately(known: Journeys, at: Floats) -> Lately:
    """How the days before each instant went, by what was known then."""
    came = known.take((known.how == survival.DELIVERED) & ~np.isnan(known.handed))
    came = came.take(np.argsort(came.ended))
    way = np.maximum(came.ended - came.handed, 1.0)
    pace = np.log(way / np.median(way)) if len(way) else way
    due = known.take(np.argsort(known.due))
    broke = np.where((due.how == survival.DELIVERED) & (due.ended < due.due), 0.0, 1.0)
    speed, many = _between(came.ended, pace, at - _SPEED_DAYS * DAY, at)
    broken, promised = _between(due.due, broke, at - _BREACH_DAYS * DAY, at)
    return Lately(speed / np.maximum(many, 1.0), np.log((broken + 0.5) / (promised + 10.0)))


def _between(instants: Floats, values: Floats, begin: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The sum of the values within each stretch, and how many they are."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    first, last = np.searchsorted(instants, begin), np.searchsorted(instants, end)
    return total[last] - total[first], (last - first).astype(np.float64)


def _fit(features: Floats, broke: Floats, weight: Floats, age_days: Floats) -> Weights | None:
    """By Newton's steps with a ridge on all but the first weight; then the level of the latest weeks."""
    if len(broke) < LEAST_MARKS or not 0 < broke.sum() < len(broke):
        return None
    mean, spread = features.mean(0), features.std(0) + 1e-9
    design = np.column_stack([np.ones(len(features)), (features - mean) / spread])
    ridge = np.eye(design.shape[1]) * _RIDGE
    ridge[0, 0] = 0.0
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chance = _logistic(design @ weights)
        steep = weight * np.clip(chance * (1 - chance), 1e-6, None)
        step = np.linalg.solve(
            design.T @ (design * steep[:, None]) + ridge, design.T @ (weight * (broke - chance)) - ridge @ weights
        )
        weights = weights + step
        if np.abs(step).max() < 1e-7:
            break
    return Weights(mean, spread, weights, _shift(design @ weights, broke, 0.5 ** (age_days / _LEVEL_DAYS)))


def _shift(said: Floats, broke: Floats, weight: Floats) -> float:
    """By how much the latest weeks lie above or below, drawn towards nothing."""
    shift = 0.0
    for _ in range(30):
        chance = _logistic(said + shift)
        shift += float(
            ((weight * (broke - chance)).sum() - _LEVEL_PULL * shift) / ((weight * chance * (1 - chance)).sum() + _LEVEL_PULL)
        )
    return shift


def _far(bare: Floats) -> Floats:
    return _logit(bare)[:, None]


def _near(rows: Journeys, at: Floats, bare: Floats, lately: Lately) -> Floats:
    has = (rows.handed <= at).astype(np.float64)
    left = np.clip((rows.due - at) / DAY, 0.0, 10.0)
    age = np.where(has == 1, np.log1p(np.maximum(at - rows.handed, 0.0) / DAY), 0.0)
    until = np.where(has == 1, rows.handed, at)
    hand = np.log1p(np.maximum(until - rows.placed, 0.0) / DAY)
    ahead = np.log(np.maximum(rows.due - rows.placed, 1.0) / DAY)
    odds = _logit(bare)
    days = [(rows.weekday == day).astype(np.float64) for day in range(1, 7)]
    return np.column_stack(
        [odds, odds * has, has, left, has * left, np.nan_to_num(age), hand, ahead, lately.speed, lately.breach, *days]
    )


def _logit(chance: Floats) -> Floats:
    kept = np.clip(chance, 0.001, 0.999)
    return np.asarray(np.log(kept / (1 - kept)))


def _logistic(value: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(value, -30.0, 30.0))))


def _plain(part: Weights) -> dict[str, Any]:
    return {"mean": part.mean.tolist(), "spread": part.spread.tolist(), "weights": part.weights.tolist(), "shift": part.shift}


def _weights_of(kept: dict[str, Any] | None) -> Weights | None:
    if kept is None:
        return None
    return Weights(np.array(kept["mean"]), np.array(kept["spread"]), np.array(kept["weights"]), float(kept["shift"]))
