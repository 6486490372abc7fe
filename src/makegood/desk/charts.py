"""The house's pictures: lines with their intervals, bars, control charts and strips, drawn on the server, each with its table. Presentation only: values
in, places and words out; nothing is asked of storage and nothing decided.

    chart = charts.line(series, title=..., says=...)         in the page
    {% include "desk/parts/chart.html" with chart=chart %}   in the template; its sheet is desk/css/charts.css

A picture carries its title and, in words, what it shows, and behind it lies a table with the same numbers, written by the same function: they cannot say
different things. An interval is a band and never left out; a value that rests on few is drawn hollow; where nothing is known the line breaks. The scale
always holds nothing (zero). Lines carry their names at their ends, bars in a row of words above, so that all reads in grey. No script; printable.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext as _

from makegood.desk.chart_scale import KEYS, LEFT, Plot
from makegood.desk.chart_scale import Said as Said
from makegood.desk.chart_scale import count as count
from makegood.desk.chart_scale import money as money
from makegood.desk.chart_scale import percent as percent
from makegood.desk.chart_shapes import Cell as Cell
from makegood.desk.chart_shapes import Chart as Chart
from makegood.desk.chart_shapes import Line, Mark, Path, Rect, TableRow, Text
from makegood.desk.chart_shapes import Note as Note
from makegood.desk.chart_shapes import Point as Point
from makegood.desk.chart_shapes import Series as Series

WIDTH, RIGHT_OF_BARS, RIGHT_OF_LINES, FOOT = 720, 712.0, 592.0, 24.0
TONES = ("accent", "quiet", "praise", "kept", "risk", "broken")
_LETTER, _APART, _LINE = 6.6, 14.0, 15.0  # about the width of a letter at 12 px, what parts two labels, and two lines of words
_CELL, _CELL_APART, _CELL_HIGH = 10, 2, 36

_Known = TypeVar("_Known")


# The pictures


def line(
    names: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    says: str,
    said: Said = count,
    top: float | None = None,
    notes: Sequence[Note] = (),
    first: str = "",
) -> Chart:
    """Lines over `names` (days, weeks, months), each with the band of its interval. `top` fixes the end of the scale (1.0 for shares that should be
    compared); `first` heads the table's first column. Every series has as many points as there are names; ValueError otherwise."""
    plot = Plot.of(names, series, said, RIGHT_OF_LINES, top)
    bands, paths, marks = [], [], []
    for one in series:
        bands += [Path(d, f"chart__band chart--{one.tone}") for d in _bands(one.points, plot)]
        paths += [Path(d, f"chart__path chart--{one.tone}") for d in _paths([p.value for p in one.points], plot)]
        marks += _marks(one, plot)
    drawn, (heads, rows) = _frame(plot, title, says, notes), _table(names, series, said, first)
    return replace(
        drawn,
        bands=tuple(bands),
        paths=tuple(paths),
        marks=tuple(marks),
        texts=(*drawn.texts, *_names_at_end(series, plot)),
        heads=heads,
        rows=rows,
    )


def bars(
    names: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    says: str,
    said: Said = count,
    stacked: bool = False,
    top: float | None = None,
    notes: Sequence[Note] = (),
    first: str = "",
) -> Chart:
    """Bars over `names`: those of several series beside each other, or upon each other where they are parts of a whole (`stacked`; none may be below
    nothing). An interval is drawn as a thin line upon its bar."""
    rows_of_keys = _key_places(series)[-1][1] + 1 if len(series) > 1 else 0
    plot = Plot.of(names, series, said, RIGHT_OF_BARS, top, stacked=stacked, rows_of_keys=rows_of_keys)
    rects, lines = [], []
    for place, name in enumerate(names):
        base = 0.0
        for nth, one in enumerate(series):
            point = one.points[place]
            if point.value is None:
                continue
            left, wide = plot.bar(place, 0 if stacked else nth, 1 if stacked else len(series))
            words = f"{name}: {one.name}: {_said_whole(point, said)}"
            few = " chart__bar--few" if point.few else ""
            rects.append(_bar(plot, left, wide, base, base + point.value, f"chart__bar chart--{one.tone}{few}", words))
            if not stacked and point.low is not None and point.high is not None:
                middle = f"{left + wide / 2:.1f}"
                lines.append(Line(middle, middle, f"{plot.y(point.low):.1f}", f"{plot.y(point.high):.1f}", "chart__reach"))
            base += point.value if stacked else 0.0
    drawn, (heads, rows) = _frame(plot, title, says, notes), _table(names, series, said, first)
    keys = _keys(series) if len(series) > 1 else ((), ())
    return replace(
        drawn,
        rects=(*rects, *keys[0]),
        lines=(*drawn.lines, *lines),
        texts=(*drawn.texts, *keys[1]),
        heads=heads,
        rows=rows,
    )


def control(
    names: Sequence[str],
    points: Sequence[Point],
    *,
    centre: Sequence[float | None],
    low: Sequence[float | None],
    high: Sequence[float | None],
    title: str,
    says: str,
    name: str,
    said: Said = count,
    notes: Sequence[Note] = (),
    first: str = "",
) -> Chart:
    """A control chart: the points, what is usual (`centre`) and the limits on both sides, each given for every place, because limits of shares move with
    n. Points whose `signal` is set are drawn filled and red, with a ring; whoever calls decides which."""
    watched = Series(name, tuple(points), "quiet")
    limits = Series("", tuple(Point(*place) for place in zip(centre, low, high, strict=True)))
    plot = Plot.of(names, (watched, limits), said, RIGHT_OF_LINES, None)
    drawn = _frame(plot, title, says, notes)
    marks = _marks(watched, plot)
    rings = [
        Mark(m.x, m.y, "chart__ring") for m, p in zip(_marks(watched, plot, every=True), _known(points), strict=True) if p.signal
    ]
    ends = tuple(
        Series(words, tuple(Point(v) for v in values), "quiet")
        for words, values in ((_("usual"), centre), (_("upper limit"), high), (_("lower limit"), low))
        if any(v is not None for v in values)
    )
    heads = (first, name, _("n"), _("usual"), _("lower limit"), _("upper limit"), _("stands out"))
    rows = tuple(
        TableRow(
            names[i],
            (
                *(_one(value, said) for value in (point.value,)),
                "" if point.n is None else count(point.n),
                *(_one(value, said) for value in (centre[i], low[i], high[i])),
                _("yes") if point.signal else "",
            ),
            point.linked,
        )
        for i, point in enumerate(points)
    )
    return replace(
        drawn,
        bands=tuple(Path(d, "chart__band chart--kept") for d in _bands(limits.points, plot)),
        paths=(
            *(Path(d, "chart__limit") for values in (low, high) for d in _paths(values, plot)),
            *(Path(d, "chart__centre") for d in _paths(centre, plot)),
            *(Path(d, "chart__path chart--quiet") for d in _paths([p.value for p in points], plot)),
        ),
        marks=(*marks, *rings),
        texts=(*drawn.texts, *_names_at_end(ends, plot)),
        heads=heads,
        rows=rows,
    )


def strip(cells: Sequence[Cell], *, title: str, says: str) -> Chart:
    """A row of small cells, for a year at one look; the words of each on hover, all of them in `says` or in a table of the page."""
    rects = []
    for place, cell in enumerate(cells):
        x = place * (_CELL + _CELL_APART)
        if cell.share is None:
            rects.append(Rect(str(x), str(_CELL_HIGH - 2), str(_CELL), "2", "chart__none", cell.words))
            continue
        high = max(_CELL_HIGH * min(max(cell.share, 0.0), 1.0), 2.0 if cell.share > 0 else 0.0)
        rects.append(Rect(str(x), "0", str(_CELL), str(_CELL_HIGH), "chart__all", cell.words))
        rects.append(
            Rect(str(x), f"{_CELL_HIGH - high:.1f}", str(_CELL), f"{high:.1f}", f"chart__bar chart--{cell.tone}", cell.words)
        )
    marks = tuple(
        Mark(f"{i * (_CELL + _CELL_APART) + _CELL / 2:.1f}", "-5", "chart__ring") for i, cell in enumerate(cells) if cell.marked
    )
    width = max(len(cells) * (_CELL + _CELL_APART) - _CELL_APART, 1)
    return Chart(title, says, width, _CELL_HIGH, rects=tuple(rects), marks=marks, small=True)


# What stands around


def _frame(plot: Plot, title: str, says: str, notes: Sequence[Note]) -> Chart:
    """The scale, the words below it, and what happened."""
    height = round(plot.base + FOOT)
    lines = [
        Line(f"{LEFT:.1f}", f"{plot.right:.1f}", y := f"{plot.y(tick):.1f}", y, "chart__zero" if tick == 0 else "chart__grid")
        for tick in plot.ticks
    ]
    texts = [Text(f"{LEFT - 8:.1f}", f"{plot.y(tick) + 4:.1f}", "end", plot.said(tick), "chart__tick") for tick in plot.ticks]
    texts += _labels(plot)
    for note in notes:
        x = plot.x(note.at)
        late = x > (LEFT + plot.right) / 2
        lines.append(Line(f"{x:.1f}", f"{x:.1f}", f"{plot.top - 4:.1f}", f"{plot.base:.1f}", "chart__note"))
        texts.append(
            Text(f"{x + (-5 if late else 5):.1f}", f"{plot.top + 5:.1f}", "end" if late else "start", note.words, "chart__said")
        )
    return Chart(title, says, WIDTH, height, lines=tuple(lines), texts=tuple(texts))


def _labels(plot: Plot) -> list[Text]:
    """As many names below as fit without touching, evenly, the last always among them."""
    if not plot.names:
        return []
    room = (plot.right - LEFT) / len(plot.names)
    every = max(1, math.ceil((max(len(name) for name in plot.names) * _LETTER + _APART) / room))
    last = len(plot.names) - 1
    return [
        Text(f"{plot.x(i):.1f}", f"{plot.base + 17:.1f}", "middle", name, "chart__name")
        for i, name in enumerate(plot.names)
        if (last - i) % every == 0
    ]


# What is drawn of a series


def _known(points: Sequence[Point]) -> list[Point]:
    return [point for point in points if point.value is not None]


def _runs(values: Sequence[_Known | None]) -> list[list[tuple[int, _Known]]]:
    """The stretches in which something is known."""
    runs: list[list[tuple[int, _Known]]] = [[]]
    for place, value in enumerate(values):
        if value is not None:
            runs[-1].append((place, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _paths(values: Sequence[float | None], plot: Plot) -> list[str]:
    return [
        "".join(f"{'M' if not n else 'L'}{plot.x(i):.1f} {plot.y(value):.1f}" for n, (i, value) in enumerate(run))
        for run in _runs(values)
        if len(run) > 1
    ]


def _bands(points: Sequence[Point], plot: Plot) -> list[str]:
    """The area between low and high; a place that stands alone keeps a narrow one."""
    reaches = [(p.low, p.high) if p.low is not None and p.high is not None else None for p in points]
    drawn = []
    for run in _runs(reaches):
        places = [(plot.x(i), low, high) for i, (low, high) in run]
        if len(places) == 1:
            x, low, high = places[0]
            places = [(x - 3, low, high), (x + 3, low, high)]
        up = "".join(f"{'M' if not n else 'L'}{x:.1f} {plot.y(high):.1f}" for n, (x, _low, high) in enumerate(places))
        down = "".join(f"L{x:.1f} {plot.y(low):.1f}" for x, low, _high in reversed(places))
        drawn.append(f"{up}{down}Z")
    return drawn


def _marks(one: Series, plot: Plot, *, every: bool = False) -> list[Mark]:
    """A mark at each value; many values that say enough need none but their line (a signal or a hollow one is always marked)."""
    crowded = len(plot.names) > 60
    marks = []
    for place, point in enumerate(one.points):
        if point.value is None or (crowded and not every and not point.few and not point.signal):
            continue
        css = f"chart__mark chart--{'broken' if point.signal else one.tone}" + (" chart__mark--few" if point.few else "")
        words = f"{plot.names[place]}: {_said_whole(point, plot.said)}"
        marks.append(Mark(f"{plot.x(place):.1f}", f"{plot.y(point.value):.1f}", css, words))
    return marks


def _names_at_end(series: Sequence[Series], plot: Plot) -> list[Text]:
    """Each line's name at its end, moved apart where they would touch."""
    ends = sorted(_end(one, plot) for one in series if one.name and _known(one.points))
    texts, free = [], -math.inf
    for wanted, x, name, tone in ends:
        y = max(wanted, free)
        texts.append(Text(f"{x:.1f}", f"{y:.1f}", "start", name, f"chart__end chart--{tone}"))
        free = y + _LINE
    return texts


def _end(one: Series, plot: Plot) -> tuple[float, float, str, str]:
    place, value = [(i, p.value) for i, p in enumerate(one.points) if p.value is not None][-1]
    return plot.y(value) + 4, plot.x(place) + 10, one.name, one.tone


def _bar(plot: Plot, left: float, wide: float, of: float, to: float, css: str, words: str) -> Rect:
    high, low = min(plot.y(of), plot.y(to)), max(plot.y(of), plot.y(to))
    return Rect(f"{left:.1f}", f"{high:.1f}", f"{wide:.1f}", f"{low - high:.1f}", css, words)


def _key_places(series: Sequence[Series]) -> list[tuple[float, int]]:
    """Where each colour's name begins, and in which row: a new row where one is full."""
    places, x, row = [], LEFT, 0
    for one in series:
        long = 15 + len(one.name) * _LETTER + _APART
        if x > LEFT and x + long > RIGHT_OF_BARS:
            x, row = LEFT, row + 1
        places.append((x, row))
        x += long
    return places


def _keys(series: Sequence[Series]) -> tuple[list[Rect], list[Text]]:
    """The names of the colours, in the order in which they stand, above the picture."""
    rects, texts = [], []
    for one, (x, row) in zip(series, _key_places(series), strict=True):
        y = row * KEYS
        rects.append(Rect(f"{x:.1f}", f"{y + 2:.1f}", "10", "10", f"chart__bar chart--{one.tone}"))
        texts.append(Text(f"{x + 15:.1f}", f"{y + 11:.1f}", "start", one.name, "chart__key"))
    return rects, texts


# The table behind


def _table(
    names: Sequence[str], series: Sequence[Series], said: Said, first: str
) -> tuple[tuple[str, ...], tuple[TableRow, ...]]:
    """Per series its value with what belongs to it: the columns of the interval and of n only where there are any."""
    heads, columns = [first], []
    for one in series:
        heads.append(one.name)
        columns.append([_one(p.value, said) for p in one.points])
        if any(p.low is not None for p in one.points):
            heads.append(_("%(name)s: from – to") % {"name": one.name})
            columns.append([_reach(p, said) for p in one.points])
        if any(p.n is not None for p in one.points):
            heads.append(_("%(name)s: n") % {"name": one.name})
            columns.append(["" if p.n is None else count(p.n) for p in one.points])
    linked = [next((one.points[i].linked for one in series if one.points[i].linked), "") for i in range(len(names))]
    rows = tuple(TableRow(name, tuple(column[i] for column in columns), linked[i]) for i, name in enumerate(names))
    return tuple(heads), rows


def _one(value: float | None, said: Said) -> str:
    return "–" if value is None else said(value)


def _reach(point: Point, said: Said) -> str:
    return "" if point.low is None or point.high is None else f"{said(point.low)} – {said(point.high)}"


def _said_whole(point: Point, said: Said) -> str:
    """ "12 % (8 % – 17 %), n = 210"."""
    whole = _one(point.value, said)
    whole += f" ({_reach(point, said)})" if point.low is not None else ""
    return whole + (f", n = {count(point.n)}" if point.n is not None else "")
