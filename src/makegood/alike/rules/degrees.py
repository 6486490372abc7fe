"""Which likeness is which word, for each embedder. Pure.

A cosine means something else for each embedder, so each has steps of its own. Those of the hashed words were looked at on 3,000 messages of banking77 and
CLINC150 (227 matters; `python -m benchmarks.alike` prints the table): a message’s nearest other one is of the same matter in 59 % where it is called
`somewhat`, 82 % `very`, 89 % `same`. Those of the transformer are of general sentence embeddings until they are looked at in the same way.
"""

from makegood.alike.types import Degree

_STEPS = {"words": (0.36, 0.58, 0.9), "small": (0.55, 0.72, 0.93)}  # by the first part of the version: somewhat, very, same

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
