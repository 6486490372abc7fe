"""How often something went wrong, with the interval that so many say, and whether it changed. Pure.

Sources: Wilson 1927 for a share's interval; Newcombe 1998 (method 10) for the difference of two. Both hold for small numbers and for shares near
none, where the usual one fails. 95 % each. They count each case as if it knew nothing of the others: a strike or a bad week makes the true doubt larger.
"""

import math
from dataclasses import dataclass

ENOUGH = 10  # of which a share is said; of fewer the interval is wider than half of all there could be
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, between `low` and `high` (0 to 1)."""

    hits: int
    n: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        return self.hits / self.n if self.n else 0.0

    @property
    def is_enough(self) -> bool:
        """Whether it says something."""
        return self.n >= ENOUGH


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more it was than before (0.05: five of a hundred more), and the interval of that."""

    more: float
    low: float
    high: float

    @property
    def is_worse(self) -> bool:
        return self.low > 0

    @property
    def is_better(self) -> bool:
        return self.high < 0


def share(hits: int, n: int) -> Share:
    """Wilson's interval; everything is possible where there is nothing."""
    if not n:
        return Share(0, 0, 0.0, 1.0)
    p, z2 = hits / n, _Z * _Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Share(hits, n, max(0.0, middle - half), min(1.0, middle + half))


def difference(now: Share, before: Share) -> Difference | None:
    """Now against before; None where either says too little."""
    if not (now.is_enough and before.is_enough):
        return None
    more = now.rate - before.rate
    low = more - math.hypot(now.rate - now.low, before.high - before.rate)
    high = more + math.hypot(now.high - now.rate, before.rate - before.low)
    return Difference(more, low, high)
