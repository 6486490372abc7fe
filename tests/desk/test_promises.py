"""The page of promises, what a case and a person show of them, and promises in a member's own words."""

from uuid import UUID

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import plans
from makegood.makegoods.types import MakegoodState
from makegood.orders.types import ParcelState
from makegood.people import queries as people
from makegood.platform import jobs, tenancy
from makegood.promises import queries as promises
from makegood.promises.types import PromiseKind, PromiseState, ToldFirst
from tests import cast
from tests.cases import telling as cases
from tests.desk.conftest import Door
from tests.desk.test_page_queries import asked
from tests.flows.conftest import House
from tests.promises import telling


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def late(door: Door, numbers: range) -> None:
    """Orders promised for three days after AT, of which the carrier said at AT that they are delayed."""
    with tenancy.brand(door.brand_id):
        telling.take(*(telling.order(str(n)) for n in numbers))
        events = [telling.event(ParcelState.EXCEPTION, cast.AT, number=str(n), kind="delayed") for n in numbers]
        telling.moves(*events, at=cast.AT)
    jobs.do_all_due(door.brand_id, at=cast.AT)


def test_what_is_at_risk_stands_on_the_page_with_its_reason_and_its_case(door: Door, mara: Client) -> None:
    late(door, range(1007, 1008))
    page = mara.get(door.at("promises/")).content.decode()
    assert "Tom Arden" in page
    assert "Dimmer switch, Pocket torch (order 1007)" in page
    assert "The carrier says that it is delayed, and does not say until when." in page
    assert "at risk · 100 %" in page
    assert door.at("cases/1/") in page
    assert "Of your own parcels, 0 are known so far. A chance takes 200" in page


def test_the_page_asks_as_much_for_two_as_for_twenty(door: Door, mara: Client) -> None:
    late(door, range(1007, 1009))
    few = asked(mara, door.at("promises/"))
    late(door, range(1009, 1027))
    assert asked(mara, door.at("promises/")) == few


def test_a_case_and_its_person_show_what_was_promised(door: Door, mara: Client) -> None:
    late(door, range(1007, 1008))
    with tenancy.brand(door.brand_id):
        (promise,) = telling.the_promises()
        person = people.persons_of(identity_ids=[promise.identity_id])[promise.identity_id]
    for address in ("cases/1/", f"people/{person.id}/"):
        page = mara.get(door.at(address)).content.decode()
        assert "100 % that it does not hold" in page


def test_a_promise_is_taken_back_with_a_reason_and_not_without(door: Door, mara: Client) -> None:
    late(door, range(1007, 1008))
    with tenancy.brand(door.brand_id):
        (promise,) = telling.the_promises()
    address = door.at(f"promises/{promise.id}/ending/")
    assert mara.post(address, {"because": " "}).status_code == 422
    assert mara.post(address, {"because": "The shop gave a wrong day."}).status_code in (302, 303)
    with tenancy.brand(door.brand_id):
        assert promises.promise(promise_id=promise.id).state is PromiseState.WITHDRAWN


def test_a_promise_in_our_own_words_is_shown_while_it_is_written(door: Door, mara: Client) -> None:
    page = mara.post(door.at("cases/1/answers/promises/"), {"text": "Sorry, Tom. I will call you on Friday."}).content.decode()
    assert "I will call you on Friday." in page
    assert 'value="call:2026-03-07T00:00:00+00:00" checked' in page
    assert mara.post(door.at("cases/1/answers/promises/"), {"text": "Thank you."}).content.decode().strip() == ""


def test_only_what_the_member_chose_is_kept_and_only_once(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        cases.open_case(cases.web_channel())
    text = "I will call you on Friday. We will send the torch tomorrow."
    for _ in range(2):
        mara.post(door.at("cases/1/answers/"), {"text": text, "key": "k1", "promise": ["call:2026-03-07T00:00:00+00:00"]})
    with tenancy.brand(door.brand_id):
        (promise,) = telling.the_promises()
    assert (promise.kind, promise.what, promise.due.on is not None) == (PromiseKind.CALL, "I will call you on Friday.", True)


def test_their_own_words_overtake_the_letter_that_would_have_told_them(house: House) -> None:
    with tenancy.brand(house.brand_id):
        telling.take(telling.order())
        telling.moves(telling.event(ParcelState.EXCEPTION, cast.AT, kind="delayed"), at=cast.AT)
    house.turn_to(cast.AT)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, at=cast.later(hours=2))
    with tenancy.brand(house.brand_id):
        names = {one.name for one in makegoods.in_state(state=MakegoodState.PROPOSED)}
    assert "tell-first" not in names
    assert len(names) == 1


def test_they_were_told_before_they_complained(house: House) -> None:
    def promise_of(brand_id: UUID) -> ToldFirst:
        with tenancy.brand(brand_id):
            return promises.told_first(since=cast.AT, until=cast.later(days=30))

    with tenancy.brand(house.brand_id):
        telling.take(telling.order())
        telling.moves(telling.event(ParcelState.EXCEPTION, cast.AT, kind="delayed"), at=cast.AT)
    house.turn_to(cast.AT)
    with tenancy.brand(house.brand_id):
        (promise,) = telling.the_promises()
        makegood = makegoods.in_state(state=MakegoodState.PROPOSED)[0]
        mara = next(member for member in brands.members() if member.name == cast.MARA["name"])
        plans.approve(makegood_id=makegood.id, by=mara, at=cast.later(hours=1))
    assert promise.told_at is None
    house.turn_to(cast.later(hours=1))
    house.turn_to(telling.DUE)
    house.hears("Order 1007 is late, where is it? I am disappointed.", at=cast.later(days=4))
    with tenancy.brand(house.brand_id):
        (promise,) = telling.the_promises()
    assert (promise.state, promise.told_at, promise.complained_at) == (
        PromiseState.BROKEN,
        cast.later(hours=1),
        cast.later(days=4),
    )
    assert promise_of(house.brand_id) == ToldFirst(told=1, complained=0, neither=0)
