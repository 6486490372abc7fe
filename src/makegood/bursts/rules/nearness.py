"""How near a message must lie to a topic to belong to it, for each embedder. Pure.

A cosine means something else for each embedder. The figures were looked at on own texts about three causes that sound alike (checkout down, a code of
a newsletter refused, parcels of one carrier late) among everyday matters; others of the same kind were held out, and `docs/noticing.md` says how they
came out. The hashed words find what shares words and little else.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nearness:
    """Cosines. `joins`: from here on a message belongs to a topic, by the middle of it or by those of its messages that are nearest. `wide`: so far
    reaches a burst for what says the same harm as most of it, and to `least` where nearly all who say it are more than usual; `apart` nearer than `joins` must be what says another harm. `margin`: by so much it must then be nearer than to anything else. `one`: two topics
    this near are one. `settles`: whether nearness alone tells which of two causes a message belongs to."""

    joins: float
    wide: float
    least: float
    apart: float
    margin: float
    one: float
    settles: bool = True


_OF = {
    "words": Nearness(0.32, 0.16, -0.2, 0.05, 0.02, 0.60, settles=False),
    "small": Nearness(0.62, 0.50, 0.25, 0.10, 0.02, 0.80),
}  # by the first part of the version


def of(version: str) -> Nearness:
    """That of an embedder's version; of an unknown one that of the transformer."""
    return _OF.get(version.partition("-")[0], _OF["small"])
