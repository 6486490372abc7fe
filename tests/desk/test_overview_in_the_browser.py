"""The year at a look and the monthly letter as a lead reads them: what workers counted, in light, dark, on a phone and for whoever does not see pictures."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from makegood.flows import day_counts
from makegood.platform import tenancy
from makegood.reports import queries
from tests import cast
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.desk.test_touchpoints_in_the_browser import shots
from tests.flows.conftest import house as house

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]
FIRST_OF_APRIL = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)


def test_a_month_is_counted_by_workers_read_at_a_look_and_told_in_a_letter(desk: Desk) -> None:
    page = desk.page
    desk.house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, at=cast.AT)
    desk.go("cases/1/")
    page.get_by_role("button", name="Put it right", exact=True).click()
    expect(page.get_by_role("button", name="Put it right", exact=True)).to_have_count(0)
    desk.house.turn_to(cast.later(minutes=10))
    with tenancy.brand(desk.house.brand_id):
        assert day_counts.recount(since=date(2025, 1, 1), until=date(2026, 5, 1)) == 0, "work has counted what there is to count"
    desk.go("overview/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The year at a look")
    expect(page.locator("main")).to_contain_text("1 case in twelve months; in 1 of them something had gone wrong.")
    expect(page.locator("main")).to_contain_text("1 makegood was agreed to")
    page.locator("summary").filter(has_text="What happened").click()
    expect(page.get_by_role("table").first).to_be_visible()
    shots(desk, "overview")

    desk.go("letters-to-owner/")
    page.get_by_label("Mail me the letter").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#said").last).to_contain_text("You get the next letter by mail.")
    desk.house.turn_to(FIRST_OF_APRIL)
    with tenancy.brand(desk.house.brand_id):
        assert [one.month for one in queries.letters()] == [date(2026, 3, 1)]
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("March 2026")
    expect(page.get_by_role("article")).to_contain_text("1 case was opened")
    shots(desk, "owner-letter")
    assert desk.complaints == []
