"""What may be said of a trial: for each metric the difference between those who could have the extra and those held out, the interval that holds at every
look, and a word. Pure; the arithmetic is that of `sequences`, `adjusting`, `many` and `assigning`.

Everybody counts as they were drawn, whatever they were given in the end (intention to treat). Each person counts once, as they were drawn first.
What they bought before takes away noise (CUPED) and never bias.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from makegood.experiments.rules import adjusting, assigning, many, sequences
from makegood.experiments.rules.sequences import LEAST, Group, Plan
from makegood.experiments.types import Metric

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

EXPECTED = 0.05  # of a share: the difference that is worth finding; of an amount: a fifth of its deviation
_OF_DEVIATION = 0.2
AMOUNTS = (Metric.SPENT, Metric.SERVED)  # the others are shares


class Word(StrEnum):
    """What may be said of a difference."""

    TOO_FEW = "too_few"  # fewer than 30 in one of the groups
    NOT_TO_BE_READ = "not_to_be_read"  # the groups are not as the lot would make them
    OPEN = "open"  # the interval holds nothing, less and more alike
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Finding:
    """One metric at one horizon. Shares between 0 and 1, amounts in minor units, a person. `low` and `high` are infinite while there are too few."""

    metric: Metric
    people_with: int
    people_without: int
    mean_with: float
    mean_without: float
    difference: float
    low: float
    high: float
    word: Word


@dataclass(frozen=True, slots=True)
class Sample:
    """Everybody at one horizon: who is held out (n,), each outcome (n,), and what they spent in the 84 days before they were drawn (n,)."""

    held_out: Flags
    outcomes: Mapping[Metric, Floats]
    before: Floats


@dataclass(frozen=True, slots=True)
class Won:
    """What one more advocate (or one more person who came back) cost, in minor units: at best, most likely and at worst; None where it cannot be said."""

    each: int | None
    at_best: int | None
    at_worst: int | None


def is_as_drawn(*, people_with: int, people_without: int, without_share: int) -> bool:
    """Whether the groups are about as large as the lot makes them (chi-squared, one chance in a thousand); where not, nothing is read from them."""
    share = without_share / 10_000
    counted = {"with": people_with, "without": people_without}
    return assigning.mismatch(counted, {"with": 1 - share, "without": share}) >= assigning.SURE


def judge(samples: Mapping[int, Sample], *, plan: Plan, as_drawn: bool) -> dict[int, tuple[Finding, ...]]:
    """By horizon, one finding for each metric.

    Something is called found only where its interval leaves nothing out and, over all metrics and horizons together, no more than one in twenty of what
    is called found is false on average (e-BH)."""
    measured = {
        (days, metric): _measured(metric, sample.held_out, outcome, sample.before, plan)
        for days, sample in samples.items()
        for metric, outcome in sample.outcomes.items()
    }
    names = {key: f"{key[0]} {key[1]}" for key in measured}
    sure = many.found({names[key]: e for key, (_, e) in measured.items()}, alpha=plan.alpha)
    return {
        days: tuple(
            _worded(measured[days, metric][0], sure=names[days, metric] in sure, as_drawn=as_drawn) for metric in sample.outcomes
        )
        for days, sample in samples.items()
    }


def won(finding: Finding, *, cost_minor: int) -> Won:
    """What each of those won cost: all that the extra cost, over the people it won. `cost_minor` is what it cost for all who could have it."""
    if finding.word is not Word.MORE:
        return Won(None, None, None)
    most, likely, least = (finding.people_with * share for share in (finding.high, finding.difference, finding.low))
    return Won(_each(cost_minor, likely), _each(cost_minor, most), _each(cost_minor, least))


def _each(cost_minor: int, people: float) -> int | None:
    return math.ceil(cost_minor / people) if people > 0 else None


def _measured(metric: Metric, held_out: Flags, outcome: Floats, before: Floats, plan: Plan) -> tuple[Finding, float]:
    with_it, without = outcome[~held_out], outcome[held_out]
    counts = len(with_it), len(without)
    means = float(with_it.mean()) if counts[0] else 0.0, float(without.mean()) if counts[1] else 0.0
    if min(counts) < LEAST:
        return Finding(metric, *counts, *means, means[0] - means[1], -math.inf, math.inf, Word.TOO_FEW), 0.0
    sharper = adjusting.adjusted(outcome, before)
    left = _left(sharper, outcome)
    treated, held = (
        _group(sharper[those], least=left * sequences.apart(outcome[those], outcome)) for those in (~held_out, held_out)
    )
    between = sequences.between(treated, held, plan)
    low, high, difference = float(between.low), float(between.high), float(between.difference)
    word = Word.MORE if low > 0 else Word.LESS if high < 0 else Word.OPEN
    expected = _OF_DEVIATION * float(sharper.std()) if metric in AMOUNTS else EXPECTED
    return Finding(metric, *counts, *means, difference, low, high, word), _evidence((treated, held), difference, expected)


def _evidence(groups: Sequence[Group], difference: float, expected: float) -> float:
    error = math.sqrt(sum(float(one.variance / one.n) for one in groups))
    people = round(sum(float(one.n) for one in groups))
    return float(many.e_value(difference, error, people, expected=expected)) if error and expected else 0.0


def _worded(one: Finding, *, sure: bool, as_drawn: bool) -> Finding:
    if one.word is Word.TOO_FEW or (sure and as_drawn):
        return one
    return replace(one, word=Word.OPEN if as_drawn else Word.NOT_TO_BE_READ)


def _left(sharper: Floats, outcome: Floats) -> float:
    """Which part of the variance the past left."""
    plain = float(outcome.var())
    return min(float(sharper.var()) / plain, 1.0) if plain else 1.0


def _group(sharper: Floats, *, least: float) -> Group:
    variance = max(float(sharper.var(ddof=1)), least)
    return Group(np.asarray(float(len(sharper))), np.asarray(sharper.mean()), np.asarray(variance))
