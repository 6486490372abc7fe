"""Groups of alike messages as they come in, one after another: what one message is near enough to, it joins. Pure; never looks back.

Leader clustering by centroids: a message joins the group whose centre (the mean of its members, set to length 1) is nearest, where the cosine is at
least `least`; else it begins a group. One pass, no knowledge of how many groups there are; the order matters, as in life. For whoever asks "is this
one of many?".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Group:
    """So many messages, and the sum of their vectors."""

    size: int
    total: Floats

    @property
    def centre(self) -> Floats:
        return np.asarray(self.total / max(float(np.linalg.norm(self.total)), 1e-12), dtype=np.float32)


def nearest(vector: Floats, groups: Sequence[Group], *, least: float) -> int | None:
    """The number of the group that this vector (of length 1) belongs to, None where none is near enough. Of equals the older one."""
    if not groups:
        return None
    likeness = np.stack([group.centre for group in groups]) @ vector
    best = int(likeness.argmax())
    return best if float(likeness[best]) >= least else None


def joined(vector: Floats, group: Group | None) -> Group:
    """The group with this vector in it; None begins one."""
    return Group(1, vector) if group is None else Group(group.size + 1, group.total + vector)


def in_order(vectors: Floats, *, least: float) -> list[int]:
    """The group of each vector, numbered as they began: what `nearest` and `joined` give one after another, in one piece."""
    centres = np.zeros((max(len(vectors), 1), vectors.shape[1] if vectors.size else 1), dtype=np.float32)
    totals = centres.copy()
    found: list[int] = []
    count = 0
    for vector in vectors:
        likeness = centres[:count] @ vector
        best = int(likeness.argmax()) if count else 0
        if not count or float(likeness[best]) < least:
            best, count = count, count + 1
        totals[best] += vector
        centres[best] = totals[best] / max(float(np.linalg.norm(totals[best])), 1e-12)
        found.append(best)
    return found
