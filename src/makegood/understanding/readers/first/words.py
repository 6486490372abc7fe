"""Cuts a text into words that the tables can be compared with. Never guesses a meaning; never raises on any text."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain

from makegood.understanding.readers.first.memory import Memory
from makegood.understanding.readers.first.spelling import spelled

LONGEST = 8_000  # characters of a message that are read; what a person wants stands at the beginning

_TOKEN = re.compile(
    r"https?://\S+|www\.\S+|[^\W_]+(?:['’][^\W_]+|-[^\W_]+)*|[.!?,]|\n\s*\n|[\U0001F300-\U0001FAFF☀-➿]", re.UNICODE
)
_ENDINGS = {"'re": ("are",), "'ve": ("have",), "'ll": ("will",), "'d": ("would",), "'m": ("am",)}
_WHOLE = {
    "can't": ("can", "not"), "cannot": ("can", "not"), "cant": ("can", "not"), "won't": ("will", "not"), "wont": ("will", "not"),
    "dont": ("do", "not"), "doesnt": ("does", "not"), "didnt": ("did", "not"), "isnt": ("is", "not"), "wasnt": ("was", "not"),
    "hasnt": ("has", "not"), "havent": ("have", "not"), "couldnt": ("could", "not"), "shan't": ("shall", "not"),
    "that's": ("that", "is"), "thats": ("that", "is"), "it's": ("it", "is"), "what's": ("what", "is"), "where's": ("where", "is"),
    "there's": ("there", "is"), "who's": ("who", "is"), "how's": ("how", "is"), "here's": ("here", "is"), "let's": ("let", "us"),
    "gibt's": ("gibt", "es"), "geht's": ("geht", "es"),
}  # fmt: skip
_ELIDED = frozenset(("l", "d", "n", "j", "qu", "c", "m", "s", "t"))  # French: "n'est", "j'ai"
ENDS = frozenset(".!?\n")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, lower case, contractions written out; `shown` has the same length and the text's own spelling.

    `ends` are the positions of the marks that end a sentence; `asks` holds the numbers of the sentences that end in a question mark.
    """

    plain: list[str]
    shown: list[str]
    ends: list[int]
    asks: frozenset[int]

    def sentence(self, position: int) -> int:
        """The number of the sentence that the word at this position stands in; a mark stands in the sentence that it ends."""
        return bisect_left(self.ends, position)

    @property
    def sentences(self) -> int:
        """How many there are, the last without its mark too."""
        return len(self.ends) + (bool(self.plain) and self.plain[-1] not in ENDS)


def tidy(text: str) -> str:
    """The text in one Unicode form, without what cannot be written, cut at LONGEST characters."""
    kept = text[:LONGEST]
    if not kept.isascii():
        kept = kept.encode("utf-8", "replace").decode("utf-8", "replace")
        kept = unicodedata.normalize("NFKC", kept)[:LONGEST].replace("’", "'")
    return kept.replace("\r\n", "\n")


def cut(text: str) -> Words:
    """Words and sentence marks of a tidy text, in order."""
    shown = _TOKEN.findall(text)
    pieces = list(map(_pieces.__getitem__, shown))
    plain = list(chain.from_iterable(pieces))
    if len(plain) != len(shown):
        shown = [token for token, parts in zip(shown, pieces, strict=True) for _ in parts]
    ends = [position for position, word in enumerate(plain) if word in ENDS]
    asks = [number for number, end in enumerate(ends) if plain[end] == "?"] if "?" in text else ()
    return Words(plain, shown, ends, frozenset(asks))


def _expand(token: str) -> tuple[str, ...]:
    return _expanded(token.lower())


def _expanded(word: str) -> tuple[str, ...]:
    if word[0] == "\n":
        return ("\n",)
    whole = _WHOLE.get(word)
    if whole:
        return whole
    if "'" not in word:
        return spelled(word)
    if word.endswith("n't"):
        return (word[:-3], "not")
    head, mark, tail = word.rpartition("'")
    ending = _ENDINGS.get(mark + tail)
    if ending:
        return (head, *ending)
    return (head, tail) if head in _ELIDED else (word,)


_pieces: Memory[tuple[str, ...]] = Memory(_expand)
