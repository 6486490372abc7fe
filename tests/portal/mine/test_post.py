"""Where post reaches somebody, on their own page: why it is asked, given, corrected and taken back, in English and German."""

from uuid import UUID

from makegood.kernel.actors import SYSTEM
from makegood.letters import queries as letters
from makegood.letters.types import Postal
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.portal.mine.conftest import Page, link

HOME = "12 Harbour Lane\r\nLondon E14 9XX"


def tom(house: House) -> UUID:
    with tenancy.brand(house.brand_id):
        (who,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)
        return UUID(str(who.identity_id))


def known(house: House) -> Postal | None:
    with tenancy.brand(house.brand_id):
        who = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert who is not None
        return letters.postals(identity_ids=[who.id]).get(who.id)


def with_a_card(house: House) -> None:
    """A programme that sends a card: there is a reason to ask."""
    from makegood.brands import queries as brands
    from makegood.gestures.actions import shelf
    from makegood.gestures.types import GestureKind
    from makegood.kernel import actors
    from makegood.kernel.money import Money
    from makegood.relationships.actions import programmes
    from makegood.relationships.types import ProgrammeIn, Rhythm, Rule, Step, StepKind

    with tenancy.brand(house.brand_id):
        shelf.add_item(
            code="card",
            name="A card",
            kind=GestureKind.SURPRISE,
            face_value=Money(200, "GBP"),
            real_cost=Money(150, "GBP"),
            stock=5,
            by=SYSTEM,
            at=cast.AT,
        )
        owner = next(one for one in brands.members() if one.role.value == "owner")
        card = Step(StepKind.CARD, text={"en": "All the best."}, code="card")
        told = ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (card,))
        programmes.make(told=told, by=actors.member(owner.id), at=cast.AT)


def test_nobody_is_asked_for_an_address_that_nothing_would_use(open_house: House) -> None:
    tom(open_house)
    assert "Where post reaches you" not in link(open_house).text()


def test_they_give_it_correct_it_and_take_it_back(open_house: House) -> None:
    tom(open_house)
    with_a_card(open_house)
    page: Page = link(open_house)
    said = page.text()
    assert "Where post reaches you" in said
    assert "We use this address for that and nothing else" in said
    for _ in range(2):
        assert page.post("post", "tell", lines=HOME, country="gb").status_code == 303
    there = known(open_house)
    assert there is not None
    assert (there.lines, there.country, there.source) == (("12 Harbour Lane", "London E14 9XX"), "GB", "own page")
    assert "12 Harbour Lane London E14 9XX" in page.text()
    page.post("post", "tell", lines="7 Quay Street\nCork T12 X", country="IE")
    moved = known(open_house)
    assert moved is not None
    assert (moved.lines[0], moved.country) == ("7 Quay Street", "IE")
    wrong = page.post("post", "tell", lines="Somewhere", country="Ireland")
    assert (wrong.status_code, known(open_house)) == (422, moved)
    assert "Two to five lines: the street, then postcode and place." in wrong.content.decode()
    assert page.post("post", "forget").status_code == 303
    assert known(open_house) is None
    page.language = "de"
    assert "Wohin Post Sie erreicht" in page.text()
