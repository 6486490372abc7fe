"""A small picture of what a channel carried by the day, drawn on the server: bars for what came, a lighter part for what we said. The table beside
it says the same. Presentation only."""

from collections.abc import Sequence
from dataclasses import dataclass

from makegood.watch.types import DayCount

WIDTH, HEIGHT, FOOT = 720, 120, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: where its column stands, and how high both bars are, in the units of the picture, with a point in every language."""

    x: str
    said_x: str
    width: str
    heard_y: str
    heard_height: str
    said_y: str
    said_height: str
    day: DayCount
    label: bool


@dataclass(frozen=True, slots=True)
class DayChart:
    bars: tuple[Bar, ...]
    most: int
    heard: int
    said: int
    width: int = WIDTH
    height: int = HEIGHT + FOOT
    base: int = HEIGHT


def draw(days: Sequence[DayCount]) -> DayChart:
    """The picture; its scale begins at nothing."""
    most = max([1, *(max(day.heard, day.said) for day in days)])
    step = WIDTH / max(len(days), 1)
    thick = step * 0.36
    bars = []
    for number, day in enumerate(days):
        heard, said = ((HEIGHT - 16) * count / most for count in (day.heard, day.said))
        bars.append(
            Bar(
                x=f"{number * step + step * 0.1:.1f}",
                said_x=f"{number * step + step * 0.1 + thick:.1f}",
                width=f"{thick:.1f}",
                heard_y=f"{HEIGHT - heard:.1f}",
                heard_height=f"{heard:.1f}",
                said_y=f"{HEIGHT - said:.1f}",
                said_height=f"{said:.1f}",
                day=day,
                label=(len(days) - 1 - number) % 7 == 0,
            )
        )
    return DayChart(tuple(bars), most, sum(day.heard for day in days), sum(day.said for day in days))
