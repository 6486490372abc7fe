"""Whose rows: one brand per transaction, held by PostgreSQL's row-level security.

`brand(...)` opens a transaction and tells the database which brand it works for, with SET LOCAL semantics, so that nothing is left
behind on a pooled connection. Without a brand every brand-owned table is empty. Never keep two brands open.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from makegood.platform import bulk

_open: ContextVar[UUID | None] = ContextVar("makegood_brand", default=None)


class NoBrand(RuntimeError):
    """A bug of ours: brand-owned rows were asked for without saying for which brand."""


class AnotherBrand(RuntimeError):
    """A bug of ours: a second brand was asked for while one was open."""


@contextmanager
def brand(brand_id: UUID) -> Iterator[None]:
    """One transaction for one brand: committed at the end, rolled back by any exception.

    Opening the same brand again inside it joins it; opening another raises AnotherBrand.
    """
    held = _open.get()
    if held is not None:
        if held != brand_id:
            raise AnotherBrand(f"{held} is open, {brand_id} was asked for")
        yield
        return
    nested = connection.in_atomic_block
    with transaction.atomic():
        _tell_database(str(brand_id))
        with _held(brand_id, nested=nested):
            yield


@contextmanager
def brand_behind(find: bulk.Statement, *then: bulk.Statement) -> Iterator[tuple[list[tuple[Any, ...]], ...]]:
    """One transaction for the brand that `find` leads to, and the rows of `find` and of the SELECTs after it, asked by one message.

    `find` reads tables without a brand and gives at most one row, with a column `brand_id`; those after it see that brand's rows. Where
    it gives none, no brand is open inside. For doors, to which an address leads before anybody knows whose it is; never inside a brand.
    """
    if _open.get() is not None:
        raise AnotherBrand(f"{_open.get()} is open, and another was looked for")
    nested = connection.in_atomic_block
    text, values = find
    telling = f"SELECT found.*, set_config('makegood.brand', found.brand_id::text, true), found.brand_id FROM ({text}) AS found"
    with transaction.atomic():
        found, *rest = bulk.look((telling, values), *then)
        if not found:
            yield ([], *rest)
            return
        with _held(found[0][-1], nested=nested):
            yield ([row[:-2] for row in found], *rest)


def current_brand() -> UUID:
    """The open brand. Raises NoBrand when none is."""
    held = _open.get()
    if held is None:
        raise NoBrand("Open a brand first: with tenancy.brand(brand_id): …")
    return held


def open_brand() -> UUID | None:
    """The open brand, or None."""
    return _open.get()


@contextmanager
def _held(brand_id: UUID, *, nested: bool) -> Iterator[None]:
    mark = _open.set(brand_id)
    try:
        yield
    finally:
        _open.reset(mark)
    if nested:
        _tell_database("")


def _tell_database(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [value])
