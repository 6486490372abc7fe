"""What the joins of the cascade weigh: signals, learned scores and the small transformer's scores, as one row of numbers. Never decides."""

from collections.abc import Sequence
from math import log

import numpy as np
import numpy.typing as npt

from makegood.understanding.rules import evidence
from makegood.understanding.rules.evidence import Evidence

TOLD = ("harmed", "harmed_still", "harmed_and_asks")  # a harm is told; and not put right; and something is asked
LEARNED = ("complaint", "negative", "neutral", "positive", "request", "spam")
FIRST = (
    *evidence.NAMES,
    *evidence.TALK,
    *TOLD,
    *LEARNED,
)  # the columns of the first step's evidence; the wordings' scores follow, then the transformer's, head after head
ABROAD = frozenset(("de", "es", "fr", "pt"))  # languages that the transformer's word pieces know little of
_LEAST = 1e-4
_MOST = 12.0  # log odds beyond which nothing is surer


def first_step(found: Evidence) -> list[float]:
    """The row that the first step gives (columns FIRST): counts and shape, what is told, then log odds and log probabilities."""
    talk = [float(min(len(found.talk.get(signal, ())), evidence.MOST_COUNTED)) for signal in evidence.TALK]
    told = [float(found.harmed), float(found.harmed and not found.put_right), float(found.harmed and found.asks > 0)]
    negative, neutral, positive = found.feelings
    learned = (
        found.complaint,
        log(max(negative, _LEAST)),
        log(max(neutral, _LEAST)),
        log(max(positive, _LEAST)),
        found.request,
        found.spam,
    )
    return evidence.counted(found) + talk + told + [max(-_MOST, min(_MOST, score)) for score in learned]


def rows(found: Sequence[Evidence]) -> npt.NDArray[np.float64]:
    """`first_step` of each text, (texts × columns)."""
    return np.array([first_step(each) for each in found], dtype=np.float64).reshape(len(found), len(FIRST))


def abroad(found: Sequence[Evidence]) -> npt.NDArray[np.float64]:
    """1 for each text in a language of ABROAD, else 0."""
    return np.array([float(each.language in ABROAD) for each in found])


def twice(row: npt.NDArray[np.float64], far: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The row, and the row again where the text is in a language of ABROAD (else zeros): what weighs there may weigh otherwise."""
    return np.hstack([row, row * far[:, None]])
