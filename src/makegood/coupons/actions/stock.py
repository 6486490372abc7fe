"""The stock of a pool: its places, and how one is taken, so that thousands can ask at once and nobody waits for anybody.

Each place is a row. Whoever takes one begins to look at a place chosen by chance and skips those that others hold just now (SKIP LOCKED), so that
no row is hot: only the last few are. A place that is locked may come free again (its holder's transaction may fail), so before anybody hears "sold
out" it looks again until nobody holds one any more. A reservation whose time is over needs no sweep: its place is taken by whoever
comes next. Places are made in blocks, against the pool's cap and its money; the only lock on the pool is held while a block is made.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from makegood.coupons import models
from makegood.kernel.ids import new_id
from makegood.platform import bulk, tenancy

_PAUSES = [
    Decimal(ms) / 1_000 for ms in (0, 2, 5, 10, 20, 50, 100, 200, 400, 800)
]  # seconds between looks, until those who hold are done
FIRST, BLOCK = 10_000, 2_000  # places made when a pool opens, and each time they run out
_SLOT = {
    "id": "uuid",
    "brand_id": "uuid",
    "pool_id": "uuid",
    "number": "int",
    "cap_uses": "int",
    "unit_minor": "int8",
    "one_each": "bool",
    "budget_minor": "int8",
    "state": "text",
    "worth_minor": "int8",
    "part_minor": "int8",
    "order_reference": "text",
}
_FREE = "FROM coupons_slot WHERE pool_id = %s AND state = 'free' AND budget_minor = unit_minor"
_AS_THEIRS = """SET state = 'reserved', use_key = %s, person_key = %s, identity_id = %s, claim_id = %s, worth_minor = %s, part_minor = %s, until = %s"""
_OVER = "FROM coupons_slot WHERE pool_id = %s AND state = 'reserved' AND until <= %s"
_COLUMNS = "id, use_key, identity_id"
_MARKED = "s.number, s.unit_minor, s.brand_id, s.pool_id, s.use_key, s.identity_id, s.until"
_BY_CHANCE = f"""
    WITH taken AS (
        UPDATE coupons_slot AS s {_AS_THEIRS} WHERE s.id = (SELECT coalesce(
            (SELECT id {_FREE} AND number >= %s ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED), coupons_free_below(%s, %s)
        )) RETURNING {_MARKED}
    )"""  # without a join, and what is seldom needed in a function: half as many steps to set up for each who asks
_ENDED = f"WITH found AS (SELECT {_COLUMNS} {_OVER} ORDER BY until LIMIT 1 FOR UPDATE SKIP LOCKED),"
_ONE = f"WITH found AS (SELECT {_COLUMNS} FROM coupons_slot WHERE id = %s AND state = 'reserved' FOR UPDATE),"
_TAKEN = f"""
    taken AS (
        UPDATE coupons_slot AS s {_AS_THEIRS} FROM found WHERE s.id = found.id
        RETURNING {_MARKED}, found.use_key AS was, found.identity_id AS whose
    )"""
_END = """, ended AS (
        INSERT INTO coupons_ledgerrow (id, brand_id, pool_id, use_key, kind, number, amount_minor, sponsor_minor, identity_id, order_reference, key, asked, at)
        SELECT %s, brand_id, pool_id, was, 'released', number, unit_minor, 0, whose, '', '', '', %s FROM taken
    )"""
_BOOK = """
    INSERT INTO coupons_ledgerrow (id, brand_id, pool_id, use_key, kind, number, amount_minor, sponsor_minor, identity_id, order_reference, key, asked, until, at)
    SELECT %s, brand_id, pool_id, use_key, 'reserved', number, unit_minor, 0, identity_id, '', %s, %s, until, %s FROM taken RETURNING number
"""


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes a coupon, for what. `person_key` None where a person may have several."""

    pool_id: UUID
    use_key: UUID
    person_key: UUID | None
    identity_id: UUID
    claim_id: UUID | None
    worth_minor: int
    part_minor: int
    key: str
    asked: str
    until: datetime
    at: datetime


def take(taking: Taking, *, made: int, instead_of: UUID | None = None) -> bool:
    """Takes one of the pool's places, of which `made` are known to be there; False where none is to be had. `instead_of` is a place that this very
    person has set aside: it becomes this one."""
    if instead_of is not None and _taken(_instead(_ONE, [instead_of], taking)):
        return True
    for pause in _PAUSES:
        if _anywhere(taking, made):
            return True
        if not _look_again(taking.pool_id, taking.at):
            return False
        _wait(pause)
    return _anywhere(taking, made)


def by_chance(taking: Taking, *, start: int) -> bulk.Statement:
    """What takes a free place, looked for from the place of this number on, and books it: one statement, of one row where it took one. A free place
    was nobody's, so that nothing ends."""
    return (
        _BY_CHANCE + _BOOK,
        [*_place_of(taking), taking.pool_id, start, taking.pool_id, start, *_booking_of(taking)],
    )


def by_end(taking: Taking) -> bulk.Statement:
    """What takes a place that somebody set aside whose time is over, and books that it ended: one statement, of one row where it took one."""
    return _instead(_ENDED, [taking.pool_id, taking.at], taking)


def fill(*, pool_id: UUID, most: int) -> int:
    """Makes up to so many places more, as the pool's cap and money allow. → how many. The pool is ours until the end of the transaction."""
    pool = models.Pool.objects.select_for_update(no_key=True).get(id=pool_id)
    if pool.cap_minor is not None:
        _bring_money_back(pool)
    room = min(most, pool.cap_uses - pool.slots_made, _paid_for(pool))
    first, brand_id = pool.slots_made + 1, tenancy.current_brand()
    alike = (pool.cap_uses, pool.unit_minor, pool.one_each, pool.unit_minor, "free", 0, 0, "")
    bulk.insert("coupons_slot", _SLOT, [(new_id(), brand_id, pool.id, number, *alike) for number in range(first, first + room)])
    return room


# ---------------------------------------------------------------------------------------------------------------------


def _anywhere(taking: Taking, made: int) -> bool:
    start = 1 + secrets.randbelow(max(made, 1))
    return _taken(by_chance(taking, start=start)) or _taken(by_end(taking))


def _instead(found: str, which: list[object], told: Taking) -> bulk.Statement:
    """What takes a place that somebody has, and books that theirs ended."""
    return found + _TAKEN + _END + _BOOK, [*which, *_place_of(told), new_id(), told.at, *_booking_of(told)]


def _place_of(told: Taking) -> list[object]:
    return [told.use_key, told.person_key, told.identity_id, told.claim_id, told.worth_minor, told.part_minor, told.until]


def _booking_of(told: Taking) -> list[object]:
    return [new_id(), told.key, told.asked, told.at]


def _taken(statement: bulk.Statement) -> bool:
    (rows,) = bulk.look(statement)
    return bool(rows)


def _look_again(pool_id: UUID, at: datetime) -> bool:
    """Before anybody hears "sold out": is there a place after all, perhaps one that somebody holds just now, or one to be made? Without a lock."""
    (((there, more),),) = bulk.look((_ANY_LEFT, [pool_id, pool_id, at, pool_id]))
    return bool(there) or (bool(more) and fill(pool_id=pool_id, most=BLOCK) >= 0)


_ANY_LEFT = f"""
    SELECT EXISTS (SELECT 1 {_FREE}) OR EXISTS (SELECT 1 {_OVER}), (
        SELECT p.slots_made < p.cap_uses AND (p.cap_minor IS NULL OR p.cap_minor - p.slots_minor >= p.unit_minor OR unspent.there)
            OR p.cap_minor IS NOT NULL AND short.needs IS NOT NULL AND (p.cap_minor - p.slots_minor >= short.needs OR unspent.there)
        FROM coupons_pool p,
            LATERAL (SELECT p.cap_minor IS NOT NULL AND EXISTS (SELECT 1 FROM coupons_slot s
                WHERE s.pool_id = p.id AND s.state = 'used' AND s.worth_minor < s.budget_minor) AS there) AS unspent,
            LATERAL (SELECT min(s.unit_minor - s.budget_minor) AS needs FROM coupons_slot s
                WHERE s.pool_id = p.id AND s.state = 'free' AND s.budget_minor < s.unit_minor) AS short
        WHERE p.id = %s)
"""


def _wait(seconds: Decimal) -> None:
    """For those who hold what is free: each takes it, or does not. Holds no place meanwhile and asks for no lock, so that nobody can wait in a ring."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def _bring_money_back(pool: models.Pool) -> None:
    """What used coupons did not need goes back to the pool's money, then places that came back with less are filled up. A place that somebody holds
    just now is left for the next time."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSPENT, [pool.id])
        cursor.execute(_FILL_UP, [pool.id, pool.id])
    pool.refresh_from_db(fields=["slots_minor"])


_UNSPENT = """
    UPDATE coupons_slot SET budget_minor = worth_minor WHERE id IN (
        SELECT id FROM coupons_slot WHERE pool_id = %s AND state = 'used' AND worth_minor < budget_minor FOR UPDATE SKIP LOCKED)
"""
_FILL_UP = """
    WITH short AS (
        SELECT id, sum(unit_minor - budget_minor) OVER (ORDER BY number) AS needs FROM coupons_slot
        WHERE pool_id = %s AND state = 'free' AND budget_minor < unit_minor
    )
    UPDATE coupons_slot s SET budget_minor = s.unit_minor FROM short, coupons_pool p
    WHERE s.id = short.id AND p.id = %s AND short.needs <= p.cap_minor - p.slots_minor
"""


def _paid_for(pool: models.Pool) -> int:
    """For how many more places there is money."""
    return models.UNCAPPED if pool.cap_minor is None else (pool.cap_minor - pool.slots_minor) // pool.unit_minor
