"""A case that was put right and opened again is a new failure: something new is proposed, and it counts as one more."""

from tests import cast
from tests.flows.conftest import TOM, House


def test_a_second_failure_of_the_same_thing_gets_a_proposal_of_its_own(house: House) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import desk_pages, desk_work
    from makegood.makegoods.types import MakegoodState
    from makegood.platform import tenancy

    house.shop.place_order(customer=TOM, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    house.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    house.turn_to(cast.AT)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, external_id="first")
    with tenancy.brand(house.brand_id):
        mara = next(m for m in brands.members() if m.name == "Mara Lindqvist")
        first = desk_pages.case_page(number=1, at=cast.AT).makegood
        assert first is not None
        desk_work.decline(number=1, makegood_id=first.id, reason="He was rung up.", member=mara, at=cast.later(hours=1))
        desk_work.resolve(number=1, how="Settled by telephone.", member=mara, at=cast.later(hours=1))
    house.turn_to(cast.later(hours=1))
    again = "The torch in order 1007 stopped working again, it is broken. Can you send me another one?"
    house.hears(again, at=cast.later(days=2), external_id="second", thread_keys=("first",))
    with tenancy.brand(house.brand_id):
        page = desk_pages.case_page(number=1, at=cast.later(days=2))
    assert len(page.case.segments) == 2
    assert page.makegood is not None
    assert page.makegood.id != first.id
    assert page.makegood.state is MakegoodState.PROPOSED
