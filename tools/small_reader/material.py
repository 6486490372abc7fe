"""What the joins learn from: our own texts and their variants, tweets of the public pools, each as both steps see it, by models that had not
seen it. Never fits anything.

The encoder was taught by some of our own texts; of these the scores stand in `unseen.npz`, given by ten trainings that each had not seen a
tenth of them. Every other text is seen by the encoder that ships.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import sets as told
import vectors
from reader_corrections import Corrected
from reader_data import FEELINGS, distinct
from scipy import sparse
from variants import variants

from makegood.understanding.readers.cascade import features, wordings
from makegood.understanding.readers.cascade.joins import KIND
from makegood.understanding.readers.first import grams as hashed
from makegood.understanding.readers.first.reader import FirstReader, look
from makegood.understanding.readers.first.words import tidy
from makegood.understanding.readers.small.heads import Heads
from makegood.understanding.rules.evidence import Evidence
from makegood.understanding.types import LET_DOWN

HERE = Path(__file__).parent
UNSEEN = HERE / "unseen.npz"
HEADS = ("complaint", "feeling", "act", "happened", "asked", "urgency", "leaving", "advocacy")
WORDED: dict[str, tuple[str, ...]] = {**told.QUESTIONS, "feeling": tuple(FEELINGS), "complains": ("no", "complains")}
LABELS: dict[str, tuple[str, ...]] = {**WORDED, KIND: WORDED["complains"]}
NOTHING, COMPLAINT, EVERYTHING = range(3)  # what of a text's labels the encoder was taught
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Material:
    """Texts in rows: `origin` is the row of the text that a variant says otherwise (its own for the others), `fold` that of the origin."""

    texts: list[str]
    origin: Ints
    fold: Ints
    languages: list[str]
    tweets: Bools
    marks: dict[str, Doubles]
    known: dict[str, Bools]  # by question: whose answer is known; of a message that a member set right, what was set right
    evidence: Doubles
    far: Doubles
    heads: Doubles
    pooled: npt.NDArray[np.float32]  # what the encoder makes of the text
    taught: Ints  # NOTHING, COMPLAINT or EVERYTHING of its labels were taught to the encoder; a variant stands as its origin does
    grams: sparse.csr_matrix

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def originals(self) -> Bools:
        return np.asarray(self.origin == np.arange(len(self)))


def gather(own: told.Set, known: dict[str, Bools], heads: Heads, rarity: npt.NDArray[np.float32]) -> Material:
    """The texts of `own`, then their variants."""
    let_down = own.marks["act"][:, [told.QUESTIONS["act"].index(act) for act in LET_DOWN]].sum(1) > 0
    said = [
        variants(text, group if len(group) == 2 else "en", bool(down))
        for text, group, down in zip(own.texts, own.group, let_down, strict=True)
    ]
    count = len(own.texts)
    origin = np.array([*range(count), *(row for row in range(count) for _ in said[row])])
    texts = [*own.texts, *(tidy(text) for each in said for text in each)]
    found = evidence(texts)
    marks = {head: each[origin].astype(np.float64) for head, each in own.marks.items()}
    down = let_down[origin].astype(np.float64)
    marks["complains"] = marks[KIND] = np.stack([1.0 - down, down], axis=1)
    pooled = vectors.pooled(texts)
    scored = heads.scores(pooled, HEADS)
    scored += (unseen(own.texts, scored[:count]) - scored[:count])[origin]
    return Material(
        texts, origin, own.fold.astype(np.int64)[origin], [own.group[row][:2] for row in origin],
        np.array([own.group[row].startswith("tweet") for row in origin]), marks, {name: each[origin] for name, each in known.items()}, features.rows(found), features.abroad(found),
        scored, pooled, taught(own.texts)[origin], gram_rows(texts, rarity),
    )  # fmt: skip


def with_corrections(own: told.Set, corrected: Sequence[Corrected]) -> tuple[told.Set, dict[str, Bools]]:
    """Our own texts and what members set right beside them, each in a fold; what resembles one of ours is left out. Of a corrected message
    only the questions that were set right are known; the other marks are the commonest answers and count for nothing."""
    fresh = [row - len(own.texts) for row in distinct([*own.texts, *(one.text for one in corrected)]) if row >= len(own.texts)]
    chosen = [corrected[row] for row in fresh]
    marks = {
        question: np.vstack([own.marks[question], *(_mark(one.said, question, labels)[None] for one in chosen)])
        for question, labels in LABELS.items()
        if question in own.marks
    }
    known = {question: np.array([True] * len(own.texts) + [question in one.said for one in chosen]) for question in marks}
    known["complains"] = known[KIND] = known["act"]
    count, more = len(own.texts), len(chosen)
    together = told.Set(
        own.name, [*own.texts, *(one.text for one in chosen)], marks, np.concatenate([own.split, np.zeros(more, np.int8)]),
        np.concatenate([own.fold, (np.arange(count, count + more) % told.FOLDS).astype(np.int8)]),
        [*own.group, *(look(one.text).language or "en" for one in chosen)],
    )  # fmt: skip
    return together, known


def _mark(said: Mapping[str, str], question: str, labels: Sequence[str]) -> npt.NDArray[np.float32]:
    commonest = told.COMMONEST[question]
    chosen = (
        {each.strip() for each in said[question].split(",")}
        if question in said
        else {commonest}
        if isinstance(commonest, str)
        else set()
    )
    return np.array([float(label in chosen) for label in labels], dtype=np.float32)


def evidence(texts: Sequence[str]) -> list[Evidence]:
    reader = FirstReader()
    return [each for start in range(0, len(texts), 256) for each in reader.weigh(texts[start : start + 256])]


def unseen(texts: Sequence[str], otherwise: Doubles) -> Doubles:
    """The scores of those texts that taught the encoder, by models that had not seen them; the others as they are."""
    with np.load(UNSEEN) as stored:
        known = {text: row for row, text in enumerate(stored["keys"].tolist())}
        values = stored["scores"].astype(np.float64)
    found = otherwise.copy()
    for row, text in enumerate(texts):
        place = known.get(key(text))
        if place is not None:
            found[row] = values[place]
    return found


def taught(texts: Sequence[str]) -> Ints:
    """How much of each text's labels the encoder that ships was taught."""
    with np.load(UNSEEN) as stored:
        known = {
            text: EVERYTHING if whole else COMPLAINT
            for text, whole in zip(stored["keys"].tolist(), stored["whole"].tolist(), strict=True)
        }
    return np.array([known.get(key(text), NOTHING) for text in texts])


def key(text: str) -> str:
    import hashlib

    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def gram_rows(texts: Sequence[str], rarity: npt.NDArray[np.float32]) -> sparse.csr_matrix:
    """Texts as rows of weighed grams of length 1, exactly as `wordings` weighs them."""
    found = [_gram_rows(texts[start : start + 500], rarity) for start in range(0, len(texts), 500)]
    return sparse.vstack(found, format="csr")


def _gram_rows(texts: Sequence[str], rarity: npt.NDArray[np.float32]) -> sparse.csr_matrix:
    ids, rows = _grams(texts)
    rare = rarity[ids].astype(np.float64)
    length = np.sqrt(np.maximum(np.bincount(rows, weights=rare**2, minlength=len(texts)), 1e-9))
    matrix = sparse.csr_matrix((rare / length[rows], (rows, ids)), shape=(len(texts), hashed.SIZE))
    matrix.sum_duplicates()
    return matrix


def _grams(texts: Sequence[str]) -> tuple[Ints, Ints]:
    parts = wordings.chosen(hashed.grams(texts))
    return np.concatenate([ids for ids, _ in parts]), np.concatenate([rows for _, rows in parts])


def rarity(texts: Sequence[str]) -> tuple[npt.NDArray[np.float32], float]:
    """How rare each gram is among the texts, and what an unseen one weighs: as much as one seen twice, so that slips do not shout."""
    seen = np.zeros(hashed.SIZE)
    for start in range(0, len(texts), 500):
        ids, rows = _grams(texts[start : start + 500])
        seen += np.bincount(np.unique(rows * hashed.SIZE + ids) % hashed.SIZE, minlength=hashed.SIZE)
    rare = np.log((1 + len(texts)) / (1 + seen)) + 1
    unseen_weight = float(np.log((1 + len(texts)) / 3) + 1)
    return np.where(seen > 0, np.minimum(rare, unseen_weight), unseen_weight).astype(np.float16).astype(np.float32), unseen_weight
