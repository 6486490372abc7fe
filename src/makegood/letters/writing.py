"""Makes the paper: one PDF, one sheet of A4 a card, to be folded twice for a DL envelope with a window.

Pure but for the font, which lies beside this file and is embedded, so that every European letter prints. The same pages make the same bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from makegood.letters.types import Page

A4 = (210.0, 297.0)  # mm
WINDOW = (20.0, 45.0, 90.0, 45.0)  # DIN 680: left, top, width, height of the window on the folded sheet, mm
_LEFT, _RIGHT = 25.0, 20.0
_FOLDS = (105.0, 210.0)  # DIN 5008, form B
_FONT, _SMALL, _TEXT, _BRAND = "DejaVuSerif", 7.0, 11.0, 15.0
_LINE = 5.4  # mm, of the text
_PT = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text with its place: mm from the left and from the top to the foot of its letters, and its size in points."""

    x: float
    y: float
    size: float
    text: str
    colour: str = "#241e1a"


def pdf(pages: Sequence[Page], *, title: str) -> bytes:
    """The sheets in their order. The same pages make the same bytes."""
    from reportlab.pdfgen.canvas import Canvas  # takes a while to load, and most processes never print

    _font()
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(A4[0] * _PT, A4[1] * _PT), invariant=1)
    canvas.setTitle(title)
    for page in pages:
        for one in laid_out(page):
            canvas.setFont(_FONT, one.size)
            canvas.setFillColor(one.colour)
            canvas.drawString(one.x * _PT, (A4[1] - one.y) * _PT, one.text)
        canvas.setStrokeColor("#c8bfb5")
        canvas.setLineWidth(0.4)
        for fold in _FOLDS:
            canvas.line(4 * _PT, (A4[1] - fold) * _PT, 8 * _PT, (A4[1] - fold) * _PT)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def laid_out(page: Page) -> tuple[Placed, ...]:
    """Where everything stands: sender and address within the window, the words below it, the brand above."""
    return (*_head(page), *_address(page), *_words(page))


def missing(text: str) -> str:
    """The letters of a text that the font does not have, each once: they would print as boxes."""
    known = _font().face.charToGlyph
    return "".join(dict.fromkeys(one for one in text if ord(one) not in known and not one.isspace()))


def _head(page: Page) -> list[Placed]:
    right = A4[0] - _RIGHT
    at = right - _width(page.place_and_day, _TEXT)
    return [Placed(_LEFT, 25.0, _BRAND, page.brand, page.colour), Placed(at, 100.0, _TEXT, page.place_and_day)]


def _address(page: Page) -> list[Placed]:
    left, top, width, height = WINDOW
    room = width - (_LEFT - left) - 2
    sender = Placed(_LEFT, top + 5.5, _SMALL, _cut(page.sender, _SMALL, room), "#625952")
    lines = [page.name, *page.lines]
    step = min(5.6, (height - 14) / max(len(lines), 1))
    first = top + 14
    sizes = [_fits(line, room) for line in lines]
    return [
        sender,
        *(
            Placed(_LEFT, first + n * step, size, _cut(line, size, room))
            for n, (line, size) in enumerate(zip(lines, sizes, strict=True))
        ),
    ]


def _words(page: Page) -> list[Placed]:
    room, y = A4[0] - _LEFT - _RIGHT, 116.0
    placed = [Placed(_LEFT, y, _TEXT, page.greeting)]
    y += 2 * _LINE
    for paragraph in page.text.split("\n"):
        for line in _wrapped(paragraph, _TEXT, room):
            placed.append(Placed(_LEFT, y, _TEXT, line))
            y += _LINE
        y += _LINE / 2
    y += _LINE / 2
    placed += [Placed(_LEFT, y, _TEXT, page.closing), Placed(_LEFT, y + 2 * _LINE, _TEXT, page.signed)]
    return [*placed, Placed(_LEFT, 282.0, _SMALL, page.card, "#625952")]


def _wrapped(text: str, size: float, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines += _pieces(word, size, room)
    return lines or [""]


def _pieces(word: str, size: float, room: float) -> list[str]:
    """A word that is longer than a line, in lines."""
    pieces = [""]
    for letter in word:
        if _width(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _fits(text: str, room: float) -> float:
    """The size at which a line of an address stays within the window, 6 points at least."""
    wide = _width(text, _TEXT)
    return _TEXT if wide <= room else max(6.0, _TEXT * room / wide)


def _cut(text: str, size: float, room: float) -> str:
    while text and _width(text, size) > room:
        text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
    return text


def _width(text: str, size: float) -> float:
    return float(_font().stringWidth(text, size)) / _PT


@cache
def _font():  # type: ignore[no-untyped-def]  # reportlab has no types
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(_FONT, str(Path(__file__).parent / "fonts" / "DejaVuSerif.ttf"))
    pdfmetrics.registerFont(font)
    return font
