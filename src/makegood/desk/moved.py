"""How people moved, drawn: on the left where they stood, on the right where they stand, between them bands as thick as there are people. Presentation
only. The table beside it says the same in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from makegood.desk import spreadsheets, vocabulary
from makegood.flows.standing_moves import MovesPage
from makegood.outcomes.types import Standing

ORDER = (Standing.ADVOCATE, Standing.PROMOTER, Standing.PASSIVE, Standing.UNKNOWN, Standing.DETRACTOR)
WIDTH, LEFT, RIGHT, BLOCK = 720, 236.0, 474.0, 10.0
_HIGH, _GAP, _TOP = 260.0, 16.0, 12.0


@dataclass(frozen=True, slots=True)
class Block:
    """Those who stood (or stand) alike: a bar with its name beside it."""

    standing: str
    words: str
    x: str
    y: str
    high: str
    text_x: str
    text_y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Band:
    """Those who went from one to another: a path, as thick as `wide`."""

    standing: str
    path: str
    wide: str


@dataclass(frozen=True, slots=True)
class Shown:
    blocks: tuple[Block, ...]
    bands: tuple[Band, ...]
    width: int
    height: int
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]
    sums: tuple[int, ...]
    says: str
    moved: int
    same: int


def shown(page: MovesPage) -> Shown:
    """The picture and the table of the people of whom anything is known."""
    counted = {key: n for key, n in page.counted.items() if key != (Standing.UNKNOWN, Standing.UNKNOWN)}
    whole = sum(counted.values())
    scale = _HIGH / whole if whole else 0.0
    left = _stack({one: sum(counted.get((one, to), 0) for to in ORDER) for one in ORDER}, scale)
    right = _stack({one: sum(counted.get((of, one), 0) for of in ORDER) for one in ORDER}, scale)
    return Shown(
        blocks=(*_blocks(left, scale, LEFT, "end"), *_blocks(right, scale, RIGHT, "start")),
        bands=_bands(counted, left, right, scale),
        width=WIDTH,
        height=round(_TOP * 2 + _HIGH + _GAP * (len(ORDER) - 1)),
        heads=tuple(_name(one) for one in ORDER),
        rows=tuple(
            (_name(of), tuple(counted.get((of, to), 0) for to in ORDER), sum(counted.get((of, to), 0) for to in ORDER))
            for of in ORDER
        ),
        sums=tuple(sum(counted.get((of, to), 0) for of in ORDER) for to in ORDER),
        says=_("Bands from where people stood to where they stand now. The table below says the same."),
        moved=sum(n for (of, to), n in counted.items() if of is not to),
        same=sum(n for (of, to), n in counted.items() if of is to),
    )


def as_csv(page: MovesPage) -> str:
    """The table of the page: a row for where people stood, a column for where they stand now; last those of whom nothing is known, then or now."""
    told = shown(page)
    rows = [(name, *map(str, counts), str(together)) for name, counts, together in told.rows]
    rows += [(_("stand so now"), *map(str, told.sums), str(sum(told.sums)))]
    rows += [(_("nothing is known of"), *("" for _one in ORDER), str(page.unknown))]
    return spreadsheets.as_csv((_("Stood as"), *told.heads, _("together")), rows)


def _name(standing: Standing) -> str:
    return vocabulary.label("standing", standing)


def _stack(counts: Mapping[Standing, int], scale: float) -> dict[Standing, tuple[float, int]]:
    """Where each begins from above, and how many it holds; those that hold nobody take no room."""
    found, y = {}, _TOP
    for one in ORDER:
        if counts[one]:
            found[one] = (y, counts[one])
            y += counts[one] * scale + _GAP
    return found


def _blocks(stack: Mapping[Standing, tuple[float, int]], scale: float, x: float, anchor: str) -> list[Block]:
    text_x = x - 8 if anchor == "end" else x + BLOCK + 8
    return [
        Block(
            one.value,
            f"{_name(one)} {n:,}",
            f"{x:.1f}",
            f"{y:.1f}",
            f"{max(n * scale, 1.5):.1f}",
            f"{text_x:.1f}",
            f"{y + n * scale / 2 + 4:.1f}",
            anchor,
        )
        for one, (y, n) in stack.items()
    ]


def _bands(
    counted: Mapping[tuple[Standing, Standing], int],
    left: Mapping[Standing, tuple[float, int]],
    right: Mapping[Standing, tuple[float, int]],
    scale: float,
) -> tuple[Band, ...]:
    out, into = {one: y for one, (y, _n) in left.items()}, {one: y for one, (y, _n) in right.items()}
    bands = []
    for of in ORDER:
        for to in ORDER:
            wide = counted.get((of, to), 0) * scale
            if not wide:
                continue
            begins, ends = out[of] + wide / 2, into[to] + wide / 2
            out[of], into[to] = out[of] + wide, into[to] + wide
            middle = (LEFT + BLOCK + RIGHT) / 2
            path = f"M{LEFT + BLOCK:.1f} {begins:.1f}C{middle:.1f} {begins:.1f} {middle:.1f} {ends:.1f} {RIGHT:.1f} {ends:.1f}"
            bands.append(Band(to.value, path, f"{max(wide, 0.75):.1f}"))
    return tuple(bands)
