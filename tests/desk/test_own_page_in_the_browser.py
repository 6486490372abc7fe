"""Somebody's own page as a member sees it: a link made, shown once and ended, in light, dark and on a phone, and nothing that axe finds."""

import pytest
from playwright.sync_api import expect

from makegood.channels.actions import connecting
from makegood.kernel.actors import SYSTEM
from makegood.people.actions import recognising
from makegood.platform import tenancy
from tests import cast
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.flows.conftest import house as house

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def test_a_link_is_made_shown_once_and_ended(desk: Desk) -> None:
    with tenancy.brand(desk.house.brand_id):
        connecting.add_channel(kind="own_page", name="Own pages", address="mine", settings={}, by=SYSTEM, at=cast.AT)
        (who,) = recognising.recognise(sightings=[cast.Sighting((cast.TOM_BY_EMAIL,), source="order")], at=cast.AT)
    page = desk.page
    desk.go(f"people/{who.person_id}/")
    page.get_by_role("link", name="Their page").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("code.token")).to_contain_text("/mine/")
    desk.shot("own-page-light")
    assert chromium.violations(page) == []
    page.emulate_media(color_scheme="dark")
    desk.shot("own-page-dark")
    assert chromium.violations(page, colours_alone=True) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert chromium.violations(page) == []
    desk.shot("own-page-phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="End all their links").click()
    expect(page.get_by_text("no link that they had opens their page any more")).to_be_visible()
    expect(page.get_by_role("button", name="End all their links")).to_have_count(0)
