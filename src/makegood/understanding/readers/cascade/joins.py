"""The joins: from the first step's row, and from the transformer's scores beside it, to calibrated answers. Numbers in, chances out; never decides.

`first_<question>` joins the first step's row alone, `join_<question>` the row followed by the scores of the heads; the last line of either is
the bias. Of kind "one" the chances of a question's labels sum to 1, of kind "several" each label has a chance of its own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import numpy as np
import numpy.typing as npt

from makegood.understanding.readers.cascade import wordings
from makegood.understanding.readers.cascade.features import FIRST, twice
from makegood.understanding.readers.cascade.wordings import Wordings
from makegood.understanding.readers.first.linear import softmax, stacked
from makegood.understanding.readers.small import heads as small
from makegood.understanding.readers.small.encoder import Floats
from makegood.understanding.rules.doubt import Thresholds
from makegood.understanding.types import LET_DOWN, Act

COMPLAINS = "complains"
KIND = "kind"  # the same question, asked only of texts that sound glad: it tells thanks from irony
QUESTIONS = ("act", "feeling", "happened", "asked", "urgency", "leaving", "advocacy", COMPLAINS, KIND)
SOUNDS_GLAD = FIRST.index("any_good")
LEAST = 1e-4  # no chance that is weighed against another is nearer to 0 or to 1
Doubles = npt.NDArray[np.float64]
Chances = dict[str, Doubles]  # by question, (texts × labels)


@dataclass(frozen=True)
class Join:
    labels: tuple[str, ...]
    several: bool
    first: Doubles
    both: Doubles

    def alone(self, rows: Doubles) -> Doubles:
        """What the first step's rows (`features.twice`) say."""
        return self.chances(stacked(self.first, rows))

    def chances(self, scores: Doubles) -> Doubles:
        if not self.several:
            return softmax(scores)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0))))


@dataclass(frozen=True)
class Joins:
    """`bands` holds for each question the least chance of the first step's answer at which the transformer is not asked."""

    by_question: Mapping[str, Join]
    heads: small.Heads
    wordings: Wordings
    join_heads: tuple[str, ...]
    thresholds: Thresholds
    bands: Mapping[str, float]
    version: str

    def first(self, rows: Doubles, far: Doubles) -> Chances:
        """What the first step says of every text; `far` marks those of which the transformer knows the language little."""
        told = twice(rows, far)
        return self._settled({name: join.alone(told) for name, join in self.by_question.items()}, rows)

    def both(self, rows: Doubles, far: Doubles, pooled: Floats) -> Chances:
        """What both steps say together of the texts that the transformer saw, `pooled` being its means.

        One text at a time: a product of matrices may round otherwise with other numbers of rows, and no reading depends on its neighbours.
        All questions are asked in one product, which takes a fraction of the time of one for each.
        """
        near, abroad, ends = self._lines
        heads, bias = self._heads
        scores = np.array([
            np.concatenate([row, seen @ heads + bias]) @ (abroad if away else near) + ends
            for row, seen, away in zip(rows, pooled, far > 0, strict=True)
        ])  # fmt: skip
        return self._settled({name: self.by_question[name].chances(scores[:, place]) for name, place in self._places}, rows)

    def _settled(self, chances: Chances, rows: Doubles) -> Chances:
        return settled(chances, self.by_question["act"].labels, rows[:, SOUNDS_GLAD] > 0) if "act" in chances else chances

    @cached_property
    def _heads(self) -> tuple[Floats, Floats]:
        """The lines of all heads that are joined, side by side, and their biases."""
        found = [self.heads.by_name[name] for name in self.join_heads]
        return np.hstack([each.weights for each in found]), np.concatenate([each.bias for each in found])

    @cached_property
    def _lines(self) -> tuple[Doubles, Doubles, Doubles]:
        """The lines of all questions side by side: for texts whose language the transformer knows, for the others, and their biases."""
        both = np.hstack([join.both for join in self.by_question.values()])
        half = len(both) // 2
        return both[:half].copy(), both[:half] + both[half:-1], both[-1]

    @cached_property
    def _places(self) -> list[tuple[str, slice]]:
        ends = np.cumsum([join.both.shape[1] for join in self.by_question.values()]).tolist()
        return [(name, slice(begin, end)) for name, begin, end in zip(self.by_question, [0, *ends], ends, strict=False)]

    def not_sure(self, chances: Chances) -> npt.NDArray[np.bool_]:
        """The texts in which some question's answer lies below its band; of several labels, the one nearest to a coin's toss counts."""
        found = np.zeros(len(next(iter(chances.values()))), dtype=np.bool_)
        for name, each in chances.items():
            join = self.by_question[name]
            surest = np.maximum(each, 1.0 - each).min(axis=1) if join.several else each.max(axis=1)
            found |= surest < self.bands.get(name, 0.0)
        return found


def settled(chances: Chances, acts: Sequence[str], glad: npt.NDArray[np.bool_]) -> Chances:
    """Of what is rather praise than anything else and sounds `glad`, whether they are let down is answered by the join KIND, which knows such texts
    alone. And that question is asked twice, by the act (`acts` are its labels) and by COMPLAINS, which many more tweets taught: the odds of
    both count alike (their geometric mean), and the acts of either side share its chance as before."""
    if KIND in chances:
        kind = (chances["act"].argmax(axis=1) == acts.index(Act.PRAISE)) & glad
        chances[COMPLAINS] = np.where(kind[:, None], chances[KIND], chances[COMPLAINS])
    if COMPLAINS in chances:
        chances["act"] = _agreed(chances["act"], chances[COMPLAINS][:, -1], np.isin(acts, [str(act) for act in LET_DOWN]))
    return chances


def _agreed(act: Doubles, let_down: Doubles, down: npt.NDArray[np.bool_]) -> Doubles:
    said = np.clip(act[:, down].sum(axis=1), LEAST, 1.0 - LEAST)
    asked = np.clip(let_down, LEAST, 1.0 - LEAST)
    odds = np.sqrt(said / (1.0 - said) * asked / (1.0 - asked))
    agreed = odds / (1.0 + odds)
    found = act * np.where(down, (agreed / said)[:, None], ((1.0 - agreed) / (1.0 - said))[:, None])
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def load(raw: bytes) -> Joins:
    """The joins of `heads.npz`. Raises ValueError where they were taught other columns than this reader gives."""
    with np.load(BytesIO(raw), allow_pickle=False) as stored:
        found = small.load(stored)
        join_heads = tuple(str(name) for name in stored["join_heads"])
        joins = {name: _join(stored, found, name) for name in QUESTIONS if f"join_{name}" in stored.files}
        width = sum(len(found.by_name[name].labels) for name in join_heads)
        words = wordings.load(stored)
        alone = len(FIRST) + len(words.names)
        for name, join in joins.items():
            if (len(join.first), len(join.both)) != (2 * alone + 1, 2 * (alone + width) + 1):
                raise ValueError(f"The weights of the question “{name}” were made for another reader: make train makes new ones.")
        return Joins(
            joins, found, words, join_heads, _numbers(stored, "threshold"), _numbers(stored, "band"), str(stored["version"])
        )


def _join(stored: "np.lib.npyio.NpzFile", heads: small.Heads, name: str) -> Join:
    both = stored[f"join_{name}"].astype(np.float64)
    if f"join_labels_{name}" in stored.files:
        labels: Sequence[str] = stored[f"join_labels_{name}"].tolist()
    else:
        labels = heads.by_name[name].labels if name in heads.by_name else [COMPLAINS] if both.shape[1] == 1 else ["no", COMPLAINS]
    return Join(
        tuple(map(str, labels)), str(stored[f"kind_{name}"]) == "several", stored[f"first_{name}"].astype(np.float64), both
    )


def _numbers(stored: "np.lib.npyio.NpzFile", what: str) -> dict[str, float]:
    """Numbers by name: two rows `<what>_names` and `<what>s`, or one text of JSON."""
    values = stored[f"{what}s"]
    if values.dtype.kind in "US":
        return {str(name): float(value) for name, value in json.loads(str(values)).items()}
    return dict(zip(map(str, stored[f"{what}_names"]), map(float, values), strict=True))
