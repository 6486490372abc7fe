"""What a member knows of a loss goes before what parcels say, and it is proposed anew; bad words change nothing."""

from typing import Any

import pytest

from makegood.kernel.refusals import Refusal
from tests import cast
from tests.flows.conftest import TOM, House


def arrived(house: House) -> None:
    house.shop.place_order(customer=TOM, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    house.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    house.turn_to(cast.AT)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, external_id="first")


def says(house: House, **words: str) -> Any:
    from makegood.brands import queries as brands
    from makegood.flows import desk_pages, loss_said
    from makegood.platform import tenancy

    with tenancy.brand(house.brand_id):
        mara = next(m for m in brands.members() if m.name == "Mara Lindqvist")
        loss_said.say(number=1, words=words, member=mara, at=cast.later(hours=1))
        return desk_pages.case_page(number=1, at=cast.later(hours=1)).makegood


def proposed(house: House) -> Any:
    from makegood.flows import desk_pages
    from makegood.platform import tenancy

    with tenancy.brand(house.brand_id):
        return desk_pages.case_page(number=1, at=cast.AT).makegood


def test_a_members_word_on_whose_fault_it_was_is_proposed_anew(house: House) -> None:
    arrived(house)
    first = proposed(house)
    assert first.name.startswith("replace-no-return")
    theirs = says(house, fault="theirs")
    assert (theirs.name, theirs.id != first.id) == ("explain", True)
    again = says(house, fault="ours", paid_out="8.50")
    assert [step.cost.minor for step in again.steps if step.key == "paid-out"] == [850]
    kept = says(house, kept="yes")
    assert kept.name.startswith("kept-as-it-is"), "what was said before stays said"
    assert [step.key for step in kept.steps if step.key == "paid-out"] == ["paid-out"]


@pytest.mark.parametrize(("words", "field"), [
    ({}, "fault"),
    ({"fault": "mine"}, "fault"),
    ({"kept": "perhaps"}, "kept"),
    ({"paid_out": "a lot"}, "paid_out"),
    ({"paid_out": "-1.00"}, "paid_out"),
    ({"overcharged": "1.005"}, "overcharged"),
    ({"followers": "5"}, "followers"),
])  # fmt: skip
def test_what_cannot_be_is_refused_by_its_name_and_changes_nothing(house: House, words: dict[str, str], field: str) -> None:
    arrived(house)
    before = proposed(house)
    with pytest.raises(Refusal) as caught:
        says(house, **words)
    assert field in caught.value.fields
    assert proposed(house) == before
