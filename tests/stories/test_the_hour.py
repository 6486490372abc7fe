"""Story 3, in two chapters of their own: the hour in which everybody may ask, and the ends that move for everybody who was told.

The real product as real processes, a real mail server, a member of staff and three people in browsers of their own. The evening before it, with its
six hundred complaints, is `test_the_sale`.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser import chromium
from tests.browser.member import Member, signed_in
from tests.database import Server
from tests.peers import mailserver
from tests.stories import letters, talking
from tests.stories.product import Product
from tests.stories.talking import Hour
from tests.stories.test_the_torch import until

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.mailserver,
    pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here"),
]
DESK, SLUG, ENGINEER = "/b/brightside", "brightside", "Joe Okafor"
ANA = (cast.ANA_NAME, cast.ANA_EMAIL)
WROTE = (ANA, (cast.TOM_NAME, cast.TOM_EMAIL))
SALE, POOL = "Spring Cleaning", "Spring coupons"
FIRST_END, LATER_END, LAST_END = (datetime(2026, 3, day, 23, 59, 59) for day in (8, 11, 13))  # noqa: DTZ001 - as they are said


@pytest.mark.timeout(600)
def test_the_hour_of_questions(server: Server, tmp_path: Path) -> None:
    with (
        Product(server, tmp_path, begins_at=cast.AT) as product,
        chromium.browser() as browser,
        signed_in(
            browser, url=product.url, link=product.made["links"]["Mara Lindqvist"], shots=chromium.SCREENSHOTS / "the-hour"
        ) as mara,
    ):
        here = Hour(
            product=product,
            mara=mara,
            desk=DESK,
            slug=SLUG,
            incident=f"{DESK}/incidents/1/",
            zone="Europe/London",
            starts_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
            ends_at=datetime(2026, 3, 2, 13, 0, tzinfo=UTC),
            shots="hour",
        )
        two_people_wrote_and_it_is_one_cause(here)
        it_is_said_in_public(here)
        talking.the_hour_is_planned(here, engineer=ENGINEER)
        talking.people_ask_vote_and_are_answered(here, engineer=ENGINEER, asks=ANA)
        talking.what_was_asked_stays_and_the_status_page_leads_there(here, asks=ANA)
        talking.her_question_stands_with_her_and_in_the_report(here, asks=ANA)
        a_sale_and_its_coupons_are_there(here)
        talking.the_end_of_the_sale_moves_and_the_coupons_with_it(
            here, sale=SALE, pool=POOL, until=LATER_END, zone="Europe/London"
        )
        talking.the_end_of_the_coupons_moves_alone(here, pool=POOL, until=LAST_END)
        assert mara.wrong == []


def two_people_wrote_and_it_is_one_cause(here: Hour) -> None:
    for number, who in enumerate(WROTE):
        raw = letters.written(
            "Your checkout did not open all evening, I could not buy my lamps.",
            subject="The checkout", at=cast.AT + timedelta(minutes=number), key=f"checkout-{number}", by=who,
        )  # fmt: skip
        here.product.mailed(raw, sender=who[1])
    page = here.mara.goes_to(f"{DESK}/inbox/")
    until(here.mara, lambda: page.locator("#rows .row").count() == 2)
    page = here.mara.goes_to(f"{DESK}/incidents/")
    page.get_by_text("Write down one that nobody noticed", exact=True).click()
    page.locator("#title").fill("The checkout did not open on Sunday evening")
    page.locator("#began_at").fill("2026-03-01T19:00")
    page.locator("#ended_at").fill("2026-03-01T20:30")
    page.get_by_role("button", name="Write it down").click()
    for nth in ("1", "2"):
        page.get_by_label("Bring in the case with the number").fill(nth)
        page.get_by_role("button", name="Bring in").click()
        expect(page.locator("#members .incident__member")).to_have_count(int(nth))
    assert all(_reads(here.mara, who[0]) for who in WROTE)


def it_is_said_in_public(here: Hour) -> None:
    page = here.mara.goes_to(here.incident)
    page.get_by_role("button", name="Draft a statement").click()
    page.locator("#what_comes_next_en").fill("Today from twelve to one you can ask us anything, in public.")
    page.get_by_role("button", name="Keep these words").click()
    page.get_by_role("button", name="I have read it: yes").click()
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator(".room__head")).to_contain_text("published")


def a_sale_and_its_coupons_are_there(here: Hour) -> None:
    page = here.mara.goes_to(f"{DESK}/sales/")
    page.get_by_label("What it is called").fill(SALE)
    page.get_by_label("What is on sale").fill("All lamps")
    page.locator("#starts_at").fill("2026-03-01T09:00:00")
    page.locator("#ends").fill(f"{FIRST_END:%Y-%m-%dT%H:%M:%S}")
    page.locator("#zone").fill("Europe/London")
    page.get_by_role("button", name="Announce it").click()
    expect(page.locator(".sales__end")).to_contain_text("8 March 2026")
    page = here.mara.goes_to(here.incident)
    page.get_by_role("link", name="Open coupons because of this").click()
    page.locator("#name").fill(POOL)
    page.locator("#worth").fill("5.00")
    page.locator("#cap_uses").fill("40")
    page.locator("#until").fill(f"{FIRST_END:%Y-%m-%dT%H:%M:%S}")
    page.locator("#zone").fill("Europe/London")
    page.locator("#one_code").fill("spring08")
    page.get_by_role("button", name="Open it").click()
    expect(page.locator("main")).to_contain_text("spring08")


def _reads(mara: Member, name: str) -> bool:
    return name in mara.page.locator("#members").inner_text()
