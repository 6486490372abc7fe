"""What a picture of the house is told (points, series, notes, cells) and what it is drawn of (lines, paths, texts, a table): frozen values. See
desk/charts.py, which makes the one of the other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place: `value` None where nothing is known; `low` to `high` its interval, `n` what it rests on, `few` that it says little, `signal`
    that a rule raised it (a control chart). `linked` is an address that the table's row leads to."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    few: bool = False
    signal: bool = False
    linked: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """What one line or one colour of bars shows; `tone` is one of TONES."""

    name: str
    points: tuple[Point, ...]
    tone: str = "accent"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened, drawn as a line over the picture: at the place `at` (0 is the first; between two is allowed), with few words."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a strip. `share` of its height is filled (0 to 1), None where nothing was there; `words` say it all."""

    words: str
    share: float | None
    tone: str = "broken"
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    x1: str
    x2: str
    y1: str
    y2: str
    css: str


@dataclass(frozen=True, slots=True)
class Path:
    d: str
    css: str


@dataclass(frozen=True, slots=True)
class Rect:
    x: str
    y: str
    width: str
    height: str
    css: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    y: str
    css: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    x: str
    y: str
    anchor: str
    words: str
    css: str


@dataclass(frozen=True, slots=True)
class TableRow:
    name: str
    cells: tuple[str, ...]
    linked: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture for desk/parts/chart.html: drawn in the order of its fields. `small` ones have neither scale nor table of their own."""

    title: str
    says: str
    width: int
    height: int
    bands: tuple[Path, ...] = ()
    rects: tuple[Rect, ...] = ()
    lines: tuple[Line, ...] = ()
    paths: tuple[Path, ...] = ()
    marks: tuple[Mark, ...] = ()
    texts: tuple[Text, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    small: bool = False
