"""Which extra for whom: within a budget once the gains are known, by trial with guards before they are. Pure numpy; chance is handed in.

What the policy forbids is taken out before (`allowed`); what people are owed is never among the arms.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

FLOOR = 0.05  # of every arm's share, so that everything stays measurable
MOST_CHANGE = 0.10  # of an arm's share within a day
LEAST_TRIED = 200  # of an arm; before, all have the same share


@dataclass(frozen=True, slots=True)
class Chosen:
    """For each person an arm (0 is nothing extra), what it costs, and the price of money at which this is best: what one more unit would bring."""

    arms: Places
    cost: float
    gain: float
    price: float


def within(gain: Floats, cost: Floats, *, budget: float, allowed: Flags | None = None) -> Chosen:
    """The arms with the greatest whole gain that cost no more than `budget`, one for each person. `gain` and `cost` (n, arms), arm 0 all nothing.

    By the price of money: each takes the arm with the greatest gain − price × cost, and the price is bisected until the budget holds. What is left
    then goes to the best single changes that it pays for. The whole gain is within one item of the best there is (Dantzig 1957)."""
    if (cost < 0).any() or cost[:, 0].any() or gain[:, 0].any():
        raise ValueError("cost: never below nothing; the first arm is nothing extra, costs nothing and gains nothing")
    open_ = np.ones(gain.shape, bool) if allowed is None else allowed | (np.arange(gain.shape[1]) == 0)
    worth = np.where(open_, gain, -np.inf)
    rows = np.arange(len(gain))

    def at(price: float) -> Places:
        return np.asarray(np.argmax(worth - price * cost, axis=1))

    arms = at(0.0)
    if cost[rows, arms].sum() <= budget:
        return Chosen(arms, float(cost[rows, arms].sum()), float(gain[rows, arms].sum()), 0.0)
    low, high = 0.0, 1.0
    while cost[rows, at(high)].sum() > budget:
        low, high = high, high * 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if cost[rows, at(middle)].sum() > budget else (low, middle)
    arms = _spend_the_rest(at(high), worth, cost, budget)
    return Chosen(arms, float(cost[rows, arms].sum()), float(gain[rows, arms].sum()), high)


def _spend_the_rest(arms: Places, worth: Floats, cost: Floats, budget: float) -> Places:
    rows = np.arange(len(arms))
    left = budget - float(cost[rows, arms].sum())
    dearer = cost - cost[rows, arms][:, None]
    better = worth - worth[rows, arms][:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where((dearer > 0) & (better > 0), better / dearer, -np.inf)
    changed = arms.copy()
    taken = np.zeros(len(arms), bool)
    for place in np.argsort(-rate, axis=None, kind="stable"):
        person, arm = divmod(int(place), cost.shape[1])
        if rate[person, arm] == -np.inf:
            break
        if not taken[person] and dearer[person, arm] <= left:
            changed[person], taken[person] = arm, True
            left -= float(dearer[person, arm])
    return changed


def shares(
    tried: Floats, mean: Floats, variance: Floats, before: Floats, *, rng: np.random.Generator, draws: int = 20_000
) -> Floats:
    """Each arm's share of the next day's people by Thompson's rule (Biometrika 25:285, 1933): how often it is the best of draws from what is believed of
    it. `tried`, `mean`, `variance` (arms,) of the outcome so far, `before` (arms,) yesterday's shares.

    Guarded: equal until every arm was tried `LEAST_TRIED` times; none below `FLOOR`; none moves by more than `MOST_CHANGE` a day."""
    arms = len(tried)
    if arms * FLOOR > 1:
        raise ValueError("too many arms: each keeps a twentieth")
    if (tried < LEAST_TRIED).any():
        return np.full(arms, 1 / arms)
    believed = rng.normal(mean, np.sqrt(variance / tried), size=(draws, arms))
    wanted = np.bincount(believed.argmax(1), minlength=arms) / draws
    held = FLOOR + (1 - arms * FLOOR) * wanted
    step = held - before
    most = float(np.abs(step).max())
    return np.asarray(before + step * min(1.0, MOST_CHANGE / most) if most > 0 else held)
