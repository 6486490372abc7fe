"""Few round trips: many rows by one INSERT, several INSERTs or several looks by one message to the database.

Values travel as one array per column, and row-level security holds as for any other statement. A round trip costs both sides about a tenth
of a millisecond, reading and planning a statement anew another, and each statement of a message half of one: nothing beside five hundred
messages and much beside one. So statements travel together, INSERTs beside each other are made one, and the database keeps their plans as
long as the connection lives. Decides nothing and journals nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db import connection

from makegood.platform.arrays import arrays_of

ROWS = 5_000  # of one statement: what is in flight stays small, and a statement of its own costs nothing beside so many

_PLACE = re.compile("%[s%]")

Statement = tuple[str, Sequence[Any]]  # its text and its values


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A statement that waits for the others, and the table into which it does nothing but insert ('' for anything else)."""

    statement: Statement
    into: str = ""


_waiting: ContextVar[list[_Waiting] | None] = ContextVar("makegood_inserts", default=None)


def insert(
    table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], *, conflict: str = "", returning: str = ""
) -> list[tuple[Any, ...]]:
    """Inserts the rows in their order and returns what `returning` (column names of ours) asks for, of the rows that were written.

    `columns` maps each column to its type in the database ("uuid", "text", "timestamptz", "jsonb", …); `rows` hold their values in that
    order, JSON as text. `table` may carry an alias ("platform_work AS open"). `conflict` is the whole clause after the values, such as
    "ON CONFLICT DO NOTHING". All names come from our own code, never from outside. Needs an open brand where the table is guarded:
    `brand_id` is a column like any other. Inside `together()` it waits for the others, unless `returning` asks for an answer.
    """
    found: list[tuple[Any, ...]] = []
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    text = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({arrays}) {conflict}"
    if returning:
        text += f" RETURNING {returning}"
    for start in range(0, len(rows), ROWS):
        part = rows[start : start + ROWS]
        statement = (text, arrays_of(part))
        found += _send(statement, into=table.partition(" ")[0], answer=bool(returning))
    return found


def write(text: str, values: Sequence[Any]) -> None:
    """One INSERT, UPDATE or DELETE whose answer nobody needs. Inside `together()` it waits for the others."""
    _send((text, values), answer=False)


@contextmanager
def together() -> Iterator[None]:
    """What is inserted and written inside travels in one message at the end of the block, in order; nothing of it when the block fails.

    Only for code that does not look at what it writes: before the end nothing is there. A constraint is heard at the end as well.
    A block inside another joins it.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: list[_Waiting] = []
    mark = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(mark)
    if waiting:
        _execute(_joined(waiting))


def look(*questions: Statement) -> list[list[tuple[Any, ...]]]:
    """The rows of several SELECTs, asked by one message, in the order of the questions. Each sees what is committed when its turn comes,
    so that a lock taken by one holds for those after it. The database binds the values: where it cannot see of what type one is, the text
    must say it (`%s::uuid[]`)."""
    return _execute(questions)


def look_once(*questions: Statement) -> list[list[tuple[Any, ...]]]:
    """As `look`, for texts of many shapes, such as Django writes them: no plan is kept, and the driver binds the values on our side."""
    return _execute_as_text(questions)


def _send(statement: Statement, *, into: str = "", answer: bool) -> list[tuple[Any, ...]]:
    waiting = _waiting.get()
    if waiting is not None and not answer:
        waiting.append(_Waiting(statement, into))
        return []
    (found,) = _execute([statement])
    return found


def _joined(waiting: Sequence[_Waiting]) -> list[Statement]:
    """The statements in their order, INSERTs into different tables that follow each other made one."""
    found: list[Statement] = []
    run: list[_Waiting] = []
    for one in waiting:
        if run and (not one.into or not run[-1].into or one.into in {before.into for before in run}):
            found.append(_one_of(run))
            run = []
        run.append(one)
    return [*found, _one_of(run)]


def _one_of(run: Sequence[_Waiting]) -> Statement:
    """One statement that writes what these do, in their order: PostgreSQL does the last part first, and of those in front of it the later one
    earlier (ExecPostprocessPlan)."""
    first, *others = (one.statement for one in run)
    if not others:
        return first
    others.reverse()
    parts = ", ".join(f"part{number} AS ({text})" for number, (text, _) in enumerate(others))
    return f"WITH {parts} {first[0]}", [value for _, values in (*others, first) for value in values]


def _execute(statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    if connection.queries_logged or connection.execute_wrappers:  # somebody counts or watches what Django is asked
        return _execute_as_text(statements)
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    line = connection.connection
    with connection.wrap_database_errors:
        if len(statements) == 1:
            return [_found(_send_to(line, statements[0]))]
        with line.pipeline():
            asked = [_send_to(line, statement) for statement in statements]
        return [_found(one) for one in asked]


def _send_to(line: "psycopg.Connection[tuple[Any, ...]]", statement: Statement) -> "psycopg.Cursor[tuple[Any, ...]]":
    text, values = statement
    return psycopg.RawCursor(line).execute(_numbered(text), values)


@lru_cache(maxsize=1_024)
def _numbered(text: str) -> bytes:
    """The text with its places written as PostgreSQL writes them ($1, $2, …), so that the driver need not read it at every use. The driver
    keeps what it has read too, but not of a text as long as that of several INSERTs."""
    number = count(1)
    return _PLACE.sub(lambda found: "%" if found[0] == "%%" else f"${next(number)}", text).encode()


def _found(asked: "psycopg.Cursor[tuple[Any, ...]]") -> list[tuple[Any, ...]]:
    return asked.fetchall() if asked.description else []


def _execute_as_text(statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute("; ".join(text for text, _ in statements), [value for _, values in statements for value in values])
        for _ in statements:
            found.append(cursor.fetchall() if cursor.description else [])
            cursor.nextset()
    return found
