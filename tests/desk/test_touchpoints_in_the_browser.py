"""Touchpoints and findings as a lead uses them: the strips in light, dark and on a phone; a finding by one key, to a change, and told."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from makegood.cases import queries as cases
from makegood.platform import tenancy
from makegood.touchpoints import raised
from makegood.touchpoints.types import ToldState
from tests import cast
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.desk.test_touchpoint_health import a_bad_week
from tests.flows.conftest import house as house
from tests.touchpoints import telling

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def quarter_of_a_year(desk: Desk) -> None:
    """Pre-orders went worse, deliveries were as ever."""
    with tenancy.brand(desk.house.brand_id):
        whose = cases.by_number(number=1).identity_id
        days = range(1, 176)
        telling.ended("delivery", whose, [(cast.later(days=-day), day % 17 != 0) for day in days])
        telling.ended("pre-order delivery", whose, [(cast.later(days=-day), day > 90 or day % 3 != 0) for day in days if day % 2])
        telling.ended("Fitting at home", whose, [(cast.later(days=-3), False)])
        telling.at_place("delivery", [cast.AT - timedelta(days=9 * n) for n in range(1, 9)], complaint=True)
        telling.at_place("browse", [cast.AT - timedelta(days=4 * n) for n in range(1, 20)], complaint=False)


def test_from_what_got_worse_to_a_change_that_those_who_said_it_hear_of(desk: Desk) -> None:
    page = desk.page
    desk.house.hears(
        "Order 1007 has not come. There is no point in ordering ahead without a guarantee.", subject="Order 1007", at=cast.AT
    )
    quarter_of_a_year(desk)
    desk.go("touchpoints/")
    expect(page.locator(".place").first).to_contain_text("Pre-order delivery")
    expect(page.locator(".place").first).to_contain_text("more promises broke than in the time before (0 of 43)")
    expect(page.locator("#strangers + p + ul")).to_contain_text("Fitting at home: 1 of 1 broken")
    shots(desk, "touchpoints")
    page.locator(".place a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pre-order delivery")
    shots(desk, "touchpoint")

    desk.go("cases/1/")
    page.keyboard.press("f")
    expect(page.get_by_role("heading", level=1)).to_have_text("File a finding")
    page.get_by_label("What should be otherwise").fill("Say a week before the launch whether it will come.")
    page.get_by_label("Touchpoint", exact=True).select_option("pre-order-delivery")
    shots(desk, "finding-form")
    page.get_by_role("button", name="File it").click()
    expect(page.locator("#said")).to_contain_text("It is on the list.")
    page.get_by_role("button", name="It is so: something shall change").click()
    page.get_by_role("button", name="It is being changed").click()
    page.get_by_label("What is different now").fill("We look at every pre-order a week before its day and tell you.")
    page.get_by_role("button", name="Write it down").first.click()
    expect(page.locator(".check")).to_contain_text("On 1 April: broken promises, of those that ended.")
    expect(page.locator(".tell")).to_contain_text("Tom Arden")
    shots(desk, "finding")
    page.get_by_role("button", name="Tell them").click()
    expect(page.locator("#said").last).to_contain_text("1 person is told.")
    desk.house.turn_to(cast.later(minutes=6))
    page.reload()
    expect(page.locator(".tell")).to_contain_text("told")
    with tenancy.brand(desk.house.brand_id):
        (finding,) = raised.findings(limit=5)
        assert [one.state for one in raised.tellings(finding_id=finding.id)] == [ToldState.TOLD]
    desk.go("findings/")
    shots(desk, "findings")

    a_bad_week(desk.house.brand_id)
    desk.go("touchpoints/")
    expect(page.locator(".place__year").first).to_be_visible()
    shots(desk, "touchpoints-with-years")
    desk.go("touchpoints/delivery/health/")
    expect(page.locator(".alarm")).to_contain_text("carrier Swiftline: 60 of 90")
    page.locator(".chart__table summary").first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    shots(desk, "touchpoint-health")
    assert desk.complaints == []


def shots(desk: Desk, name: str) -> None:
    """Light, dark and on a phone, where nothing may stand out at the side; nothing that hinders anybody."""
    page = desk.page
    assert chromium.violations(page) == [], name
    desk.shot(f"{name}-light")
    page.emulate_media(color_scheme="dark")
    assert chromium.violations(page, colours_alone=True) == [], name
    desk.shot(f"{name}-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    desk.shot(f"{name}-phone")
    page.set_viewport_size({"width": 1440, "height": 900})
