"""Turns texts into hashed words, word pairs and character n-grams, all at once with numpy.

Pure: the same text has the same numbers on every machine. Never keeps a text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from makegood.understanding.readers.first.spelling import folded, plainly

BITS = 18
SIZE = 1 << BITS
SHORTEST, LONGEST = 2, 5  # characters of an n-gram
MOST = 4_000  # characters of a text that are hashed

_LINK = re.compile(r"https?://\S+|www\.\S+")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+")
_NAME = re.compile(r"@\w+")
_DIGITS = str.maketrans("123456789", "0" * 9)
_DIGIT = re.compile(r"\d")

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)
_PAIR = np.uint64(0xC2B2AE3D27D4EB4F)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_FOLD = np.uint64(29)
_TOP = np.uint64(64 - BITS)

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grams:
    """`ids[i]` is the number (below SIZE) of one gram of text `rows[i]`, carried by word `words[i]`.

    `spelled[w]` is word w (the number after the last one stands for no word), and the words of text r are
    `word_starts[r]` to `word_starts[r + 1]`.
    """

    ids: Ints
    rows: Ints
    words: Ints
    spelled: list[str]
    word_starts: Ints
    count: int
    kinds: tuple[
        int, ...
    ]  # where in `ids` each kind begins: words, pairs, then runs of SHORTEST … LONGEST letters; the last is the end


def plain(text: str) -> str:
    """The text as it is hashed: written plainly (`spelling`), lower case without accents, links and names as marks, digits as 0, single spaces,
    a space at each end."""
    text = plainly(text[:MOST])
    if "http" in text or "www." in text:
        text = _LINK.sub("\x02", text)
    if "@" in text:
        text = _NAME.sub("\x03", _ADDRESS.sub("\x04", text))
    text = folded(text)
    digits = text.translate(_DIGITS) if text.isascii() else _DIGIT.sub("0", text)
    return f" {' '.join(digits.split())[:MOST]} "


def grams(texts: Sequence[str]) -> Grams:
    """The grams of all texts."""
    plains = [plain(text) for text in texts]
    joined = "".join(plains)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    lengths = np.array([len(each) for each in plains], dtype=np.int64)
    row_of = np.repeat(np.arange(len(plains)), lengths)
    starts, ends = _spans(codes)
    word_rows = row_of[starts]
    word_at = np.searchsorted(starts, np.arange(len(codes)), side="right") - 1
    word_at = np.where(np.append(word_rows, -1)[word_at] == row_of, word_at, len(starts))
    ids, rows, carriers = _words(codes, starts, ends, word_rows)
    for size, hashes in _characters(codes):
        inside = row_of[: len(hashes)] == row_of[size - 1 :]
        ids.append(_number(hashes[inside], size))
        rows.append(row_of[: len(hashes)][inside])
        carriers.append(word_at[size // 2 : size // 2 + len(hashes)][inside])  # the word at its middle
    spelled = [joined[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    word_starts = np.searchsorted(word_rows, np.arange(len(plains) + 1))
    kinds = (0, *np.cumsum([len(each) for each in ids]).tolist())
    return Grams(np.concatenate(ids), np.concatenate(rows), np.concatenate(carriers), spelled, word_starts, len(plains), kinds)


@cache
def _letters() -> Bools:
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[code for code in range(0x10000) if chr(code).isalnum() or chr(code) == "'"]] = True
    return table


def _spans(codes: Hashes) -> tuple[Ints, Ints]:
    """Start and end of each word; every text is framed by spaces, so that no word crosses a border."""
    inside = np.concatenate([[False], _letters()[np.minimum(codes, 0xFFFF).astype(np.int64)], [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return edges[0::2], edges[1::2]


def _powers(count: int, base: int) -> Hashes:
    steps = np.full(count + 1, base, dtype=np.uint64)
    steps[0] = 1
    return np.cumprod(steps, dtype=np.uint64)


def _words(codes: Hashes, starts: Ints, ends: Ints, word_rows: Ints) -> tuple[list[Ints], list[Ints], list[Ints]]:
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(codes * _powers(len(codes), _BASE)[:-1], dtype=np.uint64)])
    hashes = (sums[ends] - sums[starts]) * _powers(len(codes), _INVERSE)[starts]
    numbers = np.arange(len(starts))
    together = word_rows[1:] == word_rows[:-1]
    pairs = (hashes[:-1] * _PAIR + hashes[1:])[together]
    return (
        [_number(hashes, 100), _number(pairs, 101)],
        [word_rows, word_rows[:-1][together]],
        [numbers, numbers[:-1][together]],
    )


def _characters(codes: Hashes) -> list[tuple[int, Hashes]]:
    found, hashes = [], codes
    for size in range(2, LONGEST + 1):
        hashes = hashes[:-1] * np.uint64(_BASE) + codes[size - 1 :]
        found.append((size, hashes))
    return found


def _number(hashes: Hashes, kind: int) -> Ints:
    mixed = (hashes + np.uint64(kind)) * _MIX
    mixed ^= mixed >> _FOLD
    return ((mixed * _MIX) >> _TOP).astype(np.int64)
