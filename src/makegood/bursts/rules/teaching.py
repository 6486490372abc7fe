"""What a brand's own past teaches its thresholds. Pure.

Simulated thresholds know chance alone. Real people come in waves: pay day, a newsletter, a match on television. So each topic's past is replayed:
its threshold rises until that past would have raised no more false alarms than are borne. What a member dismissed counts as past; what was confirmed
does not, so that a true incident never makes the next one harder to see.
"""

import numpy as np

from makegood.bursts.rules.seasons import Floats

MOST = 6.0
LOOKS_BACK_DAYS = 56.0


def factor(heights: Floats, *, days: float, days_between: float) -> float:
    """By how much the thresholds of a topic are raised, from 1 to 6. `heights`: how high each excursion of the last `days` rose, in thresholds, those
    of confirmed incidents left out; `days_between` false alarms."""
    borne = int(days / days_between)
    if len(heights) <= borne:
        return 1.0
    highest = np.sort(heights)[::-1]
    return float(np.clip(highest[borne] * 1.001, 1.0, MOST))
