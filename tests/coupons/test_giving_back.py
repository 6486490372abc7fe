"""Refunds give coupons back by the pool's rule, and the sponsor's bill is exactly what was used."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from makegood.brands.types import Brand
from makegood.coupons import queries
from makegood.coupons.actions import claiming, giving_back, pools
from makegood.coupons.types import AfterRefund, Entry, Pool, PoolState, Sponsor
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import journal
from tests import cast
from tests.coupons.given import FIVE, HOST, TENTH, UNTIL, guest, pool, pounds, reserve, use
from tests.coupons.test_pools import counts


def back(order: str, pence: int) -> Money | None:
    return giving_back.give_back(order_reference=order, amount=pounds(pence), at=cast.later(days=1))


def test_an_order_paid_back_whole_gives_its_coupon_back_and_nobody_pays(brightside: Brand) -> None:
    pool_id = pool()
    used = use(order="1007")
    assert back("1007", 6_000) == pounds(500)
    assert counts(pool_id) == (0, 0, 0, 5)
    bill = queries.settlement(pool_id=pool_id)
    assert [(row.what, row.amount, row.order_reference) for row in bill.rows] == [
        (Entry.USED, pounds(500), "1007"),
        (Entry.GIVEN_BACK, pounds(-500), "1007"),
    ]
    assert (bill.used, bill.amount, bill.sponsor) == (0, pounds(0), pounds(0))
    assert queries.reservation(reservation_id=used.id).state == "given back"
    tom = people.find_identity(address=Address(IdentityKind.EMAIL, cast.TOM_EMAIL))
    assert tom is not None
    assert people.facts_of(identity_ids=[tom.id], kinds=["coupon_used"]) == ()
    assert len(journal.latest(limit=9, kinds=["coupons.CouponGivenBack"])) == 1
    assert use(order="1010").state == "used", "the same person may use it once more"


def test_telling_it_twice_or_an_older_sum_late_changes_nothing(brightside: Brand) -> None:
    pool_id = pool(TENTH)
    use(pence=10_000, order="1007")
    assert back("1007", 5_000) == pounds(500)
    assert back("1007", 5_000) == pounds(0)
    assert back("1007", 2_000) == pounds(0)
    assert back("1007", 7_500) == pounds(250)
    assert back("1007", 10_000) == pounds(250)
    assert back("1007", 10_000) == pounds(0)
    assert queries.settlement(pool_id=pool_id).amount == pounds(0)


def test_a_part_paid_back_below_the_minimum_order_gives_it_back(brightside: Brand) -> None:
    pool_id = pool()
    use(pence=8_000, order="1007")
    assert back("1007", 3_000) == pounds(0)
    assert back("1007", 3_001) == pounds(500)
    assert counts(pool_id) == (0, 0, 0, 5)


def test_where_a_coupon_is_used_up_it_stays_used(brightside: Brand) -> None:
    pool_id = pool(replace(FIVE, after_refund=AfterRefund.USED_UP))
    use(order="1007")
    assert back("1007", 6_000) == pounds(0)
    assert counts(pool_id) == (0, 0, 1, 4)


def test_an_order_without_a_coupon_is_nobodys_business(brightside: Brand) -> None:
    pool()
    assert back("4711", 6_000) is None
    use(order="1007")
    with pytest.raises(Refusal) as no:
        giving_back.give_back(order_reference="1007", amount=Money(6_000, "EUR"), at=cast.AT)
    assert (no.value.code, list(no.value.fields)) == ("other_currency", ["currency"])
    with pytest.raises(Refusal, match="amount_minor: not below zero"):
        back("1007", -1)


def test_a_coupon_that_came_back_from_a_pool_with_little_money_is_whole_again(brightside: Brand) -> None:
    pool_id = pool(replace(TENTH, cap_money=pounds(2_000), one_per_person=False))
    use(pence=10_000, order="1")
    with pytest.raises(Refusal):
        reserve(guest(2))
    assert back("1", 10_000) == pounds(1_000)
    assert reserve(guest(2)).worth == pounds(600)
    assert counts(pool_id) == (0, 1, 0, 0)


def test_the_sponsor_pays_their_share_and_parts_add_up_to_the_penny(brightside: Brand) -> None:
    pool_id = pool(TENTH, sponsor=Sponsor("Hearth Hosting", 3_333))
    for n, pence in enumerate((5, 105, 1_115, 3_335, 99_999)):
        use(guest(n), pence=pence, order=f"o{n}")
    bill = queries.settlement(pool_id=pool_id)
    assert [row.amount.minor for row in bill.rows] == [1, 11, 112, 334, 2_000]
    assert [row.sponsor.minor for row in bill.rows] == [0, 4, 37, 111, 667]
    assert (bill.amount, bill.sponsor, bill.brand) == (pounds(2_458), pounds(819), pounds(1_639))
    told = queries.pool(pool_id=pool_id, at=cast.AT).counts
    assert (told.money, told.sponsor, told.brand) == (bill.amount, bill.sponsor, bill.brand)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bps=some.sampled_from([1, 3_333, 5_000, 9_999, 10_000]),
    orders=some.lists(some.tuples(some.integers(10, 30_000), some.lists(some.integers(1, 12_000), max_size=3)), max_size=4),
)
def test_whatever_is_used_and_paid_back_the_bill_is_what_stands(
    brightside: Brand, bps: int, orders: list[tuple[int, list[int]]]
) -> None:
    pool_id = pool(replace(TENTH, one_code=None, one_per_person=False), sponsor=Sponsor("Host", bps), name=f"P{bps}")
    standing: list[Money] = []
    for n, (pence, refunds) in enumerate(orders):
        claim = claiming.claim(pool_id=pool_id, address=guest(n), at=cast.AT).code
        order = f"{pool_id}-{n}"
        held = use(guest(n), code=claim, pence=pence, order=order)
        for part in range(len(refunds)):
            back(order, min(sum(refunds[: part + 1]), pence))
        left = queries.reservation(reservation_id=held.id)
        standing.append(left.worth if left.state == "used" else pounds(0))
    bill, told = queries.settlement(pool_id=pool_id), queries.pool(pool_id=pool_id, at=cast.AT).counts
    assert bill.amount == told.money == sum(standing, pounds(0))
    assert bill.sponsor == sum((one.share(bps) for one in standing), pounds(0))
    assert bill.brand == bill.amount - bill.sponsor


def test_a_settled_pool_is_billed_once_and_a_later_refund_stands_below(brightside: Brand) -> None:
    pool_id = pool()
    use(guest(1), order="1")
    held = reserve(guest(2))
    with pytest.raises(Refusal) as still_open:
        pools.settle(pool_id=pool_id, by=SYSTEM, at=cast.AT)
    assert still_open.value.code == "pool_open"
    pools.close(pool_id=pool_id, by=SYSTEM, at=cast.AT)
    with pytest.raises(Refusal) as at_a_till:
        pools.settle(pool_id=pool_id, by=SYSTEM, at=cast.AT)
    assert at_a_till.value.code == "still_reserved"
    bill = pools.settle(pool_id=pool_id, by=SYSTEM, at=held.until)
    again = pools.settle(pool_id=pool_id, by=SYSTEM, at=UNTIL)
    assert (bill.used, bill.sponsor, bill.final, again) == (1, pounds(500), True, bill)
    (fact,) = journal.latest(limit=9, kinds=["coupons.PoolSettled"])
    assert fact.data["sponsor"] == "£5.00"
    back("1", 6_000)
    told = queries.settlement(pool_id=pool_id)
    found: Pool = told.pool
    assert (found.state, found.sponsor, told.sponsor, len(told.rows)) == (PoolState.SETTLED, HOST, pounds(0), 2)
