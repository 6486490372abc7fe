"""What a message is about: which line of which order, and how a case about it is called. Pure: values in, values out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from makegood.orders.types import RecentLine
from makegood.understanding.types import Reading

_TITLES = {
    "faulty": "{name}’s {thing} arrived faulty",
    "late": "{name} is waiting for the {thing}",
    "lost": "{name} never got the {thing}",
    "wrong_item": "{name} got the wrong thing instead of the {thing}",
    "quality": "{name} is unhappy with the {thing}",
    "billing": "{name} was charged wrongly for the {thing}",
}
_PLAIN_TITLES = {
    "faulty": "{name} got something faulty",
    "late": "{name}’s order is late",
    "lost": "{name}’s order is lost",
    "wrong_item": "{name} got the wrong thing",
    "billing": "{name} was charged wrongly",
    "staff": "{name} was treated badly",
    "outage": "{name} could not use our site",
    "quality": "{name} is unhappy with the quality",
    "privacy": "{name} worries about their data",
    "safety": "{name} reports a danger",
}
_ACT_TITLES = {
    "question": "{name} asks: {subject}",
    "request": "{name} asks for something: {subject}",
    "complaint": "{name} complains: {subject}",
    "leaving": "{name} wants to leave: {subject}",
    "buying": "{name} would like to buy: {subject}",
}
_WORD = re.compile(r"[^\W\d_]{4,}")
_SENTENCE = re.compile(r"[.!?\n]+")
_VERB = re.compile(r"\b\w+(?= (?:it |them )?(?:on|off)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Matter:
    """The line that a message speaks of; None where it cannot be told."""

    line: RecentLine | None
    order_number: str


def find(reading: Reading, text: str, lines: Sequence[RecentLine]) -> Matter:
    """The order line that these words speak of, out of the person's own recent lines (latest first).

    A named order number counts only when it is theirs. Among the lines left, the one whose title shares most words with the sentences
    that say what went wrong, then with the whole text, then the one named first; an order of a single line needs no words. A tie is no
    answer.
    """
    if not lines:
        return Matter(None, "")
    numbers = {named.value.lstrip("#") for named in reading.named if named.kind == "order_number"}
    theirs = [line for line in lines if line.order_number in numbers] or ([] if numbers else list(lines))
    faults, whole = _words(_sentences_of_fault(reading, text)), _words([text])
    scored = [(_score(line.line.title, faults, whole), line) for line in theirs]
    best = max((score for score, _ in scored), default=_NOTHING)
    found = [line for score, line in scored if score == best and best > _NOTHING]
    if not found and numbers and len(theirs) == 1:
        found = theirs
    line = found[0] if len({line.line.sku for line in found}) == 1 else None
    named = next((line.order_number for line in theirs if line.order_number in numbers), "")
    return Matter(line, line.order_number if line else named)


def title(*, name: str, act: str, harm: str, line: RecentLine | None, subject: str) -> str:
    """How a case is called: by what happened to whom."""
    first = name.split()[0] if name and "@" not in name else name or "Somebody"
    if line is not None and harm in _TITLES:
        return _TITLES[harm].format(name=first, thing=_thing(line.line.title))
    if harm in _PLAIN_TITLES:
        return _PLAIN_TITLES[harm].format(name=first)
    shown = subject.strip() or "something"
    return _ACT_TITLES.get(act, "{name} wrote: {subject}").format(name=first, subject=shown)


def _thing(title: str) -> str:
    plain = title.split(",")[0].strip()
    return plain[:1].lower() + plain[1:] if plain[1:2].islower() else plain


_NOTHING = (0, 0, 0)


def _score(title: str, faults: Sequence[str], whole: Sequence[str]) -> tuple[int, int, int]:
    """(words shared with what says the fault, words shared with all, how early), greater is better; _NOTHING when nothing is shared."""
    wanted = {_stem(word.casefold()) for word in _WORD.findall(title)}
    places = [-i for i, word in enumerate(whole) if word in wanted]
    if not places:
        return _NOTHING
    return len(wanted & set(faults)), len(wanted & set(whole)), max(places)


def _sentences_of_fault(reading: Reading, text: str) -> list[str]:
    """The sentences with the words that told what happened; all of them where none did."""
    told = [word.casefold() for finding in reading.happened for word in finding.words]
    sentences = _SENTENCE.split(text)
    return [one for one in sentences if any(word in one.casefold() for word in told)] or sentences


def _words(sentences: Sequence[str]) -> list[str]:
    """Their words as stems; what is followed by on or off is a verb ("it does not switch on") and no thing."""
    return [_stem(word.casefold()) for one in sentences for word in _WORD.findall(_VERB.sub(" ", one))]


def _stem(word: str) -> str:
    return word[:-2] if word.endswith("ches") else word[:-1] if word.endswith("s") and not word.endswith("ss") else word
