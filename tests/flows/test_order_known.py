"""They name an order that nobody here knows yet; then the shop tells of it (RELIABILITY A8)."""

from uuid import uuid4

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.flows import desk_pages, desk_work, order_known
from makegood.flows.types import CasePage
from makegood.kernel.ids import new_id
from makegood.platform import tenancy
from makegood.platform.work import Taken
from reference_shop.shop import Customer
from tests import cast
from tests.flows.conftest import TOM, House

ANA = Customer(cast.ANA_NAME, cast.ANA_EMAIL)

WORDS = "The pocket torch in order 1007 arrived broken. Please send me another one."


def page(house: House) -> CasePage:
    with tenancy.brand(house.brand_id):
        return desk_pages.case_page(number=1, at=house.now)


def order(house: House, number: str = "1007", **who: object) -> None:
    house.shop.place_order(
        customer=who.get("customer", TOM), items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number=number
    )
    house.turn_to(cast.later(hours=1))


def test_a_case_that_named_its_order_too_early_gets_its_matter_its_name_and_its_proposal(house: House) -> None:
    house.hears(WORDS, external_id="first")
    before = page(house)
    assert (before.case.order_number, before.case.title) == ("", "Tom got something faulty")
    order(house)
    after = page(house)
    assert (after.case.order_number, after.case.title) == ("1007", "Tom’s pocket torch arrived faulty")
    assert after.makegood is not None
    fix = after.makegood.steps[0]
    assert (fix.kind, fix.params["command"], fix.params["items"]) == ("fix", "replace", "TORCH-01:1")


def test_told_again_nothing_changes(house: House) -> None:
    house.hears(WORDS, external_id="first")
    order(house)
    first = page(house)
    with tenancy.brand(house.brand_id):
        (case,) = cases.cases(case_ids=[first.case.id])
        told = Taken(
            new_id(), house.brand_id, order_known.WORK, "", {"number": "1007", "identity_id": str(case.identity_id)}, 1, uuid4()
        )
        order_known.known([told], house.now)
    again = page(house)
    assert (again.case, again.makegood) == (first.case, first.makegood)


def test_what_a_member_changed_stays(house: House) -> None:
    house.hears(WORDS, external_id="first")
    before = page(house)
    assert before.makegood is not None
    with tenancy.brand(house.brand_id):
        mara = next(m for m in brands.members() if m.name == "Mara Lindqvist")
        desk_work.decline(number=1, makegood_id=before.makegood.id, reason="I rang him.", member=mara, at=house.now)
    order(house)
    after = page(house)
    assert (after.case.order_number, after.makegood.id) == ("1007", before.makegood.id)


def test_an_order_of_another_number_or_of_somebody_else_joins_nothing(house: House) -> None:
    house.hears(WORDS, external_id="first")
    before = page(house)
    order(house, number="2222")
    order(house, number="1007", customer=ANA)
    after = page(house)
    assert (after.case.order_number, after.case.title, after.makegood) == ("", before.case.title, before.makegood)
