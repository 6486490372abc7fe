"""Somebody brings somebody: told with the order, judged on what is known of both, and counted when the newcomer buys."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from makegood.advocacy import queries as advocacy
from makegood.advocacy.actions import linking as links
from makegood.advocacy.rules import codes
from makegood.advocacy.types import How, Kind, Place, Referral, ReferralState, Wanted, Why
from makegood.flows import history, orders_told, referrals
from makegood.flows.history import Told
from makegood.kernel import actors
from makegood.kernel.actors import SHOP, SYSTEM
from makegood.letters.types import HOME
from makegood.orders.types import CustomerIn, OrderIn, ReturnIn, ReturnKind
from makegood.outcomes import queries as outcomes
from makegood.outcomes.types import Standing
from makegood.people.actions import linking, noting, recognising
from makegood.people.types import Address, Evidence, EvidenceKind, Fact, IdentityId, IdentityKind
from makegood.platform import tenancy
from tests import cast
from tests.advocacy.conftest import mara_of
from tests.flows.conftest import House

MIA = Address(IdentityKind.EMAIL, "mia@example.org", "Mia Sand")
LATER = cast.later(days=2)


def order(number: str, at: datetime, *, email: str = MIA.value, told_by: str = "") -> OrderIn:
    return OrderIn(number, at, CustomerIn(name="Somebody", email=email), (cast.torch(),), told_by=told_by)


def takes(house: House, *orders: OrderIn, at: datetime) -> None:
    with tenancy.brand(house.brand_id):
        orders_told.take(orders=orders, by=SHOP, at=at)
    house.turn_to(at)


def seen(address: Address) -> UUID:
    return recognising.recognise(sightings=[cast.seen(address)], at=cast.AT)[0].identity_id


@pytest.fixture
def code(house: House) -> str:
    """Tom bought here before, and has a link."""
    takes(house, order("1001", cast.later(days=-30), email=cast.TOM_EMAIL), at=cast.AT)
    with tenancy.brand(house.brand_id):
        tom = seen(cast.TOM_BY_EMAIL)
        return links.give_link(identity_id=tom, identity_ids=[tom], by=SYSTEM, at=cast.AT).code


def known(house: House) -> list[Referral]:
    with tenancy.brand(house.brand_id):
        return list(advocacy.referrals(limit=10))


def stands(house: House, address: Address = cast.TOM_BY_EMAIL) -> Standing:
    with tenancy.brand(house.brand_id):
        return outcomes.standing(identity_ids=[seen(address)]).standing


def test_who_comes_by_a_code_and_buys_makes_an_advocate_of_whoever_brought_them(house: House, code: str) -> None:
    assert stands(house) is Standing.UNKNOWN
    first = order("2001", LATER, told_by=codes.shown(code).lower())
    takes(house, first, first, order("2002", LATER), at=LATER)
    takes(house, first, at=cast.later(days=3))
    (one,) = known(house)
    assert (one.state, one.how, one.place, one.came_at, one.came_order) == (
        ReferralState.CAME,
        How.CODE,
        Place.ORDER,
        LATER,
        "2001",
    )
    assert stands(house) is Standing.ADVOCATE
    with tenancy.brand(house.brand_id):
        tom = seen(cast.TOM_BY_EMAIL)
        (line,) = advocacy.entries(wanted=Wanted(), limit=5)
        came = advocacy.referrals_that_came(identity_ids=[tom], since=cast.AT, until=cast.later(days=9))
        step = outcomes.standing(identity_ids=[tom])
    assert (line.kind, line.identity_id, line.at, line.counts) == (Kind.REFERRAL, tom, LATER, True)
    assert came == 1
    assert step.because == "They brought somebody new, who bought."


def test_who_told_them_before_they_bought_comes_with_the_first_order_and_lapses_without_one(house: House, code: str) -> None:
    with tenancy.brand(house.brand_id):
        for n in range(2):
            who = seen(Address(IdentityKind.EMAIL, f"new{n}@example.org", f"New {n}"))
            told_by = f"https://care.example/by/brightside/{code}"
            referrals.tell(newcomer_id=who, told_by=told_by, place=Place.OWN_PAGE, key=f"n {n}", by=SYSTEM, at=cast.AT)
    house.turn_to(cast.later(minutes=1))
    assert {(one.state, one.how) for one in known(house)} == {(ReferralState.WAITING, How.LINK)}
    takes(house, order("2001", LATER, email="new0@example.org"), at=LATER)
    with tenancy.brand(house.brand_id):
        referrals.settle([one.newcomer_id for one in advocacy.referrals(limit=5)], at=cast.later(days=85))
    assert {one.key: (one.state, one.why) for one in known(house)} == {
        "n 0": (ReferralState.CAME, Why.NOTHING),
        "n 1": (ReferralState.NOT_COUNTED, Why.LAPSED),
    }


def test_oneself_a_customer_of_old_and_the_household_are_not_counted(house: House, code: str) -> None:
    with tenancy.brand(house.brand_id):
        for address in (cast.TOM_BY_EMAIL, Address(IdentityKind.EMAIL, "wife@example.org", "Wife")):
            home: dict[str, object] = {"lines": ["7 Lamp Street", "London N1 9AA"], "country": "GB", "source": "member"}
            noting.note_fact(facts=[Fact(IdentityId(seen(address)), HOME, "home", cast.AT, home)])
    takes(house, order("900", cast.later(days=-60), email="old@example.org"), at=cast.AT)
    takes(
        house,
        order("2001", LATER, email=cast.TOM_EMAIL, told_by=code),
        order("2002", LATER, email="old@example.org", told_by=code),
        order("2003", LATER, email="wife@example.org", told_by=code),
        at=LATER,
    )
    assert {one.key: one.why for one in known(house)} == {
        "order 2001": Why.SELF,
        "order 2002": Why.NOT_NEW,
        "order 2003": Why.HOUSEHOLD,
    }
    assert stands(house) is not Standing.ADVOCATE


def test_two_who_turn_out_to_be_one_brought_nobody_until_that_is_undone(house: House, code: str) -> None:
    by = actors.member(mara_of(house).id)
    takes(house, order("2001", LATER, told_by=code), at=LATER)
    assert stands(house) is Standing.ADVOCATE
    with tenancy.brand(house.brand_id):
        says = Evidence(EvidenceKind.MEMBER_SAYS, 20.0, "One person.")
        both = {"identity_id": seen(cast.TOM_BY_EMAIL), "other_identity_id": seen(MIA)}
        link_id = linking.link(**both, evidence=[says], by=by, at=cast.later(days=3))  # type: ignore[arg-type]
    house.turn_to(cast.later(days=3))
    assert [one.why for one in known(house)] == [Why.SELF]
    assert stands(house) is not Standing.ADVOCATE
    with tenancy.brand(house.brand_id):
        assert advocacy.entries(wanted=Wanted(), limit=5) == ()
        linking.unlink(link_id=link_id, by=by, at=cast.later(days=4))
    house.turn_to(cast.later(days=4))
    assert [one.state for one in known(house)] == [ReferralState.CAME]
    assert stands(house) is Standing.ADVOCATE


def test_an_order_that_is_called_off_after_it_counted_counts_no_more_until_they_buy_again(house: House, code: str) -> None:
    first = order("2001", LATER, told_by=code)
    takes(house, first, at=LATER)
    assert stands(house) is Standing.ADVOCATE
    off = replace(first, cancelled_at=cast.later(days=3), told_at=cast.later(days=3))
    takes(house, off, off, at=cast.later(days=3))
    assert [(one.state, one.came_at) for one in known(house)] == [(ReferralState.WAITING, None)]
    assert stands(house) is not Standing.ADVOCATE
    with tenancy.brand(house.brand_id):
        assert advocacy.entries(wanted=Wanted(), limit=5) == ()
    takes(house, order("2002", cast.later(days=4)), at=cast.later(days=4))
    assert [(one.state, one.came_order) for one in known(house)] == [(ReferralState.CAME, "2002")]
    assert stands(house) is Standing.ADVOCATE
    with tenancy.brand(house.brand_id):
        gone = (cast.torch(),)
        customer = CustomerIn(name="Somebody", email=MIA.value)
        back = ReturnIn("2002/off", cast.later(days=5), ReturnKind.CANCELLATION, customer, gone, cast.TORCH_PRICE, "2002")
        for _ in range(2):
            orders_told.take_back(returns=[back], at=cast.later(days=5))
    house.turn_to(cast.later(days=5))
    assert [one.state for one in known(house)] == [ReferralState.WAITING], "nothing of it was sold in the end"
    house.turn_to(cast.later(days=90))
    assert [(one.state, one.why) for one in known(house)] == [(ReferralState.NOT_COUNTED, Why.LAPSED)]


def test_whom_somebody_brought_counts_for_84_days(house: House, code: str) -> None:
    takes(house, order("2001", LATER, told_by=code), at=LATER)
    house.turn_to(LATER + timedelta(days=84))
    assert stands(house) is Standing.ADVOCATE
    house.turn_to(LATER + timedelta(days=84, minutes=1))
    assert stands(house) is Standing.PASSIVE


def imports(house: House, *things: OrderIn | ReturnIn, at: datetime) -> None:
    with tenancy.brand(house.brand_id):
        for _ in range(2):
            history.take(told=[Told(n, one) for n, one in enumerate(things)], channel_id=None, read=True, at=at)
    house.turn_to(at)


def test_a_past_that_comes_in_later_takes_back_who_was_no_newcomer_or_bought_nothing_in_the_end(house: House, code: str) -> None:
    ada = "ada@example.org"
    takes(house, order("2001", LATER, told_by=code), order("2002", LATER, told_by=code, email=ada), at=LATER)
    assert [one.state for one in known(house)] == [ReferralState.CAME] * 2
    customer = CustomerIn(name="Somebody", email=MIA.value)
    lines = (cast.torch(),)
    back = ReturnIn("2001", cast.later(days=3), ReturnKind.CANCELLATION, customer, lines, cast.TORCH_PRICE, "2001")
    imports(house, order("0007", cast.later(days=-400), email=ada), back, at=cast.later(days=4))
    assert sorted((one.order_number, one.state, one.why) for one in known(house)) == [
        ("2001", ReferralState.WAITING, Why.NOTHING),
        ("2002", ReferralState.NOT_COUNTED, Why.NOT_NEW),
    ]
    assert stands(house) is not Standing.ADVOCATE
    with tenancy.brand(house.brand_id):
        assert advocacy.entries(wanted=Wanted(), limit=5) == ()


def test_the_first_name_counts_and_words_wait_for_a_member(house: House, code: str) -> None:
    takes(house, order("2001", LATER, told_by="Tom from work"), at=LATER)
    takes(house, order("2002", cast.later(days=3), told_by=code), at=cast.later(days=3))
    assert {one.key: (one.state, one.said) for one in known(house)} == {
        "order 2001": (ReferralState.UNKNOWN, "Tom from work"),
        "order 2002": (ReferralState.NOT_COUNTED, ""),
    }
