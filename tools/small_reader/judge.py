"""Figures of what was kept out of a training. Pure arithmetic over scores and marks."""

from typing import Any

import numpy as np
import numpy.typing as npt
from sets import SEVERAL

Doubles = npt.NDArray[np.float64]


def recalls(truth: npt.NDArray[np.int64], said: npt.NDArray[np.int64], count: int) -> Doubles:
    return np.array([np.mean(said[truth == label] == label) if np.any(truth == label) else np.nan for label in range(count)])


def f1s(truth: npt.NDArray[np.int64], said: npt.NDArray[np.int64], count: int) -> Doubles:
    found = []
    for label in range(count):
        hit = np.sum((truth == label) & (said == label))
        total = np.sum(truth == label) + np.sum(said == label)
        found.append(2 * hit / total if total else np.nan)
    return np.array(found)


def judged(found: dict[str, Any], left: dict[str, dict[str, np.ndarray]]) -> dict[str, float]:
    """Feeling: macro recall on TEST, plain and divided by the prior; complaint, own heads: macro F1; intents: accuracy on HELD."""
    told: dict[str, float] = {}
    for name, heads in left.items():
        marks, about = found[name][0].marks, found[name][1]
        row = heads["row"]
        for head in marks:
            if head not in heads:
                continue
            truth, score = marks[head][row], heads[head]
            if head in SEVERAL:
                hit = [
                    f1s(truth[:, label].astype(int), (score[:, label] > 0).astype(int), 2)[1] for label in range(truth.shape[1])
                ]
                told[f"{name}.{head}"] = float(np.nanmean(hit))
                continue
            true, said = truth.argmax(1), score.argmax(1)
            if name == "feeling":
                test = about["split"][row] == 2
                prior = marks[head][found[name][0].taught].mean(0)
                told["feeling.recall"] = float(np.nanmean(recalls(true[test], said[test], 3)))
                told["feeling.adjusted"] = float(np.nanmean(recalls(true[test], (score - np.log(prior)).argmax(1)[test], 3)))
                held = ~test
                told["feeling.held"] = float(np.nanmean(recalls(true[held], (score - np.log(prior)).argmax(1)[held], 3)))
            elif name == "intents":
                told["intents.accuracy"] = float(np.mean(true == said))
            else:
                told[f"{name}.{head}"] = float(np.nanmean(f1s(true, said, truth.shape[1])))
    return {name: round(100 * value, 2) for name, value in told.items()}
