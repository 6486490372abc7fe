"""Writes many rows by few statements: values travel as one array per column, and row-level security holds as for any other INSERT.

For rows that are made by the hundred; a single row is better made by its model. Decides nothing and journals nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

ROWS = 5_000  # of one statement: what is in flight stays small, and a statement of its own costs nothing beside so many


def insert(
    table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], *, conflict: str = "", returning: str = ""
) -> list[tuple[Any, ...]]:
    """Inserts the rows in their order and returns what `returning` (column names of ours) asks for, of the rows that were written.

    `columns` maps each column to its type in the database ("uuid", "text", "timestamptz", "jsonb", …); `rows` hold their values in that
    order, JSON as text. `conflict` is the whole clause after the values, such as "ON CONFLICT DO NOTHING". All names come from our own
    code, never from outside. Needs an open brand where the table is guarded: `brand_id` is a column like any other.
    """
    found: list[tuple[Any, ...]] = []
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    statement = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({arrays}) {conflict}"
    if returning:
        statement += f" RETURNING {returning}"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            part = rows[start : start + ROWS]
            cursor.execute(statement, [list(column) for column in zip(*part, strict=True)])
            if returning:
                found += cursor.fetchall()
    return found
