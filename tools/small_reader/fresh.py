"""Lines over what the encoder makes of a text, taught by texts that never taught the encoder: they mend what its heads, taught by tweets above
all, say of plain letters.

They learn only what the joins left over, and English alone. A tweet of which the encoder knows the answer teaches them to leave it as it is;
of feelings the tweets that were kept out of its training teach them too.
Where too few texts are new to the encoder (after a training of its own with all of them) there are no such lines. Never fits the encoder.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from arithmetic import Doubles, as_chances, as_scores, left_over
from material import COMPLAINT, NOTHING, Material

from makegood.understanding.readers.cascade.joins import COMPLAINS, KIND

HEAD = "fresh"
QUESTIONS = ("feeling", "happened", "asked", COMPLAINS, KIND)  # of the others the lines mend nothing
STRENGTH = 300.0  # from 100 to 1,000 makes little difference
AS_BEFORE = 0.5  # the weight of a tweet that stays as it is
LEAST = 400  # texts that are new to the encoder
PARTS = 5
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Fresh:
    lines: Doubles  # (WIDTH × labels)
    bias: Doubles
    apart: Doubles  # every row's chances, those of English originals by lines that had not seen their part

    def cooled(self, warmth: float) -> "Fresh":
        """The lines of a question whose scores are divided by `warmth`."""
        return Fresh(self.lines / warmth, self.bias / warmth, self.apart)


@dataclass(frozen=True)
class KeptOut:
    """Tweets that were kept out of every training: vectors, the joins' chances out of part, marks, weights, parts."""

    vectors: Doubles
    out: Doubles
    marks: Doubles
    weights: Doubles
    parts: npt.NDArray[np.int64]


def learn(
    name: str, found: Material, out: Doubles, several: bool, weights: Doubles, among: Bools, kept_out: KeptOut | None
) -> Fresh | None:
    """The lines of one question. `out` holds the chances of the joins for each row, out of part; only rows `among` count."""
    known = found.marks[name]
    chosen = found.originals & (found.far == 0) & among
    answered = found.taught == NOTHING
    if name not in (COMPLAINS, KIND):
        answered = answered | (found.taught == COMPLAINT)
    if np.sum(chosen & (found.taught == NOTHING)) < LEAST:
        return None
    rows = np.flatnonzero(chosen & (answered | found.tweets))
    before = as_scores(out[rows], several)
    marks = np.where(answered[rows, None], known[rows], out[rows])
    weight = np.where(answered[rows], weights[rows], AS_BEFORE)
    vectors, part = found.pooled[rows].astype(np.float64), found.fold[rows]
    if kept_out is not None:
        vectors, part = np.vstack([vectors, kept_out.vectors]), np.concatenate([part, kept_out.parts])
        before, marks = np.vstack([before, as_scores(kept_out.out, several)]), np.vstack([marks, kept_out.marks])
        weight = np.concatenate([weight, kept_out.weights])

    def taught(inside: Bools) -> tuple[Doubles, Doubles]:
        return left_over(vectors[inside], before[inside], marks[inside], several, weight[inside], STRENGTH)

    apart = out.copy()
    for each in range(PARTS):
        lines, bias = taught(part % PARTS != each)
        held = np.flatnonzero(part[: len(rows)] % PARTS == each)
        apart[rows[held]] = as_chances(before[held] + vectors[held] @ lines + bias, several)
    return Fresh(*taught(np.ones(len(part), bool)), apart)
