"""What came back from a large model, believed only as far as it is one of our labels. Pure; whatever else came is dropped, never an error."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from makegood.understanding.readers.large.wording import LABELS, SEVERAL
from makegood.understanding.rules.guards import BY_LARGE_MODEL
from makegood.understanding.rules.redaction import Redacted
from makegood.understanding.types import Finding, Reading

LEAST = (
    0.6  # of a probability that it gives itself; below, the question stays open. Chosen by hand, stated in docs/large-model.md
)
MOST_WORDS, LONGEST_WORDS = 3, 120
_LARGEST = 100_000  # characters of an answer that are looked at

Findings = Mapping[str, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers that hold, by question (one question of several answers may have none), and the tokens that the other side says it used; None
    where it did not say."""

    findings: Findings
    told_tokens: int | None = None
    answered_tokens: int | None = None


def read(content: bytes, *, questions: Sequence[str], sent: Redacted) -> Answer:
    """What holds of an answer. Words count only where they stand in what was sent; then they are shown with what was taken out."""
    whole = _json(content.decode("utf-8", "replace"))
    usage = whole.get("usage") if isinstance(whole.get("usage"), dict) else {}
    said = _json(_text(whole))
    found: dict[str, tuple[Finding, ...]] = {}
    for question in questions:
        answers = _answers(question, said.get(question), sent)
        if answers is not None:
            found[question] = answers
    return Answer(found, _count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))


def merged(reading: Reading, found: Findings, *, model: str) -> Reading:
    """The reading with these answers to what it had left open; what it was sure of stays, whatever the large model says."""
    open_ones = {question: answers for question, answers in found.items() if question in reading.unsure_about}
    if not open_ones:
        return reading
    answered: dict[str, object] = {
        question: answers if question in SEVERAL else answers[0] for question, answers in open_ones.items()
    }
    left = tuple(one for one in reading.unsure_about if one not in open_ones)
    version = f"large-{model}"[:60]
    return replace(reading, **answered, unsure_about=left, tier=BY_LARGE_MODEL, version=version)  # type: ignore[arg-type]


def _answers(question: str, said: object, sent: Redacted) -> tuple[Finding, ...] | None:
    """None where there is no usable answer: then the question stays open."""
    if question in SEVERAL:
        if not isinstance(said, list) or len(said) > 2 * len(LABELS[question]):
            return None
        each = [_finding(question, one, sent) for one in said]
        kept = {one.label: one for one in each if one is not None}
        return None if said and not kept else tuple(sorted(kept.values(), key=lambda one: -one.probability))
    one = _finding(question, said, sent)
    return (one,) if one is not None else None


def _finding(question: str, said: object, sent: Redacted) -> Finding | None:
    if not isinstance(said, dict):
        return None
    label, chance = said.get("label"), said.get("probability")
    if label not in LABELS[question] or isinstance(chance, bool) or not isinstance(chance, int | float):
        return None
    if not LEAST <= chance <= 1:
        return None
    return Finding(str(label), str(label), round(float(chance), 4), _words(said.get("words"), sent))


def _words(said: object, sent: Redacted) -> tuple[str, ...]:
    there = " ".join(sent.text.split()).casefold()
    found = [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
    plain = [" ".join(one.split()) for one in found]
    kept = [one for one in plain if 0 < len(one) <= LONGEST_WORDS and one.casefold() in there]
    return tuple(dict.fromkeys(sent.restored(one) for one in kept[:MOST_WORDS]))


def _text(whole: Mapping[str, Any]) -> str:
    """The words of the first choice; '' where the answer has another shape."""
    choices = whole.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    return content.strip() if isinstance(content, str) else ""


def _json(text: str) -> dict[str, Any]:
    """The object that a text is, a fence of code around it looked through; {} for everything else."""
    plain = text[:_LARGEST].strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    try:
        found = json.loads(plain)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _count(usage: object, name: str) -> int | None:
    said = usage.get(name) if isinstance(usage, dict) else None
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= 10_000_000 else None
