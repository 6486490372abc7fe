"""How slow the processor is just now. Bounds in a processor's seconds are set for a quiet machine; beside others' work the same work takes up to
twice as many, because two threads of the processor share one core. Never looks at the clock on the wall.
"""

import time

QUIET_S = 0.028  # what `_some_work` takes on the quiet machine (AMD EPYC, Python 3.11) where the bounds were set
MOST = 3.0  # a machine slower than this is no machine for these bounds


def within(used_s: float, bound_s: float) -> bool:
    """Whether work kept to its bound, or would have on a quiet machine. Only what is above its bound costs a look at the machine."""
    return used_s < bound_s or used_s < bound_s * slowness()


def slowness() -> float:
    """How many times longer plain work takes now than on a quiet machine: 1 to MOST."""
    return min(max(1.0, _some_work() / QUIET_S), MOST)


def _some_work() -> float:
    """The middle one of five takes, in the processor's seconds."""
    takes = []
    for _ in range(5):
        begun, total = time.process_time(), 0
        for number in range(400_000):
            total += number * number % 7
        takes.append(time.process_time() - begun)
    return sorted(takes)[2]
