"""Who belongs to what a member said is one cause: a vote between its members and what is usual. Pure.

Once it is known that something happened, most of what is said in those hours is about it, however it is said. Each message is weighed by Bayes' rule: how
many speak of the cause in the hour around it and how near to it they lie, against how many speak of anything on a usual day at that hour and how near
those of the past lie; and by what each side names as harm. Nearness is a kernel over cosines (von Mises and Fisher's), so that the nearest have the say.
It goes in rounds: who belongs votes in the next. Where the hour is quiet again, only what lies much nearer to members than to all else still belongs.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.bursts.rules.gathering import SAYS_NOTHING, Floats32, Owners

Floats = npt.NDArray[np.float64]
SHARPNESS = 30.0  # of the kernel exp(30 × (cosine − 1)): chosen on real messages to airlines, between 5 and 45 (docs/noticing.md)
HOUR_S = 3600.0  # to each side: who speaks at the same time
_LEAST_RATE = 0.02  # of people who speak of it where nobody did in that hour
_ROUNDS = 12
_HARMS = 12  # kinds of harm, about: what none named is thought of as half a message's
_HALF, _DRAWN = 0.5, 2.0  # messages
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Heard:
    """Messages: `vectors` of length 1, what each names as harm ('' for nothing), and when each was said (seconds since 1970). Row i of each."""

    vectors: Floats32
    harms: Sequence[str]
    said: Floats


def vote(now: Heard, owner: Owners, usual: Heard, *, usual_an_hour: float) -> Owners:
    """The cause of each row of `now`: those of -1 get one, where it is likelier than every other and than what is usual; what has one keeps it. `usual`:
    what was said before; nothing joins where it is empty, for nobody knows then what is ordinary."""
    owner = owner.copy()
    if not len(usual.harms):
        return owner
    for _ in range(_ROUNDS):
        free = np.flatnonzero(owner < 0)
        if not len(free) or not (owner >= 0).any():
            break
        causes = _of_causes(now, owner, free, usual)
        best = causes.argmax(axis=1)
        joins = causes[np.arange(len(free)), best] > _of_usual(now, free, usual, usual_an_hour)
        if not joins.any():
            break
        owner[free[joins]] = best[joins]
    return owner


def _of_causes(now: Heard, owner: Owners, free: Owners, usual: Heard) -> Floats:
    """Of shape (free rows, causes): the logarithm of how much of each is said there."""
    near, together = _kernel(now.vectors[free], now.vectors), np.abs(now.said[free][:, None] - now.said[None, :]) <= HOUR_S
    scores = np.full((len(free), int(owner.max()) + 1), -np.inf)
    for cause in sorted(set(owner[owner >= 0].tolist())):
        rows = np.flatnonzero(owner == cause)
        many = np.maximum(together[:, rows].sum(axis=1), _LEAST_RATE)
        named = _chances(_named(now, free), _named(now, rows), usual.harms)
        scores[:, cause] = np.log(many) + np.log(near[:, rows].mean(axis=1) + _TINY) + np.log(named)
    return scores


def _of_usual(now: Heard, free: Owners, usual: Heard, an_hour: float) -> Floats:
    many = max(an_hour * 2 * HOUR_S / 3600, _LEAST_RATE)
    near = _kernel(now.vectors[free], usual.vectors).mean(axis=1)
    named = _usually(_named(now, free), usual.harms)
    return np.asarray(np.log(many) + np.log(near + _TINY) + np.log(named))


def _named(heard: Heard, rows: Owners) -> list[str]:
    return [heard.harms[i] for i in rows.tolist()]


def _kernel(some: Floats32, others: Floats32) -> Floats:
    return np.asarray(np.exp(SHARPNESS * (some @ others.T - 1.0)), dtype=np.float64)


def _usually(asked: Sequence[str], harms: Sequence[str]) -> Floats:
    """How likely each of the asked is where these were named; what nobody named as likely as half a message."""
    named = Counter(map(_said, harms))
    return np.array([(named[_said(one)] + _HALF) / (len(harms) + _HALF * _HARMS) for one in asked])


def _chances(asked: Sequence[str], theirs: Sequence[str], usual: Sequence[str]) -> Floats:
    """The same where `theirs` were named, drawn a little towards what is usual."""
    named = Counter(map(_said, theirs))
    own = np.array([named[_said(one)] for one in asked], dtype=np.float64)
    return np.asarray((own + _DRAWN * _usually(asked, usual)) / (len(theirs) + _DRAWN))


def _said(harm: str) -> str:
    return "" if harm in SAYS_NOTHING else harm
