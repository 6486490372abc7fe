"""Writes a tidy text as the small transformer was taught to see it: no addresses of people or pages, pictures as words. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from makegood.understanding.readers.first.spelling import plainly

RULES = 2  # raise it with any change of what the transformer is shown
HEAD, TAIL = 64, 32  # word pieces that are kept of a long text: its beginning and its end
MOST = 1_500  # characters that are looked at, from the beginning and from the end
_LINK = re.compile(r"https?://\S+|www\.\S+")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+")
_NAME = re.compile(r"@\w+|__\w+__")
_LONG_NUMBER = re.compile(r"\d{5,}")
_REPEATED = re.compile(r"(.)\1{3,}")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\S+")
_EDGES = " .,;:!?\"'()[]{}<>*_~|/\\…“”‘’«»–—-"
_STAND_INS = frozenset(["", "@user", "http", "e-mail", "00000"])  # what `written` puts in the place of what it hides
_PICTURES = frozenset(("So", "Sk"))  # Unicode categories of emoji and their modifiers


def written(text: str) -> str:
    """Written plainly (`spelling`: no signature, no greeting, one spelling); links, mail addresses and names of accounts as one word each, long
    numbers as 00000, emoji by their Unicode names."""
    short = plainly(_ends(text))
    plain = _NAME.sub(" @user ", _ADDRESS.sub(" e-mail ", _LINK.sub(" http ", short)))
    plain = _REPEATED.sub(r"\1\1\1", _LONG_NUMBER.sub("00000", plain))
    if not plain.isascii():
        plain = "".join(_named(letter) for letter in plain)
    return _ends(_SPACE.sub(" ", plain).strip())


def words(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, list[int]]]:
    """The words of a written text as they stand between spaces, without marks at their edges, each with the numbers of its pieces."""
    found = []
    real = [(start, number) for number, (start, end) in enumerate(spans) if end > start]
    place, count = 0, len(real)
    for match in _WORD.finditer(text):
        pieces, end = [], match.end()
        while place < count and real[place][0] < end:
            pieces.append(real[place][1])
            place += 1
        word = match.group().strip(_EDGES)
        if pieces and word.lower() not in _STAND_INS and (len(word) > 1 or not word.isascii()):
            found.append((word, pieces))
    return found


def _ends(text: str) -> str:
    """Of a very long text its beginning and its end, far more than the pieces that are read: cutting into pieces takes time by its length."""
    return text if len(text) <= 2 * MOST else f"{text[:MOST]} {text[-MOST:]}"


def _named(letter: str) -> str:
    if ord(letter) < 0x2000 or unicodedata.category(letter) not in _PICTURES:
        return letter
    return f" {unicodedata.name(letter, '').lower().removesuffix(' sign')} "
