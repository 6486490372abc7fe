"""Surveys in a browser: made with what they would do said before, read on the desk, and answered by whoever was asked, by the keyboard alone; light, dark,
on a phone; axe finds nothing."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from makegood.flows import survey_letters
from makegood.people import queries as people
from makegood.platform import tenancy
from makegood.surveys import models, queries
from makegood.surveys.actions import inviting
from makegood.surveys.types import InvitationIn
from tests import cast
from tests.browser import chromium
from tests.desk.conftest import Door
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.desk.test_needs_in_the_browser import shots
from tests.desk.test_surveys import asked
from tests.flows.conftest import house as house

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def looks(desk: Desk, name: str) -> None:
    """A picture each in light, dark and on a phone, and what axe finds: nothing."""
    shots(desk, name)
    assert chromium.violations(desk.page) == [], name
    desk.page.emulate_media(color_scheme="dark")
    assert chromium.violations(desk.page, colours_alone=True) == [], f"{name}, dark"
    desk.page.emulate_media(color_scheme="light")


def test_a_survey_is_made_answered_and_read(desk: Desk) -> None:
    page, now = desk.page, cast.later(minutes=5)
    desk.go("surveys/")
    page.get_by_text("Make a survey").click()
    page.get_by_label("What it is called").fill("After the parcel")
    page.get_by_label("Percent of them, by lot").fill("50")
    page.get_by_label("So many hours later").focus()
    expect(page.locator("#preview")).to_contain_text("50 % of them by lot")
    looks(desk, "survey-form")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("After the parcel")
    with tenancy.brand(desk.house.brand_id):
        (survey,) = queries.surveys()
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        (one,) = inviting.invite(invitations=[InvitationIn(survey.id, tom.id, "order 1007", now, about="1007")])
        models.Invitation.objects.filter(id=one.id).update(
            state="asked", asked_at=now - timedelta(hours=1), closes_at=now + timedelta(days=9), medium="email"
        )
        path = survey_letters.address(desk.house.brand_id, one.id).partition("/asked/")[2]
    door = Door(desk.house.brand_id, desk.slug)
    asked(door, survey, by="email", scores=[5] * 30 + [4] * 9 + [2] * 6 + [None] * 9, at=now - timedelta(days=30))
    asked(door, survey, by="sms", scores=[5] * 6 + [1] * 2 + [None] * 25, at=now - timedelta(days=23))
    page.goto(f"{desk.address}/asked/{path}")
    looks(desk, "asked")
    page.get_by_role("radio").first.focus()
    for key in (" ", *["ArrowRight"] * 4):
        page.keyboard.press(key)
    expect(page.get_by_role("radio", name="5")).to_be_checked()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("status").first).to_contain_text("Thank you, we have your answer. You answered 5 of 5.")
    looks(desk, "asked-thanks")
    desk.go(f"surveys/{survey.id}/")
    expect(page.locator("#main")).to_contain_text("Had everybody answered")
    looks(desk, "survey")
    desk.go("surveys/")
    looks(desk, "surveys")
    desk.go("definitions/#survey-rate")
    expect(page.locator("#survey-rate")).to_be_visible()
    assert desk.complaints == []
    with tenancy.brand(desk.house.brand_id):
        assert queries.invitation(invitation_id=one.id).score == 5
