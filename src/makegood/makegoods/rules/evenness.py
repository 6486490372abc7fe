"""Whether people with the same harm were given alike, whoever they are: means with intervals, and the difference within like harms. Pure.

Only compares; nothing here reaches the proposer, which cannot know a group. An alarm is a question to look into, no proof of unfairness: groups
can differ in what no column holds.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

FEWEST = 5  # in a group; fewer say nothing, and could be told apart
ALARM_SHARE = 0.05  # of the mean that the others got
_Z = 1.96  # 95 %, normal: intervals of fewer than about 30 are too narrow, and n stands beside them


@dataclass(frozen=True, slots=True)
class Given:
    """What one person was given on top of the fix (minor units; 0 for nothing), for which harm, and to which group they belong."""

    like: str  # harms alike: "late, real"
    group: str
    minor: int


@dataclass(frozen=True, slots=True)
class Mean:
    """n people were given `mean` on average (minor units), between `low` and `high` with 95 %; None where they are too few to say."""

    group: str
    n: int
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Gap:
    """How much more (or less) a group got than the others with the same harm, averaged over the harms by the group's people; in minor units."""

    group: str
    n: int
    gap: float
    low: float
    high: float
    others: float  # what the others got on average, weighed alike

    @property
    def alarm(self) -> bool:
        """The interval leaves nothing out, and the gap is more than a twentieth of what the others got."""
        return (self.low > 0 or self.high < 0) and abs(self.gap) > ALARM_SHARE * abs(self.others)


def means(given: Sequence[Given]) -> tuple[Mean, ...]:
    """Each group as it is, all harms together, the largest first."""
    of: dict[str, list[int]] = defaultdict(list)
    for one in given:
        of[one.group].append(one.minor)
    return tuple(sorted((_mean(group, values) for group, values in of.items()), key=lambda one: (-one.n, one.group)))


def gaps(given: Sequence[Given]) -> tuple[Gap, ...]:
    """Each group against all others with the same harm, where both have FEWEST people at least. The interval is Welch's per harm, put together by
    the group's people in each."""
    found = [_gap(group, given) for group in sorted({one.group for one in given})]
    return tuple(one for one in found if one is not None)


def _mean(group: str, values: Sequence[int]) -> Mean:
    mean = fmean(values)
    if len(values) < FEWEST:
        return Mean(group, len(values), mean, None, None)
    half = _Z * math.sqrt(variance(values) / len(values))
    return Mean(group, len(values), mean, mean - half, mean + half)


def _gap(group: str, given: Sequence[Given]) -> Gap | None:
    strata: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for one in given:
        strata[one.like][one.group != group].append(one.minor)
    usable = [(ours, others) for ours, others in strata.values() if len(ours) >= FEWEST and len(others) >= FEWEST]
    n = sum(len(ours) for ours, _ in usable)
    if not n:
        return None
    shares = [len(ours) / n for ours, _ in usable]
    gap = math.fsum(share * (fmean(ours) - fmean(others)) for share, (ours, others) in zip(shares, usable, strict=True))
    spread = math.fsum(
        share**2 * (variance(ours) / len(ours) + variance(others) / len(others))
        for share, (ours, others) in zip(shares, usable, strict=True)
    )
    half = _Z * math.sqrt(spread)
    others = math.fsum(share * fmean(theirs) for share, (_, theirs) in zip(shares, usable, strict=True))
    return Gap(group, n, gap, gap - half, gap + half, others)
