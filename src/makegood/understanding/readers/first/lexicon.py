"""Finds the phrases of the tables (en.toml, de.toml, es.toml, fr.toml, pt.toml) in a text. Only names what is there; the rules weigh it."""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import compress

from makegood.understanding.readers.first.memory import Memory
from makegood.understanding.readers.first.spelling import folded
from makegood.understanding.readers.first.words import ENDS, Words
from makegood.understanding.rules.evidence import Hit

LANGUAGES = ["en", "de", "es", "fr", "pt"]
LONGEST_GAP = 4  # words that "…" may stand for
_BREAKS = ENDS | {","}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NOT = {
    "en": "not no never nothing hardly without neither nor",
    "de": "nicht kein keine keinen keiner nie niemals nichts ohne kaum",
    "es": "no nunca jamás sin ni ningún ninguno ninguna nada tampoco",
    "fr": "pas jamais sans ni aucun aucune rien",
    "pt": "não nao nunca jamais sem nem nenhum nenhuma nada",
}
_IF = {"en": "if unless whether should", "de": "falls wenn ob sollte", "es": "si", "fr": "si", "pt": "se caso"}
_ELIDED = re.compile(r"(?<!\S)(l|d|n|j|qu|c|m|s|t)'")
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

    def __init__(self, table: Mapping[str, list[str]], languages: Sequence[str] = LANGUAGES) -> None:
        self._not, self._if = _of(_NOT, languages), _of(_IF, languages)
        signals: dict[str, list[str]] = {}
        for signal, phrases in table.items():
            for phrase in phrases:
                for spelling in dict.fromkeys((phrase, phrase.translate(_UMLAUTS), folded(phrase))):
                    signals.setdefault(spelling, []).append(signal)
        self._exact: dict[str, list[Phrase]] = {}
        self._beginnings: dict[str, list[Phrase]] = {}
        for spelling, names in signals.items():
            self._add(_phrase(spelling, tuple(dict.fromkeys(names))))
        self._starting: Memory[_Starting | None] = Memory(self._started_by)
        self._followed: Memory[tuple[Phrase, ...]] = Memory(self._possible)

    def hits(self, words: Words) -> tuple[Hit, ...]:
        """All hits in the order of the text. At each place the longest phrase wins, and what lies inside it is not counted again."""
        found: list[Hit] = []
        plain, last, free = words.plain, len(words.plain) - 1, 0
        for position in compress(range(len(plain)), map(self._starting.__getitem__, plain)):  # most words begin no phrase
            if position < free:
                continue
            possible = self._followed[f"{plain[position]} {plain[position + 1] if position < last else ''}"]
            if not possible:
                continue
            best, end = _longest(possible, plain, position)
            if best is not None:
                found += [self._hit(signal, words, position, end) for signal in best.signals]
                free = end if end - position == best.weight else 0
        return tuple(found)

    def _hit(self, signal: str, words: Words, start: int, end: int) -> Hit:
        sentence = words.sentence(start)
        return Hit(
            signal,
            words.shown[start] if end == start + 1 else " ".join(dict.fromkeys(words.shown[start:end])),
            start,
            sentence,
            _stands_before(self._not, words, start, max(start - NEGATION_REACH, 0)),
            sentence in words.asks and _stands_before(self._if, words, start, 0),
        )

    def _add(self, phrase: Phrase) -> None:
        for word in phrase.elements[0].words:
            self._exact.setdefault(word, []).append(phrase)
        for beginning in phrase.elements[0].beginnings:
            self._beginnings.setdefault(beginning, []).append(phrase)

    def _started_by(self, word: str) -> "_Starting | None":
        phrases = list(self._exact.get(word, ()))
        for length in range(1, len(word) + 1):
            phrases.extend(self._beginnings.get(word[:length], ()))
        return _Starting(phrases) if phrases else None

    def _possible(self, pair: str) -> tuple[Phrase, ...]:
        """The phrases that may start with these two words, the most specific first."""
        word, _, following = pair.partition(" ")
        starting = self._starting[word]
        return starting.followed_by(following) if starting else ()


class _Starting:
    """The phrases that may start with one word, laid out by what may follow it: common words start hundreds."""

    __slots__ = ("_always", "_by_beginning", "_by_word")

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._always: list[tuple[int, Phrase]] = []
        self._by_word: dict[str, list[tuple[int, Phrase]]] = {}
        self._by_beginning: list[tuple[int, Phrase]] = []
        for place, phrase in enumerate(sorted(phrases, key=lambda phrase: -phrase.weight)):
            if len(phrase.elements) == 1 or phrase.elements[1].gap:
                self._always.append((place, phrase))
                continue
            for word in phrase.elements[1].words:
                self._by_word.setdefault(word, []).append((place, phrase))
            if phrase.elements[1].beginnings:
                self._by_beginning.append((place, phrase))

    def followed_by(self, word: str) -> tuple[Phrase, ...]:
        """Those of them that fit the following word ('' at the end of the text), the most specific first."""
        found = dict([*self._always, *self._by_word.get(word, ())])
        found.update((place, phrase) for place, phrase in self._by_beginning if phrase.elements[1].fits(word))
        return tuple(found[place] for place in sorted(found))


def _longest(possible: Sequence[Phrase], plain: Sequence[str], position: int) -> tuple[Phrase | None, int]:
    """The longest of these phrases at this place, of which the first two words are known to fit, and where it ends."""
    best: Phrase | None = None
    best_end = position
    for phrase in possible:
        if best is not None and phrase.weight < best.weight:
            break
        end = _end(phrase.elements, plain, position)
        if end and (best is None or end > best_end):
            best, best_end = phrase, end
    return best, best_end


def _end(elements: tuple[Element, ...], plain: Sequence[str], position: int) -> int:
    if len(elements) < 2:
        return position + 1
    if elements[1].gap:
        return _match_after_gap(elements, 2, plain, position + 1)
    return _match(elements, 2, plain, position + 2) if len(elements) > 2 else position + 2


@cache
def lexicon(language: str) -> Lexicon:
    """The tables of `language` (one of LANGUAGES), or of all where it is unknown; read once."""
    tables: dict[str, list[str]] = {}
    codes = [language] if language in LANGUAGES else LANGUAGES
    for code in codes:
        for signal, phrases in tomllib.loads(_table(code)).items():
            tables.setdefault(signal, []).extend(phrases)
    return Lexicon(tables, codes)


@cache
def talk() -> Lexicon:
    """What is said of staying, buying and telling others (talk.toml), in all languages at once; read once."""
    return Lexicon(tomllib.loads(_table("talk")), LANGUAGES)


@cache
def tables_version() -> str:
    """Eight characters that change with any change of the tables."""
    return hashlib.sha256(b"".join(_table(name).encode() for name in (*LANGUAGES, "talk"))).hexdigest()[:8]


def _table(code: str) -> str:
    return (resources.files(__package__) / f"{code}.toml").read_text("utf-8")


def _of(words: Mapping[str, str], languages: Sequence[str]) -> frozenset[str]:
    return frozenset(word for code in languages for word in words[code].split())


def _phrase(spelling: str, signals: tuple[str, ...]) -> Phrase:
    elements = tuple(_element(part) for part in _ELIDED.sub(r"\1 ", spelling).split())
    return Phrase(elements, signals, sum(not element.gap for element in elements))


def _element(part: str) -> Element:
    if part == "…":
        return Element(frozenset(), (), gap=True)
    choices = part.split("/")
    exact = frozenset(choice for choice in choices if not choice.endswith("*"))
    return Element(exact, tuple(choice[:-1] for choice in choices if choice.endswith("*")))


def _match(elements: tuple[Element, ...], index: int, plain: Sequence[str], position: int) -> int:
    """The end of the match of elements[index:] from `position`, or 0."""
    while index < len(elements):
        element = elements[index]
        if element.gap:
            return _match_after_gap(elements, index + 1, plain, position)
        if position >= len(plain) or not element.fits(plain[position]):
            return 0
        index, position = index + 1, position + 1
    return position


def _match_after_gap(elements: tuple[Element, ...], index: int, plain: Sequence[str], position: int) -> int:
    for skipped in range(LONGEST_GAP + 1):
        at = position + skipped
        if at >= len(plain):
            return 0
        end = _match(elements, index, plain, at)
        if end:
            return end
        if plain[at] in ENDS:
            return 0
    return 0


def _stands_before(wanted: frozenset[str], words: Words, start: int, least: int) -> bool:
    """Whether one of these words stands before `start` in the same clause, at `least` or later."""
    plain = words.plain
    for index in range(start - 1, least - 1, -1):
        word = plain[index]
        if word in _BREAKS:
            return False
        if word in wanted:
            return True
    return False
