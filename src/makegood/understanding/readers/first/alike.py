"""Texts as vectors without a transformer: each word points in a direction of its own, by chance but always the same; rare words weigh more.

What is alike here shares words, whatever they mean: the honest stand-in where the transformer's weights, or what runs them, are missing.
Two texts' likeness is near to the cosine of their weighed words (random projection; Achlioptas 2003, signs alone). Pure: the same text has
the same vector on every machine. Never keeps a text.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from makegood.understanding.readers.first import grams as hashed
from makegood.understanding.readers.first import linear
from makegood.understanding.readers.first.words import tidy
from makegood.understanding.types import VECTOR_WIDTH

Floats = npt.NDArray[np.float32]
BATCH = 256  # texts that are hashed together
RULES = 1  # raise it with any change that changes vectors

_STRIDE = np.uint64(0x9E3779B97F4A7C15)  # SplitMix64 (Steele, Lea and Flood 2014)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_WHOLE_WORDS = VECTOR_WIDTH // 64


class WordsEmbedder:
    """An `Embedder` by the rarity of words that the first reader's weights know."""

    def __init__(self, weights: linear.Linear | None = None) -> None:
        self._weights = weights or linear.shipped()
        self.version = f"words-{RULES}-{self._weights.version}"

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(texts × VECTOR_WIDTH), each row of length 1; a text without words has a vector too, the same for all of them."""
        found = np.zeros((len(texts), VECTOR_WIDTH), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            part = texts[start : start + BATCH]
            found[start : start + len(part)] = self._batch([tidy(text) for text in part])
        return found

    def _batch(self, texts: Sequence[str]) -> Floats:
        grams = hashed.grams(texts)
        ids = grams.ids[: len(grams.spelled)].tolist()  # whole words stand before everything else
        weights = np.sqrt(self._weights.rarity[ids])
        found = np.zeros((len(texts), VECTOR_WIDTH), dtype=np.float32)
        found[:, 0] = 1e-6  # of a text without words
        for row, (start, end) in enumerate(zip(grams.word_starts[:-1].tolist(), grams.word_starts[1:].tolist(), strict=True)):
            once = {word: weight for word, weight in zip(ids[start:end], weights[start:end].tolist(), strict=True) if weight}
            if once:
                found[row] += np.array(list(once.values()), dtype=np.float32) @ np.stack([_direction(one) for one in once])
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=8_192)  # 3 MB: the commonest words
def _direction(word: int) -> npt.NDArray[np.int8]:
    """+1 or -1 in every dimension, by the bits of a hash of the word's number."""
    with np.errstate(over="ignore"):
        mixed = (np.uint64(word) * np.uint64(_WHOLE_WORDS) + np.arange(1, _WHOLE_WORDS + 1, dtype=np.uint64)) * _STRIDE
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        mixed ^= mixed >> np.uint64(31)
    bits = np.unpackbits(mixed.astype("<u8").view(np.uint8), bitorder="little")
    return bits.astype(np.int8) * 2 - 1
