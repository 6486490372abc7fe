"""Incidents as a member sees them: a candidate, one that is confirmed, counts that follow what is chosen, a letter to all, in light, dark and on a phone."""

import pytest
from playwright.sync_api import expect

from makegood.brands import queries as brands
from makegood.incidents import actions, queries
from makegood.incidents.types import LetterState
from makegood.kernel import actors
from makegood.people.actions import noting, recognising
from makegood.people.types import Fact, Sighting
from makegood.platform import tenancy
from makegood.views import actions as views
from tests import cast
from tests.browser import chromium
from tests.cases import telling as cases
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.flows.conftest import house as house
from tests.incidents import telling

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def whole(desk: Desk, name: str) -> None:
    chromium.picture(desk.page, chromium.SCREENSHOTS / "desk" / f"{name}.png", whole=True)


def test_one_cause_is_confirmed_counted_and_answered_as_one(desk: Desk) -> None:
    with tenancy.brand(desk.house.brand_id):
        channel_id = cases.web_channel()
        some = [telling.writes(channel_id, n, at=cast.later(minutes=n - 30)) for n in range(4)]
        for n in range(4, 9):
            (who,) = recognising.recognise(sightings=[Sighting((telling.address(n),), source="shop")], at=cast.AT)
            noting.note_fact(facts=[Fact(who.identity_id, "basket_held", f"s{n}", cast.later(minutes=-15), {})])
        views.refresh_cases(case_ids=[one.case_id for one in some if one.case_id])
        made = telling.candidate()
    page = desk.page
    desk.go("incidents/")
    expect(page.locator(".incidents__candidate")).to_contain_text("38 people in 40")
    desk.shot("incidents-candidate")
    assert chromium.violations(page) == []
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#said")).to_contain_text("Confirmed.")
    with tenancy.brand(desk.house.brand_id):
        mara = next(member for member in brands.members() if member.name == "Mara Lindqvist")
        actions.join(incident_id=made, members=some, by=actors.member(mara.id), at=cast.AT)
        views.refresh_cases(case_ids=[one.case_id for one in some if one.case_id])
    desk.go("incidents/1/")
    expect(page.locator("#counts")).to_contain_text("9 people are affected; 5 of them never complained.")
    page.locator("#part-basket").select_option("")
    expect(page.locator("#counts")).to_contain_text("4 people are affected; 0 of them never complained.")
    page.locator("#part-basket").select_option("any")
    expect(page.locator("#counts")).to_contain_text("9 people are affected")
    page.locator("#text").fill("Hello {name},\n\nthe checkout is open again. We are sorry.")
    page.get_by_role("button", name="Read it as three people would").click()
    expect(page.locator(".incident__preview")).to_have_count(3)
    whole(desk, "incident-light")
    assert chromium.violations(page) == []
    page.emulate_media(color_scheme="dark")
    whole(desk, "incident-dark")
    assert chromium.violations(page, colours_alone=True) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    whole(desk, "incident-phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Answer 4 cases").click()
    expect(page.locator("#said")).to_contain_text("It leaves in ten seconds.")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#said")).to_contain_text("Taken back.")
    with tenancy.brand(desk.house.brand_id):
        assert [one.state for one in queries.letters(incident_id=made)] == [LetterState.WITHDRAWN]
    page.get_by_role("button", name="Settle whom it affected").click()
    expect(page.locator("#said")).to_contain_text("Settled: 9 people.")
    desk.go("incidents/1/report/")
    expect(page.locator(".report__figures")).to_contain_text("People affected")
    whole(desk, "incident-report")
    assert chromium.violations(page) == []
    desk.go("inbox/")
    expect(page.locator("#rows")).to_contain_text("incident 1")
