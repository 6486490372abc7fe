"""The arithmetic of the joins: fits lines over rows of numbers, crosses them, sets thresholds, measures calibration. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize, sparse
from sklearn.linear_model import LogisticRegression

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
STRENGTH = 0.01  # C of the joins: many columns, few thousand texts
LEAST_SAID = 10  # texts on which a precision is measured
UNREACHED = 0.95  # the threshold of a label that was never right often enough
LEAST = 0.05
SHRINK = 300.0  # how much a leaning costs, in texts: what is learned from some two thousand is not believed whole


def fit(rows: Doubles, marks: Doubles, several: bool, weights: Doubles) -> Doubles:
    """(columns + 1 × labels), the last line the bias."""
    used = weights > 0
    rows, marks, weights = rows[used], marks[used], weights[used]
    mean, spread = rows.mean(0), rows.std(0)
    spread[spread < 1e-6] = np.inf  # a column that never moves says nothing
    scaled = ((rows - mean) / spread).astype(np.float32)
    slopes, bias = _each(scaled, marks, weights) if several else _one(scaled, marks, weights)
    slopes = (slopes / spread).T
    return np.vstack([slopes, bias - mean @ slopes])


def _model() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=120, tol=1e-3)


def _one(rows: npt.NDArray[np.float32], marks: Doubles, weights: Doubles) -> tuple[Doubles, Doubles]:
    model = _model().fit(rows, marks.argmax(1), sample_weight=weights)
    slopes, bias = np.zeros((marks.shape[1], rows.shape[1])), np.full(marks.shape[1], -12.0)
    if len(model.coef_) == 1:
        slopes[1], bias = model.coef_[0], np.array([0.0, model.intercept_[0]])
    else:
        slopes[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return slopes, bias


def _each(rows: npt.NDArray[np.float32], marks: Doubles, weights: Doubles) -> tuple[Doubles, Doubles]:
    models = [_model().fit(rows, column, sample_weight=weights) for column in marks.T]
    return np.stack([each.coef_[0] for each in models]).astype(np.float64), np.array([each.intercept_[0] for each in models])


def chances(line: Doubles, rows: Doubles, several: bool) -> Doubles:
    """(texts × labels): of several labels each has a chance of its own, else they sum to 1."""
    return as_chances(rows @ line[:-1] + line[-1], several)


def as_chances(scores: Doubles, several: bool) -> Doubles:
    """Scores as chances; `as_scores` undoes it."""
    if several:
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))))
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))


def as_scores(chance: Doubles, several: bool) -> Doubles:
    kept = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)) if several else np.log(kept))


@dataclass(frozen=True)
class Tempered:
    """What makes chances true (Guo and others 2017): scores are divided by `warmth` and then lean by `lean`, one number for each label."""

    warmth: float
    lean: Doubles

    def chances(self, chance: Doubles) -> Doubles:
        return as_chances(as_scores(chance, False) / self.warmth + self.lean, False)

    def lines(self, lines: Doubles) -> Doubles:
        """The lines of a join, the last of them the bias, that give such scores."""
        return np.vstack([lines[:-1] / self.warmth, lines[-1:] / self.warmth + self.lean])


def tempered(chance: Doubles, marks: Doubles, weights: Doubles, leans: bool, then: Callable[[Doubles], Doubles]) -> Tempered:
    """The likeliest of a question with one answer, for chances that were given out of part; `then` is what is made of them afterwards. Without
    `leans` the likeliest label of every text stays as it is."""
    true, count = marks.argmax(1), marks.shape[1] if leans else 0

    def made(flat: Doubles) -> Tempered:
        lean = flat[1:] - flat[1:].mean() if leans else np.zeros(marks.shape[1])
        return Tempered(float(np.exp(flat[0])), lean)

    def loss(flat: Doubles) -> float:
        said = then(made(flat).chances(chance))[np.arange(len(true)), true]
        return -float(np.sum(weights * np.log(said + 1e-12))) + 0.5 * SHRINK * float(np.sum(flat[1:] ** 2))

    return made(optimize.minimize(loss, np.zeros(1 + count), method="L-BFGS-B").x)


def crossed(rows: Doubles, marks: Doubles, several: bool, weights: Doubles, parts: Ints) -> Doubles:
    """The chances of each row by a join that had seen no row of its part: a text and its variants lie in one part."""
    found = np.zeros_like(marks)
    for part in np.unique(parts):
        out = parts == part
        found[out] = chances(fit(rows[~out], marks[~out], several, weights[~out]), rows[out], several)
    return found


def left_over(
    rows: Doubles, before: Doubles, marks: Doubles, several: bool, weights: Doubles, strength: float
) -> tuple[Doubles, Doubles]:
    """Lines that learn only what `before`, the scores that are there already, left over: (columns × labels) and a bias each.

    Ridge-penalised by `strength` over columns of equal spread; `marks` may be chances."""
    mean, spread = rows.mean(0), np.maximum(rows.std(0), 1e-6)
    scaled = (rows - mean) / spread
    width, count = scaled.shape[1], marks.shape[1]

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        lines, bias = flat[: width * count].reshape(width, count), flat[width * count :]
        said = as_chances(before + scaled @ lines + bias, several)
        wrong = (said - marks) * weights[:, None]
        missed = marks * np.log(said + 1e-9) + ((1 - marks) * np.log(1 - said + 1e-9) if several else 0.0)
        value = -np.sum(weights[:, None] * missed) + 0.5 * strength * np.sum(lines**2)
        return float(value), np.concatenate([(scaled.T @ wrong + strength * lines).ravel(), wrong.sum(0)])

    found = optimize.minimize(loss, np.zeros(width * count + count), jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    lines, bias = found[: width * count].reshape(width, count) / spread[:, None], found[width * count :]
    return lines, bias - mean @ lines


def ridge(
    rows: sparse.csr_matrix, marks: Doubles, parts: Ints, others: sparse.csr_matrix, part_of_others: Ints, least: float
) -> "Ridge":
    """Least squares over many columns, and what each row, and each of the others, gets where its own part was left out.

    One inverse serves every part: with part B left out the scores are y − (G_BB)⁻¹ (G y)_B, where G is the inverse of K + least·1
    (Rifkin and Lippert 2007, of single rows).
    """
    mean = marks.mean(0)
    centred = marks - mean
    likeness = (rows @ rows.T).toarray().astype(np.float32) + np.float32(least) * np.eye(rows.shape[0], dtype=np.float32)
    inverse = linalg.inv(likeness, overwrite_a=True, check_finite=False, assume_a="pos")
    weights = np.asarray(inverse @ centred, dtype=np.float64)
    apart, beside = np.zeros_like(marks), np.zeros((others.shape[0], marks.shape[1]))
    for part in np.unique(parts):
        inside, near = np.flatnonzero(parts == part), np.flatnonzero(part_of_others == part)
        moved = np.linalg.solve(inverse[np.ix_(inside, inside)].astype(np.float64), weights[inside])
        apart[inside] = marks[inside] - moved
        if len(near):
            left = weights - inverse[:, inside] @ moved
            left[inside] = 0.0
            beside[near] = others[near] @ (rows.T @ left) + mean
    return Ridge(np.asarray(rows.T @ weights), mean, apart, beside)


class Ridge:
    """`slopes` (columns × labels) and `mean`; `apart` and `beside` as `ridge` says."""

    def __init__(self, slopes: Doubles, mean: Doubles, apart: Doubles, beside: Doubles) -> None:
        self.slopes, self.mean, self.apart, self.beside = slopes, mean, apart, beside


def threshold(chance: Doubles, right: npt.NDArray[np.bool_], precision: float) -> float:
    """The least chance from which upwards the label was right often enough; UNREACHED where it never was."""
    order = np.argsort(-chance)
    good = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(good >= precision)
    enough = enough[enough >= LEAST_SAID]
    return float(np.round(max(LEAST, chance[order][enough[-1]]), 3)) if len(enough) else UNREACHED


def fullest(chance: Doubles, right: npt.NDArray[np.bool_], precision: float) -> float:
    """Of the chances from which upwards the label was right at least `precision` of the time, the one with the best F1; UNREACHED where none is."""
    order = np.argsort(-chance)
    hits, said = np.cumsum(right[order]), np.arange(1, len(order) + 1)
    found = np.where((hits / said >= precision) & (said > LEAST_SAID), 2 * hits / (said + right.sum()), -1.0)
    best = int(found.argmax())
    return float(np.round(max(LEAST, chance[order][best]), 3)) if found[best] > 0 else UNREACHED


def calibration_error(chance: Doubles, right: npt.NDArray[np.bool_], bins: int = 15) -> float:
    """The expected calibration error over bins of equal width, 0 to 1."""
    place = np.minimum((chance * bins).astype(int), bins - 1)
    gaps = [
        abs(chance[place == b].mean() - right[place == b].mean()) * np.mean(place == b) for b in range(bins) if np.any(place == b)
    ]
    return float(sum(gaps))
