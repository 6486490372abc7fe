"""Where each message belongs, once the causes of a stretch are known: with the one that it lies nearest to and that names what it names. Pure.

Groups grow message by message, and a message between two of them stays with whichever reached it first. So each is weighed once more by Bayes' rule: how
near the others of a cause lie (a kernel over cosines) times how many of them name the same harm. Of texts that are the same each counts once, and no
text is its own witness: what twenty pass on is said by twenty people, but it is one text, which says nothing of where it belongs.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from makegood.bursts.rules.gathering import SAYS_NOTHING, Floats32, Owners
from makegood.bursts.rules.nearness import Nearness

Floats = npt.NDArray[np.float64]
SHARPNESS = (
    10.0  # of the kernel exp(10 × (cosine − 1)): chosen on own texts between 6 and 30, and judged on others (docs/noticing.md)
)
DRAWN = 0.3  # texts by which a cause's harms are drawn towards those of all
SAME = 0.995  # cosine from which two texts are the same
_ROUNDS = 12
_HALF, _TINY = 0.5, 1e-12


def settle(vectors: Floats32, harms: Sequence[str], owner: Owners, near: Nearness) -> Owners:
    """The cause of each row that has one, -1 where it has none, as before. Vectors of length 1; `harms`: what each says that happened, '' for nothing. Where the
    embedder sees words alone, only what names a harm moves."""
    owner = owner.copy()
    likeness = vectors @ vectors.T
    same = likeness >= SAME
    weights = 1.0 / same.sum(axis=1)
    kernel = np.where(same, 0.0, np.exp(SHARPNESS * (likeness - 1.0)))
    named = _named(harms)
    free = (owner >= 0) & (near.settles | np.array([bool(_said(one)) for one in harms], dtype=bool))
    for _ in range(_ROUNDS):
        scores = _scores(owner, kernel, same, weights, named)
        best = scores.argmax(axis=1)
        moves = free & np.isfinite(scores.max(axis=1)) & (best != owner)
        if not moves.any():
            break
        owner = np.where(moves, best, owner)
    return owner


def _scores(owner: Owners, kernel: Floats, same: npt.NDArray[np.bool_], weights: Floats, named: npt.NDArray[np.bool_]) -> Floats:
    """Of shape (rows, causes): the logarithm of how well each row fits; minus infinity where a cause has no other text than the row's own."""
    found = np.full((len(owner), max(int(owner.max(initial=-1)) + 1, 1)), -np.inf)
    usual = _shares(named, weights)
    for cause in sorted(set(owner[owner >= 0].tolist())):
        others = np.where((owner == cause)[None, :] & ~same, weights[None, :], 0.0)
        many = others.sum(axis=1)
        near = (kernel * others).sum(axis=1) / np.maximum(many, _TINY)
        alike = ((others @ named.T.astype(np.float64)) * named.T).sum(axis=1)
        says = (alike + DRAWN * usual) / (many + DRAWN)
        found[:, cause] = np.where(many > 0, np.log(near + _TINY) + np.log(says), -np.inf)
    return found


def _named(harms: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Of shape (harms, rows): who names which; nothing is one of them."""
    said = [_said(one) for one in harms]
    return np.array([[one == harm for one in said] for harm in sorted(set(said))], dtype=bool).reshape(len(set(said)), len(said))


def _shares(named: npt.NDArray[np.bool_], weights: Floats) -> Floats:
    """How usual among all is what each row names."""
    many = (named * weights[None, :]).sum(axis=1) + _HALF
    return np.asarray((named * (many / many.sum())[:, None]).sum(axis=0))


def _said(harm: str) -> str:
    return "" if harm in SAYS_NOTHING else harm
