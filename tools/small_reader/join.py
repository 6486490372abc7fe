"""Fits the joins over scores of models that had not seen the texts, sets thresholds and bands, and writes `heads.npz`.

    join.py WEIGHTS FOLDS TO

`FOLDS` holds what `trial.py --fold 0 … 9 --to FOLDS` wrote, and `final_0`, a whole training. A label is said where it was right at least
PRECISION of the time; the most urgent labels are said earlier, so that few are missed.
"""

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sets as told
import torch
from arithmetic import Doubles, calibration_error, chances, crossed, fit, threshold
from judge import f1s, recalls
from prepare import DATA, OWN
from reader_data import FEELINGS, load

from makegood.understanding.readers.cascade import features
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.types import LET_DOWN

HEADS = ("complaint", "feeling", "act", "happened", "asked", "urgency", "leaving", "advocacy")
SHIPPED = (*HEADS, "intents", "alike")
PRECISION = {"act": 0.75, "feeling": 0.75, "happened": 0.6, "asked": 0.7, "leaving": 0.75, "advocacy": 0.75}
URGENT = {
    "urgency.safety": 0.06,
    "urgency.legal": 0.06,
    "urgency.stranded": 0.07,
    "urgency.deadline": 0.35,
}  # for few missed at ≤ 15 % flagged
SURE = 0.95  # how often the first step must be right where the transformer is not asked
RARER_WEIGH_MORE = 0.5  # the power of 1/share by which the pool's feelings are weighed
FIRST = len(features.FIRST)


@dataclass(frozen=True)
class Taught:
    """What one question's joins learn from: rows of both steps, rows of the first step alone, marks and weights of either."""

    labels: tuple[str, ...]
    several: bool
    both: Doubles
    marks: Doubles
    weights: Doubles
    alone: Doubles
    alone_marks: Doubles
    alone_weights: Doubles


@dataclass(frozen=True)
class Seen:
    """Our own texts as both steps saw them, and the held-out and test tweets of the feeling pool."""

    own: told.Set
    feeling: told.Set
    first: Doubles
    scores: dict[str, Doubles]  # of the own texts, by models that had not seen them
    pool_rows: npt.NDArray[np.int64]
    pool_first: Doubles
    pool_scores: Doubles

    @property
    def tweets(self) -> npt.NDArray[np.bool_]:
        return np.array([group.startswith("tweet") for group in self.own.group])

    def both(self) -> Doubles:
        """Both steps' rows. The first step had seen the tweets' complaints, so that column is left out."""
        blind = self.first.copy()
        blind[:, features.FIRST.index("complaint")] = 0.0
        return np.hstack([blind, *(self.scores[head] for head in HEADS)])

    def pool(self, split: int) -> tuple[Doubles, Doubles]:
        """Rows of both steps of the pool's tweets, all other heads left out, and their marks."""
        chosen = np.flatnonzero(self.feeling.split[self.pool_rows] == split)
        start = FIRST + self.scores["complaint"].shape[1]
        rows = np.zeros((len(chosen), FIRST + sum(each.shape[1] for each in self.scores.values() if each is not None)))
        rows[:, :FIRST], rows[:, start : start + len(FEELINGS)] = self.pool_first[chosen], self.pool_scores[chosen]
        return rows, self.feeling.marks["feeling"][self.pool_rows[chosen]].astype(np.float64)


def first_rows(texts: list[str]) -> Doubles:
    reader = FirstReader()
    found = [reader.weigh(texts[start : start + 256]) for start in range(0, len(texts), 256)]
    return features.rows([each for part in found for each in part])


def look(folder: Path, own: told.Set, feeling: told.Set) -> Seen:
    with np.load(folder / "final_0.npz") as stored:
        rows, scores = stored["feeling/row"], stored["feeling/feeling"].astype(np.float64)
    pool_first = first_rows([feeling.texts[row] for row in rows])
    return Seen(own, feeling, first_rows(own.texts), _out_of_fold(folder, len(own.texts)), rows, pool_first, scores)


def _out_of_fold(folder: Path, count: int) -> dict[str, Doubles]:
    """The scores of every own text by the one model that had not seen it."""
    found: dict[str, Doubles] = {}
    for fold in range(told.FOLDS):
        with np.load(folder / f"fold_{fold}.npz") as stored:
            for head in HEADS:
                values = stored[f"own/{head}"].astype(np.float64)
                found.setdefault(head, np.full((count, values.shape[1]), np.nan))[stored["own/row"]] = values
    return found


def taught(name: str, labels: tuple[str, ...], seen: Seen) -> Taught:
    marks, both, apart = _marks(name, seen.own), seen.both(), ~seen.tweets
    alone, alone_marks = seen.first[apart], marks[apart]
    ones = np.ones(len(marks))
    if name != "feeling":
        return Taught(labels, name in told.SEVERAL, both, marks, ones, alone, alone_marks, ones[apart])
    rows, more = seen.pool(told.HELD)
    used = rows.any(0)
    used[:FIRST] = True
    share = seen.feeling.marks["feeling"][seen.feeling.split == told.TRAIN].mean(0)
    weights = (1.0 / share[more.argmax(1)]) ** RARER_WEIGH_MORE
    weights /= weights.mean()
    return Taught(
        labels, False, np.where(used, np.vstack([both, rows]), 0.0), np.vstack([marks, more]), np.concatenate([ones, weights]),
        np.vstack([alone, rows[:, :FIRST]]), np.vstack([alone_marks, more]), np.concatenate([ones[apart], weights]),
    )  # fmt: skip


def _marks(name: str, own: told.Set) -> Doubles:
    if name != "complains":
        return own.marks[name].astype(np.float64)
    let_down = own.marks["act"][:, [told.QUESTIONS["act"].index(act) for act in LET_DOWN]].sum(1)
    return np.stack([1.0 - let_down, let_down], axis=1)


def thresholds(name: str, each: Taught, out: Doubles) -> dict[str, float]:
    """The least chance at which each label of a question is said, by what was right out of fold."""
    if name not in PRECISION:
        return dict(URGENT) if name == "urgency" else {}
    best = out.argmax(1)
    found = {}
    for number, label in enumerate(each.labels):
        chosen = np.ones(len(out), bool) if each.several else best == number
        found[f"{name}.{label}"] = threshold(out[chosen, number], each.marks[chosen, number] == 1, PRECISION[name])
    return found


def band(each: Taught, out: Doubles) -> float:
    """The least chance of the first step's answer at which it was right SURE of the time."""
    if each.several:
        return threshold(np.maximum(out, 1 - out).min(1), ((out > 0.5) == (each.alone_marks > 0.5)).all(1), SURE)
    return threshold(out.max(1), out.argmax(1) == each.alone_marks.argmax(1), SURE)


def figures(each: Taught, out: Doubles) -> dict[str, float]:
    if each.several:
        columns = range(len(each.labels))
        f1 = [f1s(each.marks[:, n].astype(int), (out[:, n] > 0.35).astype(int), 2)[1] for n in columns]
        return {
            "macro F1": float(np.nanmean(f1)),
            "ECE": float(np.mean([calibration_error(out[:, n], each.marks[:, n] == 1) for n in columns])),
        }
    true, best = each.marks.argmax(1), out.argmax(1)
    return {
        "accuracy": float(np.mean(true == best)), "macro F1": float(np.nanmean(f1s(true, best, len(each.labels)))),
        "ECE": calibration_error(out.max(1), true == best),
    }  # fmt: skip


def on_test(seen: Seen, line: Doubles) -> dict[str, float]:
    rows, marks = seen.pool(told.TEST)
    out = chances(line, rows, False)
    right = out.argmax(1) == marks.argmax(1)
    return {
        "test macro recall": float(np.nanmean(recalls(marks.argmax(1), out.argmax(1), 3))),
        "test ECE": calibration_error(out.max(1), right),
    }


def heads(weights: Path, intents: list[str]) -> dict[str, Any]:
    stored = torch.load(weights, weights_only=True)
    labels = {**told.QUESTIONS, "feeling": FEELINGS, "complaint": ("no", "complaint"), "intents": intents}
    return {
        **{f"w_{head}": stored[f"heads.lines.{head}.weight"].float().numpy().T.astype(np.float16) for head in SHIPPED},
        **{f"b_{head}": stored[f"heads.lines.{head}.bias"].float().numpy().astype(np.float32) for head in SHIPPED},
        **{f"labels_{head}": np.array([str(label) for label in each]) for head, each in labels.items()},
        "heads": np.array(SHIPPED), "join_heads": np.array(HEADS), "version": np.array(hashlib.sha256(weights.read_bytes()).hexdigest()[:8]),
    }  # fmt: skip


def main() -> None:
    weights, folder, to = (Path(word) for word in sys.argv[1:4])
    pool = load(DATA)
    public = {each.name: each for each in told.public(pool, DATA)}
    seen = look(folder, told.written_by_us(OWN, pool.complaints), public["feeling"])
    stored: dict[str, Any] = heads(weights, public["intents"].group)
    least: dict[str, float] = {}
    bands: dict[str, float] = {}
    for name, labels in {**told.QUESTIONS, "feeling": tuple(FEELINGS), "complains": ("no", "complains")}.items():
        each = taught(name, labels, seen)
        out = crossed(each.both, each.marks, each.several, each.weights, told.SEED)
        out_alone = crossed(each.alone, each.alone_marks, each.several, each.alone_weights, told.SEED)
        line = fit(each.both, each.marks, each.several, each.weights)
        stored[f"join_{name}"] = line.astype(np.float32)
        stored[f"first_{name}"] = fit(each.alone, each.alone_marks, each.several, each.alone_weights).astype(np.float32)
        stored[f"kind_{name}"] = np.array("several" if each.several else "one")
        stored[f"join_labels_{name}"] = np.array([str(label) for label in labels])
        least |= thresholds(name, each, out)
        bands[name] = band(each, out_alone)
        said = {**figures(each, out), **(on_test(seen, line) if name == "feeling" else {}), "band": bands[name]}
        print(name, json.dumps({what: round(value, 3) for what, value in said.items()}), flush=True)
    stored |= {"thresholds": np.array(json.dumps(least)), "bands": np.array(json.dumps(bands))}
    np.savez_compressed(to, **stored)


if __name__ == "__main__":
    main()
