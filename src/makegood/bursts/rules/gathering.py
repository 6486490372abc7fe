"""Which causes stand behind a stretch of messages, and which messages belong to each. Pure.

Topics are made message by message and break one cause into several, said in different words. Where something is noticed, the messages of that stretch
are looked at once more, all together. Around the densest place a middle is laid, moved to the mean of what lies near it until it stays (mean shift;
Comaniciu and Meer 2002, IEEE Trans. Pattern Anal. 24:603), and taken out; then around the next densest. Then each group grows in rounds by what is near
to its middle or to the nearest of its members, further where it says the same harm, and never by what is nearer to another matter.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.bursts.rules.nearness import Nearness

Floats32 = npt.NDArray[np.float32]
Owners = npt.NDArray[np.int64]  # the group of each row, -1 for none
Surplus = Mapping[str, float]
_NO_SURPLUS: Surplus = {}
MOST = 1_500  # messages looked at together: their likenesses are 9 MB
_NEIGHBOURS = 8
_ROUNDS = 12
_NEAREST = 2  # members whose likeness counts
SAYS_NOTHING = ("", "other")
_NEARLY_ALL = 0.9
_SAME_HARM = 0.3  # of those of a group who name a harm name its commonest


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are one cause, and the middle around which they lie."""

    rows: Owners
    middle: Floats32


def groups(vectors: Floats32, harms: Sequence[str], rivals: Floats32, near: Nearness, *, least: int) -> list[Group]:
    """The groups of at least `least` rows, the largest first. `harms`: what each says that happened, '' for nothing; `rivals`: the middles of other
    matters, of shape (matters, 384)."""
    middles = _middles(vectors, near, least)
    if not middles:
        return []
    likeness = vectors @ np.stack(middles).T
    owner = np.where(likeness.max(axis=1) >= near.joins, likeness.argmax(axis=1), -1)
    owner = _without_strangers(owner, likeness.max(axis=1), harms, near)
    owner = grow(vectors, harms, owner, rivals, near)
    found = [np.flatnonzero(owner == i) for i in range(len(middles))]
    made = [group(vectors, rows) for rows in found if len(rows) >= least]
    return sorted(made, key=lambda one: -len(one.rows))


def group(vectors: Floats32, rows: Owners) -> Group:
    """These rows as one group."""
    return Group(rows, _middle(vectors[rows]))


def grow(
    vectors: Floats32, harms: Sequence[str], owner: Owners, rivals: Floats32, near: Nearness, *, surplus: Surplus = _NO_SURPLUS
) -> Owners:
    """The groups with those rows of -1 that belong to one of them; what has a group keeps it. `surplus`: of those who name each harm ('' for none), which
    share is more than usual: where nearly all are, whoever names it belongs unless something else is nearer."""
    among = vectors @ vectors.T
    np.fill_diagonal(among, -1.0)
    elsewhere = (vectors @ rivals.T).max(axis=1) if len(rivals) else np.full(len(vectors), -1.0)
    for _ in range(_ROUNDS):
        free = np.flatnonzero(owner < 0)
        joined = _joining(vectors, among, harms, owner, elsewhere, free, near, surplus)
        if not (joined >= 0).any():
            break
        owner = owner.copy()
        owner[free] = joined
    return owner


def _joining(
    vectors: Floats32,
    among: Floats32,
    harms: Sequence[str],
    owner: Owners,
    elsewhere: Floats32,
    free: Owners,
    near: Nearness,
    surplus: Surplus,
) -> Owners:
    """The group that each of the free rows joins now."""
    count = int(owner.max()) + 1 if len(owner) else 0
    if not count or not len(free):
        return np.full(len(free), -1)
    pull = np.full((len(free), count), -1.0)
    bound = np.full((len(free), count), near.joins)
    for group in range(count):
        rows = np.flatnonzero(owner == group)
        if len(rows):
            pull[:, group] = _pull(vectors, among, free, rows)
            theirs = _commonest(harms, rows)
            bound[:, group] = [_bound(harms[i], theirs, near, surplus) for i in free]
    best = pull.argmax(axis=1)
    here = np.arange(len(free))
    top = pull[here, best]
    pull[here, best] = -1.0
    rival = np.maximum(pull.max(axis=1), elsewhere[free])
    fits = (top >= bound[here, best]) & (top - rival >= near.margin)
    return np.where(fits, best, -1)


def _pull(vectors: Floats32, among: Floats32, free: Owners, rows: Owners) -> Floats32:
    """How near each of the free rows is to a group: to its middle, or to the nearest of its members."""
    many = min(_NEAREST, len(rows))
    nearest = np.partition(among[np.ix_(free, rows)], -many, axis=1)[:, -many:].mean(axis=1)
    return np.asarray(np.maximum(vectors[free] @ _middle(vectors[rows]), nearest))


def _bound(harm: str, theirs: str, near: Nearness, surplus: Surplus) -> float:
    """How near something that says this harm must lie to a group of which most say `theirs`."""
    said = "" if harm in SAYS_NOTHING else harm
    too_many = surplus.get(said, 0.0) >= _NEARLY_ALL
    if not said:
        return near.wide if too_many else near.joins
    if said != theirs:
        return near.joins + near.apart
    return near.least if too_many else near.wide


def _commonest(harms: Sequence[str], rows: Owners) -> str:
    """The harm that most of a group name; '' where too few name the same."""
    named = Counter(harms[i] for i in rows if harms[i])
    harm, times = named.most_common(1)[0] if named else ("", 0)
    return harm if times >= _SAME_HARM * len(rows) else ""


def _without_strangers(owner: Owners, likeness: Floats32, harms: Sequence[str], near: Nearness) -> Owners:
    """The groups without those rows that name another harm than most and do not lie all the nearer."""
    theirs = {number: _commonest(harms, np.flatnonzero(owner == number)) for number in set(owner.tolist()) if number >= 0}
    strange = [
        number >= 0 and likeness[i] < _bound(harms[i], theirs[number], near, _NO_SURPLUS) and harms[i] not in SAYS_NOTHING
        for i, number in enumerate(owner.tolist())
    ]
    return np.where(strange, -1, owner)


def _middles(vectors: Floats32, near: Nearness, least: int) -> list[Floats32]:
    found: list[Floats32] = []
    free = np.arange(len(vectors))
    while len(free) >= least:
        seed, middle = _densest(vectors[free], near)
        inside = vectors[free] @ middle >= near.joins
        if inside.sum() >= least:
            found.append(middle)
            free = free[~inside]
        else:
            free = np.delete(free, seed)
    return _made_one(found, near)


def _densest(vectors: Floats32, near: Nearness) -> tuple[int, Floats32]:
    """The row whose nearest neighbours are nearest, and the middle to which one comes from there."""
    likeness = vectors @ vectors.T
    many = min(_NEIGHBOURS, len(vectors))
    seed = int(np.partition(likeness, -many, axis=1)[:, -many:].mean(axis=1).argmax())
    inside = np.sort(np.argpartition(-likeness[seed], many - 1)[:many])
    middle = _middle(vectors[inside])
    for _ in range(_ROUNDS):
        then = np.flatnonzero(vectors @ middle >= near.joins)
        if not len(then) or np.array_equal(then, inside):
            break
        inside, middle = then, _middle(vectors[then])
    return seed, middle


def _made_one(middles: list[Floats32], near: Nearness) -> list[Floats32]:
    """Middles that are as near as one topic are one: the first of them stays."""
    kept: list[Floats32] = []
    for middle in middles:
        if all(float(middle @ other) < near.one for other in kept):
            kept.append(middle)
    return kept


def _middle(vectors: Floats32) -> Floats32:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)
