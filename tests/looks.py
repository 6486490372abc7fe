"""Looks at all that a brand has, for tests of what must change nothing. Each look is a function in the tests' own database, whose plan the
server keeps: to plan a look at two hundred tables takes several times as long as to look."""

from functools import cache
from uuid import UUID

import psycopg
from django.db import connection

from makegood.platform import tenancy

_ROWS = "count(*)"
_STANDING = "coalesce(sum(hashtext(t::text)::bigint), 0) + count(*)"


def counts(brand_id: UUID) -> dict[str, int]:
    """How many rows a brand has in every table that names brands."""
    return _asked("counts", brand_id)


def standing(brand_id: UUID) -> dict[str, int]:
    """How many rows a brand has in every table that names brands, and what stands in them, in one number each."""
    return _asked("standing", brand_id)


def _asked(look: str, brand_id: UUID) -> dict[str, int]:
    _laid()
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM tests.{look}(%s)", [brand_id])
        return {str(table): int(number) for table, number in cursor.fetchall()}


@cache
def _laid() -> None:
    from tests.conftest import SERVER

    with psycopg.connect(SERVER.admin, dbname=SERVER.name, autocommit=True) as admin:
        named = admin.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege('makegood_app', c.oid, 'SELECT') "
            "AND (a.attname = 'brand_id' OR (c.relname, a.attname) = ('brands_brand', 'id')) ORDER BY 1"
        ).fetchall()
        admin.execute("CREATE SCHEMA tests; GRANT USAGE ON SCHEMA tests TO makegood_app")
        for name, what in (("counts", _ROWS), ("standing", _STANDING)):
            looks = " UNION ALL ".join(
                f"SELECT '{table}', ({what})::bigint FROM public.{table} t WHERE {key} = brand" for table, key in named
            )
            admin.execute(
                f"CREATE FUNCTION tests.{name}(brand uuid) RETURNS TABLE (name text, number bigint) LANGUAGE plpgsql "
                f"SET plan_cache_mode = force_generic_plan AS $$ BEGIN RETURN QUERY {looks}; END $$"
            )
