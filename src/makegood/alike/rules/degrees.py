"""Which likeness is which word, for each embedder. Pure.

A cosine means something else for each embedder, so each has steps of its own, chosen on banking77 and CLINC150 (training parts; benchmarks/alike.py
prints the table): of two messages at `somewhat` more than half, at `very` nine in ten are about the same matter.
"""

from makegood.alike.types import Degree

_STEPS = {"words": (0.42, 0.6, 0.9), "small": (0.55, 0.72, 0.93)}  # by the first part of the version: somewhat, very, same

_SHARE_OF_A_SEARCH = 0.6


def least(version: str) -> float:
    """The least likeness that is called alike at all."""
    return _steps(version)[0]


def least_for_search(version: str) -> float:
    """The least likeness of what a few words of a search find: a whole letter says more than they do, so it lies further away."""
    return least(version) * _SHARE_OF_A_SEARCH


def degree(likeness: float, version: str) -> Degree | None:
    """The word for a likeness, None where it is none worth a word."""
    somewhat, very, same = _steps(version)
    if likeness >= same:
        return Degree.SAME
    if likeness >= very:
        return Degree.VERY
    return Degree.SOMEWHAT if likeness >= somewhat else None


def _steps(version: str) -> tuple[float, float, float]:
    return _STEPS.get(version.partition("-")[0], _STEPS["small"])
