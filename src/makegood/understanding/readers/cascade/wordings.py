"""What a text's words alone say of every question, in five languages: lines over hashed words, word pairs and runs of four letters. Never decides.

Taught by our own texts alone. Beside the transformer, whose word pieces know English best, they carry the other languages; their scores are
columns of the joins and no chances.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.understanding.readers.first import grams as hashed
from makegood.understanding.readers.first.grams import Grams

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
KINDS = (
    (0, 2),
    (2 + 4 - hashed.SHORTEST, 3 + 4 - hashed.SHORTEST),
)  # words and pairs, runs of four letters: places in Grams.kinds


@dataclass(frozen=True)
class Wordings:
    """`weights` (SIZE × columns, 8 bits), each column times its `scales`; `rarity` weighs a gram; `names` are “question.label”."""

    names: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    scales: Doubles
    biases: Doubles
    rarity: Floats

    def scores(self, grams: Grams) -> Doubles:
        """(texts × names). A text counts by its own grams alone, whatever stands beside it."""
        found = np.zeros((grams.count, len(self.names)))
        lengths = np.zeros(grams.count)
        for ids, rows in chosen(grams):
            if not len(ids):
                continue
            rare = self.rarity[ids]
            starts = np.concatenate([[0], np.flatnonzero(rows[1:] != rows[:-1]) + 1])
            parts = self.weights[ids].astype(np.float32) * rare[:, None]
            np.add.at(found, rows[starts], np.add.reduceat(parts, starts, axis=0, dtype=np.float64))
            np.add.at(lengths, rows[starts], np.add.reduceat(rare.astype(np.float64) ** 2, starts))
        return found * self.scales / np.sqrt(np.maximum(lengths, 1e-9))[:, None] + self.biases


def chosen(grams: Grams) -> list[tuple[Ints, Ints]]:
    """Numbers and texts of the grams that count here, in runs of one text."""
    return [
        (grams.ids[grams.kinds[kind] : grams.kinds[kind + 1]], grams.rows[grams.kinds[kind] : grams.kinds[kind + 1]])
        for begin, end in KINDS
        for kind in range(begin, end)
    ]


def load(stored: "np.lib.npyio.NpzFile") -> Wordings:
    """The lines of `heads.npz`; only the rows that some text taught are kept there."""
    taught = stored["wordings_rows"]
    weights = np.zeros((hashed.SIZE, stored["wordings"].shape[1]), dtype=np.int8)
    weights[taught] = stored["wordings"]
    rarity = np.full(hashed.SIZE, float(stored["wordings_unseen"]), dtype=np.float32)
    rarity[taught] = stored["wordings_rarity"].astype(np.float32)
    return Wordings(
        tuple(map(str, stored["wordings_names"])), weights, stored["wordings_scales"].astype(np.float64),
        stored["wordings_biases"].astype(np.float64), rarity,
    )  # fmt: skip
