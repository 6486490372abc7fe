"""For whom an extra does good: learners of the difference it makes to each, and how good their order is. Pure numpy.

T: two models, one of each group, and their difference. X: each group's people against the other group's model, weighed by the propensity (Künzel, Sekhon,
Bickel and Yu, PNAS 116:4156, 2019). DR: a regression on each person's part of AIPW, learned from other folds (Kennedy, 2023). A learner is worth having
only where its order is better than chance and than the best single yes-or-no: `verdict` says so, or that nothing can be claimed.

Qini and uplift at a share are as scikit-uplift defines them (`qini_auc_score` with negative effects, `uplift_at_k` over all): one definition, everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from makegood.experiments.rules import adjusting
from makegood.experiments.rules.adjusting import Flags, Floats

Learner = Callable[[Floats, Flags, Floats, float, Floats], Floats]  # outcome, treated, known, propensity, asked → gains (m,)


def two_models(outcome: Floats, treated: Flags, known: Floats, propensity: float, asked: Floats) -> Floats:
    """T-learner with logistic regressions. `outcome` (n,) is 0 or 1; `asked` (m, k) → (m,)."""
    del propensity
    return _likely(known[treated], outcome[treated], asked) - _likely(known[~treated], outcome[~treated], asked)


def crossed(outcome: Floats, treated: Flags, known: Floats, propensity: float, asked: Floats) -> Floats:
    """X-learner with ridge regressions."""
    with_it, without = known[treated], known[~treated]
    gained = outcome[treated] - adjusting.foretell(without, outcome[~treated], with_it)
    missed = adjusting.foretell(with_it, outcome[treated], without) - outcome[~treated]
    of_treated, of_others = adjusting.foretell(with_it, gained, asked), adjusting.foretell(without, missed, asked)
    return np.asarray(propensity * of_others + (1 - propensity) * of_treated)


def doubly_robust(outcome: Floats, treated: Flags, known: Floats, propensity: float, asked: Floats) -> Floats:
    """DR-learner with ridge regressions; the default, because the propensity is always known here."""
    return adjusting.foretell(known, adjusting.scores(outcome, treated, known, propensity), asked)


@dataclass(frozen=True, slots=True)
class Order:
    """How good an order of people by their gain is: `qini` (0 is no better than chance), and the difference among the best thirty of a hundred."""

    qini: float
    best_30: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be claimed. `z` is how many standard errors the gains that were foretold lie above no connection with the gains that came;
    `qini` and `beside` are means over splits of the model's order and of the best plain rule's, `low` to `high` the interval of what is between them."""

    z: float
    above_chance: bool
    qini: float
    beside: float
    low: float
    high: float

    @property
    def words(self) -> str:
        if not self.above_chance:
            return "Nothing can be claimed about who gains more: give by budget."
        if self.low <= 0:
            return "Some gain more than others, and one plain rule finds them as well as the model does: use the rule."
        return "The model finds those who gain more, better than any plain rule."


def order(outcome: Floats, treated: Flags, gain: Floats, *, share: float = 0.3) -> Order:
    """How good `gain` (n,) orders these people."""
    return Order(qini(outcome, treated, gain), difference_at(outcome, treated, gain, share=share))


def qini(outcome: Floats, treated: Flags, gain: Floats) -> float:
    """The area between the curve of incremental outcomes and chance, as a part of that of a perfect order."""
    actual = _curve(outcome, treated, gain)
    perfect = _curve(outcome, treated, np.where(treated, outcome, -outcome))
    end = actual[1][-1]
    chance = 0.5 * actual[0][-1] * end
    return float((np.trapezoid(actual[1], actual[0]) - chance) / (np.trapezoid(perfect[1], perfect[0]) - chance))


def difference_at(outcome: Floats, treated: Flags, gain: Floats, *, share: float) -> float:
    """The difference of the groups' means among the first `share` of all by gain."""
    first = np.argsort(-gain, kind="stable")[: int(len(gain) * share)]
    ours, theirs = outcome[first][treated[first]], outcome[first][~treated[first]]
    return float(ours.mean() - theirs.mean()) if len(ours) and len(theirs) else float("nan")


def foretold(learner: Learner, outcome: Floats, treated: Flags, known: Floats, propensity: float, *, seed: int) -> Floats:
    """What the learner says of each person (n,), never having seen them: by five folds, each fold's mean taken off."""
    fold = np.random.default_rng(seed).permutation(len(outcome)) % 5
    gain = np.empty(len(outcome))
    for one in range(5):
        here, rest = fold == one, fold != one
        gain[here] = learner(outcome[rest], treated[rest], known[rest], propensity, known[here])
        gain[here] -= gain[here].mean()
    return gain


def connection(gain: Floats, score: Floats) -> float:
    """How many standard errors the slope of people's own part of AIPW (`score`) on their foretold `gain` (of other folds) lies above nothing: the best
    linear predictor's second coefficient (Chernozhukov, Demirer, Duflo and Fernández-Val, Econometrica 2025)."""
    whole = float((gain**2).sum())
    if whole == 0:
        return 0.0
    slope = float((gain * score).sum()) / whole
    left = score - score.mean() - slope * gain
    return slope / (float(np.sqrt(((gain * left) ** 2).sum())) / whole)


def verdict(
    learner: Learner,
    outcome: Floats,
    treated: Flags,
    known: Floats,
    propensity: float,
    *,
    plain: int,
    splits: int = 20,
    alpha: float = 0.05,
) -> Verdict:
    """What may be claimed about who gains more. `plain` is the column of `known` that is the rule to beat.

    Whether any order is better than chance: the median over `splits` of `connection`, its p-value doubled for having chosen among splits (the same paper).
    Whether better than the rule: the paired difference of qinis over as many halves of 70 and 30 in 100; such splits are of the same people, so its
    variance is widened by n_test / n_train (Nadeau and Bengio, Machine Learning 52:239, 2003)."""
    slopes, mine, theirs = [], [], []
    for seed in range(splits):
        score = adjusting.scores(outcome, treated, known, propensity, seed=seed)
        slopes.append(connection(foretold(learner, outcome, treated, known, propensity, seed=seed), score))
        order_of = np.random.default_rng(seed).permutation(len(outcome))
        learned, asked = np.split(order_of, [int(len(order_of) * 0.7)])
        gain = learner(outcome[learned], treated[learned], known[learned], propensity, known[asked])
        mine.append(qini(outcome[asked], treated[asked], gain))
        theirs.append(qini(outcome[asked], treated[asked], known[asked, plain]))
    z = float(np.median(slopes))
    between = np.array(mine) - np.array(theirs)
    reach = _t_quantile(1 - alpha / 2, splits - 1) * float(between.std(ddof=1)) * float(np.sqrt(1 / splits + 3 / 7))
    middle = float(between.mean())
    return Verdict(
        z, 2 * (1 - NormalDist().cdf(z)) < alpha, float(np.mean(mine)), float(np.mean(theirs)), middle - reach, middle + reach
    )


def _curve(outcome: Floats, treated: Flags, gain: Floats) -> tuple[Floats, Floats]:
    """People so far and incremental outcomes so far, at each distinct gain, from the greatest; begins at nothing."""
    first = np.argsort(-gain, kind="stable")
    y, t, g = outcome[first], treated[first].astype(np.float64), gain[first]
    ends = np.concatenate([np.nonzero(np.diff(g))[0], [len(g) - 1]])
    ours, theirs = np.cumsum(t)[ends], np.cumsum(1 - t)[ends]
    good, good_without = np.cumsum(y * t)[ends], np.cumsum(y * (1 - t))[ends]
    scaled = np.divide(good_without * ours, theirs, out=np.zeros_like(ours), where=theirs > 0)
    return np.concatenate([[0.0], ends + 1.0]), np.concatenate([[0.0], good - scaled])


def _likely(known: Floats, outcome: Floats, asked: Floats, *, ridge: float = 1.0) -> Floats:
    """A logistic regression by Newton's steps."""
    centre, spread = known.mean(0), known.std(0) + 1e-12
    x = np.column_stack([np.ones(len(known)), (known - centre) / spread])
    pull = ridge * np.eye(x.shape[1])
    pull[0, 0] = 0
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        step = np.linalg.solve(
            x.T @ (x * (chance * (1 - chance) + 1e-9)[:, None]) + pull, x.T @ (outcome - chance) - pull @ weights
        )
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    there = np.column_stack([np.ones(len(asked)), (asked - centre) / spread]) @ weights
    return np.asarray(1 / (1 + np.exp(-np.clip(there, -30, 30))))


def _t_quantile(p: float, df: int) -> float:
    """Student's t by Hill's expansion (Communications of the ACM 13:619, 1970) around the normal: 1e-4 from df = 4 on."""
    z = NormalDist().inv_cdf(p)
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + g1 / df + g2 / df**2 + g3 / df**3
