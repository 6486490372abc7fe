"""A sale extended because of an incident, as a member does it: light, dark, and on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from makegood.incidents import actions as incidents
from makegood.kernel.actors import SYSTEM
from makegood.platform import clock, tenancy
from makegood.signals.actions import hearing
from makegood.signals.types import Word
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.desk.test_needs_in_the_browser import shots
from tests.flows.conftest import house as house

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def test_a_sale_is_announced_read_aloud_and_extended_because_of_an_incident(desk: Desk) -> None:
    page, now = desk.page, clock.now()
    desk.go("sales/")
    page.get_by_label("What it is called").fill("Spring Cleaning")
    page.get_by_label("What is on sale").fill("all shirts")
    page.get_by_label("Ends").fill(f"{now + timedelta(days=3):%Y-%m-%d}T23:59:59")
    page.get_by_label("As it is written: zone").fill("CST")
    page.get_by_label("What is on sale").click()
    expect(page.locator("#meant")).to_contain_text("is said in several countries")
    shots(desk, "sales-new")
    page.get_by_role("button", name="Announce it").click()
    expect(page.locator("#main")).to_contain_text("Of all readings you get the latest")
    page.get_by_role("textbox", name="Which").fill("Newsletter of March")
    page.get_by_label("Kind").select_option("newsletter")
    page.get_by_role("button", name="It is promised there too").click()
    expect(page.locator("#main")).to_contain_text("says what counts")

    with tenancy.brand(desk.house.brand_id):
        began = now - timedelta(hours=2)
        incident_id = incidents.open_candidate(
            burst_id=None, topic_ids=(), facets=(), title="The checkout does not open", began_at=began, by=SYSTEM, at=now
        )
        incidents.confirm(incident_id=incident_id, by=SYSTEM, at=now)
        told = [
            Word("Pingdom", "1", True, began, "Checkout"),
            Word("Pingdom", "1", False, now - timedelta(minutes=30), "Checkout"),
        ]
        hearing.hear(words=told, by=SYSTEM, at=now)
    desk.go("incidents/1/")
    page.get_by_role("button", name="Belongs here").click()
    expect(page.locator("#main")).to_contain_text("Machines say:")
    shots(desk, "incident-machines")
    page.get_by_role("link", name="Extend or widen it because of this").click()
    page.locator("form[action$='/end/']").get_by_label("Ends").fill(f"{now + timedelta(days=4):%Y-%m-%d}T23:59:59")
    page.locator("form[action$='/end/']").get_by_label("Why").fill("The shop was down for ninety minutes.")
    page.get_by_role("button", name="Move it everywhere").click()
    expect(page.locator("#main")).to_contain_text("says terms 1")
    shots(desk, "sale-moved")
    page.get_by_role("button", name="It is up to date now").click()
    expect(page.locator("#main")).not_to_contain_text("says terms 1")
    assert desk.complaints == []
