"""What is read off the transformer's states: one line per question, and which words carried an answer. Never decides.

The states are averaged and a head is linear, so each piece's part of a score is exact: its state times the head's column, over the number
of pieces.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.understanding.readers.small.encoder import WIDTH, Encoder, Floats, Seen

ALIKE = "alike"
MOST_WORDS = 3
_WORD = re.compile(r"\S+")
_EDGES = " .,;:!?\"'()[]{}<>*_~|/\\…“”‘’«»–—-"
_STAND_INS = frozenset(["", "@user", "http", "e-mail", "00000"])  # what `written` puts in the place of what it hides
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Head:
    """One question: `weights` (WIDTH × labels), `bias`, and the labels in their order."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class Heads:
    by_name: Mapping[str, Head]

    def scores(self, pooled: Floats, names: Sequence[str]) -> Doubles:
        """(texts × labels of these heads, one head after another): log odds or logits, as they were taught."""
        rows = [pooled @ self.by_name[name].weights + self.by_name[name].bias for name in names]
        return np.hstack(rows).astype(np.float64) if rows else np.zeros((len(pooled), 0))

    def parts(self, seen: Seen, name: str, label: str) -> Doubles:
        """Each piece's part of the label's score; with the bias they sum to the score."""
        head = self.by_name[name]
        return np.asarray(seen.states @ head.weights[:, head.labels.index(label)] / len(seen.states), dtype=np.float64)

    def words(self, seen: Seen, name: str, label: str, most: int = MOST_WORDS) -> tuple[str, ...]:
        """The words that speak most for the label, against what the text's words say on average, strongest first."""
        if name not in self.by_name or label not in self.by_name[name].labels:
            return ()
        parts = self.parts(seen, name, label)
        parts = parts - parts.mean()
        carried: dict[str, float] = {}
        for word, pieces in _words(seen):
            carried[word] = max(carried.get(word, -np.inf), float(parts[pieces].sum()))
        strongest = sorted((word for word in carried if carried[word] > 0), key=lambda word: -carried[word])
        return tuple(strongest[:most])


def load(stored: "np.lib.npyio.NpzFile") -> Heads:
    """The heads of `heads.npz`: `heads` names them, `w_`, `b_` and `labels_` hold each."""
    names = [str(name) for name in stored["heads"]]
    return Heads({name: _head(stored, name) for name in (*names, ALIKE) if f"w_{name}" in stored.files})


class AlikeEmbedder:
    """An `Embedder` by the transformer and its head `alike`."""

    def __init__(self, encoder: Encoder, heads: Heads, version: str) -> None:
        self.version = f"small-{version}"
        self._encoder, self._head = encoder, heads.by_name[ALIKE]

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(texts × WIDTH), each row of length 1; an empty text has a vector too."""
        if not texts:
            return np.zeros((0, WIDTH), dtype=np.float32)
        pooled = np.stack([self._encoder.see(text).pooled for text in texts])
        turned = pooled @ self._head.weights + self._head.bias
        return np.asarray(turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-12), dtype=np.float32)

    def let_go(self) -> None:
        """Gives the transformer's memory back until it is needed again."""
        self._encoder.let_go()


def _head(stored: "np.lib.npyio.NpzFile", name: str) -> Head:
    weights, bias = stored[f"w_{name}"].astype(np.float32), stored[f"b_{name}"].astype(np.float32)
    labels = stored[f"labels_{name}"].tolist() if f"labels_{name}" in stored.files else range(len(bias))
    return Head(tuple(map(str, labels)), weights, bias)


def _words(seen: Seen) -> list[tuple[str, list[int]]]:
    """The words of the text as they stand between spaces, without marks at their edges, each with the numbers of its pieces."""
    found = []
    spans = [(start, end, number) for number, (start, end) in enumerate(seen.spans) if end > start]
    place = 0
    for match in _WORD.finditer(seen.text):
        pieces = []
        while place < len(spans) and spans[place][0] < match.end():
            pieces.append(spans[place][2])
            place += 1
        word = match.group().strip(_EDGES)
        if pieces and word.lower() not in _STAND_INS and (len(word) > 1 or not word.isascii()):
            found.append((word, pieces))
    return found
