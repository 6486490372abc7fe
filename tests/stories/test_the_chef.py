"""Story 4, end to end: a guest with a broken wrist, a wish that a standard forbids, and something better, of which she chooses.

The real product as real processes, a real mail server, a browser in which a member of staff reads the result, and another in which the guest opens the
page that her letter leads to.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import chromium
from tests.browser.member import Member, signed_in
from tests.database import Server
from tests.peers import mailserver
from tests.stories import improving, letters
from tests.stories.chef_founding import HELP_EMAIL
from tests.stories.product import Product
from tests.stories.test_the_torch import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.mailserver,
    pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here"),
]
DESK = "/b/longtable"
GUEST, SECOND = ("Nell Ward", "nell.ward@example.net"), ("Ben Hale", "ben.hale@example.net")
ASKED_AT, FRIDAY, LATER = (
    datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
    datetime(2026, 3, 6, 18, 0, tzinfo=UTC),
    datetime(2026, 5, 4, 10, 0, tzinfo=UTC),
)
ASKS = (
    "Good morning,\n\nI have a table for Friday at seven. I have a broken wrist and cannot cut anything. "
    "Could you please have my dinner cut up for me in the kitchen?\n\nNell Ward"
)
ASKS_TOO = "Hello, could you please have my dinner cut up for me? I come on Saturday.\n\nBen Hale"
BETTER = "We serve it as it is meant to be seen, take it back, cut it, and serve it again"
OTHERWISE = "Whoever cannot cut finds another way on the menu itself."
CHANGE = "The menu now says what we do for whoever eats with one hand."
STANDARD = "A dish is seen as it is meant to be seen."


@pytest.mark.timeout(600)
def test_the_chef_who_refused(server: Server, tmp_path: Path) -> None:
    with (
        Product(server, tmp_path, begins_at=ASKED_AT, founding="tests.stories.chef_founding", mailbox=HELP_EMAIL) as product,
        chromium.browser() as browser,
        signed_in(browser, **mara_at(product)) as mara,
    ):
        her_need_is_kept_with_her_yes(product, mara)
        her_wish_is_declined_and_something_better_offered(mara)
        she_chooses_on_her_own_page(product, browser)
        it_is_theirs_to_do_and_the_need_is_there_when_it_matters(product, mara)
        how_it_went_is_a_suggestion_for_the_next(product, mara)
        what_she_raised_is_changed_and_its_check_is_planned(mara)
        it_lapses_by_itself(product, mara)
        of_so_few_the_check_does_not_say_that_it_worked(mara)
        assert mara.wrong == []


def mara_at(product: Product) -> dict[str, Any]:
    link = product.made["links"]["Mara Lindqvist"]
    return {"url": product.url, "link": link, "shots": chromium.SCREENSHOTS / "the-chef"}


def her_need_is_kept_with_her_yes(product: Product, mara: Member) -> None:
    mails(product, ASKS, by=GUEST, subject="My table on Friday", key="nell-1", at=ASKED_AT)
    page = mara.goes_to(f"{DESK}/inbox/")
    until(mara, lambda: page.locator("#rows .row").count() == 1)
    page = mara.goes_to(f"{DESK}/cases/1/")
    page.get_by_role("link", name="Keep it, with their yes").click()
    page.get_by_label("What they need").fill("Cannot cut")
    page.get_by_label("Why, only if they chose to say").fill("a broken wrist")
    page.get_by_label("How they agreed").fill("said so in their mail")
    page.get_by_label("They said yes").check()
    page.locator("#until_on").fill("2026-04-15")
    page.get_by_role("button", name="Keep it in mind").click()
    expect(page.locator("#needs")).to_contain_text("Cannot cut")
    mara.looks("01-her-need")


def her_wish_is_declined_and_something_better_offered(mara: Member) -> None:
    page = mara.page
    page.get_by_role("link", name="decline and offer better").click()
    page.get_by_label("What they asked for").fill("to have your dinner cut up")
    page.get_by_label("Where", exact=True).select_option("visit")
    page.get_by_label("What we promise there, and would spoil").fill(STANDARD)
    page.locator("#title_1").fill(BETTER)
    page.locator("#wish_1").fill("You eat with one hand.")
    page.locator("#title_2").fill("The tasting menu in small bites")
    page.get_by_role("button", name="See the letter").click()
    expect(page.locator("#text")).to_have_value(re.compile("1. We serve it as it is meant to be seen"))
    mara.looks("02-something-better")
    page.get_by_role("button", name="Send it, and let them choose").click()
    expect(page.locator("#offer")).to_contain_text("it is for them to choose")


def she_chooses_on_her_own_page(product: Product, browser: Browser) -> None:
    product.let_time_pass(seconds=16)
    product.mail.wait_for_sent(1)
    letter = letters.read(product.mail.sent()[0].raw)
    assert "You eat with one hand." in " ".join(letter.text.split())
    link = re.search(r"https?://\S+/mine/\S+", letter.text)
    assert link is not None
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    try:
        page = context.new_page()
        page.goto(f"{product.url}/mine/{link[0].partition('/mine/')[2]}")
        chromium.picture(page, chromium.SCREENSHOTS / "the-chef" / "03-her-own-page.png", whole=True)
        page.get_by_role("button", name=re.compile("Choose this: We serve it")).click()
        expect(page.get_by_role("status")).to_have_text("Thank you. We do it the way you chose.")
    finally:
        context.close()


def it_is_theirs_to_do_and_the_need_is_there_when_it_matters(product: Product, mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/cases/1/")
    expect(page.locator("#case-head")).to_contain_text("our turn")
    expect(page.locator("#offer")).to_contain_text(BETTER)
    product.turn_to(FRIDAY)
    page = mara.goes_to(f"{DESK}/needs/")
    expect(page.locator("main")).to_contain_text("Cannot cut")
    expect(page.locator("main")).to_contain_text("Nell Ward")
    page = mara.goes_to(f"{DESK}/cases/1/")
    expect(page.locator("#needs")).to_contain_text("Cannot cut")
    page.locator("#needs").get_by_role("button", name="Seen to").click()
    expect(page.locator("#needs")).to_contain_text("Mara saw to it")
    mara.looks("04-seen-to-on-friday")


def how_it_went_is_a_suggestion_for_the_next(product: Product, mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/cases/1/other-ways/")
    page.get_by_role("button", name="Well", exact=True).click()
    expect(page.locator("#main")).to_contain_text("it went well")
    at = product.now()
    mails(product, ASKS_TOO, by=SECOND, subject="Saturday", key="ben-1", at=at)
    page = mara.goes_to(f"{DESK}/inbox/")
    until(mara, lambda: "Ben Hale" in page.locator("#rows").inner_text())
    page = mara.goes_to(f"{DESK}/cases/2/other-ways/")
    page.get_by_label("What they asked for").fill("to have your dinner cut up")
    page.get_by_label("Where", exact=True).select_option("visit")
    page.get_by_role("button", name="What was offered before?").click()
    expect(page.locator("main")).to_contain_text(BETTER)
    expect(page.locator("main")).to_contain_text("offered once, chosen 1, well 1")
    mara.looks("05-offered-before")
    page = mara.goes_to(f"{DESK}/cases/2/")
    expect(page.locator("main")).not_to_contain_text("Cannot cut")  # hers, and nobody else's


def what_she_raised_is_changed_and_its_check_is_planned(mara: Member) -> None:
    improving.filed_and_changed(mara, DESK, number=1, sentence=OTHERWISE, change=CHANGE)
    improving.check_is_planned(mara, says="Of so few before, no check can say anything.")
    mara.looks("06-a-planned-check")


def of_so_few_the_check_does_not_say_that_it_worked(mara: Member) -> None:
    improving.check_came_out(mara, DESK, sentence=OTHERWISE, says="It cannot be said")
    mara.looks("07-what-the-check-said")


def it_lapses_by_itself(product: Product, mara: Member) -> None:
    product.turn_to(LATER)
    page = mara.goes_to(f"{DESK}/cases/1/")
    expect(page.locator("main")).not_to_contain_text("Cannot cut")


def mails(product: Product, text: str, *, by: tuple[str, str], subject: str, key: str, at: datetime) -> None:
    raw = letters.written(text, subject=subject, at=at, key=key, by=by, to=HELP_EMAIL)
    product.mailed(raw, sender=by[1], to=HELP_EMAIL)
