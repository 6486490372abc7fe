"""Questions that can be asked together: a package says what it would look up and how it reads the rows; a page asks many by one message.

A round trip costs both sides more than most of a page's looks. Rows, querysets and models stay inside the question: who asks sees answers
alone. Never writes, and decides nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable
from django.db.models.sql.compiler import SQLCompiler

from makegood.platform import bulk, tenancy, written

T = TypeVar("T")
Look = QuerySet[Any, Any] | bulk.Statement


class Question(Generic[T]):
    """One or more looks, and what becomes of their rows. Made by a package's queries, asked once: alone, or by `together`.

    `read` is called with one list per look: instances where the look is a queryset of a model, plain values where it is
    flat, else tuples in the order of the columns.
    """

    def __init__(self, read: Callable[..., T], *looks: Look) -> None:
        self._read, self.looks = read, looks
        self._answers: list[T] = []

    @property
    def answer(self) -> T:
        """What the rows say; asked for now where nobody did before."""
        if not self._answers:
            together(self)
        return self._answers[0]

    @property
    def answered(self) -> bool:
        return bool(self._answers)

    def hear(self, found: list[list[Any]]) -> None:
        """Reads the rows of its looks, in their order."""
        self._answers = [self._read(*found)]


def together(*questions: Question[Any], often: bool = False) -> None:
    """Asks all of these that were not asked yet by one message; afterwards each has its answer. A look that can find nothing is not sent.

    `often`, for what is asked hundreds of times a second: the database keeps the plans of the looks, which must be few in their shapes and whose
    values must be of types that it can see."""
    asked = [question for question in questions if not question.answered]
    looks = [_Prepared(look) for question in asked for look in question.looks]
    sent = [look for look in looks if look.statement is not None]
    ask = bulk.look if often else bulk.look_once
    for look, rows in zip(sent, ask(*(look.statement for look in sent if look.statement)) if sent else (), strict=True):
        look.rows = look.converted(rows)
    found = iter(looks)
    for question in asked:
        question.hear([next(found).rows for _ in question.looks])


@contextmanager
def behind(find: bulk.Statement, *questions: Question[Any]) -> Iterator[bool]:
    """Opens the brand that `find` leads to, as `tenancy.brand_behind` does, with these questions answered in it: one message. False, and no
    brand, where it leads nowhere. For doors that are asked often: their looks are statements that say the types of their values, so that
    the database keeps their plans, never querysets."""
    looks = [look for question in questions for look in question.looks]
    statements = [look for look in looks if not isinstance(look, QuerySet)]
    if len(statements) != len(looks):
        raise TypeError("Behind an address only statements are asked, no querysets")
    with tenancy.brand_behind(find, *statements) as (rows, *found):
        if rows:
            each = iter(found)
            for question in questions:
                question.hear([next(each) for _ in question.looks])
        yield bool(rows)


class _Prepared:
    """A look as text and values, and how the driver's tuples become what was asked for."""

    def __init__(self, look: Look) -> None:
        self.rows: list[Any] = []
        self._compiler: SQLCompiler | None = None
        self._written: written.Written | None = None
        self._queryset: QuerySet[Any, Any] | None = None
        self.statement: bulk.Statement | None
        if not isinstance(look, QuerySet):
            self.statement = look
            return
        self._queryset = look
        try:
            self.statement = self._of(look)
        except EmptyResultSet:
            self.statement = None

    def _of(self, look: QuerySet[Any, Any]) -> bulk.Statement:
        line = connections[DEFAULT_DB_ALIAS]  # itself, not what stands for it: it is asked a thousand times a page
        if found := written.statement(look, line):
            self._written, values = found
            return self._written.text, values
        self._compiler = look.query.get_compiler(connection=line)
        text, needed = self._compiler.as_sql()
        return text, list(needed)

    def converted(self, rows: Iterable[tuple[Any, ...]]) -> list[Any]:
        if self._queryset is None:
            return list(rows)
        told = self._told(rows)
        kind = self._queryset._iterable_class
        if kind is FlatValuesListIterable:
            return [row[0] for row in told]
        if kind is not ModelIterable:
            return list(told)
        return [self._queryset.model.from_db(self._queryset.db, self._names(), row) for row in told]

    def _told(self, rows: Iterable[tuple[Any, ...]]) -> Iterable[Sequence[Any]]:
        if self._written is not None:
            return self._written.converted(rows, connections[DEFAULT_DB_ALIAS])
        assert self._compiler is not None  # noqa: S101 - for the types: Django wrote it
        return self._compiler.results_iter([list(rows)])

    def _names(self) -> Sequence[str]:
        if self._written is not None:
            return self._written.names
        assert self._compiler is not None  # noqa: S101 - as above
        return [column.target.attname for column, *_ in self._compiler.select]
