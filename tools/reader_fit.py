"""Fits the first reader: linear heads over hashed grams, then the small models that join heads and signals, then thresholds.

Every score that a later stage learns from was given by a model that had not seen the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from reader_data import FEELINGS, SEED, Labelled, Pool
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold

from makegood.understanding.readers.first import grams as hashed
from makegood.understanding.readers.first import linear
from makegood.understanding.readers.first.reader import learn, look
from makegood.understanding.rules import acts, evidence
from makegood.understanding.rules.evidence import Evidence

FOLDS = 10
BESIDES_WEIGHT = 0.1  # of a text of pool.besides beside a complaint tweet
STRENGTH = {"complaint": 10.0, "negative": 2.0, "neutral": 2.0, "positive": 2.0, "request": 10.0, "spam": 10.0}  # C of the heads
HEADS = tuple(STRENGTH)
STACK_STRENGTH = 0.3
DECIMALS = 4
PRECISION = {"complaint": 0.85, "feeling": 0.75}  # what a label must hold where it is said
LEAST_SAID = 40  # texts on which a precision is measured

Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Matrix = sparse.csr_matrix


@dataclass(frozen=True)
class Fitted:
    rarity: npt.NDArray[np.uint8]
    rarity_scale: float
    weights: dict[str, npt.NDArray[np.int8]]
    scales: dict[str, float]
    biases: dict[str, float]
    stacks: dict[str, Doubles]
    thresholds: dict[str, float] = field(default_factory=dict)
    complaint_chances: Doubles = field(
        default_factory=lambda: np.zeros(0)
    )  # of each complaint text, by models that had not seen it
    complaint_told: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))  # whether the tables find a harm in it
    complaint_heads: Doubles = field(default_factory=lambda: np.zeros(0))
    apart_chances: Doubles = field(default_factory=lambda: np.zeros(0))  # the same with its whole domain left out

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        names = sorted(self.thresholds)
        return {
            "heads": np.array(HEADS),
            "weights": np.stack([self.weights[head] for head in HEADS], axis=1),
            "weight_scales": np.array([self.scales[head] for head in HEADS]),
            "biases": np.array([self.biases[head] for head in HEADS]),
            "rarity": self.rarity,
            "rarity_scale": np.array(self.rarity_scale),
            "threshold_names": np.array(names),
            "thresholds": np.array([self.thresholds[name] for name in names]),
            **{f"stack_{name}": stack for name, stack in self.stacks.items()},
        }

    def linear(self) -> linear.Linear:
        rarity = self.rarity.astype(np.float32) * np.float32(self.rarity_scale)
        stacked = np.stack([self.weights[head] * np.float32(self.scales[head]) for head in HEADS], axis=1)
        biases = np.array([self.biases[head] for head in HEADS])
        return linear.Linear(HEADS, stacked * rarity[:, None], rarity**2, biases, self.stacks, self.thresholds, "fitting")


def fit(pool: Pool) -> Fitted:
    """Heads, joins, thresholds, in this order; deterministic."""
    train = pool.feeling.where(np.array([group == "train" for group in pool.feeling.groups]))
    rarity, scale = _rarity([*pool.complaints.texts, *train.texts, *pool.request.texts])
    space = Space(rarity, scale)
    fitted = _heads(pool, train, space)
    return _joins(pool, fitted, space)


@dataclass(frozen=True)
class Space:
    """Texts as rows of hashed grams, weighed exactly as the reader weighs them."""

    rarity: npt.NDArray[np.uint8]
    scale: float

    def rows(self, texts: Sequence[str]) -> Matrix:
        found = [self._rows(texts[start : start + 500]) for start in range(0, len(texts), 500)]
        return sparse.vstack(found, format="csr")

    def _rows(self, texts: Sequence[str]) -> Matrix:
        grams = hashed.grams(texts)
        rare = (self.rarity.astype(np.float32) * np.float32(self.scale)).astype(np.float64)[grams.ids]
        length = np.sqrt(np.maximum(np.bincount(grams.rows, weights=rare**2, minlength=grams.count), 1e-9))
        matrix = sparse.csr_matrix((rare / length[grams.rows], (grams.rows, grams.ids)), shape=(grams.count, hashed.SIZE))
        matrix.sum_duplicates()
        matrix.sort_indices()
        return matrix


def _rarity(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint8], float]:
    seen = np.zeros(hashed.SIZE)
    for start in range(0, len(texts), 500):
        grams = hashed.grams(texts[start : start + 500])
        pairs = np.unique(grams.rows * hashed.SIZE + grams.ids)
        seen += np.bincount(pairs % hashed.SIZE, minlength=hashed.SIZE)
    rare = np.log((1 + len(texts)) / (1 + seen)) + 1
    scale = float(np.round(rare.max() / 255, 6))
    return np.clip(np.rint(rare / scale), 1, 255).astype(np.uint8), scale


@dataclass(frozen=True)
class Head:
    weights: npt.NDArray[np.int8]
    scale: float
    bias: float

    def scores(self, rows: Matrix) -> Doubles:
        return np.asarray(rows @ (self.weights.astype(np.float64) * self.scale) + self.bias)


def _head(name: str, rows: Matrix, labels: npt.NDArray[np.int64], weights: Doubles | None = None) -> Head:
    model = LogisticRegression(C=STRENGTH[name], solver="liblinear", dual=True, random_state=SEED, max_iter=2000, tol=1e-3)
    model.fit(rows, labels, sample_weight=weights)
    found = model.coef_[0]
    scale = float(np.round(np.quantile(np.abs(found[found != 0]), 0.9995) / 127, 8))
    return Head(np.clip(np.rint(found / scale), -127, 127).astype(np.int8), scale, float(np.round(model.intercept_[0], DECIMALS)))


def _heads(pool: Pool, train: Labelled, space: Space) -> Fitted:
    feeling_rows = space.rows(train.texts)
    heads = {name: _head(name, feeling_rows, (train.labels == index).astype(np.int64)) for index, name in enumerate(FEELINGS)}
    for name, labelled in (("request", pool.request), ("spam", pool.spam)):
        known = labelled.where(np.array([group == "train" for group in labelled.groups]))
        heads[name] = _head(name, space.rows(known.texts), known.labels)
    heads["complaint"] = _complaint_head(pool, space, np.arange(len(pool.complaints.texts)))
    return Fitted(
        space.rarity,
        space.scale,
        {name: head.weights for name, head in heads.items()},
        {name: head.scale for name, head in heads.items()},
        {name: head.bias for name, head in heads.items()},
        {},
    )


def _complaint_head(pool: Pool, space: Space, chosen: npt.NDArray[np.int64]) -> Head:
    rows = space.rows([*(pool.complaints.texts[i] for i in chosen), *pool.besides.texts])
    weights = np.concatenate([np.ones(len(chosen)), np.full(len(pool.besides.texts), BESIDES_WEIGHT)])
    return _head("complaint", rows, np.concatenate([pool.complaints.labels[chosen], pool.besides.labels]), weights)


def _joins(pool: Pool, fitted: Fitted, space: Space) -> Fitted:
    tweets = _Joined.of(pool.complaints, fitted, space)
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(tweets.counted, tweets.labels))
    tweets.unseen_head(pool, space, folds)
    held = pool.feeling.where(np.array([group == "held_out" for group in pool.feeling.groups]))
    moods = _Joined.of(held, fitted, space)
    stacks = {
        "complaint_en": _stack(np.hstack([tweets.counted, tweets.scores]), tweets.labels),
        "complaint_any": _stack(tweets.counted, tweets.labels),
        "feeling_en": _stack(np.hstack([moods.counted, moods.scores]), moods.labels),
        "feeling_any": _stack(moods.counted, moods.labels),
    }
    joined = replace(fitted, stacks=stacks, complaint_heads=tweets.scores[:, 0].copy())
    chances = tweets.chances(folds, stacks["feeling_en"])
    told = np.array([each.harmed for each in tweets.found])
    joined = replace(joined, complaint_chances=chances, complaint_told=told, apart_chances=_domains_apart(pool, joined, space))
    return replace(joined, thresholds=_thresholds(joined, pool.complaints.labels, held))


@dataclass
class _Joined:
    found: list[Evidence]
    counted: Doubles
    scores: Doubles  # complaint, then the feelings
    labels: npt.NDArray[np.int64]

    @classmethod
    def of(cls, labelled: Labelled, fitted: Fitted, space: Space) -> "_Joined":
        found = [look(text) for text in labelled.texts]
        rows = space.rows(labelled.texts)
        heads = [Head(fitted.weights[name], fitted.scales[name], fitted.biases[name]) for name in ("complaint", *FEELINGS)]
        scores = np.stack([head.scores(rows) for head in heads], axis=1)
        return cls(found, np.array([evidence.counted(each) for each in found]), scores, labelled.labels)

    def unseen_head(self, pool: Pool, space: Space, folds: Sequence[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]) -> None:
        for seen, unseen in folds:
            head = _complaint_head(pool, space, seen)
            self.scores[unseen, 0] = head.scores(space.rows([pool.complaints.texts[i] for i in unseen]))

    def chances(self, folds: Sequence[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]], mood: Doubles) -> Doubles:
        """The shipped rule's probability of a complaint for each text, joined by a model fitted on the other folds."""
        everything = np.hstack([self.counted, self.scores])
        scores = np.zeros(len(self.labels))
        for seen, unseen in folds:
            scores[unseen] = linear.stacked(_stack(everything[seen], self.labels[seen]), everything[unseen])[:, 0]
        moods = linear.softmax(linear.stacked(mood, everything)).tolist()
        return np.array([
            acts.complaint(replace(found, complaint=score, feelings=tuple(feelings)))
            for found, score, feelings in zip(self.found, scores.tolist(), moods, strict=True)
        ])  # fmt: skip


def _domains_apart(pool: Pool, fitted: Fitted, space: Space) -> Doubles:
    tweets = _Joined.of(pool.complaints, fitted, space)
    folds = list(LeaveOneGroupOut().split(tweets.counted, tweets.labels, pool.complaints.groups))
    tweets.unseen_head(pool, space, folds)
    return tweets.chances(folds, fitted.stacks["feeling_en"])


def _stack(rows: Doubles, labels: npt.NDArray[np.int64]) -> Doubles:
    """Coefficients by column and the bias as last row; one column for two classes, else one per class."""
    model = LogisticRegression(C=STACK_STRENGTH, max_iter=5000, tol=1e-8)
    model.fit(rows, labels)
    return np.round(np.vstack([model.coef_.T, model.intercept_]), DECIMALS)


def _thresholds(fitted: Fitted, complains: npt.NDArray[np.int64], held: Labelled) -> dict[str, float]:
    told, chances = fitted.complaint_told, fitted.complaint_chances
    found = {
        f"{question}.complaint": max(0.5, least_sure(chances[which], complains[which] == 1, PRECISION["complaint"]))
        for question, which in (("act", ~told), ("act_where_harm_is_told", told))
    }
    model = fitted.linear()
    weighed = [each for start in range(0, len(held.texts), 500) for each in weigh(model, held.texts[start : start + 500])]
    chances = np.array([each.feelings for each in weighed])
    best = chances.argmax(axis=1)
    for index, name in enumerate(FEELINGS):
        said = best == index
        found[f"feeling.{name}"] = least_sure(chances[said, index], held.labels[said] == index, PRECISION["feeling"])
    return found


def weigh(model: linear.Linear, texts: Sequence[str]) -> list[Evidence]:
    return learn(model, [look(text) for text in texts], hashed.grams(texts))


def least_sure(chances: Doubles, right: npt.NDArray[np.bool_], precision: float) -> float:
    """The smallest threshold (in hundredths, from 0.40) from which on those said are right at least `precision` of the time."""
    for hundredths in range(40, 96):
        said = chances >= hundredths / 100
        if said.sum() < LEAST_SAID or right[said].mean() >= precision:
            return hundredths / 100
    return 0.95
