"""Cuts a text into words that the tables can be compared with. Never guesses a meaning; never raises on any text."""

import re
import unicodedata
from dataclasses import dataclass

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
ENDS = frozenset(".!?\n")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, lower case, contractions written out; `shown` has the same length and the text's own spelling.

    `sentence` numbers the sentence of each word; `asks` holds the numbers of the sentences that end in a question mark.
    """

    plain: tuple[str, ...]
    shown: tuple[str, ...]
    sentence: tuple[int, ...]
    asks: frozenset[int]


def tidy(text: str) -> str:
    """The text in one Unicode form, without what cannot be written, cut at LONGEST characters."""
    kept = text[:LONGEST]
    if not kept.isascii():
        kept = kept.encode("utf-8", "replace").decode("utf-8", "replace")
        kept = unicodedata.normalize("NFKC", kept)[:LONGEST].replace("’", "'")
    return kept.replace("\r\n", "\n")


def cut(text: str) -> Words:
    """Words and sentence marks of a tidy text, in order."""
    plain: list[str] = []
    shown: list[str] = []
    sentence: list[int] = []
    asks: set[int] = set()
    number = 0
    for token in _TOKEN.findall(text):
        lowered = token.lower()
        for piece in _expanded(lowered):
            plain.append(piece)
            shown.append(token)
            sentence.append(number)
        if lowered[0] in ENDS:
            if lowered == "?":
                asks.add(number)
            number += 1
    return Words(tuple(plain), tuple(shown), tuple(sentence), frozenset(asks))


def _expanded(word: str) -> tuple[str, ...]:
    if word[0] == "\n":
        return ("\n",)
    whole = _WHOLE.get(word)
    if whole:
        return whole
    if "'" not in word:
        return (word,)
    if word.endswith("n't"):
        return (word[:-3], "not")
    head, mark, tail = word.rpartition("'")
    ending = _ENDINGS.get(mark + tail)
    return (head, *ending) if ending else (word,)
