"""What drives a change: the values of a facet (a carrier, a product, an hour) with which it rose more than elsewhere. Pure.

For each value the odds with it, then against before, are held against the odds elsewhere, then against before: the ratio of the two odds ratios, one half
added to each cell (Haldane 1956, Ann. Hum. Genet. 20:309; Woolf 1955, ibid. 19:251 for the standard error). All values of all facets are looked at, so
they are corrected together (Holm 1979, Scand. J. Statist. 6:65), and the interval is that of Bonferroni. What is known of too few is not looked at.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import NormalDist

from makegood.health.types import Day, Driver

LEAST_N = 10  # with the value, in the change, and as many elsewhere
SURE = 0.05
MOST = 5
_NORMAL = NormalDist()

Cells = tuple[int, int]  # hits, n


def drivers(*, then: Iterable[Day], before: Iterable[Day]) -> tuple[tuple[Driver, ...], int]:
    """Those values that stand out, the surest first, and how many were looked at. `then` and `before` are days of one signal of one touchpoint, each
    with its facet and value; facets of which one value is known only are left out."""
    now, past = _cells(then), _cells(before)
    looked = [found for facet in now for found in _of_facet(facet, now[facet], past.get(facet, {}))]
    if not looked:
        return (), 0
    wide = _NORMAL.inv_cdf(1 - SURE / (2 * len(looked)))
    ordered = sorted(looked, key=lambda one: (one[0], one[1].facet, one[1].value))
    sure: list[Driver] = []
    for place, (chance, one, spread) in enumerate(ordered):
        if chance * (len(ordered) - place) >= SURE:
            break
        if one.times > 1:
            sure.append(_with_interval(one, wide * spread))
    return tuple(sure[:MOST]), len(looked)


def _cells(days: Iterable[Day]) -> dict[str, dict[str, Cells]]:
    found: dict[str, dict[str, Cells]] = defaultdict(dict)
    for one in days:
        if one.facet and one.value:
            hits, n = found[one.facet].get(one.value, (0, 0))
            found[one.facet][one.value] = (hits + one.hits, n + one.n)
    return dict(found)


def _of_facet(facet: str, now: dict[str, Cells], past: dict[str, Cells]) -> list[tuple[float, Driver, float]]:
    """(the chance that as much comes of nothing, what it is, the standard error of ln(times)) of each value of which enough is known."""
    all_now, all_past = _sum(now.values()), _sum(past.values())
    found = []
    for value, here in sorted(now.items()):
        here_before = past.get(value, (0, 0))
        there, there_before = _less(all_now, here), _less(all_past, here_before)
        if min(here[1], there[1]) < LEAST_N:
            continue
        cells = [here, here_before, there, there_before]
        log = _log_odds(here) - _log_odds(here_before) - _log_odds(there) + _log_odds(there_before)
        spread = math.sqrt(sum(1 / (hits + 0.5) + 1 / (max(n - hits, 0) + 0.5) for hits, n in cells))
        chance = 2 * (1 - _NORMAL.cdf(abs(log) / spread))
        found.append((chance, Driver(facet, value, *here, *here_before, math.exp(log), 0.0, 0.0), spread))
    return found


def _log_odds(cells: Cells) -> float:
    hits, n = cells
    return math.log((hits + 0.5) / (max(n - hits, 0) + 0.5))


def _sum(cells: Iterable[Cells]) -> Cells:
    told: Sequence[Cells] = list(cells)
    return sum(hits for hits, _ in told), sum(n for _, n in told)


def _less(all_of: Cells, one: Cells) -> Cells:
    return all_of[0] - one[0], all_of[1] - one[1]


def _with_interval(one: Driver, half: float) -> Driver:
    log = math.log(one.times)
    return Driver(
        one.facet,
        one.value,
        one.hits,
        one.n,
        one.hits_before,
        one.n_before,
        one.times,
        math.exp(log - half),
        math.exp(log + half),
    )
