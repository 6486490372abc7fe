"""Django's writing of SQL for PostgreSQL, done once for looks of the same shape (`platform/written.py` says of which). Changes no statement."""

from typing import Any

from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.backends.postgresql.compiler import SQLCompiler as Djangos

from makegood.platform import written

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class SQLCompiler(Djangos):
    """Takes what was written of a plain look, with what Django has to know of its columns; anything else is Django's own."""

    def as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> Any:
        plain = with_limits and not with_col_aliases and getattr(self, "elide_empty")  # noqa: B009 - the stubs do not know it
        if not plain or (found := written.of(self.query, self.connection)) is None:
            return super().as_sql(with_limits, with_col_aliases)
        kept, values = found
        self.select, self.klass_info, self.annotation_col_map = kept.select, kept.model, {}
        self.col_count, self.has_extra_select = len(kept.select), False
        return kept.text, tuple(values)

    def anew(self) -> Any:
        """As Django writes it now, whatever is kept."""
        return super().as_sql()
