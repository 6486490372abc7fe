"""What Django once wrote of a plain look at one table, kept: the next look of the same shape takes the text as it is and brings only its values.

Writing the statement anew costs half a millisecond, ten times what the look itself does, and a page has thirty of them. Only what is surely the
same text is kept: one table, columns compared with plain values, an order by columns; whatever else there is goes Django's own way. What is kept
was compared with Django's own values when it was first written. Knows no table, holds no value and no row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IntegerFieldExact,
    IsNull,
    LessThan,
    LessThanOrEqual,
)
from django.db.models.sql import Query
from django.db.models.sql.where import WhereNode

from makegood.platform.among import Among
from makegood.platform.arrays import array

MOST = 1_000  # shapes; then all are forgotten
_COMPARED = (Exact, In, IntegerFieldExact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual)
Shape = tuple[Any, ...]
_Convert = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A statement, the columns that it brings as attributes of the model, and what Django makes of their values."""

    text: str
    names: tuple[str, ...]
    converters: tuple[tuple[int, tuple[_Convert, ...], Any], ...]
    select: Any  # the columns as Django's compiler holds them, and which model they make; read by all, changed by nobody
    model: Any

    def converted(self, rows: Iterable[tuple[Any, ...]], line: BaseDatabaseWrapper) -> Iterator[Sequence[Any]]:
        """The driver's rows as Django would hand them over."""
        if not self.converters:
            yield from rows
            return
        for given in rows:
            row = list(given)
            for place, converters, expression in self.converters:
                for convert in converters:
                    row[place] = convert(row[place], expression, line)
            yield row


_kept: dict[Shape, Written | None] = {}  # None: of this shape nothing can be kept


def statement(look: QuerySet[Any, Any], line: BaseDatabaseWrapper) -> tuple[Written, list[Any]] | None:
    """The text of a look and its values; None where Django must write it."""
    return of(look.query, line)


def of(query: Query, line: BaseDatabaseWrapper) -> tuple[Written, list[Any]] | None:
    """The same of the query inside a look."""
    values: list[Any] = []
    shape = _shape(query, values, line)
    if shape is None:
        return None
    try:
        written = _kept[shape]
    except KeyError:  # asked once, because another thread may forget all of them in between
        written = _write(query, values, line)
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[shape] = written
    return (written, values) if written else None


def _write(query: Query, values: Sequence[Any], line: BaseDatabaseWrapper) -> Written | None:
    compiler: Any = query.get_compiler(connection=line)
    text, needed = compiler.anew()
    if list(needed) != list(values):
        return None
    found = compiler.get_converters([column for column, *_ in compiler.select])
    converters = tuple((place, tuple(each), expression) for place, (each, expression) in found.items())
    columns: list[Any] = [column for column, *_ in compiler.select]
    return Written(text, tuple(column.target.attname for column in columns), converters, compiler.select, compiler.klass_info)


def _shape(query: Query, values: list[Any], line: BaseDatabaseWrapper) -> Shape | None:
    """All that decides how the statement reads; its values are added to `values` in the order of their places. None where that is not plain."""
    strange = (
        type(query) is not Query or query.combinator or query.distinct or query.extra or query.annotations or query.select_for_update
        or query.select_related or query.group_by is not None or query.extra_tables or query.extra_order_by or query.explain_info
        or query.deferred_loading != (frozenset(), True) or len(query.alias_map) > 1 or query.subquery
    )  # fmt: skip
    if strange or not all(type(one) is str and "__" not in one and one != "?" for one in query.order_by):
        return None
    where = _where(query.where, values, line)
    if where is None:
        return None
    selected: Sequence[Any] = query.select
    if not all(type(one) is Col for one in selected):
        return None
    columns = tuple(one.target for one in selected)
    ordered = (query.order_by, query.standard_ordering, query.default_ordering, query.low_mark, query.high_mark)
    return (query.model, columns, query.default_cols, *ordered, where)


def _where(node: WhereNode, values: list[Any], line: BaseDatabaseWrapper) -> Shape | None:
    parts: list[Any] = [node.connector, node.negated]
    for child in node.children:
        part = _where(child, values, line) if type(child) is WhereNode else _compared(child, values, line)
        if part is None:
            return None
        parts.append(part)
    return tuple(parts)


def _compared(lookup: Any, values: list[Any], line: BaseDatabaseWrapper) -> Shape | None:
    """A column and what it is compared with. A truth is no value to Django but part of the text, and of words among which a column is, their number."""
    kind = type(lookup)
    if (
        not isinstance(lookup, Lookup)
        or type(lookup.lhs) is not Col
        or lookup.bilateral_transforms
        or not lookup.rhs_is_direct_value()
    ):
        return None
    column = (kind, lookup.lhs.alias, lookup.lhs.target)
    if kind is IsNull or (kind is Exact and isinstance(lookup.rhs, bool)):
        return (*column, lookup.rhs)
    if isinstance(lookup, Among) and lookup.is_plain():
        if not lookup.rhs:
            return None  # what finding nothing means depends on what stands beside it
        values.append(array(lookup.rhs))
        return column
    if kind not in _COMPARED:
        return None
    nobody: Any = None  # a compiler, which only expressions need
    try:
        _, given = lookup.process_rhs(nobody, line)
    except (EmptyResultSet, FullResultSet):
        return None  # as above
    values.extend(given)
    return (*column, len(given))
