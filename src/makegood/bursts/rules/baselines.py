"""How many people usually speak of a topic, and by how much that varies: one row per topic, all of them at once. Pure.

What is usual is forgotten slowly (by the fiftieth part each day), so that a shop that grows is not an incident. A topic of which little is known
borrows from the brand's others. Counts vary more than a Poisson's do: Var = m + m²/k, with k from the moments (Watkins et al. 2008,
BMC Med Inform Decis Mak 8:37, tables 1–2, compare such a baseline with moving windows).
"""

from dataclasses import dataclass

import numpy as np

from makegood.bursts.rules.seasons import Floats

FORGETS_A_DAY = 0.02
LEAST_K, MOST_K = 0.2, 1000.0  # the shape for bins of five minutes; the upper end is as good as Poisson
_PRIOR_K, _PRIOR_K_WEIGHT = 5.0, 20.0  # where too little was seen: busy bins it takes to outweigh it
_PRIOR_DAYS = 2.0  # days' worth of the brand's usual topic that each topic begins with
CAUTION = 1.0  # standard errors by which what is usual is taken higher than it was seen
BIN_S = 300.0


@dataclass(frozen=True, slots=True)
class Baselines:
    """What is known of each topic; every array has the shape (topics,).

    `people` and `days`: people seen and days (of average season) listened, both forgotten alike. `squares` and `bins`: Σ(x−m)²−m and Σm² over
    bins of five minutes, which give k; `waves` and `weight` the same over whole days."""

    people: Floats
    days: Floats
    squares: Floats
    bins: Floats
    waves: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.people)


def none(topics: int) -> Baselines:
    """Nothing is known of so many topics."""
    return Baselines(*(np.zeros(topics) for _ in range(6)))


def learn(known: Baselines, *, counts: Floats, seasons: Floats) -> Baselines:
    """What is known after one more day: `counts` of shape (topics, bins) in bins of five minutes, `seasons` of shape (bins,) the weight of each.
    Leave bins out that belong to an incident."""
    keeps = 1.0 - FORGETS_A_DAY
    listened = float(seasons.sum()) * BIN_S / 86_400
    before = levels(known)
    after = Baselines(
        known.people * keeps + counts.sum(axis=1),
        known.days * keeps + listened,
        known.squares * keeps,
        known.bins * keeps,
        known.waves * keeps,
        known.weight * keeps,
    )
    usual = levels(after)[:, None] * seasons[None, :] * (BIN_S / 86_400)
    squares, bins = ((counts - usual) ** 2 - usual).sum(axis=1), (usual**2).sum(axis=1)
    day = before * listened if known.days.any() else usual.sum(axis=1)
    by_chance = day + squares.clip(0.0)
    waves = (counts.sum(axis=1) - day) ** 2 - by_chance
    return Baselines(
        after.people, after.days, after.squares + squares, after.bins + bins, after.waves + waves, after.weight + day**2
    )


def levels(known: Baselines) -> Floats:
    """People a day who usually speak of each topic: a gamma prior at the mean of the brand's topics, worth two days."""
    if not len(known):
        return np.zeros(0)
    total_days = float(known.days.sum())
    usual = float(known.people.sum()) / total_days if total_days else 0.0
    return np.asarray((known.people + _PRIOR_DAYS * usual) / (known.days + _PRIOR_DAYS))


def cautious(known: Baselines) -> Floats:
    """`levels`, higher by one standard error of what was seen and by as much as one day differs from another: a level that was estimated too low costs
    false alarms for weeks, one too high a few minutes."""
    level, k = levels(known), shapes(known)
    a_bin = level * BIN_S / 86_400
    seen = np.maximum(known.people, 1.0) / (1.0 + a_bin / k)
    return np.asarray(level * (1.0 + CAUTION * np.sqrt(1.0 / seen + between_days(known) ** 2)))


def between_days(known: Baselines) -> Floats:
    """The standard deviation of whole days, as a share of what is usual, beyond what chance explains."""
    return np.asarray(np.sqrt(np.clip(known.waves / np.maximum(known.weight, 1.0), 0.0, 1.0)))


def shapes(known: Baselines) -> Floats:
    """k of each topic for a bin of five minutes, drawn towards 5 where few bins were busy."""
    inverse = (known.squares + _PRIOR_K_WEIGHT / _PRIOR_K) / (known.bins + _PRIOR_K_WEIGHT)
    return np.asarray(np.clip(1.0 / np.maximum(inverse, 1.0 / MOST_K), LEAST_K, MOST_K))
