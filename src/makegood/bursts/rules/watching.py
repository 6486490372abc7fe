"""The watch of a brand's topics through a stretch of minutes: what is raised, what is over, how high sums rose. Pure.

Minutes in which nobody spoke only lower the sums, and lower them evenly, so that they are taken together: a quiet night costs as much as a minute, and an
hour that was missed is caught up in no time. What is raised is watched no further until it is over: two usual hours, or a whole day, for what lasts
longer is the new usual.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.bursts.rules import cusum, endings
from makegood.bursts.rules.seasons import Floats

A_DAY = 1440  # minutes
TWO_HOURS = 120
_FORGOTTEN = 2 * A_DAY  # after so many minutes without anybody every sum is zero
WORTH_KEEPING = 0.5  # thresholds: what rose less teaches nothing
RULES = ("slow", "normal", "flash")

Minutes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: `mean` people of each topic in an average minute and their shape `k` for a minute, (topics,); `bounds` (topics, 3), with what the
    past taught in them; `weights` of each minute of the stretch, (minutes,)."""

    mean: Floats
    k: Floats
    bounds: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class State:
    """Where the watch stands after `until` (exclusive; minutes since 1970): sums and when each last was zero (topics, 3), how high the excursion under way
    rose in thresholds (topics,), and up to which minute each topic is not watched (topics,), because a burst of it ended there."""

    until: int
    sums: Floats
    since: Minutes
    top: Floats
    rests_until: Minutes


@dataclass(frozen=True, slots=True)
class Raised:
    """A topic (its row) passed a threshold in the minute `at`; its sums had been zero until `since`."""

    row: int
    at: int
    since: int
    rule: str
    height: float


@dataclass(frozen=True, slots=True)
class Excursion:
    """Sums of a topic rose to `height` thresholds and were zero again in the minute `at`."""

    row: int
    at: int
    height: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a stretch."""

    state: State
    raised: tuple[Raised, ...]
    excursions: tuple[Excursion, ...]


def begin(topics: int, *, at: int) -> State:
    """Nobody has spoken."""
    since = np.full((topics, len(cusum.RATIOS)), at, dtype=np.int64)
    return State(at, np.zeros(since.shape), since, np.zeros(topics), np.full(topics, -1, dtype=np.int64))


def watch(state: State, people: Floats, usual: Usual, *, already: Collection[int] = ()) -> Seen:
    """One stretch on: `people` of shape (topics, minutes) from `state.until` on. `already`: rows of which a burst goes on, which are not raised again."""
    run = _Run(state, people, usual, already)
    for minute in np.flatnonzero(people.any(axis=0)).tolist():
        run.quiet_until(minute)
        run.step(minute)
    run.quiet_until(people.shape[1])
    return run.seen()


def is_over(people: float, usual: float, k: float, *, lasts: int) -> bool:
    """Whether a burst is over that was raised `lasts` minutes ago: `people` spoke in the last two hours, where `usual` would have. `k`: the topic's shape
    for a minute."""
    if lasts < TWO_HOURS:
        return False
    return lasts >= A_DAY or bool(endings.over(np.array([people]), np.array([usual]), np.array([k * TWO_HOURS]))[0])


def calm(state: State, rows: Collection[int], *, at: int) -> State:
    """These topics begin anew after the minute `at`: a burst of them is over, or is counted with another."""
    sums, top, rests = state.sums.copy(), state.top.copy(), state.rests_until.copy()
    for row in rows:
        sums[row], top[row], rests[row] = 0.0, 0.0, at
    return State(state.until, sums, state.since, top, rests)


class _Run:
    """One stretch under way; minutes are indices into it."""

    def __init__(self, state: State, people: Floats, usual: Usual, already: Collection[int]) -> None:
        self._people, self._usual, self._first = people, usual, state.until
        self._sums, self._since = state.sums.copy(), state.since.copy()
        self._top, self._rests = state.top.copy(), state.rests_until.copy()
        self._done = 0  # minutes that are in the sums
        self._open = set(already)
        self._raised: list[Raised] = []
        self._excursions: list[Excursion] = []
        self._weighed: dict[float, tuple[Floats, Floats]] = {}

    def quiet_until(self, minute: int) -> None:
        """Nobody spoke from the last step to this minute."""
        if minute - self._done > _FORGOTTEN:
            self._sums[:] = 0.0
        elif minute > self._done:
            weights, times = np.unique(self._usual.weights[self._done : minute], return_counts=True)
            for weight, many in zip(weights.tolist(), times.tolist(), strict=True):
                self._sums += self._weigh(weight)[1] * many
        self._settle(minute - 1)
        self._done = max(minute, self._done)

    def step(self, minute: int) -> None:
        """The minute itself, in which somebody spoke."""
        person, quiet = self._weigh(float(self._usual.weights[minute]))
        self._sums += self._people[:, minute, None] * person + quiet
        self._settle(minute)
        self._done = minute + 1
        heights = self._sums / self._usual.bounds
        height = heights.max(axis=1)
        self._top = np.maximum(self._top, height)
        now = self._first + minute
        for row in np.flatnonzero((height >= 1.0) & (self._rests < now)).tolist():
            if row not in self._open:
                speed = int(heights[row].argmax())
                self._raised.append(Raised(row, now, int(self._since[row, speed]), RULES[speed], float(height[row])))
                self._open.add(row)

    def seen(self) -> Seen:
        until = self._first + self._people.shape[1]
        state = State(until, self._sums, self._since, self._top, self._rests)
        return Seen(state, tuple(self._raised), tuple(self._excursions))

    def _settle(self, minute: int) -> None:
        """Sums below zero are zero; an excursion that ends there is kept."""
        now = self._first + minute
        resting = self._rests >= now
        self._sums[resting] = 0.0
        below = self._sums <= 0.0
        self._sums[below] = 0.0
        self._since[below] = now
        ended = below.all(axis=1)
        for row in np.flatnonzero(ended & (self._top >= WORTH_KEEPING) & ~resting).tolist():
            if row not in self._open:
                self._excursions.append(Excursion(row, now, float(self._top[row])))
        self._top[[row for row in np.flatnonzero(ended).tolist() if row not in self._open]] = 0.0

    def _weigh(self, weight: float) -> tuple[Floats, Floats]:
        if weight not in self._weighed:
            self._weighed[weight] = cusum.weigh(self._usual.mean * weight, self._usual.k)
        return self._weighed[weight]
