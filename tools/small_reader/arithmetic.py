"""The arithmetic of the joins: fits lines over rows of numbers, crosses them, sets thresholds, measures calibration. Pure."""

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

Doubles = npt.NDArray[np.float64]
STRENGTH = 0.05  # C of the joins: many columns, few thousand texts
LEAST_SAID = 10  # texts on which a precision is measured
UNREACHED = 0.95  # the threshold of a label that was never right often enough
LEAST = 0.05


def fit(rows: Doubles, marks: Doubles, several: bool, weights: Doubles) -> Doubles:
    """(columns + 1 × labels), the last line the bias."""
    spread = rows.std(0)
    spread[spread < 1e-6] = np.inf  # a column that never moves says nothing
    scaled = rows / spread
    slopes, bias = _each(scaled, marks, weights) if several else _one(scaled, marks, weights)
    return np.vstack([(slopes / spread).T, bias])


def _one(rows: Doubles, marks: Doubles, weights: Doubles) -> tuple[Doubles, Doubles]:
    model = LogisticRegression(C=STRENGTH, max_iter=600).fit(rows, marks.argmax(1), sample_weight=weights)
    slopes, bias = np.zeros((marks.shape[1], rows.shape[1])), np.full(marks.shape[1], -12.0)
    if len(model.coef_) == 1:
        slopes[1], bias = model.coef_[0], np.array([0.0, model.intercept_[0]])
    else:
        slopes[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return slopes, bias


def _each(rows: Doubles, marks: Doubles, weights: Doubles) -> tuple[Doubles, Doubles]:
    models = [LogisticRegression(C=STRENGTH, max_iter=600).fit(rows, column, sample_weight=weights) for column in marks.T]
    return np.stack([each.coef_[0] for each in models]), np.array([each.intercept_[0] for each in models])


def chances(line: Doubles, rows: Doubles, several: bool) -> Doubles:
    """(texts × labels): of several labels each has a chance of its own, else they sum to 1."""
    scores = rows @ line[:-1] + line[-1]
    if several:
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))))
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))


def crossed(rows: Doubles, marks: Doubles, several: bool, weights: Doubles, seed: int) -> Doubles:
    """The chances of each row by a join that had not seen it."""
    found = np.zeros_like(marks)
    for taught, out in KFold(5, shuffle=True, random_state=seed).split(rows):
        found[out] = chances(fit(rows[taught], marks[taught], several, weights[taught]), rows[out], several)
    return found


def threshold(chance: Doubles, right: npt.NDArray[np.bool_], precision: float) -> float:
    """The least chance from which upwards the label was right often enough; UNREACHED where it never was."""
    order = np.argsort(-chance)
    good = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(good >= precision)
    enough = enough[enough >= LEAST_SAID]
    return float(np.round(max(LEAST, chance[order][enough[-1]]), 3)) if len(enough) else UNREACHED


def calibration_error(chance: Doubles, right: npt.NDArray[np.bool_], bins: int = 15) -> float:
    """The expected calibration error over bins of equal width, 0 to 1."""
    place = np.minimum((chance * bins).astype(int), bins - 1)
    gaps = [
        abs(chance[place == b].mean() - right[place == b].mean()) * np.mean(place == b) for b in range(bins) if np.any(place == b)
    ]
    return float(sum(gaps))
