"""When an incident began and ended, looked at afterwards: the likeliest path of two states through the gaps between people. Pure.

Kleinberg's automaton (2003, Data Mining and Knowledge Discovery 7:373) with two states: usual, and `ratio` times as many. Going up costs, coming
down is free. This is for the report; the alarm is `cusum`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

RATIO = 3.0
GOING_UP = 1.0  # times ln(people): Kleinberg's gamma


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which more people spoke than usual: from the first of them to the last."""

    began_at: datetime
    ended_at: datetime
    people: int


def spans(spoke_at: Sequence[datetime], *, usual_an_hour: float, ratio: float = RATIO) -> list[Span]:
    """The stretches of the busier state among these instants, which are in order. `usual_an_hour`: people an hour, outside of incidents."""
    if len(spoke_at) < 2 or usual_an_hour <= 0:
        return []
    gaps = [max((b - a).total_seconds(), 1.0) / 3600 for a, b in pairwise(spoke_at)]
    path = _likeliest(gaps, usual_an_hour, usual_an_hour * ratio, GOING_UP * math.log(len(spoke_at)))
    found: list[Span] = []
    start: int | None = None
    for i, busy in enumerate([*path, False]):
        if busy and start is None:
            start = i
        elif not busy and start is not None:
            found.append(Span(spoke_at[start], spoke_at[i], i - start + 1))
            start = None
    return found


def _likeliest(gaps: Sequence[float], slow: float, fast: float, up: float) -> list[bool]:
    """Viterbi over two states; True where the gap belongs to the busier one."""
    costs = (0.0, up)
    back: list[tuple[int, int]] = []
    for gap in gaps:
        stays = costs[0] <= costs[1]
        into_slow = costs[0] if stays else costs[1]
        rises = costs[0] + up < costs[1]
        into_fast = costs[0] + up if rises else costs[1]
        back.append((0 if stays else 1, 0 if rises else 1))
        costs = (into_slow + slow * gap - math.log(slow), into_fast + fast * gap - math.log(fast))
    state = 0 if costs[0] <= costs[1] else 1
    path = []
    for came in reversed(back):
        path.append(state == 1)
        state = came[state]
    return path[::-1]
