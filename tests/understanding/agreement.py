"""How far a reader agrees with the hand-written examples (examples.toml), question by question."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from makegood.understanding.types import UNSURE, Reader, Reading, TextIn

EXAMPLES = Path(__file__).with_name("examples.toml")
FRESH = Path(__file__).with_name("examples_fresh.toml")
CALM, STRONG = 0.45, 0.6


@dataclass(frozen=True)
class Read:
    """One example with what was expected and what was read."""

    id: str
    language: str
    expected: dict[str, Any]
    text: str
    reading: Reading


def read_examples(path: Path, reader: Reader) -> list[Read]:
    written = tomllib.loads(path.read_text("utf-8"))["example"]
    readings = reader.read([TextIn(each["id"], each.get("subject", ""), each["text"]) for each in written])
    return [
        Read(each["id"], each["language"], each, each["text"], reading) for each, reading in zip(written, readings, strict=True)
    ]


def agrees(read: Read, question: str) -> bool:
    """An unsure answer is counted by its likeliest label; lists must be equal as sets."""
    return _ANSWERS[question](read)


def agreement(reads: Iterable[Read]) -> dict[str, float]:
    """The share (0 to 1) of examples read as expected, by question."""
    chosen = list(reads)
    return {question: sum(agrees(read, question) for read in chosen) / len(chosen) for question in _ANSWERS}


def unsure(reads: Iterable[Read]) -> float:
    chosen = list(reads)
    return sum(read.reading.act.label == UNSURE for read in chosen) / len(chosen)


def _one_of(expected: object, label: str) -> bool:
    return label in (expected if isinstance(expected, list) else [expected])


def _strength(read: Read) -> bool:
    wanted = read.expected.get("strength")
    if wanted == "calm":
        return read.reading.strength <= CALM
    return wanted is None or read.reading.strength >= STRONG


_ANSWERS: dict[str, Callable[[Read], bool]] = {
    "act": lambda read: _one_of(read.expected["act"], read.reading.act.best),
    "feeling": lambda read: _one_of(read.expected["feeling"], read.reading.feeling.best),
    "happened": lambda read: {finding.label for finding in read.reading.happened} - {"other"} == set(read.expected["happened"]),
    "asked": lambda read: {finding.label for finding in read.reading.asked} == set(read.expected["asked"]),
    "urgency": lambda read: _one_of(read.expected["urgency"], read.reading.urgency.label),
    "strength": _strength,
    "language": lambda read: read.reading.language == read.language,
    "spam": lambda read: (read.reading.spam >= 0.5) == bool(read.expected.get("spam")),
}
QUESTIONS = tuple(_ANSWERS)
