"""The shop is asked whether it would do what is proposed, before anybody agrees: what it would not is not proposed first."""

from typing import Any

import pytest

from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, MakegoodState
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import TOM, House


def bought(house: House) -> None:
    """Tom's torch came yesterday."""
    house.shop.place_order(customer=TOM, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-2), number="1007")
    house.shop.move_parcel("1007", "delivered", at=cast.later(days=-1))
    house.turn_to(cast.AT)


def complains(house: House) -> None:
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, external_id="t1")


def proposed(house: House) -> list[Makegood]:
    """All that was proposed in the case, the latest first."""
    from makegood.cases import queries as cases

    with tenancy.brand(house.brand_id):
        case = cases.by_number(number=1)
        return list(makegoods.of_identities(identity_ids=[case.identity_id], since=cast.later(days=-1)))


def command(makegood: Makegood) -> str:
    return next((step.params["command"] for step in makegood.steps if step.kind.value == "fix"), "")


def test_what_the_shop_can_do_stays_as_it_was_proposed(house: House) -> None:
    bought(house)
    complains(house)
    (only,) = proposed(house)
    assert (only.state, command(only), house.shop.command_count()) == (MakegoodState.PROPOSED, "replace", 0)
    assert "shop" not in only.why.lower()


def test_what_the_shop_cannot_do_is_not_proposed_first_and_its_words_say_why(house: House) -> None:
    bought(house)
    house.shop.set_stock("TORCH-01", 0)
    complains(house)
    now, before = proposed(house)
    assert (before.state, command(before)) == (MakegoodState.DECLINED, "replace")
    assert (now.state, command(now), now.title) == (MakegoodState.PROPOSED, "refund", "Refund £1.99")
    said = [(one.what, one.why) for one in now.forbidden]
    assert ("A replacement", "The shop says: Pocket torch (TORCH-01): 1 wanted, none left.") in said
    assert "replace" not in {step.params.get("command") for plan in now.alternatives for step in plan.steps}
    assert house.shop.command_count() == 0


def test_where_the_shop_would_do_nothing_a_member_looks_into_it(house: House) -> None:
    bought(house)
    house.shop.store.run("DELETE FROM shop_order WHERE number = '1007'")
    complains(house)
    now, *before = proposed(house)
    assert [command(one) for one in before] == ["refund", "replace"]
    assert (command(now), [one.what for one in now.forbidden][:2]) == ("", ["A replacement", "Money back through the shop"])
    assert now.forbidden[0].why == "The shop says: There is no order 1007."


def test_an_extra_that_is_sold_out_never_stands_in_the_way_of_the_fix(house: House) -> None:
    bought(house)
    house.shop.set_stock(cast.SWEETS_SKU, 0)
    complains(house)
    (only,) = proposed(house)
    assert command(only) == "replace"
    assert only.why.endswith(
        "The shop can do it, but not with what was to go into the parcel: Small bag of sweets (SWEETS-S): 1 wanted, none left."
    )


def test_a_shop_that_does_not_answer_changes_nothing_and_the_proposal_says_that_it_was_not_asked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from makegood.kernel.refusals import Trouble
    from makegood.orders.adapters.signed_http import SignedHttpShop

    def away(*_: Any) -> None:
        raise Trouble("127.0.0.1 did not answer in time.")

    bought(house)
    monkeypatch.setattr(SignedHttpShop, "dry_run", away)
    complains(house)
    house.turn_to(cast.later(hours=1))
    (only,) = proposed(house)
    assert (only.state, command(only)) == (MakegoodState.PROPOSED, "replace")
    assert only.why.endswith("The shop was not asked whether it can do it: 127.0.0.1 did not answer in time.")


def test_what_a_member_agreed_to_while_the_shop_was_asked_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import desk_work
    from makegood.orders.adapters.signed_http import SignedHttpShop
    from makegood.orders.types import Quote, ShopCommand

    ask = SignedHttpShop.dry_run

    def meanwhile(shop: SignedHttpShop, asked: ShopCommand) -> Quote:
        with tenancy.brand(house.brand_id):
            mara = next(member for member in brands.members() if member.name == "Mara Lindqvist")
            desk_work.approve(number=1, makegood_id=proposed(house)[0].id, member=mara, at=cast.AT)
        house.shop.set_stock("TORCH-01", 0)
        return ask(shop, asked)

    bought(house)
    monkeypatch.setattr(SignedHttpShop, "dry_run", meanwhile)
    complains(house)
    (only,) = proposed(house)
    assert only.state in (MakegoodState.RUNNING, MakegoodState.STUCK)
