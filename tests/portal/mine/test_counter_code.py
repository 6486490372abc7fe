"""The code on somebody's own page: it is there once a counter is used, names them in a way that only we can read, and a candidate has none."""

import html
import re

import segno

from makegood.brands import queries as brands
from makegood.counter import actions
from makegood.counter.types import Done, TouchIn
from makegood.flows import at_counter
from makegood.guests import actions as guests
from makegood.guests.types import GuestKind
from makegood.kernel.actors import SYSTEM
from makegood.people.types import Person
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.portal.mine.conftest import Page, link, person


def received(house: House, who: Person) -> None:
    with tenancy.brand(house.brand_id):
        actions.note(touch=TouchIn(who.identities[0].id, Done.CAME_IN, "k"), by=SYSTEM, at=cast.AT)


def picture(page: Page) -> str:
    found = re.search(r'class="counter-code" src="([^"]+)"', page.open().content.decode())
    return html.unescape(found[1]) if found else ""


def test_where_nobody_was_ever_received_there_is_no_code(open_house: House) -> None:
    assert picture(link(open_house)) == ""


def test_the_code_is_the_address_that_finds_them_at_the_counter(open_house: House) -> None:
    tom = person(open_house)
    received(open_house, tom)
    with tenancy.brand(open_house.brand_id):
        told = at_counter.code(identity_id=tom.identities[0].id, brand=brands.current())
        assert at_counter.behind_code(told.rstrip("/").rpartition("/")[2]) == tom.id
    wanted = segno.make(told, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000000", light="#ffffff")
    assert picture(link(open_house)) == wanted
    assert cast.TOM_EMAIL not in told


def test_it_is_said_in_their_language(open_house: House) -> None:
    received(open_house, person(open_house))
    page = link(open_house)
    page.language = "de"
    assert "Zeigen Sie das an unserer Theke" in page.text()


def test_a_candidate_has_no_code(open_house: House) -> None:
    tom = person(open_house)
    received(open_house, tom)
    with tenancy.brand(open_house.brand_id):
        guests.note(identity_id=tom.identities[0].id, kind=GuestKind.CANDIDATE, by=SYSTEM, at=cast.AT)
    assert picture(link(open_house)) == ""
