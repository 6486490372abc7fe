"""From the chances of a batch to answers: the likeliest label, whether it may be said, and which urgency leans upwards. Never looks at a text."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from makegood.understanding.rules.doubt import LEAST_UNMEASURED, Thresholds
from makegood.understanding.types import Urgency

Doubles = npt.NDArray[np.float64]
LEAN = (
    0.5  # where the tables name safety or law, this share of the threshold is enough: a doubt is answered by the more urgent step
)


class Answer(NamedTuple):
    """A label of a question, its chance, and whether the chance is enough to say it."""

    label: str
    chance: float
    said: bool


def likeliest(chances: Doubles, labels: Sequence[str], question: str, thresholds: Thresholds) -> list[Answer]:
    """The likeliest label of each text."""
    least = least_chances(labels, question, thresholds)
    best = chances.argmax(axis=1)
    values = chances[np.arange(len(best)), best]
    said = [labels[index] for index in best.tolist()]
    return list(map(Answer, said, values.tolist(), (values >= least[best]).tolist()))


def several(chances: Doubles, labels: Sequence[str], question: str, thresholds: Thresholds) -> list[list[Answer]]:
    """The labels of each text that may be said, likeliest first."""
    found: list[list[Answer]] = [[] for _ in chances]
    enough = chances >= least_chances(labels, question, thresholds)
    for row, index in np.argwhere(enough).tolist():
        found[row].append(Answer(labels[index], float(chances[row, index]), True))
    for answers in found:
        answers.sort(key=lambda answer: -answer.chance)
    return found


def likeliest_of_several(chances: Doubles, labels: Sequence[str]) -> list[Answer]:
    """The likeliest label of each text, whether it may be said or not."""
    best = chances.argmax(axis=1).tolist()
    return [Answer(labels[label], float(chances[row, label]), True) for row, label in enumerate(best)]


def urgencies(
    chances: Doubles, labels: Sequence[str], thresholds: Thresholds, named: Mapping[str, Sequence[bool]]
) -> list[Answer]:
    """The most urgent step whose chance is enough, from the top; `named[step]` marks the texts in which the tables found its words.

    Never unsure: what reaches no step is normal.
    """
    order = [labels.index(step) for step in Urgency]
    least = np.tile(least_chances(labels, "urgency", thresholds), (len(chances), 1))
    for step, marks in named.items():
        least[np.asarray(marks, dtype=np.bool_), labels.index(step)] *= LEAN
    least[:, labels.index(Urgency.NORMAL)] = 0.0
    first = (chances >= least)[:, order].argmax(axis=1)
    return [Answer(labels[order[step]], float(chances[row, order[step]]), True) for row, step in enumerate(first.tolist())]


def least_chances(labels: Sequence[str], question: str, thresholds: Thresholds) -> Doubles:
    return np.array([thresholds.get(f"{question}.{label}", LEAST_UNMEASURED) for label in labels])
