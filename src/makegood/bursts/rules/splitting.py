"""Whether something else began while an incident went on, and was drawn into it: members who name another harm, lie apart, and all spoke late. Pure.

Of one cause, whoever speaks of it speaks at any time while it lasts. So a group that says something else is a cause of its own where it began so late
that chance does not explain it: were its people drawn from all who spoke, so few of them would hardly ever be among those who spoke first (Fisher's exact
test, one tail of the hypergeometric distribution; a few strays are allowed for). About qⁿ for n people, where the share q of the rest spoke after its
beginning, and exact where the rest are few, too.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

from makegood.bursts.rules import gathering, matters, settling
from makegood.bursts.rules.gathering import Owners
from makegood.bursts.rules.matters import Matter
from makegood.bursts.rules.nearness import Nearness

BY_CHANCE = 0.01  # at one look: about two incidents in a hundred over all the looks at it (simulated: docs/noticing.md)
_STRAYS = 0.1  # of a group's people who may have spoken before it began: somebody always says it otherwise
_WORTH_A_LOOK = 0.2  # by chance: what did not begin late at all is not weighed message by message
_PARTS = (2, 3, 4, 5)
_ROUNDS = 12
_REST, _ELSE = 0, 1

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are a cause of their own, which began `since` (seconds since 1970)."""

    rows: Owners
    since: float


def split(
    whole: Matter, vectors: gathering.Floats32, persons: Sequence[object], said: Floats, near: Nearness, *, least: int
) -> Part | None:
    """What is a cause of its own among the messages of an incident; None where they are one. `whole`: the incident's matter, row i of everything the same
    message; `vectors` of length 1. A part has at least `least` people, and so has the rest."""
    tried = _seeds(whole.harms, vectors, least)
    found = (_part(whole, vectors, persons, said, near, seed, least, BY_CHANCE / len(tried)) for seed in tried)
    return next((part for part in found if part is not None), None)


def chance(early: int, of: int, first: int, among: int) -> float:
    """How likely at most `early` of these so many are within the `first` that spoke, where all of `among` are as likely to."""
    return sum(comb(of, k) * comb(among - of, first - k) for k in range(early + 1)) / comb(among, first)


def _seeds(harms: Sequence[str], vectors: gathering.Floats32, least: int) -> list[Owners]:
    """What may be a cause of its own: whoever names a harm that is not the commonest, and each part where what is said lies in two to five parts."""
    named = Counter(harm for harm in harms if harm not in gathering.SAYS_NOTHING)
    others = [harm for harm, times in named.most_common()[1:] if times >= least]
    by_harm = [np.array([_ELSE if one == harm else _REST for one in harms], dtype=np.int64) for harm in others]
    by_words = [
        np.where(part == number, _ELSE, _REST)
        for parts in _PARTS
        for part in [_in_parts(vectors, parts)]
        for number in range(parts)
    ]
    return [*by_harm, *(one for one in by_words if least <= one.sum() <= len(harms) / 2)]


def _in_parts(vectors: gathering.Floats32, parts: int) -> Owners:
    """The part of each row: k-means on the sphere, begun with the rows that lie farthest from one another (Dhillon and Modha 2001, Mach. Learn. 42:143)."""
    middles = [gathering.group(vectors, np.arange(len(vectors))).middle]
    for _ in range(parts):
        middles.append(vectors[int((vectors @ np.stack(middles).T).max(axis=1).argmin())])
    found = (vectors @ np.stack(middles[1:]).T).argmax(axis=1)
    for _ in range(_ROUNDS):
        before, held = found, [np.flatnonzero(found == number) for number in range(parts)]
        middles = [
            gathering.group(vectors, rows).middle if len(rows) else np.zeros(vectors.shape[1], dtype=np.float32) for rows in held
        ]
        found = (vectors @ np.stack(middles).T).argmax(axis=1)
        if np.array_equal(found, before):
            break
    return np.asarray(found, dtype=np.int64)


def _part(
    whole: Matter,
    vectors: gathering.Floats32,
    persons: Sequence[object],
    said: Floats,
    near: Nearness,
    seed: Owners,
    least: int,
    by_chance: float,
) -> Part | None:
    """These, and what lies with them, where they are a cause of their own."""
    if _began(seed, persons, said, least, _WORTH_A_LOOK) is None:
        return None
    owner = settling.settle(vectors, whole.harms, _nearest(seed, vectors, whole.harms) if near.settles else seed, near)
    since = _began(owner, persons, said, least, by_chance) or _began(seed, persons, said, least, by_chance)
    if since is None:
        return None
    owner[said < since] = _REST
    rows = np.flatnonzero(owner == _ELSE)
    enough = len({persons[i] for i in rows.tolist()}) >= least
    return Part(rows, since) if enough and _differ(whole, vectors, owner, near) else None


def _nearest(owner: Owners, vectors: gathering.Floats32, harms: Sequence[str]) -> Owners:
    """What names nothing begins on the side that it lies nearer to: else those who are elsewhere would all seem to name something."""
    likeness = np.stack([vectors @ gathering.group(vectors, np.flatnonzero(owner == side)).middle for side in (_REST, _ELSE)])
    silent = np.array([one in gathering.SAYS_NOTHING for one in harms])
    return np.where(silent, likeness.argmax(axis=0), owner)


def _differ(whole: Matter, vectors: gathering.Floats32, owner: Owners, near: Nearness) -> bool:
    """Whether the two share no one matter."""
    one, other = (
        Matter(whole.topic, vectors[owner == side].mean(axis=0), *_picked(whole, np.flatnonzero(owner == side)))
        for side in (_REST, _ELSE)
    )
    return not matters.are_one(one, other, near)


def _picked(whole: Matter, rows: Owners) -> tuple[list[str], list[dict[str, str]]]:
    return [whole.harms[i] for i in rows.tolist()], [dict(whole.facets[i]) for i in rows.tolist()]


def _began(owner: Owners, persons: Sequence[object], said: Floats, least: int, by_chance: float) -> float | None:
    """When what is elsewhere began, where chance does not explain that nobody of it spoke before; else None."""
    rest, there = (np.array(sorted(_firsts(np.flatnonzero(owner == side), persons, said))) for side in (_REST, _ELSE))
    if len(there) < least or len(rest) < least:
        return None
    tries = int(len(there) * _STRAYS) + 1
    for strays in range(tries):
        since = float(there[strays])
        first = int((rest < since).sum()) + strays
        unlikely = chance(strays, len(there), first, len(rest) + len(there)) * tries < by_chance
        if unlikely and len(there) - strays >= least:
            return since
    return None


def _firsts(rows: Owners, persons: Sequence[object], said: Floats) -> list[float]:
    """When each person spoke first."""
    found: dict[object, float] = {}
    for i in rows.tolist():
        found[persons[i]] = min(found.get(persons[i], np.inf), float(said[i]))
    return list(found.values())
