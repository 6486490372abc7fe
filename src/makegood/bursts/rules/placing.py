"""Which topic a message belongs to, as messages come in: leader clustering by middles that forget. Pure; one pass.

A topic's middle is its first message, which holds it in its place, and the sum of what joined it, forgotten with a half of the weight in 24 hours: a
topic follows what is said of it now and does not wander off.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.alike.rules.codes import WIDTH
from makegood.bursts.rules.nearness import Nearness

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
HALF_LIFE_S = 86_400.0
ANCHOR = 2.0  # messages that the leader weighs as many as
MOST_WEIGHT = 200.0  # a middle of thousands would no longer move


@dataclass(slots=True)
class Places:
    """Topics and where they lie. Of each row: `leaders`, `totals` (sums of what joined), `weighed` (seconds since 1970 at which `totals` was brought up to
    date). Room for more rows is kept behind `size`."""

    size: int
    leaders: Floats32
    totals: Floats32
    weighed: Floats
    middles: Floats32

    def grow(self) -> None:
        """Room for twice as many."""
        more = max(self.size, 16)
        for name in ("leaders", "totals", "middles"):
            setattr(self, name, np.concatenate([getattr(self, name), np.zeros((more, WIDTH), dtype=np.float32)]))
        self.weighed = np.concatenate([self.weighed, np.zeros(more)])


@dataclass(frozen=True, slots=True)
class Place:
    """Where one message belongs: the number of the topic's row, and how near."""

    row: int
    likeness: float
    is_new: bool


def places(leaders: Floats32, totals: Floats32, weighed: Floats) -> Places:
    """Topics as they are kept: `leaders` and `totals` of shape (topics, 384)."""
    return Places(len(leaders), leaders, totals, weighed, middles_of(leaders, totals))


def middles_of(leaders: Floats32, totals: Floats32) -> Floats32:
    """Of length 1, shape as given."""
    raw = ANCHOR * leaders + totals
    return np.asarray(raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def place(known: Places, vectors: Floats32, said: Floats, near: Nearness) -> list[Place]:
    """The topic of each vector (of length 1, in the order of time; `said` in seconds since 1970), which `known` then holds; a new one where none is near
    enough. Of equals the older topic."""
    found = []
    for vector, at in zip(vectors, said.tolist(), strict=True):
        row, likeness = _nearest(known, vector, near)
        is_new = row < 0
        if is_new:
            row, likeness = _begin(known, vector, at), 1.0
        else:
            _join(known, row, vector, at)
        found.append(Place(row, likeness, is_new))
    return found


def near_ones(middles: Floats32, *, least: float) -> list[tuple[int, list[int]]]:
    """Which rows are one: a row with those after it that are at least so near and not taken yet."""
    taken = np.zeros(len(middles), dtype=bool)
    found = []
    for row, middle in enumerate(middles):
        if not taken[row]:
            near = np.flatnonzero((middles[row + 1 :] @ middle >= least) & ~taken[row + 1 :]) + row + 1
            taken[near] = True
            if len(near):
                found.append((row, near.tolist()))
    return found


def _nearest(known: Places, vector: Floats32, near: Nearness) -> tuple[int, float]:
    if not known.size:
        return -1, 0.0
    likeness = known.middles[: known.size] @ vector
    row = int(likeness.argmax())
    return (row, float(likeness[row])) if likeness[row] >= near.joins else (-1, 0.0)


def _begin(known: Places, vector: Floats32, at: float) -> int:
    if known.size == len(known.leaders):
        known.grow()
    row = known.size
    known.leaders[row], known.totals[row], known.middles[row] = vector, 0.0, vector
    known.weighed[row] = at
    known.size += 1
    return row


def _join(known: Places, row: int, vector: Floats32, at: float) -> None:
    gone = max(at - float(known.weighed[row]), 0.0)
    total = known.totals[row] * 0.5 ** (gone / HALF_LIFE_S) + vector
    weight = float(np.linalg.norm(total))
    known.totals[row] = total * min(1.0, MOST_WEIGHT / max(weight, 1e-12))
    known.weighed[row] = max(at, float(known.weighed[row]))
    raw = ANCHOR * known.leaders[row] + known.totals[row]
    known.middles[row] = raw / max(float(np.linalg.norm(raw)), 1e-12)
