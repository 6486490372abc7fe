"""Which of the ways did they choose, in their own words? Pure. Sure, or nothing: what is not plain is left to a person, who asks.

Understands a number or an ordinal in a short answer (English and German), and a way's own words where no other way has them.
"""

import re
from collections.abc import Sequence

from makegood.choices.types import Answer

LONGEST = 280  # characters of the words before somebody says something else as well
_I = re.IGNORECASE
_ORDINALS = (
    re.compile(r"\b(?:1|1st|first|one|erste[rns]?|eins?|nummer eins)\b", _I),
    re.compile(r"\b(?:2|2nd|second|two|zweite[rns]?|zwei|nummer zwei)\b", _I),
    re.compile(r"\b(?:3|3rd|third|three|dritte[rns]?|drei|nummer drei)\b", _I),
)
_LAST = re.compile(r"\b(?:last|letzte[rns]?)\b", _I)
_PRONOUN = re.compile(
    r"\b(?:the|this|that|which|no|any) one\b|\b(\d+|first|second|third|last|other)\s+ones?\b", _I
)  # “one” is no number here
_NO = re.compile(r"\b(?:not|don['’]?t|rather than|instead of|except|nicht|statt|außer|kein\w*)\b", _I)
_NONE = re.compile(
    r"\b(?:none of (?:these|them|those)|neither|no thanks|no,? thank you|nothing of that|keine?[sn]? davon|nichts davon|weder)\b",
    _I,
)
_ASKS = re.compile(r"\?|\b(?:or|oder|and|und|both|beide\w*|maybe|perhaps|vielleicht|if|wenn|unless|but|aber)\b", _I)
_TIME = re.compile(
    r"\b\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm|uhr|o['’]clock)\b|\b(?:people|persons?|guests?|minutes?|days?|personen|gäste|minuten|tage)\b|[£$€]",
    _I,
)
_COUNTED = re.compile(r"\b\d+\b|\b(?:one|two|three|eins?|zwei|drei)\b", _I)
_WORD = re.compile(r"[^\W\d_]{4,}")


def which(text: str, titles: Sequence[str]) -> Answer:
    """The choice that these words make among ways with these titles, in their order."""
    words = " ".join(text.split())
    if not words or len(words) > LONGEST:
        return Answer()
    if _NONE.search(words):
        return Answer(none=not _named(words, titles))
    if _NO.search(words) or _ASKS.search(words):
        return Answer()
    found = _numbered(words, len(titles)) | _named(words, titles)
    return Answer(position=found.pop()) if len(found) == 1 else Answer()


def _numbered(words: str, most: int) -> set[int]:
    """The positions that numbers and ordinals name; a number that counts something else (“for 2 people”, “at 3 pm”) makes all of them doubtful."""
    if _TIME.search(words):
        words = _COUNTED.sub(" ", words)
    words = _PRONOUN.sub(lambda found: found[1] or " ", words)
    found = {position for position, pattern in enumerate(_ORDINALS, 1) if pattern.search(words)}
    found |= {most} if _LAST.search(words) else set()
    return found if all(position <= most for position in found) else {0, -1}  # a way that there is not: two answers are none


def _named(words: str, titles: Sequence[str]) -> set[int]:
    """The ways of which the words hold two words that no other way has."""
    said = _stems(words)
    each = [_stems(title) for title in titles]
    found = set()
    for position, own in enumerate(each, 1):
        others = set().union(*(one for other, one in enumerate(each, 1) if other != position))
        if len((own - others) & said) >= 2:
            found.add(position)
    return found


def _stems(text: str) -> set[str]:
    return {word[: max(4, len(word) - 2)] for word in _WORD.findall(text.casefold())}
