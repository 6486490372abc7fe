"""How a reading is shown and set right: its questions with their choices and keys, what is open as a question, and the words that carried it.

Presentation only: what a message says was decided by whoever read it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from makegood.desk import vocabulary
from makegood.flows.types import CasePage
from makegood.understanding.rules import corrections
from makegood.understanding.types import LET_DOWN, UNSURE, Act, Asked, Feeling, Finding, Leaving, Reading

KEYS = "1234567890qw"  # for the choices of a question, in their order
_GOING = (Leaving.YES, Leaving.RISK)
_OTHERWISE = {  # what else it most often is; chosen by hand, from which acts resemble each other
    Act.COMPLAINT: Act.QUESTION,
    Act.LEAVING: Act.COMPLAINT,
    Act.PRAISE: Act.COMPLAINT,
    Act.QUESTION: Act.COMPLAINT,
    Act.REQUEST: Act.QUESTION,
    Act.BUYING: Act.QUESTION,
    Act.INFORMATION: Act.COMPLAINT,
    Feeling.NEGATIVE: Feeling.NEUTRAL,
    Feeling.NEUTRAL: Feeling.NEGATIVE,
    Feeling.POSITIVE: Feeling.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str
    key: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a reading with its choices. `sure` is '' where nothing was said; `several` may hold together."""

    field: str
    words: str
    several: bool
    sure: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question that was left open, put plainly: this or that?"""

    field: str
    words: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Loyalty:
    """What somebody said of staying, or tells others: in words, with the chance in words and as a number."""

    words: str
    percent: str
    mark: str


def context(page: CasePage) -> dict[str, Any]:
    """What the page of a case shows of its readings: the doubts by message, the latest of which answers to keys, and who may leave."""
    found = {line.message.id: doubt for line in page.said if line.message and line.reading and (doubt := _doubt(line.reading))}
    return {"doubts": found, "keyed": next(reversed(found), None), "loyalty": tuple(_loyalty(page))}


def sheet(page: CasePage, message_id: UUID) -> tuple[Question, ...] | None:
    """Every question of one message's reading; None where the page shows no such message."""
    for line in page.said:
        if line.message and line.message.id == message_id and line.reading:
            return tuple(_question(line.reading, *one) for one in vocabulary.corrections())
    return None


def marked(text: str, reading: Reading | None) -> SafeString | str:
    """A text with the words that carried its reading set apart; they are only shown so where somebody asks why."""
    words = sorted(set(_carrying(reading)), key=len, reverse=True) if reading else []
    if not words:
        return text
    pattern = re.compile("|".join(rf"(?<!\w){_loose(word)}(?!\w)" for word in words), re.IGNORECASE)
    pieces, place = [], 0
    for one in pattern.finditer(text):
        pieces += [escape(text[place : one.start()]), f'<span class="said-so">{escape(one[0])}</span>']
        place = one.end()
    return mark_safe("".join([*pieces, escape(text[place:])]))  # noqa: S308  # every piece is escaped


def chance(probability: float) -> str:
    """How sure in words; the bounds are chosen by hand."""
    bounds = ((0.95, _("as good as certain")), (0.8, _("very likely")), (0.6, _("likely")))
    return next((words for least, words in bounds if probability >= least), _("perhaps"))


# ---------------------------------------------------------------------------------------------------------------------


def _doubt(reading: Reading) -> Doubt | None:
    """The first open question of one answer, with the two likeliest answers."""
    for field in ("act", "feeling"):
        finding: Finding = getattr(reading, field)
        if finding.label == UNSURE and finding.best != UNSURE:
            two = (finding.best, _other(reading, finding))
            choices = tuple(Choice(f"{field}:{one}", vocabulary.label(field, one), KEYS[i], False) for i, one in enumerate(two))
            told = {"one": choices[0].words, "other": choices[1].words}
            return Doubt(field, _("Not sure: %(one)s or %(other)s?") % told, choices)
    return None


def _other(reading: Reading, finding: Finding) -> str:
    asks = any(one.label == Asked.INFORMATION for one in reading.asked)
    if finding.best in LET_DOWN and reading.asked and not asks:
        return str(Act.REQUEST)
    return str(next((other for best, other in _OTHERWISE.items() if best == finding.best), Act.COMPLAINT))


def _question(reading: Reading, field: str, words: str, choices: list[tuple[str, str]]) -> Question:
    found: Finding | tuple[Finding, ...] = getattr(reading, field)
    each = found if isinstance(found, tuple) else (found,)
    said = {one.label for one in each}
    likeliest = max((one.probability for one in each if one.label != UNSURE), default=None)
    return Question(
        field=field,
        words=words,
        several=field in corrections.SEVERAL,
        sure=_percent(likeliest) if likeliest is not None else "",
        choices=tuple(
            Choice(f"{field}:{value}", word, KEYS[i] if i < len(KEYS) else "", value in said)
            for i, (value, word) in enumerate(choices)
        ),
    )


def _loyalty(page: CasePage) -> Iterator[Loyalty]:
    """The plainest word about going, and the latest about what others hear, of the person whose case it is."""
    theirs = [line.reading for line in page.said if line.party == "person" and line.reading]
    going = [one.leaving for one in theirs if one.leaving.label in _GOING]
    if going:
        most = max(going, key=lambda one: (one.label == Leaving.YES, one.probability))
        yield _told("leaving", most, "state--risk")
    elif page.case.leaving:
        yield Loyalty(vocabulary.label("leaving", page.case.leaving), "", "state--risk")
    telling = [one.advocacy for one in theirs if one.advocacy.label in ("warns", "recommends")]
    if telling:
        yield _told("advocacy", telling[-1], "state--risk" if telling[-1].label == "warns" else "state--kept")


def _told(kind: str, finding: Finding, mark: str) -> Loyalty:
    return said_of(kind, finding.label, finding.probability, mark)


def said_of(kind: str, answer: str, probability: float, mark: str = "") -> Loyalty:
    """“may leave, very likely”, with the number."""
    words = _("%(what)s, %(chance)s") % {"what": vocabulary.label(kind, answer), "chance": chance(probability)}
    return Loyalty(words, _percent(probability), mark)


def _percent(probability: float) -> str:
    return _("%(n)d %%") % {"n": min(100, max(1, round(probability * 100)))}


def _carrying(reading: Reading) -> Iterator[str]:
    single: Mapping[str, Finding] = {
        name: getattr(reading, name) for name in ("act", "feeling", "urgency", "leaving", "advocacy")
    }
    for finding in (*single.values(), *reading.happened, *reading.asked):
        yield from (word for word in finding.words if len(word.strip()) > 1)


def _loose(word: str) -> str:
    return r"\s+".join(re.escape(part) for part in word.split())
