"""Takes the demonstration away: every row of its brand, its accounts, its files, those of its status page too. Works as the owner of the tables, and only on a brand that
says of itself that it is a demonstration.
"""

import shutil
from graphlib import TopologicalSorter
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from makegood.brands import queries as brands
from makegood.commands.demo import house, place
from makegood.config import environment
from makegood.kernel.refusals import Refusal
from makegood.platform import published, tenancy


def remove(brand_id: UUID) -> int:
    """Removes it in one transaction and returns how many rows went. Refuses (`not_a_demonstration`, `no_owner`) and then changes nothing."""
    with tenancy.brand(brand_id):
        if not brands.current().demo:
            raise Refusal("not_a_demonstration", f"{brands.current().name} is no demonstration: nothing was removed.")
        accounts, slug = [member.user_id for member in brands.members(former_too=True)], brands.current().slug
    if "owner" not in connections.databases:
        sentence = "Removing a brand takes the owner's address: set MAKEGOOD_OWNER_DATABASE_URL and try again."
        raise Refusal("no_owner", sentence, {"MAKEGOOD_OWNER_DATABASE_URL": "is not set"})
    rows = _remove_rows(brand_id)
    _remove_accounts(accounts)
    shutil.rmtree(environment.settings().attachments / str(brand_id), ignore_errors=True)
    published.remove(f"status/{slug}")
    place.forget()
    return rows


def found() -> UUID | None:
    """The demonstration's brand, finished or not; None when there is none."""
    brand_id = brands.brand_id_for_slug(slug=house.SLUG)
    if brand_id is None:
        return None
    with tenancy.brand(brand_id):
        return brand_id if brands.current().demo else None


def _remove_rows(brand_id: UUID) -> int:
    """Append-only tables let go of their rows only while their triggers sleep, which nobody else sees: the tables are locked till the end."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brand_id)])
        there = tables(cursor)
        for table, _ in there:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        rows = 0
        for table, key in _referring_first(there, cursor):
            cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [brand_id])
            rows += cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, _ in there:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    connections["owner"].close()
    return rows


def _referring_first(there: list[tuple[str, str]], cursor: CursorWrapper) -> list[tuple[str, str]]:
    """The same tables, each after those that refer to it by a reference that does not wait for the end of the transaction."""
    keys = dict(there)
    cursor.execute(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND NOT condeferrable AND conrelid <> confrelid"
    )
    order = TopologicalSorter[str](dict.fromkeys(keys, ()))
    for refers, to in cursor.fetchall():
        if refers in keys and to in keys:
            order.add(to, refers)
    return [(table, keys[table]) for table in order.static_order()]


def tables(cursor: CursorWrapper) -> list[tuple[str, str]]:
    """Each table that holds rows of brands, with the column that names the brand."""
    cursor.execute(
        "SELECT c.relname, CASE WHEN c.relname = 'brands_brand' THEN 'id' ELSE 'brand_id' END FROM pg_class c "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND (c.relname = 'brands_brand' OR EXISTS "
        "(SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'brand_id' AND NOT a.attisdropped)) ORDER BY c.relname"
    )
    return [(str(table), str(key)) for table, key in cursor.fetchall()]


def _remove_accounts(accounts: list[int]) -> None:
    """Those that are in no other brand."""
    lonely = [account for account in accounts if not brands.memberships_of(user_id=account)]
    get_user_model().objects.filter(pk__in=lonely).delete()
