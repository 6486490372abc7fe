"""How high a sum may rise before it is an incident: from the time between two false alarms that a brand bears. Pure.

A threshold depends on how many are usual, on how much that varies, and on the speed. The table was simulated (`python -m benchmarks.noticing
--calibrate`: paths of negative-binomial minutes with a day's rhythm of ±50 %, excursions above zero that pass a height, counted) for one false alarm
in seven days; a rarer one lies ln(times rarer) higher, as for every CUSUM of log likelihood ratios (Lorden 1971, Ann. Math. Statist. 42:1897).
"""

import numpy as np

from makegood.bursts.rules import heights
from makegood.bursts.rules.cusum import SHARES
from makegood.bursts.rules.seasons import Floats

TABLE = "thresholds.txt"
REFERENCE_DAYS = 7.0
LEAST_DAYS = 0.5


def bounds(*, a_bin: Floats, k: Floats, days: float) -> Floats:
    """The three thresholds of each topic, of shape (topics, 3). `a_bin`: people usual in five minutes, on average; `k` their shape; `days` between
    two false alarms of one topic, whichever speed raises them."""
    found = heights.table(str(__package__), TABLE).at(mean=a_bin, k=k)
    rarer = np.log(max(days, LEAST_DAYS) / REFERENCE_DAYS) - np.log(SHARES)
    return np.asarray(np.maximum(found + rarer[None, :], 0.5))


def days_for(*, topics: int, false_a_week: float) -> float:
    """Days between two false alarms of one topic, where a brand of so many topics bears `false_a_week` false episodes in all (Bonferroni)."""
    return 7.0 * max(topics, 1) / false_a_week
