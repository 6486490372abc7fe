"""A need kept from their own words, seen to with one touch, and a wish declined well, as a member sees it: light, dark, and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.flows.conftest import house as house

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]

ASKS = "I have a broken wrist and cannot lift anything. Could the courier please carry the lamp up and put it together for me?"
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


def shots(desk: Desk, name: str) -> None:
    desk.shot(f"{name}-light")
    desk.page.emulate_media(color_scheme="dark")
    desk.shot(f"{name}-dark")
    desk.page.emulate_media(color_scheme="light")
    desk.page.set_viewport_size(PHONE)
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390
    desk.shot(f"{name}-phone")
    desk.page.set_viewport_size(WIDE)


def test_what_she_needs_is_kept_and_what_she_asks_is_declined_well(desk: Desk) -> None:
    page = desk.page
    desk.house.hears(ASKS, subject="A lamp, and one hand", external_id="ask")
    desk.go("cases/1/")
    page.get_by_role("link", name="Keep it, with their yes").click()
    page.get_by_label("What they need").fill("No lifting")
    page.get_by_label("Why, only if they chose to say").fill("a broken wrist")
    page.get_by_label("How they agreed").fill("said so in their mail")
    page.get_by_label("They said yes").check()
    shots(desk, "need-form")
    page.get_by_role("button", name="Keep it in mind").click()
    expect(page.locator("#needs")).to_contain_text("No lifting")
    expect(page.locator("#needs")).to_contain_text("31 August")
    shots(desk, "case-with-need")
    page.evaluate("window.still = 'here'")
    page.locator("#needs").get_by_role("button", name="Seen to").click()
    expect(page.locator("#needs")).to_contain_text("Mara saw to it")
    assert page.evaluate("window.still") == "here"

    page.get_by_role("link", name="decline and offer better").click()
    page.get_by_label("What they asked for").fill("to have the lamp carried up and put together")
    page.get_by_label("Where", exact=True).select_option("delivery")
    page.get_by_label("What we promise there, and would spoil").fill("every parcel comes within the hour that we said")
    page.locator("#title_1").fill("It comes put together, in a light box that opens with one hand")
    page.locator("#wish_1").fill("You only plug it in.")
    page.locator("#title_2").fill("Our fitter brings it on Saturday and puts it together")
    shots(desk, "other-ways-form")
    page.get_by_role("button", name="See the letter").click()
    expect(page.locator("#text")).to_have_value(re.compile("1. It comes put together"))
    shots(desk, "other-ways-letter")
    page.get_by_role("button", name="Send it, and let them choose").click()
    expect(page.locator("#offer")).to_contain_text("it is for them to choose")
    page.locator("#offer").get_by_role("link").click()
    page.get_by_role("button", name="Way 1").click()
    expect(page.locator("#main")).to_contain_text("as they told us")
    page.get_by_role("button", name="Well", exact=True).click()
    expect(page.locator("#main")).to_contain_text("it went well")
    shots(desk, "other-ways-chosen")
    desk.go("needs/")
    shots(desk, "needs")
    page.get_by_role("link", name="Tom Arden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tom Arden")
    desk.shot("person-with-need")
    assert desk.complaints == []
