"""A reading is set right from the keyboard, by mouse and on a phone; what nobody is sure of is put as a question with two keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk, desk  # noqa: F401  # Mara at her desk
from tests.flows.conftest import house  # noqa: F401  # the morning of the torch
from tests.flows.said import reads, sure, unsure
from tests.flows.test_leaving_and_buying import NELL, PLAIN

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def test_a_reading_is_set_right_with_keys(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    page = desk.page
    act = unsure("complaint", 0.52)
    reads(monkeypatch, "lamp", **PLAIN | {"act": act, "leaving": sure("risk", 0.83), "unsure_about": ("act",), "complains": 0.5})
    desk.house.hears("Another lamp that hums. One more time and I look elsewhere.", by=NELL, subject="Lamp", external_id="lamp")
    desk.go("cases/1/")
    expect(page.locator("#case-head")).to_contain_text("may leave, very likely")
    desk.shot("reading-1-doubt")

    # one key answers what nobody is sure of, and the case follows
    expect(page.locator(".doubt")).to_contain_text("Not sure: a complaint or a question?")
    page.keyboard.press("2")
    expect(page.locator("#said")).to_contain_text("it is read so from now on")
    expect(page.get_by_text(re.compile("We read: a question"))).to_be_visible()
    expect(page.locator("#case-title")).to_have_text("Nell asks: Lamp")

    # one key opens the sheet, again goes on to the next question, and a choice has its own
    page.keyboard.press("c")
    sheet = page.locator("#rightly")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_role("button", name="a question")).to_be_focused()
    expect(page.locator(".meaning__version")).to_contain_text("Set right by a member")
    desk.shot("reading-2-sheet")
    page.keyboard.press("c")
    expect(
        sheet.get_by_role("button", name=re.compile("calm|unhappy|happy")).locator("xpath=self::*[@aria-pressed='true']")
    ).to_be_focused()
    page.keyboard.press("c")
    page.keyboard.press("3")  # what happened: faulty
    page.keyboard.press("Enter")
    expect(page.locator("[data-reading] > summary")).to_contain_text(re.compile("We read: a question.*faulty"))

    # Escape leaves everything as it is; and a key that comes as soon as a part is in place still opens the sheet there
    page.evaluate("() => { const one = document.querySelector('[data-reading]'); one.replaceWith(one.cloneNode(true)); }")
    page.keyboard.press("c")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()

    # on a phone, by touch, on the same sheet
    page.set_viewport_size({"width": 390, "height": 844})
    desk.go("cases/1/")
    page.get_by_text(re.compile("We read: a question")).click()
    page.get_by_role("link", name="Set it right").click()
    expect(sheet).to_be_visible()
    desk.shot("reading-3-phone")
    sheet.get_by_role("button", name="a complaint").click()
    expect(page.locator("#case-title")).to_have_text("Nell got something faulty")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # what is unfolded stays so when news comes, and what was not does not unfold
    desk.go("cases/1/")
    readings = page.locator("[data-reading]")
    readings.locator("summary").click()
    desk.house.hears("The lamp hums all night.", by=NELL, subject="Re: Lamp", thread_keys=("lamp",))
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live-case-1'))")
    expect(page.locator("#talk")).to_contain_text("The lamp hums all night.")
    expect(readings).to_have_count(2)
    expect(page.locator("[data-reading][open]")).to_have_count(1)
    expect(readings.first).to_have_attribute("open", "")
    assert desk.complaints == []


def test_without_a_script_the_sheet_is_a_page_of_its_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    page = desk.page
    reads(monkeypatch, "lamp", **PLAIN | {"act": sure("question")})
    desk.house.hears("Another <b>lamp</b> that hums.", by=NELL, subject="Lamp")
    desk.go("cases/1/")
    address = page.locator("[data-rightly]").get_attribute("href")
    page.goto(f"{desk.address}{address}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set right what we read")
    expect(page.locator("blockquote")).to_have_text("Another <b>lamp</b> that hums.")
    page.get_by_label("faulty or damaged").check()
    page.get_by_role("button", name="It is these").first.click()
    expect(page.locator("[data-reading] > summary")).to_contain_text(re.compile("We read: a question.*faulty"))
