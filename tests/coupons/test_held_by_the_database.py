"""By raw SQL, as the app: what would make more of the coupons than there are is refused by PostgreSQL, whatever our code does."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from makegood.brands.types import Brand
from makegood.coupons.actions import claiming
from makegood.kernel.ids import new_id
from tests import cast
from tests.coupons.given import OWN_CODES, TENTH, guest, pool, pounds, reserve, use
from tests.coupons.test_pools import counts

_SLOT = (
    "INSERT INTO coupons_slot (id, brand_id, pool_id, number, cap_uses, unit_minor, one_each, budget_minor, state, worth_minor, part_minor, "
    "order_reference) SELECT gen_random_uuid(), brand_id, pool_id, {number}, {cap}, {unit}, one_each, {unit}, 'free', 0, 0, '' "
    "FROM coupons_slot WHERE pool_id = '{pool}' LIMIT 1"
)


def refused(statement: str) -> str:
    """The name of what refused it, once all that waits for the end of a transaction is asked."""
    with pytest.raises((IntegrityError, InternalError, ProgrammingError)) as no:
        _try(statement)
    diagnosis = getattr(no.value.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or no.value)


def _try(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount != 0, f"reached nothing: {statement}"
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def sold(brightside: Brand) -> UUID:
    """A pool of five of which four are used and one is set aside."""
    pool_id = pool()
    for n in range(4):
        use(guest(n), order=f"o{n}")
    reserve(guest(4))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return pool_id


def test_no_sixth_of_five(sold: UUID) -> None:
    assert refused(_SLOT.format(pool=sold, number=6, cap=5, unit=500)) == "coupons_slot_within_cap"
    assert refused(_SLOT.format(pool=sold, number=6, cap=6, unit=500)) == "coupons_slot_stock"
    assert refused(_SLOT.format(pool=sold, number=0, cap=5, unit=500)) == "coupons_slot_within_cap"
    assert refused(_SLOT.format(pool=sold, number=5, cap=5, unit=500)) == "coupons_slot_number_once"
    assert counts(sold) == (0, 1, 4, 0)


def test_neither_number_nor_cap_is_raised(sold: UUID) -> None:
    here = f"WHERE pool_id = '{sold}'"
    assert refused(f"UPDATE coupons_slot SET number = 6 {here} AND number = 1") == "coupons_slot_stands"
    assert refused(f"UPDATE coupons_slot SET cap_uses = 6 {here}") == "coupons_slot_stands"
    assert refused(f"UPDATE coupons_pool SET cap_uses = 6 WHERE id = '{sold}'") == "coupons_pool_terms_stand"
    assert refused(f"UPDATE coupons_pool SET slots_made = 4 WHERE id = '{sold}'") == "coupons_pool_is_counted"
    assert refused(f"DELETE FROM coupons_slot {here} AND number = 1") == "coupons_slot_stays"


def test_neither_what_a_coupon_is_worth_nor_who_pays_is_changed(sold: UUID) -> None:
    for change in (
        "unit_minor = 501",
        "minimum_minor = 1",
        "sponsor_bps = 1",
        "one_code = 'free'",
        "after_refund = 'used up'",
        "currency = 'USD'",
    ):
        assert refused(f"UPDATE coupons_pool SET {change} WHERE id = '{sold}'") == "coupons_pool_terms_stand"
    used = f"WHERE pool_id = '{sold}' AND state = 'used'"
    assert refused(f"UPDATE coupons_slot SET worth_minor = 501 {used}") == "coupons_slot_within_budget"
    assert refused(f"UPDATE coupons_slot SET budget_minor = 501 {used}") == "coupons_slot_within_budget"
    assert refused(f"UPDATE coupons_slot SET worth_minor = 499 {used}") == "coupons_used_is_booked"


def test_what_is_used_is_not_put_back_without_a_booking(sold: UUID) -> None:
    emptied = (
        "state = 'free', use_key = NULL, person_key = NULL, identity_id = NULL, claim_id = NULL, worth_minor = 0, until = NULL"
    )
    used = f"WHERE pool_id = '{sold}' AND state = 'used'"
    assert refused(f"UPDATE coupons_slot SET {emptied} {used}") == "coupons_used_is_booked"
    assert refused(f"UPDATE coupons_slot SET state = 'free' {used}") == "coupons_slot_whole"
    assert refused(f"UPDATE coupons_slot SET use_key = gen_random_uuid() {used}") == "coupons_used_is_booked"


def test_nothing_is_booked_that_was_not_used_and_no_booking_is_changed(sold: UUID) -> None:
    more = (
        "INSERT INTO coupons_ledgerrow (id, brand_id, pool_id, use_key, kind, number, amount_minor, sponsor_minor, identity_id, "
        "order_reference, key, asked, at) SELECT gen_random_uuid(), brand_id, pool_id, {use}, '{kind}', number, 500, 500, identity_id, 'x', "
        "'{key}', '', at FROM coupons_ledgerrow WHERE kind = 'used' LIMIT 1"
    )
    assert refused(more.format(use="gen_random_uuid()", kind="used", key="")) == "coupons_used_is_booked"
    assert refused(more.format(use="use_key", kind="used", key="again")) == "coupons_used_is_booked"
    assert refused(more.format(use="use_key", kind="given back", key="1")) == "coupons_used_is_booked"
    assert refused(more.format(use="use_key", kind="used", key="")) == "coupons_ledger_once"
    elsewhere = more.format(use="gen_random_uuid()", kind="released", key="").replace("number, 500", "6, 500")
    assert refused(elsewhere) == "coupons_ledgerrow_place", "there is no sixth place"
    for statement in ("UPDATE coupons_ledgerrow SET amount_minor = 1", "DELETE FROM coupons_ledgerrow"):
        assert "coupons_ledgerrow" in refused(statement)


def test_nobody_has_two_of_one_each(sold: UUID) -> None:
    twice = f"UPDATE coupons_slot SET person_key = (SELECT person_key FROM coupons_slot WHERE pool_id = '{sold}' AND number = {{}}) WHERE pool_id = '{sold}' AND number = {{}}"
    assert refused(twice.format(1, 2)) == "coupons_slot_person_once"
    assert refused(f"UPDATE coupons_slot SET person_key = NULL WHERE pool_id = '{sold}'") == "coupons_slot_one_each"
    assert (
        refused(f"UPDATE coupons_slot SET one_each = false, person_key = NULL WHERE pool_id = '{sold}'") == "coupons_slot_stands"
    )


def test_no_code_is_changed_or_made_anothers(brightside: Brand) -> None:
    pool_id = pool(OWN_CODES)
    for n in (1, 2):
        claiming.claim(pool_id=pool_id, address=guest(n), at=cast.AT)
    assert refused("UPDATE coupons_claim SET typed_code = 'FREE', code = 'FREE'") == "coupons_claim_stands"
    assert refused(f"UPDATE coupons_claim SET person_key = '{new_id()}'") == "coupons_claim_stands"


def test_the_money_of_a_pool_pays_for_no_more_than_it_is(brightside: Brand) -> None:
    pool_id = pool(replace(TENTH, cap_money=pounds(4_000)))
    more = _SLOT.format(pool=pool_id, number=3, cap="cap_uses", unit=2_000)
    assert refused(more) == "coupons_pool_money"
    assert refused(f"UPDATE coupons_pool SET slots_minor = 0 WHERE id = '{pool_id}'") == "coupons_pool_is_counted"
    assert refused(f"UPDATE coupons_pool SET cap_minor = 9999 WHERE id = '{pool_id}'") == "coupons_pool_terms_stand"
