"""Finds the phrases of the tables (en.toml, de.toml) in a text. Only names what is there; the rules weigh it."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeVar

from makegood.understanding.readers.first.words import Words
from makegood.understanding.rules.evidence import Hit

LANGUAGES = ["en", "de"]
LONGEST_GAP = 4  # words that "…" may stand for
Key = TypeVar("Key")
_MOST_REMEMBERED = 100_000
_ENDS = frozenset(".!?\n")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NEGATORS = frozenset(
    [
        "not",
        "no",
        "never",
        "nothing",
        "hardly",
        "without",
        "neither",
        "nor",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "nie",
        "niemals",
        "nichts",
        "ohne",
        "kaum",
    ]
)
_CONDITIONS = frozenset(["if", "unless", "whether", "should", "falls", "wenn", "ob", "sollte"])
NEGATION_REACH = 3  # words before a hit in which a negation turns it


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a phrase: exact words, beginnings of words, or a gap."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    gap: bool = False

    def fits(self, word: str) -> bool:
        return word in self.words or (bool(self.beginnings) and word.startswith(self.beginnings))


@dataclass(frozen=True, slots=True)
class Phrase:
    elements: tuple[Element, ...]
    signals: tuple[str, ...]
    weight: int  # how specific it is: the number of its words, for "the longest wins"


class Lexicon:
    """The phrases of one language, looked up by their first word."""

    def __init__(self, table: Mapping[str, list[str]]) -> None:
        signals: dict[str, list[str]] = {}
        for signal, phrases in table.items():
            for phrase in phrases:
                for spelling in {phrase, phrase.translate(_UMLAUTS)}:
                    signals.setdefault(spelling, []).append(signal)
        self._exact: dict[str, list[Phrase]] = {}
        self._beginnings: dict[str, list[Phrase]] = {}
        for spelling, names in signals.items():
            self._add(_phrase(spelling, tuple(dict.fromkeys(names))))
        self._remembered: dict[str, tuple[Phrase, ...]] = {}
        self._followed: dict[tuple[str, str], tuple[Phrase, ...]] = {}

    def hits(self, words: Words) -> tuple[Hit, ...]:
        """All hits in the order of the text. At each place the longest phrase wins, and what lies inside it is not counted again."""
        found: list[Hit] = []
        position, plain = 0, words.plain
        while position < len(plain):
            if self._remembered.get(plain[position]) == ():  # most words begin no phrase
                position += 1
                continue
            best, end = self._longest(plain, position)
            if best is None:
                position += 1
                continue
            found.extend(_hit(signal, words, position, end) for signal in best.signals)
            position = end if end - position == best.weight else position + 1
        return tuple(found)

    def _add(self, phrase: Phrase) -> None:
        for word in phrase.elements[0].words:
            self._exact.setdefault(word, []).append(phrase)
        for beginning in phrase.elements[0].beginnings:
            self._beginnings.setdefault(beginning, []).append(phrase)

    def _starting_with(self, word: str) -> tuple[Phrase, ...]:
        known = self._remembered.get(word)
        if known is None:
            phrases = list(self._exact.get(word, ()))
            for length in range(1, len(word) + 1):
                phrases.extend(self._beginnings.get(word[:length], ()))
            known = tuple(sorted(phrases, key=lambda phrase: -phrase.weight))
            _remember(self._remembered, word, known)
        return known

    def _possible(self, word: str, following: str) -> tuple[Phrase, ...]:
        """The phrases that may start with these two words, the most specific first."""
        starting = self._starting_with(word)
        if len(starting) < 2:
            return starting
        known = self._followed.get((word, following))
        if known is None:
            known = tuple(phrase for phrase in starting if _may_follow(phrase, following))
            _remember(self._followed, (word, following), known)
        return known

    def _longest(self, plain: tuple[str, ...], position: int) -> tuple[Phrase | None, int]:
        best: Phrase | None = None
        best_end = position
        following = plain[position + 1] if position + 1 < len(plain) else ""
        for phrase in self._possible(plain[position], following):
            if best is not None and phrase.weight < best.weight:
                break
            end = _match(phrase.elements, 1, plain, position + 1) if len(phrase.elements) > 1 else position + 1
            if end and (best is None or end > best_end):
                best, best_end = phrase, end
        return best, best_end


@cache
def lexicon(language: str) -> Lexicon:
    """The tables of `language` ("en", "de"), or of both where it is unknown; read once."""
    tables: dict[str, list[str]] = {}
    for code in [language] if language in LANGUAGES else LANGUAGES:
        for signal, phrases in tomllib.loads(_table(code)).items():
            tables.setdefault(signal, []).extend(phrases)
    return Lexicon(tables)


@cache
def talk() -> Lexicon:
    """What is said of staying, buying and telling others (talk.toml), in all languages at once; read once."""
    return Lexicon(tomllib.loads(_table("talk")))


@cache
def tables_version() -> str:
    """Eight characters that change with any change of the tables."""
    return hashlib.sha256(b"".join(_table(name).encode() for name in (*LANGUAGES, "talk"))).hexdigest()[:8]


def _table(code: str) -> str:
    return (resources.files(__package__) / f"{code}.toml").read_text("utf-8")


def _phrase(spelling: str, signals: tuple[str, ...]) -> Phrase:
    elements = tuple(_element(part) for part in spelling.split())
    return Phrase(elements, signals, sum(not element.gap for element in elements))


def _element(part: str) -> Element:
    if part == "…":
        return Element(frozenset(), (), gap=True)
    choices = part.split("/")
    exact = frozenset(choice for choice in choices if not choice.endswith("*"))
    return Element(exact, tuple(choice[:-1] for choice in choices if choice.endswith("*")))


def _may_follow(phrase: Phrase, word: str) -> bool:
    return len(phrase.elements) == 1 or phrase.elements[1].gap or phrase.elements[1].fits(word)


def _remember(memory: dict[Key, tuple[Phrase, ...]], key: Key, phrases: tuple[Phrase, ...]) -> None:
    if len(memory) >= _MOST_REMEMBERED:
        memory.clear()
    memory[key] = phrases


def _match(elements: tuple[Element, ...], index: int, plain: tuple[str, ...], position: int) -> int:
    """The end of the match of elements[index:] from `position`, or 0."""
    while index < len(elements):
        element = elements[index]
        if element.gap:
            return _match_after_gap(elements, index + 1, plain, position)
        if position >= len(plain) or not element.fits(plain[position]):
            return 0
        index, position = index + 1, position + 1
    return position


def _match_after_gap(elements: tuple[Element, ...], index: int, plain: tuple[str, ...], position: int) -> int:
    for skipped in range(LONGEST_GAP + 1):
        at = position + skipped
        if at >= len(plain):
            return 0
        end = _match(elements, index, plain, at)
        if end:
            return end
        if plain[at] in _ENDS:
            return 0
    return 0


def _hit(signal: str, words: Words, start: int, end: int) -> Hit:
    sentence = words.sentence[start]
    before = tuple(_same_sentence_before(words, start, sentence))
    return Hit(
        signal=signal,
        words=" ".join(dict.fromkeys(words.shown[start:end])),
        position=start,
        sentence=sentence,
        negated=any(word in _NEGATORS for word in before[:NEGATION_REACH]),
        supposed=sentence in words.asks and any(word in _CONDITIONS for word in before),
    )


def _same_sentence_before(words: Words, start: int, sentence: int) -> Iterator[str]:
    for index in range(start - 1, -1, -1):
        if words.sentence[index] != sentence or words.plain[index] == ",":
            return
        yield words.plain[index]
