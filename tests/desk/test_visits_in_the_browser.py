"""The rota, after hours and a visit, as a member does them: light, dark, and on a phone; axe finds nothing."""

import pytest
from playwright.sync_api import expect

from makegood.platform import clock, tenancy
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.desk.test_needs_in_the_browser import shots
from tests.flows.conftest import house as house
from tests.visits import given

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def test_a_layer_is_set_and_the_week_says_who_is_on_call_and_when_nobody_is(desk: Desk) -> None:
    page, now = desk.page, clock.now()
    desk.go("rota/")
    page.get_by_label("What it is called").fill("Nights")
    page.locator("input[name=members]").first.check()
    page.get_by_label("The first begins").fill(f"{now:%Y-%m-%d}")
    page.get_by_label("Hand-over at").fill("00:00")
    page.get_by_label("Only at these hours (empty: round the clock)").fill(
        "\n".join(f"{day} 18:00-24:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
    )
    page.get_by_role("button", name="Keep it").last.click()
    expect(page.locator("#main")).to_contain_text("Nobody is on call")
    shots(desk, "rota")
    desk.go("after-hours/")
    page.get_by_label("Answer truthfully after hours, and wake whoever is on call").check()
    page.get_by_label("somebody is stranded").fill("Stay behind the barrier.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#main")).to_contain_text("hears at once when a person is back")
    shots(desk, "after-hours")


def test_a_visit_is_booked_by_her_words_and_done_with_what_it_spared(desk: Desk) -> None:
    page = desk.page
    with tenancy.brand(desk.house.brand_id):
        given.sam()
    desk.go("visits/book/")
    page.get_by_label("Who", exact=True).fill("tom.arden@example.org")
    page.get_by_label("When they can, in their words").fill("after work, at home")
    page.get_by_role("button", name="Show times").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Show times").click()
    expect(page.locator("#main")).to_contain_text("not before 17:00 (Monday to Friday) · at home")
    page.get_by_label("What it is about").fill("The radiator")
    page.get_by_label("Address").fill(given.HOME)
    shots(desk, "visit-book")
    page.locator("button[name=slot]").first.click()
    expect(page.locator("#main")).to_contain_text("booked")
    shots(desk, "visit")
    desk.go("visits/")
    shots(desk, "visits")
    desk.go("visits/resources/")
    shots(desk, "visit-resources")
    desk.go("guests/")
    shots(desk, "guests")
