"""Opening, moving, closing: what is asked of a pool and what it says of itself."""

from dataclasses import replace
from uuid import UUID

import pytest

from makegood.brands.types import Brand, Member
from makegood.coupons import queries
from makegood.coupons.actions import claiming, pools
from makegood.coupons.types import Occasion, PoolState
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from tests import cast
from tests.coupons.given import FIVE, HOST, OWN_CODES, TENTH, UNTIL, guest, pool, pounds, reserve, use


def counts(pool_id: UUID) -> tuple[int, int, int, int | None]:
    told = queries.pool(pool_id=pool_id, at=cast.AT).counts
    return told.claimed, told.reserved, told.used, told.left


def test_an_open_pool_is_what_was_asked_for(brightside: Brand) -> None:
    incident = Occasion("incident", new_id())
    pool_id = pool(occasion=incident)
    told = queries.pool(pool_id=pool_id, at=cast.AT)
    assert (told.pool.name, told.pool.slug, told.pool.terms, told.pool.sponsor) == ("Spring sale", "spring-sale", FIVE, HOST)
    assert (told.pool.state, told.counts.left, told.counts.money) == (PoolState.OPEN, 5, pounds(0))
    assert [one.pool.id for one in queries.pools_for(occasion=incident, at=cast.AT)] == [pool_id]
    (fact,) = journal.latest(limit=1)
    assert fact.sentence.format(by="Mara", **fact.data) == "Mara opened the coupons “Spring sale”, £5.00 each."


def test_a_percentage_says_what_it_is(brightside: Brand) -> None:
    assert queries.worth_in_words(TENTH) == "10 %, at most £20.00"
    assert queries.worth_in_words(replace(TENTH, percent_bps=1_250)) == "12.5 %, at most £20.00"
    assert queries.worth_in_words(replace(TENTH, percent_bps=1_250), "de") == "12,5 %, höchstens £20.00"
    assert queries.pool(pool_id=pool(TENTH), at=cast.AT).counts.left is None


def test_two_pools_of_one_name_have_two_addresses_and_two_codes(brightside: Brand) -> None:
    pool()
    with pytest.raises(Refusal) as no:
        pool()
    assert (no.value.code, list(no.value.fields)) == ("code_taken", ["one_code"])
    second = pool(replace(FIVE, one_code="spring09"))
    assert queries.pool(pool_id=second, at=cast.AT).pool.slug == "spring-sale-2"


def test_a_code_is_free_again_once_its_pool_is_closed(brightside: Brand) -> None:
    pools.close(pool_id=pool(), by=SYSTEM, at=cast.AT)
    with pytest.raises(Refusal, match="are closed"):
        reserve()
    again = pool()
    assert reserve().pool_id == again


def test_only_whoever_sets_policy_opens_a_pool(brightside: Brand, joe: Member, mara: Member) -> None:
    with pytest.raises(Refusal) as no:
        pools.open_pool(name="Spring", terms=FIVE, by=actors.member(joe.id), at=cast.AT)
    assert no.value.code == "not_allowed"
    pools.open_pool(name="Spring", terms=FIVE, by=actors.member(mara.id), at=cast.AT)


def test_the_end_moves_to_later_and_never_to_earlier(brightside: Brand) -> None:
    pool_id = pool()
    later = UNTIL.replace(hour=23)
    pools.move_end(pool_id=pool_id, valid_until=later, zone="UTC-6", by=SYSTEM, at=cast.AT)
    pools.move_end(pool_id=pool_id, valid_until=later, zone="UTC-6", by=SYSTEM, at=cast.AT)
    (fact, *_) = moved = journal.latest(limit=9, kinds=["coupons.PoolMoved"])
    assert len(moved) == 1, "the same end again is no move"
    assert fact.data["was"] == "Monday 9 March 2026, 10:00 (Europe/London)"
    assert fact.data["until"] == "Monday 9 March 2026, 17:00 (UTC-6)"
    reserve(at=UNTIL)
    with pytest.raises(Refusal) as no:
        pools.move_end(pool_id=pool_id, valid_until=UNTIL, zone="UTC-6", by=SYSTEM, at=cast.AT)
    assert (no.value.code, list(no.value.fields)) == ("end_earlier", ["valid_until"])


def test_a_person_has_one_code_of_a_pool_for_ever(brightside: Brand) -> None:
    pool_id = pool(OWN_CODES)
    first = claiming.claim(pool_id=pool_id, address=cast.TOM_EMAIL, at=cast.AT)
    again = claiming.claim(pool_id=pool_id, address=cast.TOM_EMAIL.upper(), at=cast.later(hours=1))
    other = claiming.claim(pool_id=pool_id, address=guest(1), at=cast.AT)
    assert (first.is_new, again.is_new, again.code) == (True, False, first.code)
    assert other.code != first.code
    assert counts(pool_id) == (2, 0, 0, 5), "a claim sets nothing aside"
    assert len(journal.latest(limit=9, kinds=["coupons.CouponClaimed"])) == 2


def test_many_get_a_code_each_by_few_statements(brightside: Brand, django_assert_max_num_queries: object) -> None:
    from makegood.people.actions import recognising
    from makegood.people.types import Address, IdentityKind, Sighting

    pool_id = pool(OWN_CODES)
    seen = recognising.recognise(sightings=[Sighting((Address(IdentityKind.EMAIL, guest(n)),)) for n in range(300)], at=cast.AT)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        told = claiming.claim_for(pool_id=pool_id, identity_ids=[one.identity_id for one in seen], at=cast.AT)
    assert len({one.code for one in told.values()}) == 300


def test_a_claim_after_the_last_was_used_is_refused(brightside: Brand) -> None:
    pool_id = pool(replace(FIVE, cap_uses=1))
    claiming.claim(pool_id=pool_id, address=guest(1), at=cast.AT)
    use(guest(2))
    with pytest.raises(Refusal) as no:
        claiming.claim(pool_id=pool_id, address=guest(3), at=cast.later(minutes=5))
    assert no.value.code == "sold_out"
    with pytest.raises(Refusal) as over:
        claiming.claim(pool_id=pool_id, address=guest(3), at=UNTIL)
    assert over.value.code == "coupon_over"
