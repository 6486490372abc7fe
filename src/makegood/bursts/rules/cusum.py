"""The watch over counts: three negative-binomial CUSUMs per topic (slow, normal, flash), all topics at once. Pure.

S_t = max(0, S_{t−1} + x·log[(m₁/(k+m₁))/(m₀/(k+m₀))] + k·log[(k+m₀)/(k+m₁)]) with m₁ = r·m₀, for r = 1.5, 3 and 10. Each has a threshold of its own,
taken from `thresholds` for the false alarms that the brand bears; what is raised first counts. Steps are minutes: waiting for the end of five would
cost two and a half.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.bursts.rules.seasons import Floats

RATIOS = np.array([1.5, 3.0, 10.0])
SHARES = np.array([0.15, 0.55, 0.30])  # of the false alarms that are borne, for each speed
STEP_S = 60.0


@dataclass(frozen=True, slots=True)
class Watch:
    """Where the sums stand: shape (topics, 3). `since`: the step at which each last was zero, of the same shape."""

    sums: Floats
    since: npt.NDArray[np.int64]


def begin(topics: int, *, step: int = 0) -> Watch:
    return Watch(np.zeros((topics, len(RATIOS))), np.full((topics, len(RATIOS)), step, dtype=np.int64))


def weigh(mean: Floats, k: Floats) -> tuple[Floats, Floats]:
    """What one person adds, and what a step without anybody adds: each of shape (topics, 3). `mean` and `k` are of one step."""
    m0, shape = mean[:, None], k[:, None]
    m1 = m0 * RATIOS[None, :]
    quiet = shape * np.log((shape + m0) / (shape + m1))
    person = np.log(RATIOS)[None, :] + np.log((shape + m0) / (shape + m1))
    return person, quiet


def step(watch: Watch, people: Floats, *, mean: Floats, k: Floats, now: int) -> Watch:
    """One step on: `people` of shape (topics,) spoke in it, where `mean` (topics,) were usual, of shape `k` (topics,), both for a step."""
    person, quiet = weigh(mean, k)
    sums = watch.sums + people[:, None] * person + quiet
    below = sums <= 0.0
    return Watch(np.where(below, 0.0, sums), np.where(below, now, watch.since))


def raised(watch: Watch, bounds: Floats) -> npt.NDArray[np.bool_]:
    """Which topics have passed a threshold: `bounds` of shape (topics, 3) → (topics,)."""
    return np.asarray((watch.sums >= bounds).any(axis=1))


def calm(watch: Watch, topics: npt.NDArray[np.bool_], *, now: int) -> Watch:
    """The sums of these topics begin anew."""
    return Watch(np.where(topics[:, None], 0.0, watch.sums), np.where(topics[:, None], now, watch.since))
