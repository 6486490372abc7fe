"""Complaint tweets read by models that had not seen them: in ten folds, and with each whole domain left out.

The reference is trained here. The product's reader cannot be taken apart once it ships, so its training leaves the probabilities of texts that
it had not seen in APART (`row`, `chance`, `chance_domain`); the first step alone is trained anew on `refit`.
"""

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from benchmarks.readers import sets
from benchmarks.readers.contestants import grams, model
from makegood.commands.judging import figures
from makegood.commands.judging.figures import Doubles, Interval, Ints

APART = sets.ROOT / "tools/small_reader/complaints_apart.npz"
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


def measured(reader: str, refit: bool) -> Measured:
    judged, domains = sets.complaints()
    truth = judged.truth("complaint")
    in_folds = _reference(judged.texts, truth, StratifiedKFold(FOLDS, shuffle=True, random_state=SEED), None)
    apart = _reference(judged.texts, truth, LeaveOneGroupOut(), domains)
    beside = [{"TF-IDF + LR": _macro_f1(truth, each)} for each in (in_folds, apart)]
    ours = _refitted() if refit else _kept(len(truth)) if reader == "cascade" else None
    if ours is None:
        return Measured(None, None, None, *beside)
    return Measured(_interval(truth, ours[0]), _interval(truth, ours[1]), _calibration(truth, ours[0]), *beside)


def _kept(count: int) -> tuple[Doubles, Doubles] | None:
    """What the training of the cascade left, in the order of the tweets; None where it left nothing."""
    if not APART.exists():
        return None
    with np.load(APART) as stored:
        tables = []
        for name in ("chance", "chance_domain"):
            table = np.full(count, np.nan)
            table[stored["row"]] = stored[name]
            tables.append(table)
    return tables[0], tables[1]


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


def _macro_f1(truth: Ints, chances: Doubles) -> float:
    return 100 * figures.macro_f1(truth, (chances >= 0.5).astype(np.int64), 2, figures.even(len(truth)))


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
