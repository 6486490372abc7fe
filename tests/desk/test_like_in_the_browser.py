"""What was like a case before, and the search by meaning, as a member uses them."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.kernel.actors import SYSTEM
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from tests import cast
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.flows.conftest import house as house

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]

TOO = (
    "Hello, the little torch arrived this morning and it doesn't switch on, with new batteries either. Thought I'd let you know."
)


def closed_before(desk: Desk) -> None:
    """Three people with the same trouble, whose cases were closed some days ago."""
    house = desk.house
    now, house.now = house.now, cast.later(days=-9)
    for name in ("Ana Duarte", "Bo Moor", "Kit Moss"):
        house.hears(f"{TOO} {name}", by=Address(IdentityKind.EMAIL, f"{name.split()[0].lower()}@example.com", name))
    with tenancy.brand(house.brand_id):
        for case in cases.page(before=None, since=None, limit=9):
            working.resolve(case_id=case.id, how="Answered.", by=SYSTEM, at=house.now)
    house.turn_to(house.now + timedelta(hours=1))
    house.now = now


def test_closed_cases_like_this_one_stand_beside_it_and_one_click_opens_one(desk: Desk) -> None:
    closed_before(desk)
    desk.house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    page = desk.page
    desk.go("cases/4/")
    like = page.locator("#like-before")
    expect(like.locator(".like__one")).to_have_count(3)
    expect(like).to_contain_text("It stayed put right.")
    expect(like).to_contain_text("batteries")
    like.scroll_into_view_if_needed()
    desk.shot("like-light")
    page.emulate_media(color_scheme="dark")
    desk.shot("like-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    like.scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    desk.shot("like-phone")
    page.set_viewport_size({"width": 1440, "height": 900})

    expect(page.locator("#case-title")).to_have_text("Tom’s pocket torch arrived faulty")
    like.get_by_role("link").first.click()
    expect(page).to_have_url(f"{desk.address}/b/{desk.slug}/cases/3/")
    expect(page.locator("#case-title")).to_have_text("Kit got something faulty")  # who has no order with us

    desk.go("inbox/")
    page.get_by_role("searchbox").fill("lamp in the pocket stays dark, batteries are new, torch broken")
    page.get_by_label("Also by meaning").check()
    expect(page.locator(".row__why").first).to_contain_text("means something alike")
    expect(page).to_have_url(re.compile("meaning=yes"))
    desk.shot("meaning-light")
    page.emulate_media(color_scheme="dark")
    desk.shot("meaning-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    desk.shot("meaning-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert desk.complaints == []
