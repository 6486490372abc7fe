"""The plain letters that judge: 300 messages to shops, 60 in each of five languages, with a careful person's answers to every question of the guide.

Written for this, apart from every training text and after the guide; nothing is ever taught by them (`test_plain_letters`). Beside them the
short messages of INBOX: 1,457 were written by one hand for `tools/small_reader/texts/own_h.jsonl`, and those of which the first byte of the
text's BLAKE2b hash (8 bytes long) divides by four were put aside before any of them taught anything.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from makegood.understanding.types import Reader, Reading, TextIn

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = Path(__file__).with_name("labels") / "plain.jsonl"
INBOX = WRITTEN.with_name(
    "inbox.jsonl"
)  # short messages, as most of a shop's are: the quarter of 1,457 that was put aside by chance
ONE_OF = {
    "act": "information",
    "feeling": "neutral",
    "urgency": "normal",
    "leaving": "no",
    "advocacy": "none",
}  # and the commonest answers
SEVERAL = ("happened", "asked")
LANGUAGES = ("en", "de", "es", "fr", "pt")


@dataclass(frozen=True)
class Letter:
    text: str
    language: str
    answers: dict[str, frozenset[str]]  # by question; of the questions with one answer, one


@dataclass(frozen=True)
class Read:
    letter: Letter
    reading: Reading

    def right(self, question: str) -> bool:
        """Whether the likeliest answer is the right one; of several, whether exactly the right ones are said."""
        if question in SEVERAL:
            return {each.label for each in getattr(self.reading, question)} == self.letter.answers[question]
        return {getattr(self.reading, question).best} == self.letter.answers[question]


def letters(file: Path = WRITTEN) -> list[Letter]:
    return [_letter(json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def read(reader: Reader, file: Path = WRITTEN) -> list[Read]:
    chosen = letters(file)
    readings = reader.read([TextIn(str(number), "", letter.text) for number, letter in enumerate(chosen)])
    return [Read(letter, reading) for letter, reading in zip(chosen, readings, strict=True)]


def texts_of(path: Path) -> list[str]:
    """The texts of a file of labelled messages."""
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]


def share(read: list[Read], question: str, language: str = "") -> float:
    """How many are read right, 0 to 1; of one language or of all."""
    chosen = [each for each in read if language in ("", each.letter.language)]
    return sum(each.right(question) for each in chosen) / len(chosen)


def _letter(row: dict[str, object]) -> Letter:
    given = {question: row.get(question, commonest) for question, commonest in ONE_OF.items()}
    answers = {question: frozenset([str(label)]) for question, label in given.items()}
    for question in SEVERAL:
        told = row.get(question, [])
        answers[question] = frozenset(map(str, told)) if isinstance(told, list) else frozenset([str(told)])
    return Letter(str(row["text"]), str(row.get("lang", "en")), answers)
