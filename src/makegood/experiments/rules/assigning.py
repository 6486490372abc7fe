"""Who is in which group: decided by a keyed hash of the person, so that nobody chooses and everybody could check. Pure.

What people are owed is never assigned; only the extra is. The same person has the same group of an experiment for ever; where two turn out to be
one person, the earlier assignment stays (`of_one_person`). Some of everybody are held out of all extras for good, whatever the experiment.
"""

import hashlib
import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

HELD_OUT = "held out"
_EVERYWHERE = "held out of everything"
_ALL = 2**64
SURE = 1e-3  # below, the groups are not what was assigned


@dataclass(frozen=True, slots=True)
class Assigned:
    """A person's group, with which probability it was this one, and since when."""

    arm: str
    propensity: float
    at: datetime


def assign(person: UUID, *, key: bytes, experiment: str, shares: Mapping[str, float], held_out: float, at: datetime) -> Assigned:
    """The group of a person. `shares` of the arms sum to one; `held_out` (0.05 to 0.10) of all people belong to no arm of any experiment.

    Refuses (ValueError) shares that are none. Repeatable: it depends on nothing but the person, the key and the experiment's name."""
    if not shares or any(share <= 0 for share in shares.values()) or not math.isclose(sum(shares.values()), 1.0, abs_tol=1e-9):
        raise ValueError("shares: each above nothing, together one")
    if not 0 <= held_out < 1:
        raise ValueError("held_out: between nothing and one")
    if place(person, key, _EVERYWHERE) < held_out:
        return Assigned(HELD_OUT, held_out, at)
    here, reached = place(person, key, experiment), 0.0
    for arm, share in shares.items():
        reached += share
        if here < reached:
            return Assigned(arm, share * (1 - held_out), at)
    return Assigned(arm, share * (1 - held_out), at)


def of_one_person(theirs: Sequence[Assigned]) -> Assigned:
    """What counts where two turn out to be one person: what they were assigned first."""
    return min(theirs, key=lambda one: one.at)


def mismatch(counted: Mapping[str, int], expected: Mapping[str, float]) -> float:
    """The chance that groups differ from their shares by as much as these do or more (Pearson's chi-squared): below `SURE`, somebody or something
    chose, and nothing may be read from them. `expected` are shares that sum to one over the same arms."""
    if set(counted) != set(expected):
        raise ValueError("the arms counted are not the arms expected")
    whole = sum(counted.values())
    if whole == 0 or len(counted) < 2:
        return 1.0
    distance = sum((counted[arm] - whole * share) ** 2 / (whole * share) for arm, share in expected.items())
    return _upper_gamma((len(counted) - 1) / 2, distance / 2)


def place(person: UUID, key: bytes, what: str) -> float:
    """The person's place in this lot, from 0 to below 1: the same for ever, and apart from their place in any other."""
    digest = hmac.digest(key, what.encode() + b"\x00" + person.bytes, hashlib.sha256)
    return int.from_bytes(digest[:8], "big") / _ALL


def _upper_gamma(a: float, x: float) -> float:
    """Q(a, x), the regularised upper incomplete gamma function: a series below a + 1, Lentz's continued fraction above."""
    if x <= 0:
        return 1.0
    front = math.exp(-x + a * math.log(x) - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while abs(term) > abs(total) * 1e-15:
            n += 1
            term *= x / n
            total += term
        return max(0.0, 1 - front * total)
    b, c = x + 1 - a, 1e300
    d = fraction = 1 / b
    for i in range(1, 500):
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b or 1e-300)
        c = b + an / c or 1e-300
        step = d * c
        fraction *= step
        if abs(step - 1) < 1e-15:
            break
    return front * fraction
