"""What came back for each unit of money that an extra cost. Pure numpy.

    ratio = [mean net of those who could have it − mean net of those held out] / mean cost of those who could have it

where a person's net is the margin of what they spent, and of what those spent whom they brought, less what serving them cost. One is break-even. The
interval is the delta method's over people (a ratio of two means of the same people), as wide as `sequences` makes it, so that it holds at every look.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.experiments.rules import sequences
from makegood.experiments.rules.sequences import LEAST, Plan

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PaidBack:
    """So many units came back for each that was spent, in truth between `low` and `high`. `people` count in both groups."""

    ratio: float
    low: float
    high: float
    people: int

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves break-even out."""
        return self.low > 1 or self.high < 1


def paid_back(net: Floats, cost: Floats, held_out: Flags, plan: Plan) -> PaidBack | None:
    """`net` and `cost` (n,) in minor units, a person each. None with fewer than thirty in a group, or where nothing was spent."""
    ours, theirs, spent = net[~held_out], net[held_out], cost[~held_out]
    if min(len(ours), len(theirs)) < LEAST or spent.mean() <= 0:
        return None
    cost_each = float(spent.mean())
    ratio = float(ours.mean() - theirs.mean()) / cost_each
    linear = ours - ratio * spent
    variance = max(float(theirs.var(ddof=1)), sequences.apart(theirs, net))
    error = math.sqrt(linear.var(ddof=1) / len(ours) + variance / len(theirs)) / cost_each
    pairs = 2 / (1 / len(ours) + 1 / len(theirs))
    reach = error * float(sequences.half_width(pairs, plan))
    return PaidBack(ratio, ratio - reach, ratio + reach, len(net))
