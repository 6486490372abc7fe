"""Writes what a SELECT finds into a Parquet file, by COPY and in batches: as many rows as there are, in little memory. Inside the open brand's transaction,
so that row-level security holds as for any other look."""

import io
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
from django.db import connection
from psycopg import sql

from makegood.kernel.exports import Column, Export

_BLOCK = 8 << 20  # bytes of one batch
_KINDS = {Column.WHOLE: pa.int64(), Column.REAL: pa.float64(), Column.WORD: pa.string()}


def write(*, export: Export, zone: str, path: Path) -> int:
    """Writes the file (one that is there is written anew) and returns how many rows it holds."""
    schema = pa.schema([(name, _KINDS[kind]) for name, kind in export.columns])
    rows = 0
    with connection.cursor() as cursor, parquet.ParquetWriter(path, schema, compression="zstd", compression_level=1) as file:
        select = sql.SQL(export.select).format(zone=sql.Literal(zone))
        with cursor.copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(select)) as copied:
            for batch in _batches(iter(copied), schema):
                file.write_batch(batch)
                rows += batch.num_rows
    return rows


def _batches(parts: Iterator[object], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    reading = arrow_csv.ReadOptions(column_names=schema.names, block_size=_BLOCK)
    converting = arrow_csv.ConvertOptions(
        column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    stream = _Stream(parts)
    if not stream.has_any():
        return
    yield from arrow_csv.open_csv(pa.PythonFile(stream, mode="r"), reading, convert_options=converting)


class _Stream(io.RawIOBase):
    """The parts of a COPY as a file that is read once."""

    def __init__(self, parts: Iterator[object]) -> None:
        super().__init__()
        self._parts, self._left = parts, b""

    def has_any(self) -> bool:
        self._fill()
        return bool(self._left)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = [self._left]
        long = len(self._left)
        while size < 0 or long < size:
            self._left = b""
            self._fill()
            if not self._left:
                break
            found.append(self._left)
            long += len(self._left)
        whole = b"".join(found)
        self._left = b"" if size < 0 else whole[size:]
        return whole if size < 0 else whole[:size]

    def _fill(self) -> None:
        while not self._left:
            part = next(self._parts, None)
            if part is None:
                return
            self._left = bytes(part)  # type: ignore[call-overload]  # psycopg gives bytes or a memoryview
