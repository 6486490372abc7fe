"""The mapping file: which column of a foreign file is what (docs/import.md, word for word). Reads TOML strictly and writes it again.

A key that is not known, a value of the wrong kind, a column that is not there: each is refused by its name. Pure but for reading the file.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Collection
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from makegood.commands.importing import fields
from makegood.commands.importing.values import Amounts, Times
from makegood.kernel.refusals import Refusal
from makegood.orders.types import LineKind, ParcelState, ReturnKind
from makegood.people.types import Purpose

CANCELLED, PLACED = "cancelled", "placed"
_PLACE = re.compile(r"\{([^{}]+)\}")
ROW = "row"  # in a template: the place of the row in the file


@dataclass(frozen=True, slots=True)
class Charge:
    """A column that is a charge of its own beside the line: postage, a fee."""

    column: str
    kind: LineKind
    title: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that are left out and counted under `because`: those of which every column fits its pattern."""

    because: str
    where: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Another file whose columns are looked up: its row whose `key` is this file's `on`."""

    file: str
    on: str
    key: str


@dataclass(frozen=True, slots=True)
class Turns:
    """Columns that hold several messages at once, each between two marks."""

    columns: tuple[str, ...]
    theirs: tuple[str, str]
    ours: tuple[str, str]
    seconds_apart: int = 300


@dataclass(frozen=True, slots=True)
class ConsentColumn:
    column: str
    channel: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Returns:
    """What says that something came back: the number's pattern, or a quantity below zero."""

    numbers: tuple[str, ...] = ()
    kind: ReturnKind = ReturnKind.RETURN


@dataclass(frozen=True, slots=True)
class Mapping:
    """Everything that is said about a file. `columns` map our fields to its columns; `constants` and `templates` stand in for columns."""

    what: str
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    amounts: Amounts = field(default_factory=Amounts)
    times: Times = field(default_factory=Times)
    whole_days: tuple[str, ...] = ()
    spread: str = ""
    guests: bool = False
    returns: Returns = field(default_factory=Returns)
    codes: dict[str, LineKind] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    directions: dict[str, str] = field(default_factory=dict)
    skips: tuple[Skip, ...] = ()
    joins: tuple[Join, ...] = ()
    charges: tuple[Charge, ...] = ()
    consents: tuple[ConsentColumn, ...] = ()
    turns: Turns | None = None
    author: str = "author"  # of messages: whom the addresses name, the author or always the customer
    mentions: str = ""  # the network whose @name at the beginning of our words is whom we answered
    best: int = 5

    def needs(self) -> set[str]:
        """The columns that are read, of the file itself or of one that is looked up in."""
        found = {*self.columns.values(), *(charge.column for charge in self.charges), *(one.column for one in self.consents)}
        found |= {name for text in self.templates.values() for name in _PLACE.findall(text) if name != ROW}
        found |= {column for skip in self.skips for column, _ in skip.where}
        found |= {join.on for join in self.joins}
        return found | set(self.turns.columns if self.turns else ())

    def has(self, name: str) -> bool:
        return name in self.columns or name in self.constants or name in self.templates

    def digest(self, *more: str) -> str:
        """What makes two mappings the same; `more` is whatever else decides what is read."""
        said = json.dumps([repr(self), *more], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def read(path: Path, *, what: str, zone: str) -> Mapping:
    """The mapping in this file. `zone` is the brand's own, where the file names none. Refuses (`bad_mapping`), naming the key."""
    try:
        told = tomllib.loads(path.expanduser().read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as trouble:
        raise Refusal("unreadable_file", f"mapping: {path} cannot be read.", {"mapping": "cannot be read"}) from trouble
    except tomllib.TOMLDecodeError as trouble:
        raise Refusal("bad_mapping", f"mapping: {path.name} is no TOML: {trouble}.", {"mapping": "no TOML"}) from trouble
    return understand(told, what=what, zone=zone)


def understand(told: dict[str, Any], *, what: str, zone: str) -> Mapping:
    """The mapping that was told. Refuses (`bad_mapping`), naming the key."""
    table = _Table(told, "")
    if table.text("what", what) != what:
        raise _bad("what", f"this mapping is for {told['what']}, not for {what}")
    known = fields.named(what)
    mapping = Mapping(
        what=what,
        columns=table.texts("columns", among=known),
        constants=table.texts("constants", among=known),
        templates=table.texts("templates", among=known),
        amounts=_amounts(table.table("money")),
        **_times(table.table("times"), zone, known),
        **_orders(table) if what == "orders" else {},
        **_messages(table) if what == "messages" else {},
        status=_status(table, what) if what in ("orders", "parcels") else {},
        skips=tuple(_skip(one) for one in table.tables("skip")),
        joins=tuple(Join(one.text("file"), one.text("on"), one.end(one.text("key"))) for one in table.tables("join")),
        consents=tuple(_consent(one) for one in table.tables("consent")) if what == "people" else (),
    )
    table.end(None)
    _check_whole(mapping)
    return mapping


def period(text: str, zone: str) -> tuple[datetime, datetime]:
    """`2024-01-01..2024-12-31`: from the beginning of the first day to the end of the last. Refuses (`bad_mapping`)."""
    first, dots, last = text.partition("..")
    try:
        begin, end = date.fromisoformat(first.strip()), date.fromisoformat(last.strip() if dots else "")
    except ValueError:
        raise _bad("spread", f"“{text}” is no period; write it like 2024-01-01..2024-12-31") from None
    if end < begin:
        raise _bad("spread", f"“{text}” ends before it begins")
    here = ZoneInfo(zone)
    return datetime.combine(begin, time(), here), datetime.combine(end + timedelta(days=1), time(), here)


def check_columns(mapping: Mapping, there: Collection[str]) -> None:
    """Refuses (`bad_mapping`) a mapping that asks for a column that is not there, naming both."""
    for name in sorted(mapping.needs()):
        if name not in there:
            key = next((f"columns.{ours}" for ours, theirs in mapping.columns.items() if theirs == name), name)
            raise _bad(key, f"there is no column “{name}”. There are: {', '.join(sorted(there))}")


def written(mapping: Mapping) -> str:
    """A guessed mapping as a file that `read` reads: the columns, how amounts and times are written."""
    lines = [f"what = {_quoted(mapping.what)}", "", "[columns]"]
    lines += [f"{ours} = {_quoted(theirs)}" for ours, theirs in mapping.columns.items()]
    if mapping.constants:
        lines += ["", "[constants]", *(f"{name} = {_quoted(value)}" for name, value in mapping.constants.items())]
    if mapping.templates:
        lines += ["", "[templates]", *(f"{name} = {_quoted(value)}" for name, value in mapping.templates.items())]
    if mapping.what == "orders":
        a = mapping.amounts
        lines += ["", "[money]", f"currency = {_quoted(a.currency)}", f"decimal = {_quoted(a.decimal)}"]
        lines += [f"thousands = {_quoted(a.thousands)}", f"unit = {_quoted(a.unit)}"]
    lines += ["", "[times]", f"zone = {_quoted(mapping.times.zone)}"]
    lines.append(f"formats = [{', '.join(_quoted(form) for form in mapping.times.formats)}]")
    return "\n".join(lines) + "\n"


def places_in(template: str) -> list[str]:
    """The columns that a template names."""
    return _PLACE.findall(template)


# ---------------------------------------------------------------------------------------------------------------------


def _bad(key: str, why: str) -> Refusal:
    return Refusal("bad_mapping", f"mapping: {key}: {why}.", {key: why})


class _Table:
    """One table of the file; what nobody asked for is a mistake in it."""

    def __init__(self, told: Any, path: str) -> None:
        if not isinstance(told, dict):
            raise _bad(path, "must be a table")
        self._told = dict(told)
        self._path = path

    def key(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def text(self, name: str, default: str | None = None, among: Collection[str] = ()) -> str:
        value = self._told.pop(name, default)
        if not isinstance(value, str):
            raise _bad(self.key(name), "is missing" if value is None else "must be text in quotation marks")
        if among and value not in among:
            raise _bad(self.key(name), f"must be one of {', '.join(among)}, not “{value}”")
        return value

    def several(self, name: str) -> tuple[str, ...]:
        value = self._told.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise _bad(self.key(name), "must be a list of texts")
        return tuple(value)

    def yes(self, name: str) -> bool:
        value = self._told.pop(name, False)
        if not isinstance(value, bool):
            raise _bad(self.key(name), "must be true or false")
        return value

    def number(self, name: str, default: int) -> int:
        value = self._told.pop(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise _bad(self.key(name), "must be a whole number from 1")
        return value

    def texts(self, name: str, *, among: Collection[str] = ()) -> dict[str, str]:
        table = self._told.pop(name, {})
        if not isinstance(table, dict):
            raise _bad(self.key(name), "must be a table")
        for inner, value in table.items():
            if among and inner not in among:
                raise _bad(f"{self.key(name)}.{inner}", f"is no field of this kind of file. There are: {', '.join(among)}")
            if not isinstance(value, str):
                raise _bad(f"{self.key(name)}.{inner}", "must be text in quotation marks")
        return dict(table)

    def table(self, name: str) -> "_Table":
        return _Table(self._told.pop(name, {}), self.key(name))

    def tables(self, name: str) -> "list[_Table]":
        value = self._told.pop(name, [])
        if not isinstance(value, list):
            raise _bad(self.key(name), f"must be written as [[{name}]]")
        return [_Table(one, f"{self.key(name)}[{i}]") for i, one in enumerate(value)]

    def end(self, value: Any) -> Any:
        """The value, once nothing is left that nobody asked for."""
        if self._told:
            raise _bad(self.key(next(iter(self._told))), "is not known here")
        return value


def _amounts(table: _Table) -> Amounts:
    currency = table.text("currency", "")
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise _bad("money.currency", "must be three capital letters, like GBP")
    decimal, thousands = table.text("decimal", ".", (".", ",")), table.text("thousands", "", ("", ".", ",", " ", "'", "’"))
    if decimal == thousands:
        raise _bad("money.thousands", "cannot be the decimal mark")
    unit = table.text("unit", "major", ("major", "minor"))
    return table.end(Amounts(currency, decimal, thousands, unit))  # type: ignore[no-any-return]


def _times(table: _Table, zone: str, known: Collection[str]) -> dict[str, Any]:
    here, formats, days = table.text("zone", zone), table.several("formats"), table.several("whole_days")
    if here not in available_timezones():
        raise _bad("times.zone", f"“{here}” is no time zone; write it like Europe/London")
    for name in days:
        if name not in known:
            raise _bad("times.whole_days", f"“{name}” is no field of this kind of file")
    spread = table.text("spread", "")
    if spread:
        period(spread, here)
    return table.end({"times": Times(here, formats), "whole_days": days, "spread": spread})  # type: ignore[no-any-return]


def _orders(table: _Table) -> dict[str, Any]:
    own, back = table.table("orders"), table.table("returns")
    kinds = [kind.value for kind in LineKind]
    codes = table.texts("codes")
    for code, kind in codes.items():
        if kind not in kinds:
            raise _bad(f"codes.{code}", f"must be one of {', '.join(kinds)}, not “{kind}”")
    returns = Returns(back.several("numbers"), ReturnKind(back.text("kind", "return", [kind.value for kind in ReturnKind])))
    charges = [
        Charge(one.text("column"), LineKind(one.text("kind", "postage", kinds)), one.end(one.text("title", "Delivery")))
        for one in table.tables("charge")
    ]
    return {
        "guests": own.end(own.yes("guests")),
        "returns": back.end(returns),
        "codes": {code: LineKind(kind) for code, kind in codes.items()},
        "charges": tuple(charges),
    }


def _messages(table: _Table) -> dict[str, Any]:
    own, ways = table.table("messages"), table.table("directions")
    directions = {word: way for way in ("in", "out") for word in ways.several(way)}
    ways.end(None)
    said = {"author": own.text("addresses", "author", ("author", "customer")), "mentions": own.text("mentions", "")}
    best = own.number("best", 5)
    own.end(None)
    found = [_turns(one) for one in ([table.table("turns")] if "turns" in table._told else [])]
    return {**said, "best": best, "directions": directions, "turns": found[0] if found else None}


def _turns(table: _Table) -> Turns:
    columns, theirs, ours = table.several("columns"), table.several("in"), table.several("out")
    for name, marks in (("in", theirs), ("out", ours)):
        if len(marks) != 2 or not all(marks):
            raise _bad(f"turns.{name}", "must be two marks, before and after")
    if not columns:
        raise _bad("turns.columns", "must name at least one column")
    apart = table.number("seconds_apart", 300)
    return table.end(Turns(columns, (theirs[0], theirs[1]), (ours[0], ours[1]), apart))  # type: ignore[no-any-return]


def _status(table: _Table, what: str) -> dict[str, str]:
    allowed = [state.value for state in ParcelState] + ([PLACED, CANCELLED] if what == "orders" else [])
    told = table.texts("status")
    for word, state in told.items():
        if state not in allowed:
            raise _bad(f"status.{word}", f"must be one of {', '.join(dict.fromkeys(allowed))}, not “{state}”")
    return told


def _skip(table: _Table) -> Skip:
    because, where = table.text("because"), table.texts("where")
    if not where:
        raise _bad(table.key("where"), "must name at least one column with its pattern")
    return table.end(Skip(because, tuple(where.items())))  # type: ignore[no-any-return]


def _consent(table: _Table) -> ConsentColumn:
    purpose = Purpose(table.text("purpose", "marketing", [purpose.value for purpose in Purpose]))
    return table.end(ConsentColumn(table.text("column"), table.text("channel", "email"), purpose))  # type: ignore[no-any-return]


def _check_whole(mapping: Mapping) -> None:
    for name, one in fields.named(mapping.what).items():
        if one.required and not mapping.has(name):
            raise _bad(f"columns.{name}", f"is missing: say which column is {one.says}")
        given = sum(name in where for where in (mapping.columns, mapping.constants, mapping.templates))
        if given > 1:
            raise _bad(f"columns.{name}", "is given twice: as a column and as a constant or template")
    if mapping.what == "messages" and not (mapping.has("text") or mapping.has("score") or mapping.turns):
        raise _bad("columns.text", "is missing: say which column is what was written")
    if mapping.what == "orders" and not (mapping.has("unit_price") or mapping.has("line_total")):
        raise _bad("columns.unit_price", "is missing: say which column is the price of one")
    if mapping.what == "orders" and not (mapping.amounts.currency or mapping.has("currency")):
        raise _bad("money.currency", "is missing: say which currency the amounts are in")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def joined_paths(mapping: Mapping, folder: Path) -> Dictionary[str, Path]:
    """Where the files lie that are looked up in: beside the file that is imported, unless an absolute path says otherwise."""
    return {join.file: folder / Path(join.file).expanduser() for join in mapping.joins}
