"""The scales of the kinds of surveys, and what an answer on them says. Pure.

CSAT 1 to 5, satisfied from 4 on ("top two boxes"); CES 1 to 7, easy from 5 on (CES 2.0); NPS 0 to 10, promoters from 9 on, detractors up to 6
(Reichheld 2003).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from makegood.surveys.types import SurveyKind

PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True, slots=True)
class Scale:
    """From `least` to `most`; `good` and better count as satisfied, easy, a promoter; `low` is what a case is usually opened for."""

    least: int
    most: int
    good: int
    low: int

    @property
    def steps(self) -> tuple[int, ...]:
        return tuple(range(self.least, self.most + 1))


SCALES: Mapping[SurveyKind, Scale] = {
    SurveyKind.CSAT: Scale(1, 5, 4, 2),
    SurveyKind.CES: Scale(1, 7, 5, 3),
    SurveyKind.NPS: Scale(0, 10, PROMOTER, 4),
}


def of(kind: SurveyKind) -> Scale | None:
    """The scale; None where the answer is words."""
    return SCALES.get(kind)


def is_on(kind: SurveyKind, score: int | None) -> bool:
    """Whether this can be answered to such a question."""
    scale = of(kind)
    return score is None if scale is None else score is not None and scale.least <= score <= scale.most


def is_low(score: int | None, low: int | None) -> bool:
    """Whether somebody must look."""
    return score is not None and low is not None and score <= low


def in_words(kind: SurveyKind, score: int | None) -> str:
    """An answer as the journal says it: "2 of 5"."""
    scale = of(kind)
    return "in words" if scale is None or score is None else f"{score} of {scale.most}"
