"""Story 5, end to end: the service that is due at about 60,000 km, the call at 22:40 from the highway, the man who came to the house next day after
her work, the second tow that he spared her, and what went both ways, in her own view too.

The real product as real processes, a real mail server, a browser in which members of staff do their work, and another in which she opens her page. The
clock is turned by hand.
"""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.member import Member, signed_in
from tests.database import Server
from tests.peers import mailserver
from tests.stories import letters
from tests.stories.garage_founding import HELP_EMAIL, HER_EMAIL, HER_NAME
from tests.stories.product import Product
from tests.stories.test_the_torch import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.mailserver,
    pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here"),
]
DESK = "/b/fieldgate"
BEGINS = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NIGHT = datetime(2026, 5, 12, 21, 40, tzinfo=UTC)  # Tuesday, 22:40 in London
STRANDED = (
    "Hello,\n\nwe are stranded on the highway, the radiator has burst and the car is standing on the hard shoulder. Please help us now!\n\n"
    f"{HER_NAME}"
)
DO_NOW = "Stay behind the barrier. Call us on +44 20 7946 0999: the line is open all night."
SERVICE = "Dear {name}, your next service is near. Shall we find a day for it?"


@pytest.mark.timeout(900)
def test_the_garage_that_came_to_the_house(server: Server, tmp_path: Path) -> None:
    with (
        Product(server, tmp_path, begins_at=BEGINS, founding="tests.stories.garage_founding", mailbox=HELP_EMAIL) as product,
        chromium.browser() as browser,
        signed_in(browser, **at_the_desk(product)) as mara,
    ):
        the_house_says_what_it_does_unasked(mara)
        the_service_is_foreseen_and_announced_when_it_is_near(product, mara)
        the_team_takes_turns_at_night(mara)
        she_writes_from_the_highway_and_somebody_takes_it(product, browser, mara)
        a_man_comes_to_her_house_next_day_after_her_work(product, mara)
        what_it_spared_her_is_written_down_and_the_next_service_moves(product, mara)
        three_days_later_somebody_asks_how_the_car_runs(product, mara)
        both_see_what_went_both_ways(product, browser, mara)
        assert mara.wrong == []


def at_the_desk(product: Product) -> dict[str, Any]:
    return {"url": product.url, "link": product.made["links"]["Mara Lindqvist"], "shots": chromium.SCREENSHOTS / "the-garage"}


def the_house_says_what_it_does_unasked(mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/rhythms/")
    page.get_by_label("What it is called").fill("Service every 10,000 km")
    page.get_by_label("When", exact=True).select_option("kilometres")
    page.get_by_label("Every … months or kilometres").fill("10000")
    page.get_by_label("So many days before it").fill("14")
    page.get_by_label("Subject, English").fill("Your next service")
    page.get_by_label("Message, English").fill(SERVICE)
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("main")).to_contain_text("Service every 10,000 km")
    page = mara.goes_to(f"{DESK}/rhythms/")
    page.get_by_text("Make a programme").click()
    page.get_by_label("What it is called").fill("How does it run?")
    page.get_by_label("When", exact=True).select_option("after")
    page.get_by_label("… days after").fill("3")
    page.get_by_label("Months and days are counted from").select_option("visit")
    page.get_by_text("A call, a card, a small gift").click()
    page.get_by_label("How a call begins, English").fill("Good morning {name}, how does the car run?")
    page.get_by_label("It runs by itself").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("main")).to_contain_text("How does it run?")
    page = mara.goes_to(f"{DESK}/rhythms/")
    mara.looks("01-programmes")


def the_service_is_foreseen_and_announced_when_it_is_near(product: Product, mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/rhythms/")
    page.get_by_role("link", name="Service every 10,000 km").click()
    page.get_by_text("Who gets it on which day").click()
    line = page.locator("#preview .rhythms__one").filter(has_text=HER_NAME).first
    expect(line).to_contain_text("60,000 km")
    on = day_of(line.inner_text())
    driven = (date(2025, 9, 5) - date(2025, 1, 10)).days  # 10,000 km took her so long
    assert on == date(2025, 9, 5) + timedelta(days=driven - 14)
    mara.looks("02-service-foreseen")
    product.turn_to(datetime(on.year, on.month, on.day, 9, 30, tzinfo=UTC))
    page = mara.goes_to(f"{DESK}/rhythms/week/")
    until(mara, lambda: page.get_by_role("button", name="Yes, do it").count() == 1)
    page.get_by_role("button", name="Yes, do it").click()
    product.let_time_pass(seconds=16)
    product.mail.wait_for_sent(1)
    said = letters.read(product.mail.sent()[0].raw)
    assert (said["Subject"], said.text.strip().splitlines()[0]) == ("Your next service", SERVICE.format(name=HER_NAME))
    page = mara.goes_to(f"{DESK}/rhythms/week/")
    until(mara, lambda: "done" in page.locator("main").inner_text())


def the_team_takes_turns_at_night(mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/rota/")
    page.get_by_label("What it is called").fill("Nights")
    page.get_by_label("Mara Lindqvist", exact=True).check()
    page.get_by_label("The first begins").fill("2026-04-06")
    page.locator("form", has=page.get_by_label("The first begins")).get_by_role("button", name="Keep it").click()
    expect(page.locator("main")).to_contain_text("Now: Mara")
    page = mara.goes_to(f"{DESK}/after-hours/")
    page.get_by_label("Answer truthfully after hours").check()
    page.get_by_label(re.compile("What to do now:.*strand", re.IGNORECASE)).fill(DO_NOW)
    page.get_by_role("button", name="Keep it").click()
    page = mara.goes_to(f"{DESK}/visits/resources/")
    page.get_by_label("Name", exact=True).fill("Sam and the van")
    page.get_by_label("Hours, one a line").fill("\n".join(f"{day} 08:00–20:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")))
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("main")).to_contain_text("Sam and the van")


def she_writes_from_the_highway_and_somebody_takes_it(product: Product, browser: Browser, mara: Member) -> None:
    product.turn_to(NIGHT)
    before = len(product.mail.sent())
    mails(product, STRANDED, subject="Stranded!", key="ana-night", at=NIGHT)
    product.mail.wait_for_sent(before + 2)
    sent = {one.recipients[0]: letters.read(one.raw) for one in product.mail.sent()[before:]}
    hers, woken = sent[HER_EMAIL].text, sent["mara@brightside.example"].text
    assert "a person is back on Wednesday, 13 May, 09:00" in hers
    assert DO_NOW in " ".join(hers.split())
    assert "stranded now" in woken
    link = re.search(r"/on-call/\S+", woken)
    assert link is not None
    page = on_a_phone(browser)
    try:
        page.goto(f"{product.url}{link[0]}")
        chromium.picture(page, chromium.SCREENSHOTS / "the-garage" / "03-woken.png", whole=True)
        page.get_by_role("button").click()
        expect(page.locator("main")).not_to_contain_text("Nobody has")
    finally:
        page.context.close()
    page = mara.goes_to(f"{DESK}/after-hours/")
    expect(page.locator("main")).to_contain_text("woke Mara Lindqvist 22:40, taken by Mara Lindqvist 22:40")
    mara.looks("04-the-night")
    page = mara.goes_to(f"{DESK}/cases/1/")
    expect(page.locator("#case-head")).to_contain_text("Mara Lindqvist was woken at 22:40. Mara Lindqvist took it at 22:4")
    mara.looks("04-the-case-at-night")


def a_man_comes_to_her_house_next_day_after_her_work(product: Product, mara: Member) -> None:
    before = len(product.mail.sent())
    page = mara.goes_to(f"{DESK}/visits/book/?who=Ana")
    page.get_by_label(re.compile(HER_NAME)).check()
    page.get_by_label("When they can, in their words").fill("after work, at home")
    page.get_by_role("button", name="Show times").click()
    page.get_by_label("What it is about").fill("The radiator")
    page.get_by_label("Address").fill("4 Mill Lane, Fieldgate")
    first = page.locator("button[name=slot]").first
    expect(first).to_contain_text("17:00")
    mara.looks("05-times-after-her-work")
    first.click()
    product.let_time_pass(seconds=16)
    product.mail.wait_for_sent(before + 1)
    invited = [
        part for part in letters.read(product.mail.sent()[before].raw).mail.walk() if part.get_content_type() == "text/calendar"
    ]
    calendar = icalendar.Calendar.from_ical(invited[0].get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    begins = event.decoded("dtstart").astimezone(UTC)
    assert begins == datetime(2026, 5, 13, 16, 0, tzinfo=UTC), "17:00 in London, the next day"
    assert str(event["location"]) == "4 Mill Lane, Fieldgate"
    page = mara.goes_to(f"{DESK}/cases/1/")
    page.get_by_role("link", name=HER_NAME).first.click()
    expect(page.locator("main")).to_contain_text("The radiator")


def what_it_spared_her_is_written_down_and_the_next_service_moves(product: Product, mara: Member) -> None:
    product.turn_to(datetime(2026, 5, 13, 17, 15, tzinfo=UTC))
    page = mara.goes_to(f"{DESK}/visits/")
    page.get_by_role("link", name=HER_NAME).click()
    page.get_by_label("What it spared them").fill("a second tow")
    page.get_by_label("In GBP, about").fill("120")
    page.get_by_label("In minutes").fill("90")
    page.get_by_label("Odometer, km").fill("60000")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("main")).to_contain_text("It spared them: a second tow")
    mara.looks("06-what-it-spared-her")
    page = mara.goes_to(f"{DESK}/cases/1/")
    page.get_by_role("button", name="It is put right", exact=True).click()
    expect(page.get_by_role("button", name="Open it again")).to_be_visible()
    page = mara.goes_to(f"{DESK}/rhythms/")
    page.get_by_role("link", name="Service every 10,000 km").click()
    page.get_by_text("Who gets it on which day").click()
    until(mara, lambda: "70,000 km" in page.locator("#preview").inner_text())


def three_days_later_somebody_asks_how_the_car_runs(product: Product, mara: Member) -> None:
    product.turn_to(datetime(2026, 5, 16, 12, 0, tzinfo=UTC))
    page = mara.goes_to(f"{DESK}/calls/")
    until(mara, lambda: HER_NAME in page.locator("main").inner_text())
    page.get_by_role("link", name=HER_NAME).first.click()
    expect(page.locator("main")).to_contain_text("how does the car run?")
    mara.looks("07-the-call")
    page.get_by_label("What they said").fill("It runs. She thanks Sam.")
    page.get_by_role("button", name=re.compile("Reached, fine")).click()
    page = mara.goes_to(f"{DESK}/calls/")
    expect(page.locator("main")).to_contain_text("Done today")


def both_see_what_went_both_ways(product: Product, browser: Browser, mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/cases/1/")
    page.get_by_role("link", name=HER_NAME).first.click()
    page.get_by_role("link", name="Both ways").click()
    rows = page.locator("main")
    expect(rows).to_contain_text("1 of 1")
    expect(rows).to_contain_text("£120.00")
    expect(rows).to_contain_text("90 minutes")
    mara.looks("08-both-ways")
    link = next(
        found[0]
        for found in (re.search(r"/mine/[^\s<>\"]+", letters.read(one.raw).text) for one in reversed(product.mail.sent()))
        if found
    )
    hers = on_a_phone(browser)
    try:
        hers.goto(f"{product.url}{link}")
        expect(hers.locator("main")).to_contain_text("Spared: a second tow (£120.00, 90 minutes)")
        expect(hers.locator("main")).to_contain_text("A promise kept")
        chromium.picture(hers, chromium.SCREENSHOTS / "the-garage" / "09-her-own-view.png", whole=True)
    finally:
        hers.context.close()


def on_a_phone(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB").new_page()


def mails(product: Product, text: str, *, subject: str, key: str, at: datetime) -> None:
    raw = letters.written(text, subject=subject, at=at, key=key, by=(HER_NAME, HER_EMAIL), to=HELP_EMAIL)
    product.mailed(raw, sender=HER_EMAIL, to=HELP_EMAIL)


def day_of(words: str) -> date:
    """The day that stands in these words, as “Friday 17 April 2026”."""
    found = re.search(r"\d+ \w+ 20\d\d", words)
    assert found is not None, words
    return datetime.strptime(f"{found[0]} +0000", "%d %B %Y %z").date()
