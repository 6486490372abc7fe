"""What somebody needs and chooses, on a phone without script; axe finds nothing in light, in the dark and on a phone."""

import pytest
from playwright.sync_api import expect

from makegood.choices import queries as choices
from makegood.choices.types import AlternativeIn
from makegood.flows import offering
from makegood.platform import tenancy
from tests.browser import chromium
from tests.portal.mine.test_in_the_browser import Visit
from tests.portal.mine.test_in_the_browser import visit as visit

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]

WAYS = (
    AlternativeIn("It comes put together, in a light box that opens with one hand", "You only plug it in."),
    AlternativeIn("Our fitter brings it on Saturday and puts it together"),
)


def test_they_tell_what_they_need_and_choose_by_a_press(visit: Visit) -> None:
    from tests.flows.test_message_arrived import mara

    at = visit.house.now
    with tenancy.brand(visit.house.brand_id):
        made = offering.draft(
            number=1, touchpoint="delivery", request="to have the lamp put together", standard="every parcel comes in its hour",
            alternatives=WAYS, member=mara(), at=at,
        )  # fmt: skip
        offering.send(number=1, offer_id=made.id, text=made.text, member=mara(), at=at)
    page = visit.opens(visit.url)
    page.get_by_role("button", name="Choose this: Our fitter").click()
    expect(page.get_by_role("status")).to_have_text("Thank you. We do it the way you chose.")
    with tenancy.brand(visit.house.brand_id):
        assert choices.offer(offer_id=made.id).chosen == 2
    page.get_by_text("Tell us something").click()
    page.get_by_label("What would help").fill("No lifting")
    page.get_by_label("Yes, keep this").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="No lifting until")).to_be_visible()
    visit.looks(visit.url, "mine-needs")
