"""A caller's list by keys alone, a card from the shelf to the postbox, and the tablet at the counter: light, dark, and on a phone; axe finds nothing."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from makegood.calls import actions as calls
from makegood.calls.types import CallIn
from makegood.flows import at_counter
from makegood.gestures.actions import shelf
from makegood.gestures.types import GestureKind
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.letters import actions as letters
from makegood.letters.types import LetterIn, Postal
from makegood.needs import actions as needs
from makegood.needs.types import DESK, Agreed, NeedIn, Source
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Consent, Fact, Identity, Purpose
from makegood.platform import tenancy
from tests import cast
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.desk.test_needs_in_the_browser import shots
from tests.flows.conftest import house as house

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]

LINE = "Happy birthday, Tom. May every torch of yours shine."


def accessible(desk: Desk) -> None:
    found = Axe().run(desk.page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def tom(desk: Desk) -> Identity:
    with tenancy.brand(desk.house.brand_id):
        found = people.find_identity(address=cast.TOM_BY_PHONE)
    assert found is not None
    return found


def test_a_caller_works_through_the_list_by_keys_alone(desk: Desk) -> None:
    page, who = desk.page, tom(desk)
    with tenancy.brand(desk.house.brand_id):
        for key, why in (("a", "Three days after the delivery"), ("b", "A year with us")):
            call = CallIn(who.id, why, cast.AT, key, language="de" if key == "b" else "")
            calls.plan(call=call, by=SYSTEM, at=cast.AT)
    desk.go("calls/")
    expect(page.locator("#main")).to_contain_text("Three days after the delivery")
    accessible(desk)
    shots(desk, "calls")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tom Arden")
    accessible(desk)
    shots(desk, "call")
    page.keyboard.press("1")
    expect(page.locator("#main")).to_contain_text("A year with us")  # the next one opens by itself
    expect(page.locator("blockquote")).to_contain_text("Guten Tag Tom Arden")
    page.keyboard.press("2")
    expect(page.locator("#refusal")).to_contain_text("what is not fine")
    page.get_by_label("What they said").fill("The dimmer hums at night.")
    page.get_by_role("button", name="Reached, not fine").click()
    expect(page.locator("#case-title")).to_contain_text("The dimmer hums at night")
    assert desk.complaints == ["Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"]


def test_a_card_goes_from_the_shelf_to_the_postbox(desk: Desk) -> None:
    page, who = desk.page, tom(desk)
    with tenancy.brand(desk.house.brand_id):
        shelf.add_item(
            code="birthday-card", kind=GestureKind.SURPRISE, name="Birthday card", face_value=Money(200, "GBP"),
            real_cost=Money(90, "GBP"), stock=12, by=SYSTEM, at=cast.AT,
        )  # fmt: skip
        yes = Consent(who.id, "post", Purpose.RELATIONSHIP, True, "told us", "", cast.later(days=-1))
        noting.note_consent(consent=yes, by=SYSTEM)
        for key, day in (("a", date(2026, 3, 4)), ("b", date(2026, 5, 4))):
            letters.ask(letter=LetterIn(who.id, "birthday-card", LINE, key, why="Birthday", arrive_on=day), by=SYSTEM, at=cast.AT)
    desk.go("letters/")
    expect(page.locator("#main")).to_contain_text("No address yet")
    accessible(desk)
    shots(desk, "cards-without-an-address")
    first = page.locator(".posting__one").first
    first.get_by_label("Street, then postcode and place").fill("12 Mill Lane\nLondon SE1 2AB")
    first.get_by_role("button", name="Keep it").last.click()
    expect(page.locator("#main")).to_contain_text("12 Mill Lane, London SE1 2AB")
    with tenancy.brand(desk.house.brand_id):
        letters.note_address(
            identity_id=who.id, postal=Postal(("12 Mill Lane", "London SE1 2AB"), "GB"), source="member", by=SYSTEM, at=cast.AT
        )
    with page.expect_response(lambda answer: "/letters/batches/" in answer.url) as sheets:
        page.get_by_role("button", name="Print those that are ticked").click()
    assert sheets.value.headers["content-type"] == "application/pdf"
    desk.go("letters/")
    expect(page.locator("#printed")).to_be_visible()
    accessible(desk)
    shots(desk, "cards-printed")
    page.get_by_label("The number of the post").fill("RR 4711 GB")
    page.get_by_role("button", name="They are posted").click()
    expect(page.locator("#main")).to_contain_text("RR 4711 GB")
    shots(desk, "cards-posted")


def test_the_tablet_at_the_counter(desk: Desk) -> None:
    page, who = desk.page, tom(desk)
    with tenancy.brand(desk.house.brand_id):
        agreed = Agreed("said so", cast.AT)
        need = NeedIn(who.id, "Cannot lift", (DESK, "counter"), date(2026, 3, 1), None, agreed, Source.MEMBER)
        needs.tell(need=need, by=SYSTEM, at=cast.AT)
        noting.note_fact(facts=[Fact(who.id, "told.km_reading", "service", cast.later(days=-90), {"km": 52_000})])  # they drive
    page.set_viewport_size({"width": 1024, "height": 768})
    desk.go("counter/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is here?")
    accessible(desk)
    shots(desk, "counter-empty")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.get_by_label("A name, a telephone").fill("1007")
    page.get_by_role("button", name="Find them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tom Arden")
    expect(page.locator("#prompt")).to_contain_text("To keep in mind: Cannot lift")
    page.get_by_label("Odometer").fill("58 400")
    page.locator("button[value=odometer]").click()
    page.get_by_role("button", name="They came in").click()
    expect(page.locator("#main")).to_contain_text("odometer noted: 58,400 km")
    accessible(desk)
    shots(desk, "counter-person")
    page.clock.install()
    page.reload()
    page.clock.fast_forward("03:50")
    page.get_by_label("Note something").fill("They asked for a longer cable.")
    page.clock.fast_forward("03:50")
    expect(page.get_by_label("Note something")).to_have_value("They asked for a longer cable.")  # whoever types is not cut off
    page.clock.fast_forward("00:11")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is here?")
    page.clock.resume()
    page.go_back()
    page.get_by_role("link", name="Done: clear the page").click()
    expect(page.locator("body")).not_to_contain_text("Tom Arden")
    assert desk.complaints == []
    assert at_counter.LASTS_S == 240
