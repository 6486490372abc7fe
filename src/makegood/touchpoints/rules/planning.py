"""A check that is planned before its figure is known: how many it takes, how likely it finds what is hoped for, and what its figure says in the end. Pure.

Before a change is looked at it is written down which figure counts, from when on, on which day, and of how many at least. The rule is one and the same for
every check: *worked* where fewer go wrong than before beyond chance (the 95 % interval of the difference, Newcombe 1998, lies below nothing); *did not* where
the interval leaves out what was aimed at, so that as good a change is as good as ruled out; *cannot be said* otherwise, and where fewer were there than was
planned. It is looked once, on that day: whoever looks daily and stops at a good one finds an improvement in everything.
"""

import math
from datetime import date, timedelta

from makegood.kernel.refusals import Refusal
from makegood.touchpoints.rules import rates
from makegood.touchpoints.types import CheckResult, Figure

WANTED_POWER = 0.8
USUAL_AIM = 0.5  # half of what went wrong before
LEAST, MOST = rates.ENOUGH, 20_000


def says(before: Figure, after: Figure, *, aim: float, least: int) -> CheckResult:
    """What the figure says on the day. `aim`: the share that was hoped for (0 to 1)."""
    was, now = rates.share(before.hits, before.n), rates.share(after.hits, after.n)
    more = rates.difference(now, was)
    if more is None or after.n < least:
        return CheckResult.CANNOT
    if more.is_better:
        return CheckResult.WORKED
    return CheckResult.DID_NOT if more.low > aim - was.rate else CheckResult.CANNOT


def power(before: Figure, *, aim: float, n: int) -> float:
    """How likely the check of so many finds that it worked, if the share is now what is aimed at. Exact: the sum over all counts that would say so,
    the figure before taken as it is. 0.0 where either says too little."""
    most = _most_hits(before, n)
    return sum(math.exp(_log_binomial(hits, n, aim)) for hits in range(most + 1)) if most >= 0 else 0.0


def needed(before: Figure, *, aim: float, wanted: float = WANTED_POWER) -> int | None:
    """About how many it takes to find it as likely as that; None where no number does (too few before, or an aim that is none)."""
    if before.n < rates.ENOUGH or not aim < before.hits / before.n or power(before, aim=aim, n=MOST) < wanted:
        return None
    few, many = LEAST - 1, MOST
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if power(before, aim=aim, n=middle) >= wanted else (middle, many)
    return many


def usual_aim(before: Figure) -> float:
    """Half of what went wrong before."""
    return before.hits / before.n * USUAL_AIM if before.n else 0.0


def expected(before: Figure, *, days: int) -> int:
    """How many will have been there after so many days, at the pace of before."""
    stretch = max((before.until - before.since).days, 1)
    return before.n * max(days, 0) // stretch


def day_for(before: Figure, n: int, *, since: date) -> date | None:
    """The day by which so many will have been there, at the pace of before; None where nobody was."""
    if not before.n:
        return None
    stretch = max((before.until - before.since).days, 1)
    return since + timedelta(days=math.ceil(n * stretch / before.n))


def check_plan(*, aim: float, least: int, before: Figure) -> None:
    """Refuses (`bad_aim`, `bad_least`) an aim that is no share, or none that is lower than before, and a number that says nothing."""
    if not 0.0 <= aim <= 1.0 or (before.n and aim > before.hits / before.n):
        raise Refusal("bad_aim", "aim: choose a share that is lower than it was before.", {"aim": "is not lower than before"})
    if not LEAST <= least <= MOST:
        raise Refusal(
            "bad_least", f"least: choose {LEAST} to {MOST:,}: of fewer nothing is concluded.", {"least": "is out of range"}
        )


def _most_hits(before: Figure, n: int) -> int:
    """The most that may go wrong among `n` so that it is still found to have worked; -1 where not even none would do."""
    was = rates.share(before.hits, before.n)

    def works(hits: int) -> bool:
        more = rates.difference(rates.share(hits, n), was)
        return more is not None and more.is_better

    if not works(0):
        return -1
    low, high = 0, n + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle <= n and works(middle) else (low, middle)
    return low


def _log_binomial(hits: int, n: int, share: float) -> float:
    if share <= 0.0:
        return 0.0 if hits == 0 else -math.inf
    if share >= 1.0:
        return 0.0 if hits == n else -math.inf
    ways = math.lgamma(n + 1) - math.lgamma(hits + 1) - math.lgamma(n - hits + 1)
    return ways + hits * math.log(share) + (n - hits) * math.log1p(-share)
