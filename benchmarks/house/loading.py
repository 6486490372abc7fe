"""Loads tables as fast as PostgreSQL takes rows: keys, indexes and triggers away, frozen COPY through a pipe, and everything back as it was.

Works as the superuser of a private cluster, whom row-level security does not bind; never touches a policy, a check or a right. What was
taken away is written down before and compared after: a definition that differs, or a key that was not checked, is an error.
"""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.house.rows import Rows
from makegood.platform.postgres_place import Account

SLOW_S = 0.7  # from here on a statement is worth a line
WORKERS = 2  # connections that build at a time


def _sorting_mb() -> int:
    """Memory for one build: an eighth of the machine's, from 256 MB to 4 GB; an index that is sorted in memory is read and written once."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(256, min(4096, whole // 8 // 1_000_000))


_SESSION = (
    "SET synchronous_commit = off",
    "SET work_mem = '400MB'",
    "SET hash_mem_multiplier = 1",
    f"SET maintenance_work_mem = '{_sorting_mb()}MB'",
    "SET max_parallel_workers_per_gather = 0",
    "SET max_parallel_maintenance_workers = 0",
    "SET jit = off",
    "SET client_min_messages = warning",
    "SET timezone = 'UTC'",
)
_PLAIN = {"text": "''", "varchar": "''", "bool": "false", "bytea": "''"}
_KEYS = """
    SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid), convalidated, condeferrable
    FROM pg_constraint WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('p', 'u', 'x', 'f', 'c') ORDER BY 1, 2
"""
_INDEXES = """
    SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid
    FROM pg_index WHERE indrelid = ANY (%s::regclass[]) ORDER BY 1, 2
"""
_TRIGGERS = """
    SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text
    FROM pg_trigger WHERE tgrelid = ANY (%s::regclass[]) AND NOT tgisinternal ORDER BY 1, 2
"""
_BORDERS = """
    SELECT c.oid::regclass::text, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text, pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)
    FROM pg_class AS c LEFT JOIN pg_policy AS p ON p.polrelid = c.oid WHERE c.oid = ANY (%s::regclass[]) ORDER BY 1
"""


@dataclass(frozen=True)
class Shape:
    """All that hangs on some tables, as the catalogue defines it."""

    keys: tuple[tuple[str, str, str, str, bool, bool], ...]
    indexes: tuple[tuple[str, str, str, bool], ...]
    triggers: tuple[tuple[str, str, str, str], ...]
    borders: tuple[tuple[object, ...], ...]

    def own_indexes(self) -> list[tuple[str, str]]:
        """(table, definition) of the indexes that no key brings along."""
        brought = {name for _, name, kind, *_ in self.keys if kind in "pux"}
        return [(table, definition) for table, name, definition, _ in self.indexes if name not in brought]


def shape(address: str, tables: Sequence[str]) -> Shape:
    """What hangs on these tables now."""
    with session(address) as connection:
        found = [connection.execute(query, [list(tables)]).fetchall() for query in (_KEYS, _INDEXES, _TRIGGERS, _BORDERS)]
    return Shape(*(tuple(rows) for rows in found))


def strip(address: str, before: Shape, tables: Sequence[str]) -> None:
    """Takes keys and indexes away and lays the triggers to sleep. Checks stay."""
    with session(address) as connection:
        for kind in ("f", "u", "x", "p"):
            for table, name, found, *_ in before.keys:
                if found == kind:
                    connection.execute(_sql("ALTER TABLE {} DROP CONSTRAINT {}", table, name))
        brought = {name for _, name, kind, *_ in before.keys if kind in "pux"}
        for _, name, _, _ in before.indexes:
            if name not in brought:
                connection.execute(_sql("DROP INDEX {}", name))
        for table in tables:
            connection.execute(_sql("ALTER TABLE {} DISABLE TRIGGER USER", table))


def load(address: str, account: Account, rows: Rows, words: Mapping[str, object]) -> int:
    """Fills one stripped table and returns how many rows came; rows that were there before stay. One transaction: all or nothing."""
    with _pipe(account) as pipe, session(address) as writer:
        columns = writer.execute(
            "SELECT attname, typname, attnotnull FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [rows.table],
        ).fetchall()
        writer.execute(_sql("CREATE TEMP TABLE kept AS SELECT * FROM {}", rows.table))
        with writer.transaction():
            writer.execute(_sql("TRUNCATE {}", rows.table))
            reader = _Reader(address, f"COPY ({select(rows, columns, words)}) TO '{pipe}' (FORMAT binary)", pipe)
            reader.start()
            try:
                copied = writer.execute(_sql("COPY {} FROM '" + str(pipe) + "' (FORMAT binary, FREEZE)", rows.table)).rowcount
            finally:
                reader.finish()
            writer.execute(_sql("INSERT INTO {} SELECT * FROM kept", rows.table))
    return copied


def select(rows: Rows, columns: Iterable[tuple[str, str, bool]], words: Mapping[str, object]) -> str:
    """The query behind a table's rows, in the table's own order of columns; a column that the house does not know is plainly empty."""
    shown = [_value(rows, *column) for column in columns]
    return told(f"SELECT {', '.join(shown)} FROM {rows.source}", words)


def told(text: str, words: Mapping[str, object]) -> str:
    """The text with its @words filled in."""
    for name, value in words.items():
        text = text.replace(f"@{name}", str(value))
    return text


def restore(address: str, before: Shape, tables: Sequence[str], *, workers: int = WORKERS) -> None:
    """Makes everything again by its own definition, and has every foreign key checked (each by one join of whole tables, as PostgreSQL
    validates). Several at a time: what takes longest first, so that nobody waits for one at the end, and else table by table while the
    table is still in memory."""
    small_last = sorted(tables, key=lambda table: -_size(address, table))
    brought = [(t, [d for k, n, d in _keys_of(before, t) if k in "pux"]) for t in small_last]
    statements = {table: [*definitions, *(d for t, d in before.own_indexes() if t == table)] for table, definitions in brought}
    _together(address, sorted((text for table in small_last for text in statements[table]), key=_is_quick), workers)
    links = [(t, n, d) for t, n, kind, d, *_ in before.keys if kind == "f"]
    with session(address) as connection:
        for table, name, definition in links:
            connection.execute(_sql("ALTER TABLE {} ADD CONSTRAINT {} " + definition + " NOT VALID", table, name))
    by_size = {table: place for place, table in enumerate(small_last)}
    checks = [f'ALTER TABLE {t} VALIDATE CONSTRAINT "{n}"' for t, n, _ in sorted(links, key=lambda link: by_size[link[0]])]
    _together(address, checks, workers)
    with session(address) as connection:
        for table in tables:
            connection.execute(_sql("ALTER TABLE {} ENABLE TRIGGER USER", table))


@contextmanager
def session(address: str) -> Iterator[psycopg.Connection]:
    """A superuser's connection with room to sort in; every statement is its own transaction."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in _SESSION:
            connection.execute(statement)
        yield connection


class _Reader(threading.Thread):
    """The side of the pipe that works the rows out."""

    def __init__(self, address: str, statement: str, pipe: Path) -> None:
        super().__init__(daemon=True)
        self.address, self.statement, self.pipe = address, statement, pipe
        self.trouble: BaseException | None = None

    def run(self) -> None:
        try:
            with session(self.address) as connection:
                connection.execute(self.statement)
        except BaseException as trouble:
            self.trouble = trouble
            with suppress(OSError):  # nobody shall wait for the other end
                os.close(os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK))

    def finish(self) -> None:
        """Waits for the end; raises what went wrong here, which is why the other side failed."""
        while self.is_alive():
            with suppress(OSError):
                handle = os.open(self.pipe, os.O_RDONLY | os.O_NONBLOCK) if self.trouble else -1
                if handle >= 0:
                    os.close(handle)
            self.join(1)
        if self.trouble is not None:
            raise self.trouble


class _Queue:
    """Statements that several connections take off one after the other."""

    def __init__(self, statements: Iterable[str]) -> None:
        self._left = iter(list(statements))
        self._lock = threading.Lock()
        self.troubles: list[BaseException] = []

    def work(self, address: str) -> None:
        try:
            with session(address) as connection:
                while (statement := self._next()) is not None:
                    begun = time.monotonic()
                    connection.execute(statement)
                    if time.monotonic() - begun > SLOW_S:
                        print(f"    {time.monotonic() - begun:.0f} s: {statement[:150]}", flush=True)
        except BaseException as trouble:
            self.troubles.append(trouble)

    def _next(self) -> str | None:
        with self._lock:
            return None if self.troubles else next(self._left, None)


def _together(address: str, statements: Iterable[str], workers: int) -> None:
    queue = _Queue(statements)
    threads = [threading.Thread(target=queue.work, args=[address]) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if queue.troubles:
        raise queue.troubles[0]


def _is_quick(statement: str) -> bool:
    """Words are sorted letter by letter: an index on trigrams takes as long as all others of its table together."""
    return " USING gin " not in statement


def _keys_of(before: Shape, table: str) -> list[tuple[str, str, str]]:
    """(kind, name, statement) of a table's keys. Unique indexes are built first and then named a key, which locks nobody for long."""
    return [
        (kind, name, f'ALTER TABLE {t} ADD CONSTRAINT "{name}" {definition}')
        for t, name, kind, definition, *_ in before.keys
        if t == table
    ]


def _value(rows: Rows, name: str, kind: str, required: bool) -> str:
    """JSON goes as its text behind the version that `jsonb` puts before it on the wire, so that it is parsed once and not twice."""
    found = rows.columns.get(name)
    if found is None:
        return f'{_empty(kind, required)} AS "{name}"'
    return f'chr(1) || ({found}) AS "{name}"' if kind == "jsonb" else f'({found})::{kind} AS "{name}"'


def _empty(kind: str, required: bool) -> str:
    if not required:
        return f"NULL::{kind}"
    if kind == "jsonb":
        return "chr(1) || '{}'"
    return f"{_PLAIN[kind]}::{kind}" if kind in _PLAIN else f"'[]'::{kind}" if kind.startswith("_") else f"0::{kind}"


def _size(address: str, table: str) -> int:
    with session(address) as connection:
        row = connection.execute("SELECT pg_table_size(%s::regclass)", [table]).fetchone()
    return int(row[0]) if row else 0


def _sql(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))


@contextmanager
def _pipe(account: Account) -> Iterator[Path]:
    """A pipe in a folder that only the server's account and we may enter."""
    folder = Path(tempfile.mkdtemp(prefix="makegood-pipe-"))
    try:
        pipe = folder / "rows"
        os.mkfifo(pipe, 0o600)
        if account.borrowed:
            os.chown(pipe, account.uid, account.gid)
            os.chown(folder, account.uid, account.gid)
        yield pipe
    finally:
        shutil.rmtree(folder, ignore_errors=True)
