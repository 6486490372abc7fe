"""What the joins of the cascade weigh: signals, learned scores and the small transformer's scores, as one row of numbers. Never decides."""

from collections.abc import Sequence
from math import log

import numpy as np
import numpy.typing as npt

from makegood.understanding.rules import evidence
from makegood.understanding.rules.evidence import Evidence

LEARNED = ("complaint", "negative", "neutral", "positive", "request", "spam")
FIRST = (
    *evidence.NAMES,
    *evidence.TALK,
    *LEARNED,
)  # the columns that the first step gives; the transformer's scores follow, head after head
_LEAST = 1e-4
_MOST = 12.0  # log odds beyond which nothing is surer


def first_step(found: Evidence) -> list[float]:
    """The row that the first step gives (columns FIRST): counts and shape, then log odds and log probabilities."""
    talk = [float(min(len(found.talk.get(signal, ())), evidence.MOST_COUNTED)) for signal in evidence.TALK]
    negative, neutral, positive = found.feelings
    learned = (
        found.complaint,
        log(max(negative, _LEAST)),
        log(max(neutral, _LEAST)),
        log(max(positive, _LEAST)),
        found.request,
        found.spam,
    )
    return evidence.counted(found) + talk + [max(-_MOST, min(_MOST, score)) for score in learned]


def rows(found: Sequence[Evidence]) -> npt.NDArray[np.float64]:
    """`first_step` of each text, (texts × columns)."""
    return np.array([first_step(each) for each in found], dtype=np.float64).reshape(len(found), len(FIRST))
