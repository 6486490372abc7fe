"""Fits the joins over what no model had seen, sets thresholds and bands, and writes `heads.npz`: `join.py WEIGHTS FOLDS TO`.

`FOLDS` holds the files of `trial.py --fold 0 … 9 --to FOLDS` and of one whole training, `final_0`. A label is said where it was right at
least PRECISION of the time; the most urgent labels are said earlier, so that few are missed.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sets as told
import torch
from judge import f1s, recalls
from prepare import DATA, OWN
from reader_data import FEELINGS, load
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from makegood.understanding.readers.cascade import features
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.types import LET_DOWN, Act

HEADS = ("complaint", "feeling", "act", "happened", "asked", "urgency", "leaving", "advocacy")
PRECISION = {"act": 0.75, "feeling": 0.75, "happened": 0.6, "asked": 0.7, "leaving": 0.75, "advocacy": 0.75}
LEAST_SAID = 10  # texts on which a precision is measured
SURE = 0.95  # how often the first step must be right where the transformer is not asked
TOP = ("safety", "legal", "stranded")
STRENGTH = {"one": 0.05, "several": 0.05}
Doubles = npt.NDArray[np.float64]


class Parts:
    """Rows of features, marks and folds of one set."""

    def __init__(self, first: Doubles, scores: dict[str, Doubles], marks: dict[str, Doubles], weight: float) -> None:
        self.first, self.scores, self.marks = first, scores, marks
        self.weight = weight

    def both(self) -> Doubles:
        return np.hstack([self.first, *(self.scores[head] for head in HEADS)])


def first_rows(texts: list[str]) -> Doubles:
    reader = FirstReader()
    found = [reader.weigh(texts[start : start + 256]) for start in range(0, len(texts), 256)]
    return features.rows([each for part in found for each in part])


def out_of_fold(folder: Path, name: str, count: int) -> dict[str, Doubles]:
    """The scores of every row by the one model that had not seen it."""
    found: dict[str, Doubles] = {}
    for fold in range(told.FOLDS):
        with np.load(folder / f"fold_{fold}.npz") as stored:
            rows = stored[f"{name}/row"]
            for head in HEADS:
                if f"{name}/{head}" in stored.files:
                    values = stored[f"{name}/{head}"].astype(np.float64)
                    found.setdefault(head, np.full((count, values.shape[1]), np.nan))[rows] = values
    return {head: values for head, values in found.items() if not np.isnan(values).any()}


def fit(rows: Doubles, marks: Doubles, kind: str, weights: Doubles) -> Doubles:
    """One line of weights per label, the last row the bias."""
    spread = rows.std(0)
    spread[spread < 1e-6] = np.inf  # a column that never moves says nothing
    scaled = rows / spread
    if kind == "one":
        model = LogisticRegression(C=STRENGTH[kind], max_iter=600).fit(scaled, marks.argmax(1), sample_weight=weights)
        slopes = np.zeros((marks.shape[1], rows.shape[1]))
        bias = np.full(marks.shape[1], -12.0)
        if marks.shape[1] == 2 and len(model.classes_) == 2:
            slopes[1], bias = model.coef_[0], np.array([0.0, model.intercept_[0]])
        else:
            slopes[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    else:
        models = [
            LogisticRegression(C=STRENGTH[kind], max_iter=600).fit(scaled, column, sample_weight=weights) for column in marks.T
        ]
        slopes, bias = np.stack([each.coef_[0] for each in models]), np.array([each.intercept_[0] for each in models])
    return np.vstack([(slopes / spread).T, bias])


def chances(line: Doubles, rows: Doubles, kind: str) -> Doubles:
    scores = rows @ line[:-1] + line[-1]
    if kind == "several":
        return 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def crossed(rows: Doubles, marks: Doubles, kind: str, weights: Doubles) -> Doubles:
    """The chances of each row by a join that had not seen it."""
    found = np.zeros_like(marks)
    for taught, out in KFold(5, shuffle=True, random_state=told.SEED).split(rows):
        found[out] = chances(fit(rows[taught], marks[taught], kind, weights[taught]), rows[out], kind)
    return found


def threshold(chance: Doubles, right: npt.NDArray[np.bool_], precision: float) -> float:
    """The least chance from which upwards the label was right often enough; .95 where it never was."""
    order = np.argsort(-chance)
    good = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(good >= precision)
    enough = enough[enough >= LEAST_SAID]
    return float(np.round(max(0.05, chance[order][enough[-1]]), 3)) if len(enough) else 0.95


def error(chance: Doubles, right: npt.NDArray[np.bool_], bins: int = 15) -> float:
    """The calibration error over bins of equal width (ECE)."""
    place = np.minimum((chance * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(chance[place == b].mean() - right[place == b].mean()) * np.mean(place == b)
            for b in range(bins)
            if np.any(place == b)
        )
    )


def main() -> None:
    weights_file, folder, to = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    pool = load(DATA)
    own = told.written_by_us(OWN, pool.complaints)
    feeling = next(each for each in told.public(pool, DATA) if each.name == "feeling")
    tweets = np.array([group.startswith("tweet") for group in own.group])
    seen = first_rows(own.texts)
    blind = seen.copy()
    blind[:, features.FIRST.index("complaint")] = 0.0  # the first step had seen the tweets' complaints
    own_scores = out_of_fold(folder, "own", len(own.texts))
    own_part = Parts(blind, own_scores, own.marks, 1.0)
    with np.load(folder / "final_0.npz") as stored:
        rows = stored["feeling/row"]
        split = feeling.split[rows]
        held = np.flatnonzero(split == told.HELD)
        test = np.flatnonzero(split == told.TEST)
        feeling_scores = stored["feeling/feeling"].astype(np.float64)
    heads = torch.load(weights_file, weights_only=True)
    feeling_first = first_rows([feeling.texts[i] for i in rows])
    prior = feeling.marks["feeling"][feeling.split == told.TRAIN].mean(0)
    stored: dict[str, Any] = {}
    thresholds: dict[str, float] = {}
    bands: dict[str, float] = {}
    said: dict[str, Any] = {}
    questions = {**told.QUESTIONS, "feeling": tuple(FEELINGS), "complains": ("no", "complains")}
    for name, labels in questions.items():
        kind = "several" if name in told.SEVERAL else "one"
        if name == "complains":
            let_down = own.marks["act"][:, [told.QUESTIONS["act"].index(act) for act in LET_DOWN]].sum(1)
            marks = np.stack([1 - let_down, let_down], axis=1)
        else:
            marks = own.marks[name].astype(np.float64)
        both, alone, taught = own_part.both(), seen[~tweets], np.ones(len(marks))
        if name == "feeling":
            # what the pool's tweets say of feeling: their other heads are not asked, so only their feeling counts here
            extra = np.zeros((len(held), both.shape[1]))
            extra[:, : len(features.FIRST)] = feeling_first[held]
            start = len(features.FIRST) + own_scores["complaint"].shape[1]
            extra[:, start : start + 3] = feeling_scores[held]
            use = np.zeros(both.shape[1], bool)
            use[: len(features.FIRST)] = True
            use[start : start + 3] = True
            both = np.where(use, np.vstack([both, extra]), 0.0)
            added = feeling.marks["feeling"][rows[held]].astype(np.float64)
            taught = np.concatenate([taught, (1.0 / prior[added.argmax(1)]) ** 0.5 / 1.8])
            alone_marks = np.vstack([marks[~tweets], added])
            alone = np.vstack([alone, feeling_first[held]])
            alone_taught = np.concatenate([np.ones((~tweets).sum()), taught[len(marks) :]])
            marks = np.vstack([marks, added])
        else:
            alone_marks, alone_taught = marks[~tweets], np.ones(int((~tweets).sum()))
        out, out_alone = crossed(both, marks, kind, taught), crossed(alone, alone_marks, kind, alone_taught)
        stored[f"join_{name}"] = fit(both, marks, kind, taught).astype(np.float32)
        stored[f"first_{name}"] = fit(alone, alone_marks, kind, alone_taught).astype(np.float32)
        stored[f"kind_{name}"] = np.array(kind)
        stored[f"join_labels_{name}"] = np.array([str(label) for label in labels])
        told_here: dict[str, Any] = {}
        if kind == "one":
            truth, best = marks.argmax(1), out.argmax(1)
            told_here = {
                "accuracy": np.mean(truth == best), "macro F1": np.nanmean(f1s(truth, best, len(labels))),
                "first macro F1": np.nanmean(f1s(alone_marks.argmax(1), out_alone.argmax(1), len(labels))), "ECE": error(out.max(1), truth == best),
                "ECE of the first": error(out_alone.max(1), alone_marks.argmax(1) == out_alone.argmax(1)),
            }  # fmt: skip
            bands[name] = threshold(out_alone.max(1), out_alone.argmax(1) == alone_marks.argmax(1), SURE)
            for number, label in enumerate(labels):
                if name in PRECISION:
                    chosen = best == number
                    thresholds[f"{name}.{label}"] = threshold(out[chosen, number], truth[chosen] == number, PRECISION[name])
                    told_here[f"said {label}"] = (
                        float(np.mean(out[chosen, number] >= thresholds[f"{name}.{label}"])) if chosen.any() else 0.0
                    )
        else:
            for number, label in enumerate(labels):
                at = threshold(out[:, number], marks[:, number] == 1, PRECISION[name])
                thresholds[f"{name}.{label}"] = at
                hit = out[:, number] >= at
                told_here[str(label)] = [
                    round(float(marks[hit, number].mean()), 2) if hit.any() else None,
                    round(float(hit[marks[:, number] == 1].mean()), 2),
                    at,
                ]
                told_here[f"F1 {label}"] = float(
                    max(f1s(marks[:, number].astype(int), (out[:, number] >= t).astype(int), 2)[1] for t in (0.2, 0.3, 0.4, 0.5))
                )
            told_here["ECE"] = float(np.mean([error(out[:, n], marks[:, n] == 1) for n in range(len(labels))]))
            surest = np.maximum(out_alone, 1 - out_alone).min(1)
            bands[name] = threshold(surest, ((out_alone > 0.5) == (alone_marks > 0.5)).all(1), SURE)
        if name == "urgency":
            order = {str(label): number for number, label in enumerate(labels)}
            top = marks[:, [order[each] for each in TOP]].sum(1) > 0
            top_chance = out[:, [order[each] for each in TOP]]
            for at in (0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3):
                flagged = (top_chance >= at).any(1)
                told_here[f"at {at}"] = [
                    round(float(flagged[top].mean()), 3),
                    round(float(flagged[~top].mean()), 3),
                    round(float(flagged[tweets].mean()), 3),
                ]
            thresholds |= {"urgency.safety": 0.06, "urgency.legal": 0.06, "urgency.stranded": 0.07, "urgency.deadline": 0.35}
        if name == "feeling":
            rows_test = np.zeros((len(test), both.shape[1]))
            rows_test[:, : len(features.FIRST)] = feeling_first[test]
            rows_test[:, start : start + 3] = feeling_scores[test]
            line = stored["join_feeling"].astype(np.float64)
            final = chances(line, rows_test, "one")
            true = feeling.marks["feeling"][rows[test]].argmax(1)
            told_here["TweetEval validation, macro recall"] = float(np.nanmean(recalls(true, final.argmax(1), 3)))
            told_here["its ECE"] = error(final.max(1), final.argmax(1) == true)
        told_here["band"] = bands.get(name)
        said[name] = told_here
        print(
            name,
            json.dumps({k: (round(float(v), 3) if isinstance(v, float | np.floating) else v) for k, v in told_here.items()}),
            flush=True,
        )
    names = [*HEADS, "intents", "alike"]
    stored |= {f"w_{head}": heads[f"heads.lines.{head}.weight"].float().numpy().T.astype(np.float16) for head in names}
    stored |= {f"b_{head}": heads[f"heads.lines.{head}.bias"].float().numpy().astype(np.float32) for head in names}
    intents = next(each for each in told.public(pool, DATA) if each.name == "intents")
    labels_of = {**told.QUESTIONS, "feeling": FEELINGS, "complaint": ("no", "complaint"), "intents": intents.group}
    stored |= {f"labels_{head}": np.array([str(label) for label in labels]) for head, labels in labels_of.items()}
    stored |= {
        "heads": np.array(names), "join_heads": np.array(HEADS), "thresholds": np.array(json.dumps(thresholds)), "bands": np.array(json.dumps(bands)),
        "version": np.array(hashlib.sha256(weights_file.read_bytes()).hexdigest()[:8]),
    }  # fmt: skip
    np.savez_compressed(to, **stored)
    print(json.dumps(thresholds), json.dumps(bands))


if __name__ == "__main__":
    assert Act.COMPLAINT in LET_DOWN  # noqa: S101
    main()
