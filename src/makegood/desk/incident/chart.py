"""How many people spoke when, drawn on the server: bars, and a line for what is usual. The table beside it says the same. Presentation only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from makegood.bursts.types import Volume


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch: where its bar stands, in units of the picture, with a point in every language."""

    x: str
    y: str
    width: str
    height: str
    at: datetime
    people: int
    usual: float


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    usual: str  # the points of the line
    most: int
    people: int
    width: int
    height: int


def draw(volume: Sequence[Volume], *, width: int = 720, height: int = 120) -> Chart | None:
    """The picture; its scale begins at nothing. None where there is nothing to draw."""
    if not volume or not any(one.people for one in volume):
        return None
    most = max([1.0, *(float(one.people) for one in volume), *(one.usual for one in volume)])
    step = width / len(volume)

    def high(value: float) -> float:
        return (height - 4) * value / most

    bars = tuple(
        Bar(f"{n * step:.1f}", f"{height - high(one.people):.1f}", f"{max(step * 0.8, 1):.1f}", f"{high(one.people):.1f}",
            one.at, one.people, one.usual)
        for n, one in enumerate(volume)
    )  # fmt: skip
    line = " ".join(f"{(n + 0.4) * step:.1f},{height - high(one.usual):.1f}" for n, one in enumerate(volume))
    return Chart(bars, line, max(one.people for one in volume), sum(one.people for one in volume), width, height)
