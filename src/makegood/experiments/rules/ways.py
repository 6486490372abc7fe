"""What another way of choosing among small things would have brought, of people for whom the lot chose which, with the chances that were logged. Pure numpy.

Two kinds of ways are asked: one thing for everybody whom it fits, and for each harm the thing that did most there, for no more money than was spent (the greatest
gain within a budget, `choosing.within`). The second is learned on every other person and replayed on those between them, so that nothing is judged by what it
was learned from. `replaying` says on how many people an answer rests; on fewer than thirty, or a tenth, there is none.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import numpy.typing as npt

from makegood.experiments.rules import choosing, replaying, sequences
from makegood.experiments.rules.sequences import LEAST, Plan

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BEST = ""  # the way that has no one thing


@dataclass(frozen=True, slots=True)
class Drew:
    """Somebody for whom the lot chose: `came` whether they came back, `among` what fitted with the chance of each."""

    came: bool
    held_out: bool
    drawn: str
    among: Mapping[str, float]
    harm: str


@dataclass(frozen=True, slots=True)
class Way:
    """Had it been so: of `people` the share `value` would have come back, in truth between `low` and `high`, where in truth `was` did. It rests on `effective`
    people. `thing` '' is the best for each harm within the same money. Nothing may be said of it where `enough` is False."""

    thing: str
    people: int
    effective: int
    enough: bool
    value: float
    low: float
    high: float
    was: float


def ways(some: Sequence[Drew], *, without: float, costs: Mapping[str, float], plan: Plan) -> tuple[Way, ...]:
    """Each thing for everybody whom it fitted, by its code, and last the best for each harm within the money that was spent. `without` is the share that
    is held out, `costs` what one of each thing costs. Nothing where the lot never chose among two. All are judged together: intervals are as wide as
    as many looks at as many ways need."""
    chosen = [one for one in some if len(one.among) > 1]
    things = sorted({code for one in chosen for code in one.among})
    if not chosen:
        return ()
    at = {code: n for n, code in enumerate(things)}
    came = np.array([one.came for one in chosen], dtype=np.float64)
    held = np.array([one.held_out for one in chosen], dtype=np.bool_)
    did = np.array([at[one.drawn] for one in chosen])
    fits = np.zeros((len(chosen), len(things)), dtype=np.bool_)
    for n, one in enumerate(chosen):
        fits[n, [at[code] for code in one.among]] = True
    logged = np.where(held, without, (1 - without) * np.array([one.among[one.drawn] for one in chosen]))
    shared = Plan(each=plan.each, alpha=plan.alpha / (len(things) + 1))
    found = []
    for code, n in at.items():
        whom = fits[:, n]
        wanted = ((did == n) & ~held)[whom].astype(np.float64)
        found.append(_way(code, came[whom], logged[whom], wanted, shared))
    groups = np.unique([one.harm for one in chosen], return_inverse=True)[1]
    price = np.array([costs.get(code, 0.0) for code in things])
    best = _best(came, held, did, fits, groups, price)
    later = np.arange(len(chosen)) % 2 == 1
    wanted = np.where(best == 0, held, (did == best - 1) & ~held).astype(np.float64)
    return (*found, _way(BEST, came[later], logged[later], wanted[later], shared))


def _best(
    came: Floats, held: Flags, did: npt.NDArray[np.int64], fits: Flags, groups: npt.NDArray[np.int64], price: Floats
) -> npt.NDArray[np.int64]:
    """For each person the thing (from 1 on; 0 nothing) that does most for their harm for no more than was spent, as the people at even places tell. A thing
    with fewer than thirty people of a harm, or beside fewer than thirty held out, is believed to do nothing there."""
    learned = np.arange(len(came)) % 2 == 0
    gain = np.zeros((len(came), fits.shape[1] + 1))
    for group in range(int(groups.max()) + 1):
        here = learned & (groups == group)
        without = here & held
        for thing in range(fits.shape[1]):
            with_it = here & ~held & (did == thing)
            if min(with_it.sum(), without.sum()) >= LEAST:
                gain[groups == group, thing + 1] = came[with_it].mean() - came[without].mean()
    later = ~learned
    cost = np.tile(np.concatenate([[0.0], price]), (len(came), 1))
    spent = float(price[did[later & ~held]].sum())
    allowed = np.column_stack([np.ones(len(came), dtype=np.bool_), fits])
    arms = np.zeros(len(came), dtype=np.int64)
    arms[later] = choosing.within(gain[later], cost[later], budget=spent, allowed=allowed[later]).arms
    return arms


def _way(thing: str, came: Floats, logged: Floats, wanted: Floats, plan: Plan) -> Way:
    found = replaying.replay(came, logged, wanted) if len(came) else replaying.Replayed(math.nan, math.nan, 0.0, enough=False)
    effective = round(found.effective)
    enough = found.enough and effective >= LEAST
    error = max(found.error, 1 / max(effective, 1))  # where all did the same, one who did otherwise is taken as added
    reach = error * float(sequences.half_width(max(effective, 1) / 2, plan)) if enough else math.inf
    low, high = (max(0.0, found.value - reach), min(1.0, found.value + reach)) if enough else (0.0, 1.0)
    return Way(thing, len(came), effective, enough, found.value, low, high, float(came.mean()) if len(came) else math.nan)


def believed(some: Sequence[Drew], things: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Of each of these things how many got it, the share that came back, and its variance: weighed by the chance with which each person got what they got, so
    that neither the days on which a thing was given often nor whom else it fitted colours it. Only of those for whom the lot had a choice."""
    chosen = [one for one in some if len(one.among) > 1 and not one.held_out]
    tried, mean, variance = np.zeros(len(things)), np.zeros(len(things)), np.ones(len(things))
    for n, code in enumerate(things):
        theirs = list(compress(chosen, [code in one.among for one in chosen]))
        got = np.array([one.drawn == code for one in theirs], dtype=np.float64)
        if got.sum() < 2:
            tried[n] = got.sum()
            continue
        came = np.array([one.came for one in theirs], dtype=np.float64)
        found = replaying.replay(came, np.array([one.among[one.drawn] for one in theirs]), got)
        tried[n], mean[n], variance[n] = got.sum(), found.value, max(found.error**2 * got.sum(), 1e-6)
    return tried, mean, variance
