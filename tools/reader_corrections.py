"""Takes what members set right (`makegood reader corrections --to FILE`, docs/reading-guide.md) into the first reader's training.

Only lines with a text, and of each only the questions that a member set right. They stand beside the public data and never among what measures.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from reader_data import FEELINGS, Labelled, Pool, distinct

from makegood.kernel.refusals import Refusal
from makegood.understanding.readers.first.words import tidy
from makegood.understanding.rules import corrections
from makegood.understanding.types import LET_DOWN, Act


@dataclass(frozen=True)
class Corrected:
    """A text, and what a member said of it: question → answer in the spelling of `understanding.rules.corrections`."""

    text: str
    said: dict[str, str]


def read(file: Path) -> list[Corrected]:
    """The lines that have a text and a correction, each text once. Refuses a line that has another form, naming it."""
    found = [_line(number, line) for number, line in enumerate(file.read_text("utf-8").splitlines(), 1) if line.strip()]
    worded = [one for one in found if one.text and one.said]
    return [worded[i] for i in distinct([one.text for one in worded])]


def with_corrections(pool: Pool, corrected: list[Corrected]) -> Pool:
    """The pool with these beside what complains, feels and requests; what resembles a text that measures is left out."""
    taken = set(distinct([*pool.feeling_test.texts, *(one.text for one in corrected)]))
    first = len(pool.feeling_test.texts)
    fresh = [one for i, one in enumerate(corrected) if first + i in taken]
    acts = [(one.text, one.said["act"]) for one in fresh if "act" in one.said]
    feelings = [(one.text, FEELINGS.index(one.said["feeling"])) for one in fresh if "feeling" in one.said]
    asking = [(text, int(act == Act.REQUEST)) for text, act in acts if act in (Act.REQUEST, Act.QUESTION)]
    return replace(
        pool,
        besides=_beside(pool.besides, [(text, int(act in LET_DOWN)) for text, act in acts], "corrected"),
        feeling=_beside(pool.feeling, feelings, "train"),
        request=_beside(pool.request, asking, "train"),
    )


def _beside(held: Labelled, more: list[tuple[str, int]], group: str) -> Labelled:
    labels = np.array([label for _, label in more], dtype=held.labels.dtype)
    return Labelled(
        [*held.texts, *(text for text, _ in more)], np.concatenate([held.labels, labels]), [*held.groups, *([group] * len(more))]
    )


def _line(number: int, line: str) -> Corrected:
    try:
        told = json.loads(line)
        said = {
            field: corrections.checked(field, ",".join(told[field]) if isinstance(told[field], list) else told[field])
            for field in told["corrected"]
        }
        return Corrected(tidy(str(told.get("text", ""))), said)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Refusal("bad_line", f"Line {number} is no corrected message: {wrong}.", {"line": str(number)}) from wrong
