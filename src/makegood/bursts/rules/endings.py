"""Whether an incident is over: two hours in which no more people spoke than usual. Pure."""

import numpy as np
import numpy.typing as npt

from makegood.bursts.rules.seasons import Floats

QUIET_S = 7200.0
ALLOWED = 1.2  # times as many as usual
_BY_CHANCE = 1.28  # standard deviations above what is usual: nine in ten ordinary stretches stay below


def over(people: Floats, usual: Floats, k: Floats) -> npt.NDArray[np.bool_]:
    """For each topic: whether `people` in the last two hours are no more than 1.2 times the `usual` ones, or than ordinary chance explains where few
    are usual. `k`: the shape for two hours."""
    spread = np.sqrt(usual + usual**2 / k)
    return np.asarray(people <= np.maximum(ALLOWED * usual, usual + _BY_CHANCE * spread))
