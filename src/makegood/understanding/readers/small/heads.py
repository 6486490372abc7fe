"""What is read off the transformer's states: one line per question, and which words carried an answer. Never decides.

The states are averaged and a head is linear, so each piece's part of a score is exact: its state times the head's column, over the number
of pieces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.understanding.readers.small.encoder import WIDTH, Encoder, Floats, Seen

ALIKE = "alike"
MOST_WORDS = 3
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
        above = (parts - parts.mean()).tolist()
        carried: dict[str, float] = {}
        for word, pieces in seen.words:
            if (part := sum([above[piece] for piece in pieces])) > carried.get(word, 0.0):
                carried[word] = part
        return tuple(sorted(carried, key=carried.__getitem__, reverse=True)[:most])


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
        pooled = np.stack([each.pooled for each in self._encoder.see_all(texts)])
        turned = pooled @ self._head.weights + self._head.bias
        return np.asarray(turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-12), dtype=np.float32)

    def let_go(self) -> None:
        """Gives the transformer's memory back until it is needed again."""
        self._encoder.let_go()


def _head(stored: "np.lib.npyio.NpzFile", name: str) -> Head:
    weights, bias = stored[f"w_{name}"].astype(np.float32), stored[f"b_{name}"].astype(np.float32)
    labels = stored[f"labels_{name}"].tolist() if f"labels_{name}" in stored.files else range(len(bias))
    return Head(tuple(map(str, labels)), weights, bias)
