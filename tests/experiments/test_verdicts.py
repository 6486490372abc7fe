"""What may be said of a trial: nothing of too few, nothing where something else chose, nothing by chance, and what was planted is found."""

import numpy as np
import pytest

from makegood.experiments.rules import verdicts
from makegood.experiments.rules.sequences import Plan
from makegood.experiments.rules.verdicts import Finding, Sample, Won, Word
from makegood.experiments.types import Metric

PLAN = Plan(each=400)


def drawn(n: int, *, seed: int, share: float = 0.1, lift: float = 0.0) -> Sample:
    """So many people, a tenth held out; one in ten comes back, and `lift` more of those who could have a surprise. What they spent before tells half
    of what they spend after."""
    rng = np.random.default_rng(seed)
    held_out = rng.random(n) < share
    before = rng.gamma(2.0, 2_000.0, n)
    back = (rng.random(n) < 0.1 + lift * ~held_out).astype(np.float64)
    return Sample(held_out, {Metric.CAME_BACK: back, Metric.SPENT: before * 0.5 + rng.gamma(2.0, 1_000.0, n)}, before)


def said(sample: Sample, *, as_drawn: bool = True) -> dict[Metric, Finding]:
    return {one.metric: one for one in verdicts.judge({28: sample}, plan=PLAN, as_drawn=as_drawn)[28]}


def test_of_fewer_than_thirty_in_a_group_nothing_is_said() -> None:
    sample = drawn(200, seed=1)
    few = said(sample)
    assert sample.held_out.sum() == few[Metric.CAME_BACK].people_without < 30
    assert {one.word for one in few.values()} == {Word.TOO_FEW}
    assert few[Metric.CAME_BACK].low == -np.inf


def test_of_nobody_nothing_is_said() -> None:
    nobody = np.zeros(0)
    told = said(Sample(nobody.astype(bool), {Metric.CAME_BACK: nobody}, nobody))
    assert (told[Metric.CAME_BACK].word, told[Metric.CAME_BACK].people_with) == (Word.TOO_FEW, 0)


def test_where_nothing_differs_hardly_ever_anything_is_found() -> None:
    found = sum(any(one.word in (Word.MORE, Word.LESS) for one in said(drawn(1_500, seed=seed)).values()) for seed in range(200))
    assert found <= 10, f"{found} of 200 trials without any difference found one; one in twenty is borne"


def test_a_rare_thing_that_by_chance_nobody_held_out_did_is_no_finding() -> None:
    rng = np.random.default_rng(7)
    held_out = np.arange(672) < 78
    did = (np.arange(672) >= 652).astype(np.float64)  # 20 of 594, and none of 78: one time in fifteen where nothing differs
    one = said(Sample(held_out, {Metric.ADVOCATE: did, Metric.SPENT: did * 4_000}, rng.gamma(2.0, 2_000.0, 672)))
    assert (one[Metric.ADVOCATE].word, one[Metric.SPENT].word) == (Word.OPEN, Word.OPEN)
    assert one[Metric.ADVOCATE].low < 0 < one[Metric.ADVOCATE].high
    assert one[Metric.SPENT].low < 0 < one[Metric.SPENT].high


@pytest.mark.parametrize("share", [0.002, 0.01, 0.03])
def test_where_nothing_differs_in_what_is_rare_hardly_ever_anything_is_found(share: float) -> None:
    rng, false = np.random.default_rng(11), 0
    for _ in range(200):
        held_out, before = rng.random(1_500) < 0.1, rng.gamma(2.0, 2_000.0, 1_500)
        did = (rng.random(1_500) < share).astype(np.float64)
        told = said(Sample(held_out, {Metric.ADVOCATE: did, Metric.SPENT: did * rng.gamma(2.0, 2_000.0, 1_500)}, before))
        false += any(not one.low <= 0 <= one.high for one in told.values())
    assert false <= 10, f"{false} of 200; one in twenty is borne"


def test_a_planted_effect_is_found_and_covered() -> None:
    told = said(drawn(4_000, seed=3, lift=0.15))[Metric.CAME_BACK]
    assert told.word is Word.MORE
    assert told.low <= 0.15 <= told.high


def test_what_they_bought_before_makes_the_interval_narrower_and_moves_nothing() -> None:
    sample = drawn(2_000, seed=4)
    blind = Sample(sample.held_out, sample.outcomes, np.zeros_like(sample.before))
    sharp, plain = said(sample)[Metric.SPENT], said(blind)[Metric.SPENT]
    assert sharp.high - sharp.low < 0.8 * (plain.high - plain.low)
    assert (sharp.mean_with, sharp.mean_without) == (plain.mean_with, plain.mean_without)


def test_nothing_is_read_from_groups_that_something_else_chose() -> None:
    assert verdicts.is_as_drawn(people_with=900, people_without=100, without_share=1_000)
    assert not verdicts.is_as_drawn(people_with=980, people_without=20, without_share=1_000)
    told = said(drawn(4_000, seed=3, lift=0.15), as_drawn=False)
    assert {one.word for one in told.values()} == {Word.NOT_TO_BE_READ}


@pytest.mark.parametrize(("outcome", "word"), [(0.0, Word.OPEN), (1.0, Word.OPEN)])
def test_where_everybody_did_the_same_nothing_is_claimed(outcome: float, word: Word) -> None:
    held_out = np.arange(100) < 40
    told = said(Sample(held_out, {Metric.PRAISED: np.full(100, outcome)}, np.zeros(100)))
    assert told[Metric.PRAISED].word is word


def test_what_one_of_them_cost_is_all_that_it_cost_over_those_it_won() -> None:
    one = Finding(Metric.ADVOCATE, 1_000, 100, 0.12, 0.07, 0.05, 0.02, 0.08, Word.MORE)
    assert verdicts.won(one, cost_minor=60_000) == Won(each=1_200, at_best=750, at_worst=3_000)
    assert verdicts.won(Finding(Metric.ADVOCATE, 1_000, 100, 0.1, 0.1, 0.0, -0.03, 0.03, Word.OPEN), cost_minor=60_000) == Won(
        None, None, None
    )
