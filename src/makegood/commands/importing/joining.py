"""Columns that stand in another file, looked up by a key: customers beside orders, orders beside their lines.

The other file is laid into a small database on disk first, so that its length does not matter. Of several rows with one key the first counts.
"""

import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from makegood.commands.importing import rows, sources
from makegood.commands.importing.mapping import Mapping
from makegood.commands.importing.rows import Batch
from makegood.kernel.refusals import Refusal

_AT_ONCE = 900  # keys of one look


class Lookups:
    """The files that a mapping looks up in. Use it as a context: its database is gone at the end. `names` are the columns it adds."""

    def __init__(self, mapping: Mapping, folder: Path) -> None:
        self._joins = mapping.joins
        self._needs = mapping.needs()
        self._stack = ExitStack()
        self._paths = {join.file: folder / Path(join.file).expanduser() for join in mapping.joins}
        self._sources = {name: sources.look(path) for name, path in self._paths.items()}
        self._columns = [self._columns_of(i) for i in range(len(self._joins))]
        self.names = {name for columns in self._columns for name in columns}

    def __enter__(self) -> "Lookups":
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="makegood-import-"))
        self._database = self._stack.enter_context(closing(sqlite3.connect(Path(folder) / "lookups", check_same_thread=False)))
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("PRAGMA journal_mode = OFF")
        for i in range(len(self._joins)):
            self._lay(i)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def digests(self) -> list[str]:
        """What the other files hold: a change in them makes another import."""
        return [source.digest for source in self._sources.values()]

    def add(self, batch: Batch) -> None:
        """Adds the looked-up columns to the batch; '' where the other file has no such row."""
        for i, join in enumerate(self._joins):
            found = dict(self._found(i, set(batch.columns[join.on])))
            nothing = ("",) * len(self._columns[i])
            picked = [found.get(key, nothing) for key in batch.columns[join.on]]
            for place, name in enumerate(self._columns[i]):
                batch.columns[name] = [row[place] for row in picked]

    def _columns_of(self, i: int) -> list[str]:
        """Of the i-th file the columns that are needed, but for its key; also what a later join is looked up by."""
        join, there = self._joins[i], rows.header(self._sources[self._joins[i].file])
        if join.key not in there:
            why = f"{join.file} has no column “{join.key}”. There are: {', '.join(there)}"
            raise Refusal("bad_mapping", f"mapping: join[{i}].key: {why}.", {f"join[{i}].key": why})
        return [name for name in there if name in self._needs and name != join.key]

    def _lay(self, i: int) -> None:
        join, columns = self._joins[i], self._columns[i]
        names = ", ".join(f"c{n}" for n in range(len(columns)))
        self._database.execute(f"CREATE TABLE t{i} (k TEXT PRIMARY KEY{', ' if names else ''}{names}) WITHOUT ROWID")
        marks = ", ".join("?" * (len(columns) + 1))
        for batch in rows.batches(self._sources[join.file], columns={join.key, *columns}):
            values = zip(batch.columns[join.key], *(batch.columns[name] for name in columns), strict=True)
            self._database.executemany(f"INSERT OR IGNORE INTO t{i} VALUES ({marks})", values)

    def _found(self, i: int, keys: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        wanted = list(keys)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            for key, *values in self._database.execute(f"SELECT * FROM t{i} WHERE k IN ({marks})", some):
                yield key, tuple(values)
