"""Story 1 through the flows: from the message to the thanks, on the real shop seam, with the clock turned by hand."""

from tests import cast
from tests.flows.conftest import TOM, House


def test_the_torch_and_the_sweets(house: House) -> None:
    from makegood.brands import queries as brands
    from makegood.cases import queries as cases
    from makegood.cases.types import CaseState
    from makegood.flows import desk_pages, desk_work
    from makegood.makegoods.types import MakegoodState, StepState
    from makegood.outcomes import queries as outcomes
    from makegood.people import linked
    from makegood.people import queries as people
    from makegood.platform import tenancy

    for i, order in enumerate(cast.bulb_orders()):
        house.shop.place_order(customer=TOM, items=[("LED-60", 6)], at=order.placed_at, number=order.number)
        house.shop.move_parcel(order.number, "delivered", at=order.placed_at + (cast.later(days=1) - cast.AT))
        assert i < 4
    house.shop.place_order(
        customer=TOM, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number="1007", service=cast.SERVICE
    )
    house.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    house.turn_to(cast.AT)

    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    with tenancy.brand(house.brand_id):
        page = desk_pages.case_page(number=1, at=cast.AT)
        mara = next(m for m in brands.members() if m.name == "Mara Lindqvist")
        assert page.case.title == "Tom’s pocket torch arrived faulty"
        assert page.makegood is not None
        assert page.makegood.state is MakegoodState.PROPOSED
        assert page.orders[0].number == "1007"
        kinds = [step.kind.value for step in page.makegood.steps]
        assert sorted(kinds) == sorted(["fix", "say", "give", "wait", "follow_up", "thank"])
        assert any(alternative.plain for alternative in page.makegood.alternatives)
        desk_work.approve(number=1, makegood_id=page.makegood.id, member=mara, at=cast.later(minutes=20))
    house.turn_to(cast.later(minutes=21))
    with tenancy.brand(house.brand_id):
        page = desk_pages.case_page(number=1, at=cast.later(minutes=21))
        done = {step.key: step.state for step in page.makegood.steps}  # type: ignore[union-attr]
        assert done["fix"] is StepState.DONE, page.makegood
        assert done["say"] is StepState.DONE
    replacement = next(o for o in page.orders if o.reason == "replacement")
    assert {(line.sku, line.quantity) for line in replacement.lines} == {("TORCH-01", 1), ("SWEETS-S", 1)}

    arrived = cast.later(hours=22)
    house.shop.move_parcel(replacement.number, "delivered", at=arrived, courier=cast.COURIER)
    house.turn_to(arrived)
    with tenancy.brand(house.brand_id):
        case = cases.by_number(number=1)
        assert case.state is CaseState.RESOLVED
        assert case.resolved_at == arrived
        tom = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
        assert outcomes.standing(identity_ids=[i.id for i in tom.identities]).standing == "passive"
    house.turn_to(cast.later(hours=46))

    house.hears(cast.TOM_PRAISE, by=cast.TOM_BY_HANDLE, at=cast.later(hours=50), channel=house.posts, public=True, reach=4200)
    house.hears(
        "Always a pleasure to shop at Brightside Lights, love the torch and the sweets!",
        by=cast.LOOKALIKE,
        at=cast.later(hours=51),
        channel=house.posts,
        public=True,
    )
    with tenancy.brand(house.brand_id):
        asked = {one.unknown.shown: one for one in linked.suggestions()}
        assert cast.TOM_HANDLE in asked
        desk_work.confirm_link(link_id=asked[cast.TOM_HANDLE].id, member=mara, at=cast.later(hours=52))
    house.turn_to(cast.later(hours=52))
    with tenancy.brand(house.brand_id):
        if cast.LOOKALIKE_HANDLE in {one.unknown.shown for one in linked.suggestions()}:
            link = next(one.id for one in linked.suggestions() if one.unknown.shown == cast.LOOKALIKE_HANDLE)
            desk_work.refuse_link(link_id=link, member=mara, at=cast.later(hours=52))
        tom = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
        ids = [identity.id for identity in tom.identities]
        assert cast.LOOKALIKE_HANDLE not in {identity.shown for identity in tom.identities}
        steps = [(step.standing.value) for step in outcomes.history(identity_ids=ids)]
        assert steps[-1] == "advocate" or steps[0] == "advocate"
        praise = outcomes.praise_of(identity_ids=ids)
        assert [(one.credited, one.case_id, one.gesture) for one in praise] == [(True, case.id, cast.SWEETS_CODE)]
        thanks = outcomes.thanks_of(praise_id=praise[0].id)
        assert {one.to_name for one in thanks} == {"Mara Lindqvist", cast.COURIER}
