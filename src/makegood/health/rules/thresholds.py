"""How high a daily sum may rise before it is an alarm. Pure.

A threshold depends on how many are usual a day, on how much that varies, and on the speed. The table was simulated (`python -m benchmarks.health
--calibrate`: years of negative-binomial days, busy and quiet weekdays, whose rate and shape are not known but taken from the weeks before, as the watch takes
them) for one false alarm of a series in twelve years, parted among the speeds; a rarer one lies ln(times rarer) higher, as for a CUSUM of log likelihood
ratios (Lorden 1971, Ann. Math. Statist. 42:1897): near enough close to where the table was made, and too low far from it.
"""

import numpy as np

from makegood.bursts.rules import heights
from makegood.bursts.rules.seasons import Floats

TABLE = "thresholds.txt"
REFERENCE = 1 / 12  # false alarms of one series in a year, all speeds together
LEAST = 1.0


def bounds(*, a_day: Floats, k: Floats, false_a_year: float) -> Floats:
    """The three thresholds of each series, of shape (series, 3). `a_day`: how many are usual a day; `k` their shape; `false_a_year` alarms of one
    series, whichever speed raises them."""
    found = heights.table(str(__package__), TABLE).at(mean=a_day, k=k)
    rarer = float(np.log(REFERENCE / false_a_year))
    return np.asarray(np.maximum(found + rarer, LEAST))


def forget() -> None:
    """The table was made anew."""
    heights.table.cache_clear()
