"""Many hands after few coupons: exactly as many are used as there are, with baskets that are left and reservations whose time is over mixed in.

Five runs here, the product's whole way, with few coupons and as many connections as the tests have; `proof_coupons` makes fifty with 64 connections
(make proof). At full size, what the database does of it: `tests/coupons/test_at_full_size.py`.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from django.db import connection

from makegood.coupons import queries
from makegood.coupons.actions import claiming, reserving
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import journal, tenancy
from tests import cast
from tests.coupons.given import FIVE, OWN_CODES, TENTH, confirm, guest, pool, pounds, reserve

pytestmark = pytest.mark.races

RUNS, STOCK, THREADS = 5, 24, 40
LATER = cast.later(minutes=30)  # every reservation that was not confirmed is over


def together(brand_id: UUID, count: int, act: Callable[[int], object]) -> Counter[str]:
    """Runs `act(0)` … at once, each in a transaction and on a connection of its own: what each said, or the code of its refusal."""
    barrier, said, failures = threading.Barrier(min(THREADS, count)), Counter[str](), list[BaseException]()

    def work(numbers: Iterator[int]) -> None:
        try:
            barrier.wait(timeout=120)
            for n in numbers:
                try:
                    with tenancy.brand(brand_id):
                        word = act(n)
                    said[str(word)] += 1
                except Refusal as no:
                    said[no.code] += 1
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(iter(range(n, count, THREADS)),)) for n in range(min(THREADS, count))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=1_200)
    assert not failures, failures[0]
    return said


def seen(brand_id: UUID, count: int) -> None:
    """Their addresses are known, as those of customers are."""
    with tenancy.brand(brand_id):
        recognising.recognise(sightings=[Sighting((Address(IdentityKind.EMAIL, guest(n)),)) for n in range(count)], at=cast.AT)


@pytest.mark.parametrize("run", range(RUNS))
def test_exactly_as_many_are_used_as_there_are(committed_brightside: UUID, run: int) -> None:
    seen(committed_brightside, 2 * STOCK)
    rush(committed_brightside, stock=STOCK, run=run)


def rush(brand_id: UUID, *, stock: int, run: int) -> None:
    """Twice as many claimants as there are coupons, in two waves; AssertionError unless exactly as many are used. Their addresses are known."""
    claimants = 2 * stock
    with tenancy.brand(brand_id):
        pool_id = pool(replace(FIVE, cap_uses=stock, one_code=f"spring{run}"))

    def first(n: int) -> str:
        """One in four leaves the basket, one in four forgets it, and the others order."""
        held = reserve(guest(n), code=f"spring{run}", key=f"first {run} {n}")
        if n % 4 == run % 4:
            reserving.release(reservation_id=held.id, at=cast.AT)
            return "released"
        return "forgot" if n % 4 == (run + 1) % 4 else confirm(held.id, f"o{run}-{n}").state

    def second(n: int) -> str:
        with suppress(Refusal):
            return confirm(
                reserve(guest(n), code=f"spring{run}", key=f"second {run} {n}", at=LATER).id, f"p{run}-{n}", at=LATER
            ).state
        return "too late"

    early = together(brand_id, claimants, first)
    with tenancy.brand(brand_id):
        told = queries.pool(pool_id=pool_id, at=cast.AT).counts
        assert (told.used, told.reserved) == (early["used"], early["forgot"])
        assert told.left == stock - told.used - told.reserved
    late = together(brand_id, claimants, second)
    assert early["used"] + late["used"] == stock
    with tenancy.brand(brand_id):
        told = queries.pool(pool_id=pool_id, at=LATER).counts
        bill = queries.settlement(pool_id=pool_id)
        assert (told.used, told.reserved, told.left, told.money) == (stock, 0, 0, pounds(500 * stock))
        assert (bill.used, bill.sponsor, len(bill.rows)) == (stock, pounds(500 * stock), stock)
        assert len(journal.latest(limit=run + 9, kinds=["coupons.PoolSoldOut"])) >= 1


def test_one_person_at_every_till_at_once_gets_one(committed_brightside: UUID) -> None:
    with tenancy.brand(committed_brightside):
        pool_id = pool(replace(FIVE, cap_uses=50))
    said = together(committed_brightside, 24, lambda n: confirm(reserve(guest(1), key=f"k{n}").id, f"o{n}").state)
    assert (said["used"], said["already_used"]) == (1, 23)
    with tenancy.brand(committed_brightside):
        assert queries.pool(pool_id=pool_id, at=cast.AT).counts.used == 1


def test_one_key_and_one_order_at_once_are_one_coupon(committed_brightside: UUID) -> None:
    with tenancy.brand(committed_brightside):
        pool_id = pool(replace(FIVE, cap_uses=50))
    said = together(committed_brightside, 24, lambda n: confirm(reserve(guest(1), key="one").id, "1007").state)
    assert said == {"used": 24}
    with tenancy.brand(committed_brightside):
        assert queries.pool(pool_id=pool_id, at=cast.AT).counts.used == 1


def test_one_code_of_ones_own_at_many_tills_is_used_once(committed_brightside: UUID) -> None:
    with tenancy.brand(committed_brightside):
        pool_id = pool(replace(OWN_CODES, cap_uses=50))
        code = claiming.claim(pool_id=pool_id, address=guest(99), at=cast.AT, by=SYSTEM).code
    seen(committed_brightside, 24)
    said = together(committed_brightside, 24, lambda n: confirm(reserve(guest(n), code=code).id, f"o{n}").state)
    assert (said["used"], said["code_in_use"]) == (1, 23)


def test_one_person_takes_one_code_from_all_doors(committed_brightside: UUID) -> None:
    with tenancy.brand(committed_brightside):
        pool_id = pool(OWN_CODES)
    said = together(
        committed_brightside, 16, lambda _: claiming.claim(pool_id=pool_id, address=guest(1), at=cast.AT, by=SYSTEM).code
    )
    assert list(said.values()) == [16]


def test_a_cap_in_money_is_never_overdrawn(committed_brightside: UUID) -> None:
    """10 % of 60.00, at most 20.00 each, out of 60.00: places are made and filled up while others take them."""
    seen(committed_brightside, 10 * 16)
    with tenancy.brand(committed_brightside):
        pool_id = pool(replace(TENTH, cap_money=pounds(6_000)))
    for wave in range(10):
        said = together(committed_brightside, 16, partial(_order, 16 * wave))
        if not said["used"]:
            break
    with tenancy.brand(committed_brightside):
        told = queries.pool(pool_id=pool_id, at=cast.AT).counts
    assert told.used == 7, "seven times 6.00 are used, and 18.00 pay for no further 20.00"
    assert told.money == pounds(4_200)


def _order(first: int, n: int) -> str:
    return confirm(reserve(guest(first + n)).id, f"o{first + n}").state
