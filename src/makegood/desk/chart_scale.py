"""The scale of the house's pictures: where values lie, in which steps they are counted, and how they are said. See desk/charts.py. Presentation only."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

from makegood.desk.chart_shapes import Series
from makegood.kernel.money import Money

LEFT, TOP, PLOT, KEYS = 64.0, 14.0, 168.0, 22.0

Said = Callable[[float], str]
"""How a value is said, on the scale and in the table."""


# How values are said


def count(value: float) -> str:
    """1,234; a value with a fraction keeps one digit of it."""
    return _number(value, 0 if float(value).is_integer() else 1)


def percent(value: float) -> str:
    """A share (0 to 1) as "12 %"; below a tenth with one digit."""
    hundred = value * 100
    return f"{_number(hundred, 0 if abs(hundred) >= 9.95 or round(hundred, 1).is_integer() else 1)} %"


def money(currency: str) -> Said:
    """Minor units as an amount."""
    return lambda minor: str(Money(round(minor), currency))


def _number(value: float, digits: int) -> str:
    """Rounded here: Django cuts off what it does not show."""
    return number_format(round(value, digits), decimal_pos=digits, force_grouping=True)


@dataclass(frozen=True, slots=True)
class Plot:
    """Where values lie: from `left` to `right` by place, from `base` upwards by value between `least` and `most`."""

    names: tuple[str, ...]
    ticks: tuple[float, ...]
    said: Said
    right: float
    top: float

    @staticmethod
    def of(
        names: Sequence[str],
        series: Sequence[Series],
        said: Said,
        right: float,
        most: float | None,
        *,
        stacked: bool = False,
        rows_of_keys: int = 0,
    ) -> "Plot":
        if any(len(one.points) != len(names) for one in series):
            raise ValueError("each series has as many points as there are names")
        values = [v for one in series for p in one.points for v in (p.value, p.low, p.high) if v is not None]
        if stacked:
            values = [sum(one.points[i].value or 0.0 for one in series) for i in range(len(names))]
        ticks = ticks_of(min([0.0, *values]), max([0.0, *values]) if most is None else most, whole=said is count)
        return Plot(tuple(names), ticks, said, right, TOP + KEYS * rows_of_keys)

    @property
    def base(self) -> float:
        return self.top + PLOT

    def x(self, place: float) -> float:
        """The middle of a place."""
        return LEFT + (self.right - LEFT) * (place + 0.5) / max(len(self.names), 1)

    def y(self, value: float) -> float:
        least, most = self.ticks[0], self.ticks[-1]
        inside = min(max(value, least), most)
        return self.base - PLOT * (inside - least) / (most - least)

    def bar(self, place: int, nth: int, beside: int) -> tuple[float, float]:
        """(left edge, width) of one of the bars that stand beside each other at a place."""
        room = (self.right - LEFT) / max(len(self.names), 1)
        wide = min(room * 0.72, 44.0 * beside) / beside
        return self.x(place) - wide * beside / 2 + wide * nth, wide * (0.92 if beside > 1 else 1.0)


def ticks_of(least: float, most: float, *, whole: bool) -> tuple[float, ...]:
    """About four even steps that people count in (1, 2, 2.5, 5 times a power of ten), nothing among them. Counts have no half steps."""
    reach = (most - least) or 1.0
    rough = reach / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in (1.0, 2.0, 2.5, 5.0, 10.0) if one * power >= rough * (1 - 1e-9))
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(least / step + 1e-9), max(math.ceil(most / step - 1e-9), 1)
    return tuple(n * step for n in range(first, last + 1))
