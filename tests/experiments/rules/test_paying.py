"""What came back for each unit that an extra cost: the ratio, and an interval that people drawn anew agree with."""

import math

import numpy as np
import pytest

from makegood.experiments.rules import paying
from makegood.experiments.rules.sequences import Plan, half_width

PLAN = Plan(each=400)


def people(*, treated: int, held_out: int, gain: float, seed: int = 7) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Net and cost of each, and who is held out; the extra costs 60 in three of four cases, and gains `gain` on average."""
    chance = np.random.default_rng(seed)
    out = np.arange(treated + held_out) >= treated
    net = chance.gamma(2.0, 200.0, len(out)) + np.where(out, 0.0, gain)
    cost = np.where(out | (chance.random(len(out)) < 0.25), 0.0, 60.0)
    return net, cost, out


def test_the_ratio_is_the_difference_over_what_each_cost() -> None:
    out = np.repeat([False, True], [40, 40])
    net, cost = np.where(out, 100.0, 190.0), np.where(out, 0.0, 60.0)
    found = paying.paid_back(net, cost, out, PLAN)
    assert found is not None
    assert (found.ratio, found.people) == (1.5, 80)
    one_more = (
        90**2 / 42 - (90 / 42) ** 2
    ) / 40  # of 40 held out nobody had 90 more: one who had, and one who had not, are added
    reach = math.sqrt(one_more) / 60 * float(half_width(40.0, PLAN))
    assert (found.low, found.high) == (pytest.approx(1.5 - reach), pytest.approx(1.5 + reach))
    assert found.is_sure


def test_nothing_is_said_of_few_people_or_where_nothing_was_spent() -> None:
    net, cost, out = people(treated=200, held_out=29, gain=90)
    assert paying.paid_back(net, cost, out, PLAN) is None
    net, cost, out = people(treated=200, held_out=30, gain=90)
    assert paying.paid_back(net, cost, out, PLAN) is not None
    assert paying.paid_back(net, cost * 0, out, PLAN) is None


def test_the_interval_is_that_of_people_drawn_anew_as_wide_as_every_look_needs() -> None:
    net, cost, out = people(treated=900, held_out=300, gain=90)
    found = paying.paid_back(net, cost, out, PLAN)
    assert found is not None
    chance, ratios = np.random.default_rng(11), []
    ours, theirs = np.flatnonzero(~out), np.flatnonzero(out)
    for _ in range(4_000):
        a, b = chance.choice(ours, len(ours)), chance.choice(theirs, len(theirs))
        ratios.append((net[a].mean() - net[b].mean()) / cost[a].mean())
    wide = float(half_width(2 / (1 / 900 + 1 / 300), PLAN))
    assert (found.high - found.ratio) / wide == pytest.approx(float(np.std(ratios)), rel=0.06)
