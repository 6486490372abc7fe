"""Whether two groups of messages that came in the same hours are one cause. Pure.

One cause is said in words that share little, in other languages and on other channels. Two groups are one where their middles lie nearly as near as those
of one topic (where they name different harms, quite as near); or where most name the same harm and nothing says that they are apart: another product, another carrier.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from makegood.bursts.rules.gathering import Floats32
from makegood.bursts.rules.nearness import Nearness

_MOST = 0.4  # of those of a group who name a harm name this one
_NAMED = 0.25  # of a group name a harm at all
_APART = ("product", "region", "carrier")
_HOLDS = 0.6  # of those of a group of whom a facet is known have this value
_KNOWN = 0.5
_SAYS_NOTHING = ("", "other")


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """A group: its topic, its middle (of any length), what each of its messages names as harm ('' for none), and the facets of each."""

    topic: UUID
    middle: Floats32
    harms: Sequence[str]
    facets: Sequence[Mapping[str, str]]


def are_one(one: Matter, other: Matter, near: Nearness) -> bool:
    """Whether they are one cause."""
    likeness = _likeness(one.middle, other.middle)
    harm, theirs = _harm(one.harms), _harm(other.harms)
    if likeness >= (near.one if harm and theirs and harm != theirs else (near.joins + near.one) / 2):
        return True
    if not harm or harm != theirs or likeness < near.least:
        return False
    return not any(_differ(_held(one.facets, facet), _held(other.facets, facet)) for facet in _APART)


def together(found: Sequence[Matter], near: Nearness) -> list[int]:
    """For each of these the number of the first that is one cause with it, its own where none is."""
    kept: list[int] = []
    for number, one in enumerate(found):
        kept.append(next((first for first in dict.fromkeys(kept) if are_one(found[first], one, near)), number))
    return kept


def _likeness(one: Floats32, other: Floats32) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / max(lengths, 1e-12)


def _harm(harms: Sequence[str]) -> str:
    named = Counter(harm for harm in harms if harm not in _SAYS_NOTHING)
    if sum(named.values()) < _NAMED * len(harms):
        return ""
    harm, times = named.most_common(1)[0] if named else ("", 0)
    return harm if times >= _MOST * sum(named.values()) else ""


def _held(facets: Sequence[Mapping[str, str]], facet: str) -> str:
    """The value that most of a group have; '' where that is not known."""
    known = Counter(one[facet] for one in facets if one.get(facet))
    if sum(known.values()) < _KNOWN * len(facets):
        return ""
    value, times = known.most_common(1)[0] if known else ("", 0)
    return value if times >= _HOLDS * sum(known.values()) else ""


def _differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other
