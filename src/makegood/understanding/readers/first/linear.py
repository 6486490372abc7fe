"""The linear model over hashed grams: loads the shipped weights and scores batches. Never trains, never downloads."""

from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from makegood.understanding.readers.first.grams import Grams

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Linear:
    """One column of `weights` per head, scaled by the gram's rarity; `rarity` is squared and summed for the text's length. `table` holds both
    side by side, so that a gram is looked up once."""

    heads: tuple[str, ...]
    weights: Floats
    rarity: Floats
    biases: Doubles
    stacks: dict[str, Doubles]
    thresholds: dict[str, float]
    version: str

    def scores(self, grams: Grams) -> tuple[Doubles, Floats, Doubles]:
        """(texts × heads) scores, each gram's own part before the text's length is divided out, and that length."""
        parts = np.take(self.table, grams.ids, axis=0)
        sums = _sums(parts, grams)
        length = np.sqrt(np.maximum(sums[:, -1], 1e-9))
        return sums[:, :-1] / length[:, None] + self.biases, parts, length

    @cached_property
    def table(self) -> Floats:
        return np.ascontiguousarray(np.hstack([self.weights, self.rarity[:, None]]))

    def head(self, name: str) -> int:
        return self.heads.index(name)


def _sums(parts: Floats, grams: Grams) -> Doubles:
    """(texts × columns). The grams of a text lie together in a few runs: each run is summed, then a text's runs."""
    sums = np.zeros((grams.count, parts.shape[1]))
    if len(parts):
        starts = np.concatenate([[0], np.flatnonzero(grams.rows[1:] != grams.rows[:-1]) + 1])
        np.add.at(sums, grams.rows[starts], np.add.reduceat(parts, starts, axis=0, dtype=np.float64))
    return sums


def per_word(parts: Floats, grams: Grams) -> Doubles:
    """What each word of the batch adds to one head."""
    return np.bincount(grams.words, weights=parts, minlength=len(grams.spelled) + 1).astype(np.float64)


def top_words(carried: Doubles, grams: Grams, most: int = 3) -> list[tuple[str, ...]]:
    """The words of each text that speak most for the label, strongest first; only those that speak for it."""
    words = carried[: len(grams.spelled)]
    starts = grams.word_starts
    row_of = np.repeat(np.arange(grams.count), np.diff(starts))
    order = np.lexsort((-words, row_of))  # by text, the strongest first, the earlier of two equal ones first
    strong = order[(words[order] > 0) & (np.arange(len(order)) - starts[row_of] < 2 * most)]
    found: list[list[str]] = [[] for _ in range(grams.count)]
    spelled = grams.spelled
    for row, word in zip(row_of[strong].tolist(), strong.tolist(), strict=True):
        found[row].append(spelled[word])
    return [tuple(dict.fromkeys([word for word in words if len(word) > 1]))[:most] for words in found]


@cache
def shipped() -> Linear:
    """The weights inside the package, read once."""
    return load((resources.files(__package__) / "weights.npz").read_bytes())


def load(raw: bytes | Path) -> Linear:
    """Weights from the bytes (or file) that tools/train_reader.py wrote."""
    with np.load(raw if isinstance(raw, Path) else BytesIO(raw), allow_pickle=False) as stored:
        rarity = stored["rarity"].astype(np.float32) * np.float32(stored["rarity_scale"])
        weights = stored["weights"].astype(np.float32) * stored["weight_scales"].astype(np.float32) * rarity[:, None]
        return Linear(
            heads=tuple(stored["heads"].tolist()),
            weights=weights,
            rarity=rarity**2,
            biases=stored["biases"],
            stacks={name.removeprefix("stack_"): stored[name] for name in stored.files if name.startswith("stack_")},
            thresholds=dict(zip(stored["threshold_names"].tolist(), stored["thresholds"].tolist(), strict=True)),
            version=str(stored["version"]),
        )


def stacked(stack: Doubles, rows: Doubles) -> Doubles:
    """Scores of the small models over signals: the last row of `stack` is the bias."""
    return np.asarray(rows @ stack[:-1] + stack[-1])


def softmax(scores: Doubles) -> Doubles:
    """Scores by row as probabilities that sum to 1."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
