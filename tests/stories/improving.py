"""How a story ends for whoever raised something: what should be otherwise is filed in their words, changed, and its check is planned."""

import re

from playwright.sync_api import expect

from tests.browser.member import Member


def filed_and_changed(mara: Member, desk: str, *, number: int, sentence: str, change: str) -> None:
    """From a case to a change with the plan of its check. Leaves the member on the finding's page."""
    page = mara.goes_to(f"{desk}/cases/{number}/finding/")
    page.locator("#sentence").fill(sentence)
    page.get_by_role("button", name="File it").click()
    expect(page.locator("h1")).to_have_text(sentence)
    page.get_by_text("It has changed", exact=True).click()
    page.locator("#change-words").fill(change)
    page.locator("details[open]").get_by_role("button", name="Write it down").click()
    expect(page.locator("#checks + .check")).to_contain_text("to come")


def check_is_planned(mara: Member, *, says: str) -> None:
    """The plan stands on the page, and there is no button that closes it."""
    checks = mara.page.locator("section", has=mara.page.locator("#checks"))
    expect(checks).to_contain_text(says)
    expect(mara.page.get_by_role("button", name=re.compile("helped"))).to_have_count(0)


def check_came_out(mara: Member, desk: str, *, sentence: str, says: str) -> None:
    """On its day the rules said what its figure says."""
    page = mara.goes_to(f"{desk}/findings/")
    page.get_by_role("link", name=sentence).click()
    expect(page.locator("section", has=page.locator("#checks"))).to_contain_text(says)
