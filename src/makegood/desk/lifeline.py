"""The lifeline as a drawing: marks with instants in, places on a picture out. The SVG itself is a template. Pure.

Never shows more than the table behind it says.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from makegood.desk import vocabulary
from makegood.views.types import LifelineMark

T = TypeVar("T")

WIDTH, LEFT, RIGHT = 1080, 12, 1068
AXIS, TOP, BAND_Y, BAND_HEIGHT = 126, 14, 154, 26
HEIGHT, TICK_Y = 204, 144
SHORTEST = timedelta(days=2)  # a younger acquaintance is drawn over at least this long
NEAR, NEAR_X = timedelta(days=10), 560  # the stretch that may be drawn closer, and where it begins
APART = 2.0  # of two marks of a kind that are nearer to one another than so, one is drawn
_LETTER = 6.4  # about the width of one letter at 12 px


@dataclass(frozen=True, slots=True)
class Dot:
    shape: str
    x: float
    y: float
    r: float = 4
    path: str = ""


@dataclass(frozen=True, slots=True)
class Arc:
    path: str
    open: bool
    x: float
    end: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """All marks of one look as one path: a page of hundreds of marks is written in a few lines."""

    look: str
    path: str


@dataclass(frozen=True, slots=True)
class Band:
    standing: str
    x: float
    width: float
    words: str
    text_x: float
    text_y: int
    anchor: str = "start"
    y: int = BAND_Y
    height: int = BAND_HEIGHT


@dataclass(frozen=True, slots=True)
class Near:
    """The stretch that is drawn closer, and the words that say so."""

    words: str
    x: float = NEAR_X
    width: float = RIGHT - NEAR_X
    height: int = AXIS - TOP
    text_x: float = NEAR_X + 8
    text_y: int = TOP + 14


@dataclass(frozen=True, slots=True)
class Words:
    kind: str
    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Lifeline:
    says: str
    marks: tuple[Dot, ...]
    arcs: tuple[Arc, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Words, ...]
    labels: tuple[Words, ...]
    near: Near | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    axis: int = AXIS
    top: int = TOP
    tick_y: int = TICK_Y

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """Cases below, then the marks in the order of `marks`."""
        cases = [("case l-case-open" if arc.open else "case", arc.path) for arc in self.arcs]
        paths: dict[str, list[str]] = {}
        for look, path in [*cases, *((dot.shape, dot.path or _circle(dot.x, dot.y, dot.r)) for dot in self.marks)]:
            paths.setdefault(look, []).append(path)
        return tuple(Stroke(look, "".join(each)) for look, each in paths.items())


@dataclass
class _Labels:
    """Labels on two levels, the later of two that would collide is left out: the table has it."""

    taken: list[tuple[float, float, float]] = field(default_factory=list)
    found: list[Words] = field(default_factory=list)

    def put(self, kind: str, x: float, y: float, text: str) -> None:
        half = len(text) * _LETTER / 2
        middle = min(max(x, LEFT + half), RIGHT - half)
        if any(abs(y - other) < 14 and middle - half < end and start < middle + half for start, end, other in self.taken):
            return
        self.taken.append((middle - half, middle + half, y))
        self.found.append(Words(kind, round(middle, 1), y, text))


def draw(marks: Sequence[LifelineMark], *, first: datetime, at: datetime) -> Lifeline | None:
    """The drawing from the first contact to `at`; None when there is nothing to draw."""
    if not marks:
        return None
    start = min(first, *(mark.at for mark in marks))
    scale = _scale(marks, start, at)
    labels = _Labels()
    ordered = sorted(marks, key=lambda mark: _RANK.get(mark.kind, 9))
    dots = _apart((dot for mark in ordered for dot in _dot(mark, scale, labels)), lambda dot: (dot.shape, dot.x // APART))
    arcs = _apart(
        (_arc(mark, scale, labels, at) for mark in marks if mark.kind == "case"),
        lambda arc: (arc.open, arc.x // APART, arc.end // APART),
    )
    return Lifeline(
        says=_says(marks),
        marks=dots,
        arcs=arcs,
        bands=_bands(sorted((mark for mark in marks if mark.kind == "standing"), key=lambda mark: mark.at), scale),
        ticks=_ticks(scale),
        labels=tuple(labels.found),
        near=Near(_("the last ten days, closer")) if scale.near else None,
    )


_RANK = {"praise": 0, "gesture": 1, "case": 2, "order": 3, "return": 4, "delivered": 5}


@dataclass(frozen=True, slots=True)
class _Scale:
    """Time as a place. From `near` on it is drawn closer; without it, evenly."""

    start: datetime
    end: datetime
    near: datetime | None

    def x(self, at: datetime) -> float:
        if self.near is None:
            return _between(LEFT + 10, RIGHT - 10, (at - self.start) / (self.end - self.start))
        if at < self.near:
            return _between(LEFT + 10, NEAR_X, (at - self.start) / (self.near - self.start))
        return _between(NEAR_X, RIGHT - 10, (at - self.near) / (self.end - self.near))


def _between(left: float, right: float, share: float) -> float:
    return round(left + (right - left) * min(1.0, max(0.0, share)), 1)


def _scale(marks: Sequence[LifelineMark], start: datetime, at: datetime) -> _Scale:
    """The last days are drawn closer when most of what happened to this person, orders apart, happened in them."""
    told = [mark for mark in marks if mark.kind in ("case", "gesture", "praise", "standing")]
    recent = sum(1 for mark in told if mark.at >= at - NEAR)
    closer = at - start > 3 * NEAR and recent * 2 > len(told)
    return _Scale(min(start, at - SHORTEST), at, at - NEAR if closer else None)


def _dot(mark: LifelineMark, scale: _Scale, labels: _Labels) -> list[Dot]:
    x = scale.x(mark.at)
    if mark.kind == "praise":
        labels.put("praise", x, AXIS - 100, mark.label)
        return [Dot("praise", x, AXIS - 84, path=_star(x, AXIS - 84))]
    if mark.kind == "gesture":
        labels.put("gesture", x, AXIS - 62, mark.label)
        return [Dot("gesture", x, AXIS, path=_diamond(x, AXIS - 15))]
    if mark.kind == "question":
        return [Dot("question", x, AXIS, path=f"M{x - 4:.1f} {AXIS - 4}h8v8h-8z")]
    if mark.kind == "return":
        return [Dot("return", x, AXIS, 4)]
    if mark.kind == "delivered":
        return [Dot("delivered", x, AXIS, 3)]
    return [Dot("order", x, AXIS, 4.5)] if mark.kind == "order" else []


def _arc(mark: LifelineMark, scale: _Scale, labels: _Labels, at: datetime) -> Arc:
    until = mark.until or at
    start, end = scale.x(mark.at), scale.x(until)
    end = max(end, start + 10)
    if end > RIGHT - 4:
        start, end = start - (end - RIGHT + 4), RIGHT - 4
    height = min(34.0, 12 + (end - start) / 5)
    labels.put("case", (start + end) / 2, round(AXIS - height - 8, 1), mark.label)
    path = f"M{start:.1f} {AXIS}C{start:.1f} {AXIS - height * 1.3:.1f} {end:.1f} {AXIS - height * 1.3:.1f} {end:.1f} {AXIS}"
    return Arc(path, mark.until is None or until >= at, start, end)


def _apart(shapes: Iterable[T], place: Callable[[T], Hashable]) -> tuple[T, ...]:
    """Of shapes that nobody could tell apart in the picture, the first one."""
    return tuple({place(shape): shape for shape in reversed(list(shapes))}.values())[::-1]


def _bands(steps: Sequence[LifelineMark], scale: _Scale) -> tuple[Band, ...]:
    ends = [step.at for step in steps[1:]]
    bands = [_band(step, scale.x(step.at), scale.x(end), last=False) for step, end in zip(steps, ends, strict=False)]
    return (*bands, *(_band(step, scale.x(step.at), scale.x(scale.end), last=True) for step in steps[-1:]))


def _band(step: LifelineMark, x: float, end: float, *, last: bool) -> Band:
    """Its words stand in it; those of the last one below it where it is too short, because that is where the person stands now."""
    words = vocabulary.label("standing", step.label)
    width = max(2.0, round(end - x, 1))
    if len(words) * _LETTER + 16 < width:
        return Band(step.label, x, width, words, x + 8, BAND_Y + 17)
    if last:
        return Band(step.label, x, width, words, end, BAND_Y + BAND_HEIGHT + 15, "end")
    return Band(step.label, x, width, "", x, BAND_Y)


def _ticks(scale: _Scale) -> tuple[Words, ...]:
    """The first day, now, and some days between."""
    form = "j M Y" if scale.end - scale.start > timedelta(days=300) else "j M"
    middle = scale.near or scale.start + (scale.end - scale.start) / 2
    between = [scale.start + (middle - scale.start) / 2, middle, middle + (scale.end - middle) / 2]
    first = Words("tick", scale.x(scale.start), TICK_Y, _date(scale.start, form), "start")
    last = Words("tick", scale.x(scale.end), TICK_Y, _("now"), "end")
    return (first, *(Words("tick", scale.x(one), TICK_Y, _date(one, form)) for one in between), last)


def _date(at: datetime, form: str) -> str:
    return date_format(timezone.localtime(at), form)


def _says(marks: Sequence[LifelineMark]) -> str:
    counts = {kind: sum(1 for mark in marks if mark.kind == kind) for kind in ("order", "case", "gesture", "praise")}
    return _("Lifeline: %(order)d orders, %(case)d cases, %(gesture)d gestures, %(praise)d times praise") % counts


def _diamond(x: float, y: float) -> str:
    return f"M{x:.1f} {y - 6:.1f}l6 6-6 6-6-6z"


def _circle(x: float, y: float, r: float) -> str:
    return f"M{x - r:.1f} {y:.1f}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"


def _star(x: float, y: float) -> str:
    return f"M{x:.1f} {y - 8:.1f}l2.4 5.2 5.6.7-4.1 3.9 1 5.6-4.9-2.7-4.9 2.7 1-5.6-4.1-3.9 5.6-.7z"
