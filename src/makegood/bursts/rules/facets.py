"""Where a burst is concentrated: the values of a facet whose people are too many for chance. Pure.

Linear-time subset scan (Neill 2012, J. R. Stat. Soc. B 74:337): of all subsets of the values of a facet, that with the highest expectation-based Poisson
score F = C·ln(C/B) + B − C is a prefix of the values ordered by count ÷ expected. So n values need n looks and not 2ⁿ.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FACETS = ("product", "region", "carrier", "channel")
_LEAST_SHARE = 0.8  # of the burst's people for whom the facet is known lie within
_LEAST_KNOWN = 0.5  # of the burst's people the facet is known
_LEAST_TIMES = 2.0  # as large a share as before
_PRIOR = 0.5  # people that each value has in the past at least


@dataclass(frozen=True, slots=True)
class Subset:
    """These values together: so many people spoke, where so many were expected, with this score."""

    values: tuple[str, ...]
    people: float
    expected: float
    score: float


def score(people: float, expected: float) -> float:
    """F of one subset; 0 where no more spoke than expected."""
    if people <= expected:
        return 0.0
    return people * math.log(people / expected) + expected - people


def best_subset(people: Mapping[str, float], expected: Mapping[str, float]) -> Subset:
    """The subset of the values with the highest score; of equals the smaller one. Every value needs an expectation above zero."""
    order = sorted(people, key=lambda value: (-people[value] / expected[value], value))
    found, spoke, usual = Subset((), 0.0, 0.0, 0.0), 0.0, 0.0
    for i, value in enumerate(order):
        spoke, usual = spoke + people[value], usual + expected[value]
        if score(spoke, usual) > found.score + 1e-12:
            found = Subset(tuple(order[: i + 1]), spoke, usual, score(spoke, usual))
    return found


def concentrated(burst: Iterable[Mapping[str, str]], past: Iterable[Mapping[str, str]]) -> str:
    """In words where a burst is concentrated ("carrier Swiftline"), '' where it is everywhere or nobody knows: the facets in which a few values hold most
    of its people and held a much smaller share of those who spoke before."""
    of_burst, of_past = list(burst), list(past)
    named = [_of_facet(facet, of_burst, of_past) for facet in FACETS]
    return " · ".join(name for name in named if name)


def _of_facet(facet: str, burst: list[Mapping[str, str]], past: list[Mapping[str, str]]) -> str:
    people = Counter(one[facet] for one in burst if one.get(facet))
    known = sum(people.values())
    if known < _LEAST_KNOWN * len(burst) or not known:
        return ""
    before = Counter(one[facet] for one in past if one.get(facet))
    values = {*people, *before}
    weight = sum(before[value] + _PRIOR for value in values)
    expected = {value: known * (before[value] + _PRIOR) / weight for value in values}
    found = best_subset({value: float(people[value]) for value in values}, expected)
    inside, share = found.people / known, found.expected / known
    if len(found.values) > 3 or inside < _LEAST_SHARE or share * _LEAST_TIMES > inside:
        return ""
    return f"{facet} {', '.join(found.values)}"
