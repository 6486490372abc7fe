"""Promises as a member sees them: the page in light, dark and on a phone, and a word of our own that is kept while it is written."""

import pytest
from playwright.sync_api import expect

from makegood.orders.types import ParcelState
from makegood.platform import tenancy
from makegood.promises.types import PromiseKind
from tests import cast
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.flows.conftest import house as house
from tests.promises import telling

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def test_the_page_of_promises_and_a_word_of_our_own(desk: Desk) -> None:
    with tenancy.brand(desk.house.brand_id):
        telling.take(telling.order("1007"), telling.order("1008"))
        delayed = telling.event(ParcelState.EXCEPTION, cast.AT, kind="delayed")
        arrived = telling.event(ParcelState.DELIVERED, cast.AT, number="1008")
        telling.moves(delayed, arrived, at=cast.AT)
    desk.house.turn_to(cast.AT)
    page = desk.page
    desk.go("promises/")
    expect(page.locator("#at-risk + article")).to_contain_text("does not say until when")
    desk.shot("promises-light")
    page.emulate_media(color_scheme="dark")
    desk.shot("promises-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    desk.shot("promises-phone")
    page.set_viewport_size({"width": 1440, "height": 900})

    desk.house.hears("Where is order 1007?", subject="Order 1007")
    desk.go("cases/1/")
    expect(page.locator("#promised")).to_contain_text("100 % that it does not hold")
    page.locator("#answer").fill("We are after it. I will call you on Friday.")
    expect(page.locator("#own-words")).to_contain_text("I will call you on Friday.")
    desk.shot("promises-own-words")
    page.locator("[data-mode=reply] [data-send]").click()
    expect(page.locator("#said")).to_contain_text("Said.")
    with tenancy.brand(desk.house.brand_id):
        kept = [one for one in telling.the_promises() if one.kind is PromiseKind.CALL]
    assert [one.what for one in kept] == ["I will call you on Friday."]
