"""The rows of a file, some thousands at a time, every value as text: CSV, JSON lines and Parquet look alike from here on.

Never holds more than a batch in memory, whatever the length of the file. A row that is none is named with its place; the others go on.
"""

import csv
import json
from collections.abc import Callable, Collection, Container, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from makegood.commands.importing import sources
from makegood.commands.importing.sources import Source
from makegood.kernel.refusals import Refusal

BATCH = 5_000
_LONGEST_FIELD = 10_000_000  # characters


@dataclass
class Batch:
    """Some rows: a list of texts per column ('' for nothing). `index` numbers them among all rows of the file from 0, `places` says
    where they stand in it: the line, or the row of a Parquet file. `wrong` are rows that could not be read: (index, place, why).
    `end` rows of the file are done once these are."""

    columns: dict[str, list[str]]
    index: list[int]
    places: list[int]
    end: int
    wrong: list[tuple[int, int, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.index)

    def part(self, picked: list[int]) -> "Batch":
        """Only these rows, by their place in this batch; none of the wrong ones."""
        columns = {name: [values[i] for i in picked] for name, values in self.columns.items()}
        return Batch(columns, [self.index[i] for i in picked], [self.places[i] for i in picked], self.end)


def header(source: Source) -> list[str]:
    """The names of the columns. Refuses (`no_header`) a file without any, and a name that comes twice."""
    names = _names(source)
    twice = sorted({name for name in names if names.count(name) > 1})
    if not any(names) or twice:
        why = f"the column {twice[0]!r} comes twice" if twice else "its first line names no columns"
        raise Refusal("no_header", f"file: {source.path.name}: {why}.", {"file": "no usable header"})
    return names


def batches(
    source: Source, *, columns: Collection[str], skip: int = 0, size: int = BATCH, only: Container[int] | None = None
) -> Iterator[Batch]:
    """All rows from number `skip` on (the first is 0), with these columns alone; of these rows `only` those of these numbers."""
    wanted = [name for name in header(source) if name in columns]
    reader: Callable[[Source, list[str], int, int], Iterator[Batch]] = {
        sources.PARQUET: _parquet,
        sources.CSV: _csv,
        sources.JSONL: _jsonl,
    }[source.format]
    found = reader(source, wanted, skip, size)
    if only is None:
        return found
    return (batch.part([i for i, number in enumerate(batch.index) if number in only]) for batch in found)


def as_text(value: object) -> str:
    """A value as whoever wrote it would write it: whole numbers without a point (a customer number that a table program turned into
    17850.0 is 17850), others exactly, instants as ISO 8601, yes and no as true and false."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)


def _names(source: Source) -> list[str]:
    if source.format == sources.PARQUET:
        return [str(name) for name in pq.ParquetFile(source.path.expanduser()).schema_arrow.names]
    with sources.text(source) as file:
        if source.format == sources.CSV:
            return [name.strip() for name in next(_reader(file, source), [])]
        found: dict[str, None] = {}
        for _, line in zip(range(1000), file, strict=False):
            found.update(dict.fromkeys(_flat(line) or {}))
        return list(found)


def _parquet(source: Source, wanted: list[str], skip: int, size: int) -> Iterator[Batch]:
    file = pq.ParquetFile(source.path.expanduser())
    at = 0
    for part in file.iter_batches(batch_size=size, columns=wanted):
        begin, at = at, at + part.num_rows
        if at <= skip:
            continue
        off = max(0, skip - begin)
        piece = part.slice(off)
        columns = {name: _texts(piece.column(i)) for i, name in enumerate(piece.schema.names)}
        index = list(range(begin + off, at))
        yield Batch(columns, index, [i + 1 for i in index], at)


def _texts(column: Any) -> list[str]:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return [value or "" for value in column.to_pylist()]
    if pa.types.is_dictionary(column.type):
        return _texts(column.dictionary_decode())
    coded = column.dictionary_encode()  # numbers and days repeat: each is written once
    words = [as_text(value) for value in coded.dictionary.to_pylist()]
    return ["" if code is None else words[code] for code in coded.indices.to_pylist()]


def _reader(file: Any, source: Source) -> Any:
    csv.field_size_limit(_LONGEST_FIELD)
    return csv.reader(file, delimiter=source.delimiter)


def _csv(source: Source, wanted: list[str], skip: int, size: int) -> Iterator[Batch]:
    with sources.text(source) as file:
        reader = _reader(file, source)
        names = [name.strip() for name in next(reader)]
        picked, width = [names.index(name) for name in wanted], len(names)
        rows: list[list[str]] = []
        batch = Batch({}, [], [], skip)
        line, number = reader.line_num + 1, -1
        for row in _readable(reader):
            begin, line = line, reader.line_num + 1
            if not row:
                continue
            number += 1
            if number < skip:
                continue
            batch.end = number + 1
            if len(row) != width:
                batch.wrong.append((number, begin, f"has {len(row)} fields, and the header has {width}"))
            else:
                rows.append(row)
                batch.index.append(number)
                batch.places.append(begin)
            if len(rows) + len(batch.wrong) >= size:
                yield _filled(batch, rows, wanted, picked)
                rows, batch = [], Batch({}, [], [], batch.end)
        if batch.index or batch.wrong:
            yield _filled(batch, rows, wanted, picked)


def _readable(reader: Any) -> Iterator[list[str]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            sentence = f"file: line {reader.line_num} cannot be read as CSV ({trouble}). Is a quotation mark left open before it?"
            raise Refusal("unreadable_file", sentence, {"file": "not CSV"}) from trouble


def _filled(batch: Batch, rows: list[list[str]], wanted: list[str], picked: list[int]) -> Batch:
    batch.columns = {name: [row[i] for row in rows] for name, i in zip(wanted, picked, strict=True)}
    return batch


def _jsonl(source: Source, wanted: list[str], skip: int, size: int) -> Iterator[Batch]:
    with sources.text(source) as file:
        batch, number = Batch({name: [] for name in wanted}, [], [], skip), -1
        for place, line in enumerate(file, 1):
            if not line.strip():
                continue
            number += 1
            if number < skip:
                continue
            batch.end = number + 1
            values = _flat(line)
            if values is None:
                batch.wrong.append((number, place, "is no JSON object"))
            else:
                for name in wanted:
                    batch.columns[name].append(values.get(name, ""))
                batch.index.append(number)
                batch.places.append(place)
            if len(batch) + len(batch.wrong) >= size:
                yield batch
                batch = Batch({name: [] for name in wanted}, [], [], batch.end)
        if batch.index or batch.wrong:
            yield batch


def _flat(line: str) -> dict[str, str] | None:
    """The object's values as texts, numbers exactly as they were written; an object inside it as `outer.inner`."""
    try:
        value = json.loads(line, parse_float=str, parse_int=str)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    found: dict[str, str] = {}
    for name, inner in value.items():
        if isinstance(inner, dict):
            found.update({f"{name}.{deep}": as_text(one) for deep, one in inner.items()})
        else:
            found[name] = json.dumps(inner) if isinstance(inner, list) else as_text(inner)
    return found
