"""The border of a brand-owned table, as one migration operation: row-level security, composite keys and rights.

Every brand-owned table passes through `guard`; a house test compares the list with the database. Foreign keys between brand rows are
composite (brand_id, x_id): a plain one would accept another brand's row.

A policy asks which brand is open by a query of its own. So it is asked once a statement and not once a row, and the planner, which then does
not know the brand, makes the same plan for each: a plan that is kept must not be one made for a brand with next to nothing in it.
"""

from collections.abc import Mapping

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from makegood.kernel.ids import new_id

APP_ROLE = "makegood_app"
SEARCH_ROLE = "makegood_search"
_BEGIN = """
INSERT INTO platform_work (id, brand_id, kind, key, payload, due_at, attempts, abandoned, last_trouble, strand)
VALUES (%s, %s, %s, %s, '{}', clock_timestamp(), 0, 0, '', 0) ON CONFLICT DO NOTHING
"""
_THIS_BRAND = "(SELECT nullif(current_setting('makegood.brand', true), '')::uuid)"


def guard(
    table: str,
    *,
    references: Mapping[str, str] | None = None,
    append_only: bool = False,
    key: str = "brand_id",
    referenced: bool = True,
) -> migrations.RunSQL:
    """Row-level security, forced on the owner too, for `table`.

    `references` maps a column to the table whose (brand_id, id) it names; NULL is allowed where the column allows it.
    `append_only` takes UPDATE and DELETE from everybody, the owner included. `key` is the column that holds the brand. `referenced=False`
    is for a table whose rows no other row names: it has no unique key of (brand_id, id), which would only cost an index entry a row.
    """
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY this_brand ON {table} USING ({key} = {_THIS_BRAND}) WITH CHECK ({key} = {_THIS_BRAND})",
        f"GRANT SELECT, INSERT{'' if append_only else ', UPDATE, DELETE'} ON {table} TO {APP_ROLE}",
        f"GRANT SELECT ON {table} TO {SEARCH_ROLE}",
    ]
    if key == "brand_id" and referenced:
        statements.append(f"ALTER TABLE {table} ADD CONSTRAINT {table}_border UNIQUE (brand_id, id)")
    statements += [_foreign_key(table, column, target) for column, target in (references or {}).items()]
    if append_only:
        statements += _append_only(table)
    return migrations.RunSQL(";\n".join(statements), reverse_sql=migrations.RunSQL.noop)


def share(table: str, *, rights: str = "SELECT, INSERT, UPDATE, DELETE") -> migrations.RunSQL:
    """Rights for the app on one of the few tables without a brand. They hold no content; a house test lists them."""
    return migrations.RunSQL(f"GRANT {rights} ON {table} TO {APP_ROLE}", reverse_sql=migrations.RunSQL.noop)


def hand_to_search(signature: str) -> migrations.RunSQL:
    """Gives a SECURITY DEFINER function to the role that sees across the border, callable by the app alone.

    The function must filter by the set brand itself (or return no content) and must pin its search_path.
    """
    return migrations.RunSQL(
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;\n"
        f"GRANT EXECUTE ON FUNCTION {signature} TO {APP_ROLE};\n"
        f"GRANT CREATE ON SCHEMA public TO {SEARCH_ROLE};\n"
        f"ALTER FUNCTION {signature} OWNER TO {SEARCH_ROLE};\n"
        f"REVOKE CREATE ON SCHEMA public FROM {SEARCH_ROLE}",
        reverse_sql=migrations.RunSQL.noop,
    )


def begin_in_each_brand(kind: str) -> migrations.RunPython:
    """Leaves each brand one work row of this kind, due at once: what is to be gone through of a past is gone through later, and no migration waits for it.
    Its migration depends on ("brands", "0001_initial") and ("platform", "0002_work_strands"). May be repeated."""

    def begin(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT brand_id FROM brands_address")
            for (brand_id,) in cursor.fetchall():
                cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brand_id)])
                cursor.execute(_BEGIN, [new_id(), brand_id, kind, kind])
            cursor.execute("SELECT set_config('makegood.brand', '', true)")

    return migrations.RunPython(begin, migrations.RunPython.noop)


def _foreign_key(table: str, column: str, target: str) -> str:
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_border FOREIGN KEY (brand_id, {column}) "
        f"REFERENCES {target} (brand_id, id) DEFERRABLE INITIALLY DEFERRED"
    )


def _append_only(table: str) -> list[str]:
    trigger = f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
    return [f"{trigger} FOR EACH STATEMENT EXECUTE FUNCTION makegood_append_only()"]
