"""What a reader answers to one question about many texts, as numbers: the likeliest label and its probability, whatever the reader.

Uses the reader's own distributions where it offers them (`Weighs`), else the readings alone. Never judges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np

from makegood.commands.judging.figures import Bools, Doubles, Ints
from makegood.kernel.refusals import Refusal
from makegood.understanding.types import (
    LET_DOWN,
    UNSURE,
    Act,
    Advocacy,
    Asked,
    Feeling,
    Finding,
    Happened,
    Leaving,
    Reader,
    Reading,
    TextIn,
    Urgency,
)

COMPLAINT, INTENT = "complaint", "intent"
ONE_OF: Mapping[str, tuple[str, ...]] = {
    "feeling": tuple(Feeling),
    "act": tuple(Act),
    "urgency": tuple(Urgency),
    "leaving": tuple(Leaving),
    "advocacy": tuple(Advocacy),
    COMPLAINT: ("no", "yes"),
}
SEVERAL: Mapping[str, tuple[str, ...]] = {"happened": tuple(Happened), "asked": tuple(Asked)}
QUESTIONS = (*ONE_OF, *SEVERAL, INTENT)
BATCH = 256
Chances = Mapping[str, Mapping[str, float]]  # by question, by label


@runtime_checkable
class Weighs(Protocol):
    """A reader that also tells every label's probability: sums of 1 where one label is right, each for itself where several may be."""

    def chances(self, texts: list[TextIn]) -> Sequence[Chances]: ...


@runtime_checkable
class KnowsIntents(Protocol):
    """A reader that also knows what sort of request it is: every intent's probability, sums of 1; empty where its weights know none."""

    def intents(self, texts: list[TextIn]) -> Sequence[Mapping[str, float]]: ...


class Told:
    """Everything a reader said about some texts, so that each is read once for all questions; distributions only where they are asked for."""

    def __init__(self, reader: Reader, texts: Sequence[str]) -> None:
        asked = [TextIn(str(number), "", text) for number, text in enumerate(texts)]
        self._reader, self._parts = reader, [asked[start : start + BATCH] for start in range(0, len(asked), BATCH)]

    @cached_property
    def readings(self) -> list[Reading]:
        return [each for part in self._parts for each in self._reader.read(part)]

    @cached_property
    def chances(self) -> list[Chances]:
        """By text; empty where the reader does not tell them."""
        reader = self._reader
        return [each for part in self._parts for each in reader.chances(part)] if isinstance(reader, Weighs) else []

    @cached_property
    def intents(self) -> list[Mapping[str, float]]:
        """By text; empty where the reader knows none."""
        reader = self._reader
        return [each for part in self._parts for each in reader.intents(part)] if isinstance(reader, KnowsIntents) else []

    def read(self, question: str) -> None:
        """Reads now what the question needs."""
        _ = self.intents if question == INTENT else self.readings


@dataclass(frozen=True, slots=True)
class Answers:
    """Of a question with one right label. `said` indexes `labels` (−1: none of them); `chance` is the reader's probability of it;
    `sure` is false where the reader would have kept silent."""

    labels: tuple[str, ...]
    said: Ints
    chance: Doubles
    sure: Bools


def answers(found: Told, question: str) -> Answers:
    """The answers to a question with one right label. Refuses (`unknown_intents`) an intent where the reader knows none."""
    if question == INTENT:
        return _intents(found)
    labels = ONE_OF[question]
    findings = [_finding(reading, question) for reading in found.readings]
    said = np.array([labels.index(each.best) if each.best in labels else -1 for each in findings], dtype=np.int64)
    chance = np.array([each.probability for each in findings])
    return Answers(labels, said, chance, np.array([each.label != UNSURE for each in findings], dtype=bool))


def several(found: Told, question: str) -> Bools:
    """Of a question with any number of right labels: which were said, texts × labels in the order of SEVERAL."""
    labels = SEVERAL[question]
    said = [{each.label for each in getattr(reading, question)} for reading in found.readings]
    return np.array([[label in each for label in labels] for each in said], dtype=bool).reshape(len(said), len(labels))


def weight_of(found: Told, question: str, labels: Sequence[str]) -> Doubles:
    """How likely any of `labels` is, text by text: the reader's own sum where it tells it; else the probability of the likeliest label
    where that is one of them, and what is left beside it, shared alike among the others, where it is not."""
    if found.chances and question in found.chances[0]:
        return np.array([sum(each[question].get(label, 0.0) for label in labels) for each in found.chances])
    known = answers(found, question)
    chosen = [known.labels.index(label) for label in labels]
    left = (1.0 - known.chance) / max(1, len(known.labels) - 1)
    inside = np.isin(known.said, chosen)
    return np.where(inside, known.chance + left * (len(chosen) - 1), left * len(chosen))


def _finding(reading: Reading, question: str) -> Finding:
    if question != COMPLAINT:
        return getattr(reading, question)  # type: ignore[no-any-return]
    chance = complains(reading)
    return Finding("yes", "yes", chance) if chance >= 0.5 else Finding("no", "no", 1.0 - chance)


def complains(reading: Reading) -> float:
    """The probability that the writer is let down. A reader that does not say it is judged by its act: that act's probability where it is
    a complaint, and all that is left beside it where it is not (more than it would say, so that nothing looks safer than it is)."""
    if reading.complains is not None:
        return reading.complains
    if reading.act.best in LET_DOWN:
        return max(0.5, reading.act.probability)
    return min(0.499, 1.0 - reading.act.probability)


def labels_of(reader: Reader, question: str) -> tuple[str, ...]:
    """Every answer that the question may have. Refuses (`unknown_intents`) an intent where the reader knows none."""
    if question == INTENT:
        return _intents(Told(reader, [""])).labels
    return ONE_OF.get(question) or SEVERAL[question]


def _intents(found: Told) -> Answers:
    if not found.intents or not found.intents[0]:
        raise Refusal(
            "unknown_intents",
            "question: the reader in use knows no intents. Judge another question, or use weights that hold the head “intents”.",
            {"question": "not answered by this reader"},
        )
    labels = tuple(found.intents[0])
    table = np.array([[each[label] for label in labels] for each in found.intents])
    said = table.argmax(axis=1)
    return Answers(labels, said, table.max(axis=1), np.ones(len(said), dtype=bool))
