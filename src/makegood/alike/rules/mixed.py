"""One order out of several, by reciprocal ranks: what stands high in any of them stands high. Pure.

Cormack, Clarke and Büttcher (2009): the score is the sum of 1 / (60 + rank). It needs no scores that can be compared with each other.
"""

from collections.abc import Hashable, Iterable
from typing import TypeVar

CALM = 60  # how little the first places weigh against the next
Thing = TypeVar("Thing", bound=Hashable)


def mixed(*orders: Iterable[Thing]) -> list[Thing]:
    """Everything that stands in any of these orders, once, the best first; of equals the one named first."""
    scores: dict[Thing, float] = {}
    for order in orders:
        for rank, thing in enumerate(dict.fromkeys(order), start=1):
            scores[thing] = scores.get(thing, 0.0) + 1 / (CALM + rank)
    return sorted(scores, key=lambda thing: -scores[thing])
