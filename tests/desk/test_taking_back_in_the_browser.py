"""Ctrl+Enter sends, the line counts down, Z takes back, and the words lie in the composer again; with the mouse and without script as well."""

import re

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk, desk  # noqa: F401  # the same morning

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def test_an_answer_is_sent_counted_down_and_taken_back(desk: Desk) -> None:  # noqa: F811
    page = desk.page
    desk.house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    desk.go("cases/1/")

    page.keyboard.press("r")
    page.keyboard.type("A new one is on its way.")
    page.keyboard.press("Control+Enter")
    line = page.locator(".line--team", has_text="A new one is on its way.")
    expect(line.locator(".going--undo")).to_contain_text(re.compile(r"leaves in\s+\d+ s"))
    expect(page.locator("#answer")).to_have_value("")
    desk.shot("undo")

    page.keyboard.press("z")
    expect(page.locator("#said")).to_contain_text("Taken back. Nothing was sent.")
    expect(page.locator("#answer")).to_have_value("A new one is on its way.")
    expect(page.locator("#answer")).to_be_focused()
    expect(page.locator(".line--team .state", has_text="taken back")).to_be_visible()

    page.locator("#composer").get_by_text("Later", exact=True).click()
    page.get_by_role("button", name="Monday, 9:00").click()
    planned = page.locator(".going--planned")
    expect(planned).to_contain_text("leaves Mon 9 Mar, 09:00")
    desk.shot("planned")
    planned.get_by_role("button", name="Take back").click()
    expect(page.locator("#answer")).to_have_value("A new one is on its way.")
    assert desk.complaints == []
