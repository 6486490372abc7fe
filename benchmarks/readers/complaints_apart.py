"""Complaint tweets read by models that had not seen them: in ten folds, and with each whole domain left out.

The reference is trained here. The product's reader cannot be taken apart once it ships, so the small transformer is judged by the scores that its
training left of texts it had not seen (`fold_*.npz`, `group_*.npz` of tools/small_reader, by its head for complaints alone, without the first step),
or, where those do not lie there, by what `unseen.npz` of the same folder keeps of the ten folds; the first step alone is trained anew on `refit`.
"""

import hashlib
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from benchmarks.readers import sets
from benchmarks.readers.contestants import grams, model
from makegood.commands.judging import figures
from makegood.commands.judging.figures import Doubles, Interval, Ints

UNSEEN = sets.ROOT / "tools/small_reader/unseen.npz"
LEFT = sets.ROOT / ".train"  # where the training leaves what was kept out
FOLDS = 10
SEED = 20260302  # that of the training


@dataclass(frozen=True)
class Measured:
    """In percent; None where the product's reader left nothing to measure."""

    folds: Interval | None
    domains: Interval | None
    calibration: Interval | None
    beside_folds: dict[str, float] = field(default_factory=dict)
    beside_domains: dict[str, float] = field(default_factory=dict)


def measured(reader: str, refit: bool, folder: Path = LEFT) -> Measured:
    """`reader` is the first word of its version."""
    judged, domains = sets.complaints()
    truth = judged.truth("complaint")
    in_folds = _reference(judged.texts, truth, StratifiedKFold(FOLDS, shuffle=True, random_state=SEED), None)
    apart = _reference(judged.texts, truth, LeaveOneGroupOut(), domains)
    ours = _refitted() if refit else _left(reader, folder, judged.texts)
    figures_of = [None if each is None else _interval(truth, each) for each in ours]
    beside = [{"TF-IDF + LR": _macro_f1(truth, theirs, own)} for theirs, own in zip((in_folds, apart), ours, strict=True)]
    return Measured(*figures_of, None if ours[0] is None else _calibration(truth, ours[0]), *beside)


def _left(reader: str, folder: Path, texts: list[str]) -> tuple[Doubles | None, Doubles | None]:
    """What the training of the cascade left: in folds, and by domain."""
    if reader != "cascade":
        return None, None
    in_folds = _kept(folder, "fold_*.npz", len(texts))
    return (_unseen(texts) if in_folds is None else in_folds), _kept(folder, "group_*.npz", len(texts))


def _unseen(texts: list[str], kept: Path = UNSEEN) -> Doubles:
    """The chance of a complaint by the one of ten models that had not seen the tweet (its first two scores), NaN where none is kept."""
    with np.load(kept) as stored:
        rows, scores = {key: row for row, key in enumerate(stored["keys"].tolist())}, stored["scores"].astype(np.float64)
    found = np.array(
        [rows.get(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest(), -1) for text in texts]
    )
    return np.where(found >= 0, 1.0 / (1.0 + np.exp(scores[found, 0] - scores[found, 1])), np.nan)


def _kept(folder: Path, names: str, count: int) -> Doubles | None:
    """The chance of a complaint by the one model that had not seen the tweet, NaN where none had; None where the training left nothing."""
    found = sorted(folder.glob(names))
    chances = np.full(count, np.nan)
    for path in found:
        with np.load(path) as stored:
            rows, scores = stored["complaint/row"], stored["complaint/complaint"].astype(np.float64)
        own = rows < count  # the texts beside the tweets only teach
        chances[rows[own]] = 1.0 / (1.0 + np.exp(scores[own, 0] - scores[own, 1]))
    return chances if found else None


def _refitted() -> tuple[Doubles, Doubles]:
    from reader_data import load
    from reader_fit import fit

    fitted = fit(load(sets.DATA))
    return fitted.complaint_chances, fitted.apart_chances


def _reference(texts: list[str], truth: Ints, folds: Any, groups: list[str] | None) -> Doubles:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = cross_val_predict(
            make_pipeline(grams(), model()), np.array(texts, dtype=object), truth, groups=groups, cv=folds, method="predict_proba"
        )
    return np.asarray(found)[:, 1]


def _macro_f1(truth: Ints, chances: Doubles, judged: Doubles | None = None) -> float:
    """Of all tweets, or of those alone that `judged` has a chance of."""
    rows = np.flatnonzero(~np.isnan(chances if judged is None else judged))
    return 100 * figures.macro_f1(truth[rows], (chances[rows] >= 0.5).astype(np.int64), 2, figures.even(len(rows)))


def _interval(truth: Ints, chances: Doubles) -> Interval:
    known = np.flatnonzero(~np.isnan(chances))
    return figures.interval(
        lambda rows: _macro_f1(truth[known[rows]], chances[known[rows]]), np.zeros(len(known), dtype=np.int64), 400
    )


def _calibration(truth: Ints, chances: Doubles) -> Interval:
    known = np.flatnonzero(~np.isnan(chances))
    said = chances >= 0.5
    chance, right = np.where(said, chances, 1 - chances)[known], (said == (truth == 1))[known]
    even = figures.even(len(known))
    return figures.interval(
        lambda rows: 100 * figures.calibration_error(chance[rows], right[rows], even[rows]),
        np.zeros(len(known), dtype=np.int64),
        400,
    )
