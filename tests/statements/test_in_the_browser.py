"""An incident's statement from the first draft to everybody told, as a member does it, and the status page as everybody sees it: light, dark, and on a
phone, without script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from makegood.brands import queries as brands
from makegood.incidents.types import IncidentId
from makegood.platform import published, tenancy
from tests import cast
from tests.browser import chromium
from tests.browser.serving import Pages
from tests.cases import telling as cases
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.flows.conftest import house as house
from tests.incidents import telling

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]

PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


def looks(desk: Desk, name: str) -> None:
    """Pictures in light, dark and at a phone's width; axe finds nothing, and nothing is wider than the screen."""
    page = desk.page
    for look, size, scheme in (("light", WIDE, "light"), ("dark", WIDE, "dark"), ("phone", PHONE, "light")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        chromium.picture(page, chromium.SCREENSHOTS / "statements" / f"{name}-{look}.png", whole=True)
        assert chromium.violations(page, colours_alone=look == "dark") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def felt(desk: Desk) -> IncidentId:
    with tenancy.brand(desk.house.brand_id):
        lead = next(member for member in brands.members() if member.name == "Mara Lindqvist")
        made, channel_id = telling.confirmed(lead), cases.web_channel()
        telling.joined(made, *(telling.writes(channel_id, n, at=cast.later(minutes=n - 30)) for n in range(4)))
    return made


def test_a_statement_is_drafted_approved_published_and_everybody_is_told(
    desk: Desk, pages: Pages, chrome: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    public: Path = pages.home / "public"
    monkeypatch.setattr(published, "root", lambda: public)
    page = desk.page
    felt(desk)
    desk.go("incidents/1/")
    page.get_by_role("button", name="Draft a statement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The checkout does not open")
    page.get_by_label("We are sorry").first.fill("We apologise for any inconvenience.")
    page.get_by_role("button", name="Keep these words").click()
    expect(page.locator(".statement__notes").first).to_contain_text("“inconvenience” says nothing")
    looks(desk, "draft")
    page.get_by_label("We are sorry").first.fill("We are sorry. You wanted to pay, and our checkout did not let you.")
    page.get_by_label("What it is about, in a few words").nth(1).fill("Die Kasse öffnete sich nicht")
    page.get_by_role("button", name="Keep these words").click()
    page.get_by_role("button", name="I have read it: yes").click()
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator("#main")).to_contain_text("4 people whom it concerns were not told yet.")
    looks(desk, "to-tell")
    page.get_by_role("button", name="Tell 4 people").click()
    desk.house.turn_to(cast.later(minutes=6))
    page.reload()
    expect(page.locator(".statement__counts")).to_contain_text("people")
    page.get_by_label("How far we are").select_option("monitoring")
    page.locator("#words_en").fill("The checkout opens again since 10:20. We are watching it.")
    page.get_by_role("button", name="Put it on the status page").click()
    expect(page.locator("#main")).to_contain_text("we watch it")
    desk.house.turn_to(cast.later(minutes=7))
    looks(desk, "told")
    desk.go("statements/")
    looks(desk, "list")
    desk.go("incidents/1/")
    expect(page.locator("#statement")).to_have_text("What we say")

    page.goto(f"{desk.address}/status/{desk.slug}/")
    expect(page.get_by_role("heading", level=2).first).to_have_text("The checkout does not open")
    looks(desk, "status")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Die Kasse öffnete sich nicht")
    page.goto(f"{desk.address}/status/{desk.slug}/1/")
    looks(desk, "status-one")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Tell me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox.")
    looks(desk, "status-asked")
    assert desk.complaints == []

    plain = chrome.new_context(java_script_enabled=False).new_page()
    assert plain.goto(f"{desk.address}/status/{desk.slug}/") is not None
    expect(plain.get_by_role("heading", level=1)).to_have_text("How things are at Brightside Lights")
    plain.close()
