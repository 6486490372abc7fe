"""A coupon at the till, from the reservation to the order and back."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.coupons import queries
from makegood.coupons.actions import claiming, reserving
from makegood.coupons.types import Reservation
from makegood.kernel.actors import member
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import linked
from makegood.people import queries as people
from makegood.people.actions import linking, recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import journal
from tests import cast
from tests.coupons.given import FIVE, OWN_CODES, TENTH, UNTIL, basket, confirm, guest, pool, pounds, reserve, use
from tests.coupons.test_pools import counts


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> tuple[str, list[str]]:
    return refused.value.code, list(refused.value.fields)


def test_reserved_confirmed_and_used(brightside: Brand) -> None:
    pool_id = pool()
    held = reserve()
    assert (held.worth, held.until, held.state) == (pounds(500), cast.later(minutes=15), "reserved")
    assert counts(pool_id) == (0, 1, 0, 4)
    used = confirm(held.id, "1007")
    assert (used.state, used.order_reference, used.worth) == ("used", "1007", pounds(500))
    assert counts(pool_id) == (0, 0, 1, 4)
    tom = people.find_identity(address=Address(IdentityKind.EMAIL, cast.TOM_EMAIL))
    assert tom is not None
    (fact,) = people.facts_of(identity_ids=[tom.id], kinds=["coupon_used"])
    assert fact.value == {"pool_id": str(pool_id), "minor": 500, "currency": "GBP"}
    (told,) = journal.of_identities(identity_ids=[tom.id], limit=9, kinds=["coupons.CouponUsed"])
    assert told.sentence.format(person="Tom", **told.data) == "Tom used a coupon of “Spring sale” over £5.00 for order 1007."


def test_the_code_may_be_typed_anyhow_and_no_other_is_taken(brightside: Brand) -> None:
    pool()
    assert reserve(code=" Spring-08 ").worth == pounds(500)
    with pytest.raises(Refusal) as no:
        reserve(code="spring09")
    assert code_of(no) == ("no_such_code", ["code"])
    assert people.find_identity(address=Address(IdentityKind.EMAIL, guest(9))) is None


def test_after_the_last_comes_nobody(brightside: Brand) -> None:
    pool_id = pool()
    for n in range(5):
        use(guest(n))
    with pytest.raises(Refusal) as no:
        reserve(guest(5))
    assert code_of(no) == ("sold_out", ["code"])
    assert counts(pool_id) == (0, 0, 5, 0)
    (told,) = journal.latest(limit=9, kinds=["coupons.PoolSoldOut"])
    assert told.data["used"] == 5
    assert queries.pool(pool_id=pool_id, at=cast.AT).pool.sold_out_at == cast.later(minutes=1)


def test_a_released_coupon_is_free_at_once(brightside: Brand) -> None:
    pool_id = pool(replace(FIVE, cap_uses=1))
    first = reserve(guest(1))
    reserving.release(reservation_id=first.id, at=cast.AT)
    reserving.release(reservation_id=first.id, at=cast.AT)
    second = reserve(guest(2))
    assert counts(pool_id) == (0, 1, 0, 0)
    assert queries.reservation(reservation_id=first.id).state == "released"
    with pytest.raises(Refusal) as over:
        confirm(first.id, "1")
    assert code_of(over) == ("reservation_over", ["reservation_id"])
    assert confirm(second.id, "2").state == "used"


def test_a_reservation_whose_time_is_over_goes_to_whoever_comes_next(brightside: Brand) -> None:
    pool_id = pool(replace(FIVE, cap_uses=1))
    first = reserve(guest(1))
    with pytest.raises(Refusal, match="used or set aside at a till"):
        reserve(guest(2), at=cast.later(minutes=14))
    assert queries.pool(pool_id=pool_id, at=first.until).counts.left == 1, "nobody swept"
    second = reserve(guest(2), at=first.until)
    with pytest.raises(Refusal) as over:
        confirm(first.id, "1", at=cast.later(minutes=16))
    assert over.value.code == "reservation_over"
    assert confirm(second.id, "2", at=cast.later(minutes=16)).state == "used"


def test_a_late_confirmation_counts_while_nobody_took_the_place(brightside: Brand) -> None:
    pool(replace(FIVE, cap_uses=1))
    held = reserve(guest(1))
    assert confirm(held.id, "1", at=cast.later(hours=3)).state == "used"


def test_the_same_key_is_one_reservation_and_another_request_under_it_is_refused(brightside: Brand) -> None:
    pool_id = pool()
    first = reserve(key="till-4-basket-9")
    assert reserve(key="till-4-basket-9") == first
    with pytest.raises(Refusal) as no:
        reserve(key="till-4-basket-9", pence=6_001)
    assert code_of(no) == ("key_reused", ["key"])
    confirm(first.id, "1007")
    assert reserve(key="till-4-basket-9").state == "used"
    assert counts(pool_id) == (0, 0, 1, 4)


def test_confirming_twice_is_one_use_and_another_order_is_refused(brightside: Brand) -> None:
    pool_id = pool()
    held = reserve()
    assert confirm(held.id, "1007") == confirm(held.id, "1007", at=cast.later(hours=1))
    with pytest.raises(Refusal) as no:
        confirm(held.id, "1008")
    assert code_of(no) == ("already_used", ["order_reference"])
    with pytest.raises(Refusal) as too_late:
        reserving.release(reservation_id=held.id, at=cast.AT)
    assert too_late.value.code == "already_used"
    assert counts(pool_id) == (0, 0, 1, 4)
    for act in (lambda: confirm(new_id(), "1"), lambda: reserving.release(reservation_id=new_id(), at=cast.AT)):
        with pytest.raises(Refusal) as unknown:
            act()
        assert unknown.value.code == "no_such_reservation"


def test_an_order_takes_one_coupon_of_a_pool(brightside: Brand) -> None:
    pool()
    use(guest(1), order="1007")
    second = reserve(guest(2))
    with pytest.raises(Refusal) as no:
        confirm(second.id, "1007")
    assert code_of(no) == ("order_has_one", ["order_reference"])


def test_one_each_and_a_guest_is_a_person_by_their_address(brightside: Brand) -> None:
    pool_id = pool()
    use("tom.arden@example.org", order="1007")
    with pytest.raises(Refusal) as no:
        reserve("Tom.Arden@EXAMPLE.org")
    assert code_of(no) == ("already_used", ["email"])
    assert "for order 1007" in no.value.sentence
    assert counts(pool_id) == (0, 0, 1, 4)


def test_ones_own_earlier_reservation_becomes_the_new_one(brightside: Brand) -> None:
    pool_id = pool(replace(FIVE, cap_uses=1))
    first = reserve(pence=5_000)
    second = reserve(pence=8_000, at=cast.later(minutes=5))
    assert second.id != first.id
    assert counts(pool_id) == (0, 1, 0, 0)
    with pytest.raises(Refusal, match="Reserve one anew"):
        confirm(first.id, "1")
    assert confirm(second.id, "2").state == "used"


def test_where_several_are_allowed_each_checkout_gets_one(brightside: Brand) -> None:
    pool_id = pool(replace(FIVE, one_per_person=False, cap_uses=3))
    for order in ("1", "2", "3"):
        use(order=order)
    assert counts(pool_id) == (0, 0, 3, 0)


def one_person(*addresses: str) -> None:
    sighting = Sighting(tuple(Address(IdentityKind.EMAIL, one) for one in addresses), strong=True, source="order 1")
    recognising.recognise(sightings=[sighting], at=cast.AT)


def test_two_addresses_that_turn_out_to_be_one_person_keep_what_they_used_and_get_no_third(brightside: Brand) -> None:
    """The written rule: docs/coupons.md."""
    pool_id = pool()
    use(guest(1))
    use(guest(2))
    one_person(guest(1), guest(2), guest(3))
    for n in (1, 2, 3):
        with pytest.raises(Refusal) as no:
            reserve(guest(n))
        assert no.value.code == "already_used"
    assert counts(pool_id) == (0, 0, 2, 3), "nothing is taken from anybody"


def parted(address: str) -> None:
    """A member says that the two addresses of this person are not one person's."""
    known = people.find_identity(address=Address(IdentityKind.EMAIL, address))
    assert known is not None
    (link,) = linked.links_of(person_id=known.person_id)
    linking.unlink(link_id=link.id, by=member(brands.members()[0].id), at=cast.AT)


def test_of_two_who_were_taken_for_one_each_gets_one(brightside: Brand) -> None:
    """What the one used in the name of both goes with their address, however they ask."""
    pool_id = pool()
    one_person(guest(1), guest(2))
    use(guest(2), order="1007")
    with pytest.raises(Refusal, match="for order 1007"):
        reserve(guest(1))
    parted(guest(1))
    with pytest.raises(Refusal, match="for order 1007"):
        reserve(guest(2))
    use(guest(1), order="1008")
    for n, order in ((1, "1008"), (2, "1007")):
        with pytest.raises(Refusal, match=f"for order {order}"):
            reserve(guest(n))
    assert counts(pool_id) == (0, 0, 2, 3)


def test_a_coupon_that_the_other_set_aside_is_not_taken_from_them(brightside: Brand) -> None:
    pool_id = pool()
    one_person(guest(1), guest(2))
    theirs = reserve(guest(2))
    parted(guest(1))
    assert confirm(reserve(guest(1)).id, "1").state == "used"
    assert confirm(theirs.id, "2").state == "used"
    assert counts(pool_id) == (0, 0, 2, 3)


def test_two_reservations_of_one_person_become_one(brightside: Brand) -> None:
    pool_id = pool()
    held = [reserve(guest(1)), reserve(guest(2))]
    one_person(guest(1), guest(2))
    third = reserve(guest(2))
    assert counts(pool_id) == (0, 1, 0, 4)
    assert [queries.reservation(reservation_id=one.id).state for one in held] == ["released", "released"]
    assert confirm(third.id, "1").state == "used"


def claimed(pool_id: UUID, who: str) -> str:
    return claiming.claim(pool_id=pool_id, address=who, at=cast.AT).code


def test_a_code_of_ones_own_works_once_whoever_types_it(brightside: Brand) -> None:
    pool_id = pool(OWN_CODES)
    code = claimed(pool_id, guest(1))
    first = reserve(guest(2), code=code.lower())
    with pytest.raises(Refusal) as busy:
        reserve(guest(3), code=code)
    assert code_of(busy) == ("code_in_use", ["code"])
    second = reserve(guest(3), code=code, at=first.until)
    confirm(second.id, "1", at=first.until)
    with pytest.raises(Refusal, match="This code is used"):
        reserve(guest(1), code=code)
    assert counts(pool_id) == (1, 0, 1, 4)


def test_a_code_for_everybody_does_not_open_a_pool_of_own_codes(brightside: Brand) -> None:
    pool_id = pool(OWN_CODES)
    claimed(pool_id, guest(1))
    for wrong in ("spring08", "2222-2222-2222-2222", "", "%", "' OR 1=1"):
        with pytest.raises(Refusal) as no:
            reserve(code=wrong)
        assert no.value.code == "no_such_code"


def test_it_is_over_at_the_instant_of_its_end_but_what_was_set_aside_before_holds(brightside: Brand) -> None:
    pool()
    last = reserve(at=UNTIL - timedelta(microseconds=1))
    with pytest.raises(Refusal) as no:
        reserve(guest(2), at=UNTIL)
    assert code_of(no) == ("coupon_over", ["code"])
    assert no.value.sentence == "The coupons “Spring sale” were good until Monday 9 March 2026, 10:00 (Europe/London)."
    assert confirm(last.id, "1", at=UNTIL + timedelta(minutes=10)).state == "used"


def test_a_cap_in_money_is_used_to_the_last_coupon_that_it_pays_for(brightside: Brand) -> None:
    """A percentage reserves its most, and what it did not need serves others: 10 % of 60.00 is 6.00, out of 40.00 at most 20.00 each."""
    pool_id = pool(replace(TENTH, cap_money=pounds(4_000)))
    assert queries.pool(pool_id=pool_id, at=cast.AT).counts.left == 2
    two = [reserve(guest(n)) for n in (1, 2)]
    with pytest.raises(Refusal, match="set aside at a till"):
        reserve(guest(3))
    for n, held in enumerate(two):
        confirm(held.id, f"o{n}")
    for n in (3, 4):
        use(guest(n))
    with pytest.raises(Refusal) as no:
        use(guest(5))
    assert no.value.code == "sold_out"
    told = queries.pool(pool_id=pool_id, at=cast.AT).counts
    assert (told.used, told.money, told.left) == (4, pounds(2_400), 0), "24.00 used; 16.00 left pay for no more than 20.00"


def test_a_pool_without_end_makes_its_places_as_they_are_asked_for(brightside: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("makegood.coupons.actions.stock.BLOCK", 3)
    monkeypatch.setattr("makegood.coupons.actions.stock.FIRST", 2)
    pool_id = pool(replace(FIVE, cap_uses=None))
    for n in range(4):
        use(guest(n))
    assert counts(pool_id) == (0, 0, 4, None)


@pytest.mark.parametrize(("field", "act"), [("key", {"key": "k\n"}), ("key", {"key": "k" * 201}), ("email", {"who": "nobody"})])
def test_what_cannot_be_read_is_named(brightside: Brand, field: str, act: dict[str, str]) -> None:
    pool_id = pool()
    told = {"code": "spring08", "who": cast.TOM_EMAIL, "key": "k1"} | act
    with pytest.raises(Refusal) as no:
        reserving.reserve(**told, basket=basket(), at=cast.AT)
    assert list(no.value.fields) == [field]
    assert counts(pool_id) == (0, 0, 0, 5)


def test_a_reservation_is_known_by_nobody_else(brightside: Brand) -> None:
    pool()
    held: Reservation = reserve()
    assert queries.reservation(reservation_id=held.id) == held
