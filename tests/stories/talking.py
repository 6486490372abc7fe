"""The hour of questions and the moved ends, as chapters of a story: each reads its result as a member of staff would, or somebody outside.

They take the product as it runs and the browser of the member who leads; whose story it is says when, and about what.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
from playwright.sync_api import Page, expect

from tests.browser import chromium
from tests.browser.member import Member, signed_in
from tests.peers import mailserver
from tests.stories.product import Product

TITLE = "Ask us anything about the evening without a checkout"
FIRST = "Why did nobody tell us for so long?"
SECOND = "Does the coupon count on sale prices too?"
LIKE_SECOND = "Can I use the coupon for things that are on sale?"
ADVERT = "You find cheaper ones at https://lamps.example/cheap today!"
FROM_THE_HOST = "Because we looked at the wrong gauge for an hour. That is on us, and on nobody else."
FROM_THE_ENGINEER = "Yes, on top of them. It is in the code since noon; I tried it myself."


@dataclass
class Hour:
    """`desk` and `slug` are the brand's; `incident` is the address of its page at the desk. `public` is learned on the way."""

    product: Product
    mara: Member
    desk: str
    slug: str
    incident: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    shots: str
    people: dict[str, Page] = field(default_factory=dict)
    public: str = ""

    @contextmanager
    def somebody(self, name: str, *, language: str = "en-GB") -> Iterator[Page]:
        """A browser of somebody outside, at the discussion."""
        browser = self.mara.page.context.browser
        assert browser is not None
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale=language, reduced_motion="reduce")
        try:
            page = context.new_page()
            page.goto(self.public)
            self.people[name] = page
            yield page
        finally:
            context.close()


def the_hour_is_planned(here: Hour, *, engineer: str) -> None:
    """From the incident's page; the status page leads to it as soon as it stands."""
    page = here.mara.goes_to(here.incident)
    page.get_by_role("link", name="Plan a discussion").click()
    page.locator("#title").fill(TITLE)
    page.locator("#starts").fill(_local(here.starts_at, here.zone))
    page.locator("#ends").fill(_local(here.ends_at, here.zone))
    chair = page.locator(".chair").filter(has_text=engineer)
    chair.get_by_label(engineer).check()
    chair.get_by_label("Role").fill("engineer")
    here.mara.looks(f"{here.shots}-1-planned")
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator(".room__head")).to_contain_text("planned")
    here.public = str(page.locator(f".room__head a[href*='/talks/{here.slug}/']").get_attribute("href"))
    assert httpx.get(here.public, timeout=20).status_code == 200
    mailserver.wait_until(lambda: TITLE in _status(here), seconds=90, what="the status page to lead to the discussion")


def people_ask_vote_and_are_answered(here: Hour, *, engineer: str, asks: tuple[str, str]) -> None:
    """Three come. One asks by name and address, one asks without, one only says what they would ask too; an advertisement waits for a look; two
    questions that ask the same become one. The host and the engineer answer in turn, and whoever watches reads it without loading anything."""
    here.product.turn_to(here.starts_at)
    name, email = asks
    with here.somebody("ana") as ana, here.somebody("ben") as ben, here.somebody("eva", language="de-DE") as eva:
        expect(ana.locator("#liveness")).to_have_text("Live: answers appear by themselves.")
        expect(eva.locator("#liveness")).to_have_text("Live: Antworten erscheinen von selbst.")
        _asks(ana, FIRST, name=name, email=email)
        _asks(ben, SECOND)
        _asks(ben, LIKE_SECOND)
        _asks(ben, ADVERT)
        for page in (ben, eva):
            page.locator("#q-1 .vote").click()
        expect(ana.locator("#q-1 .vote__n")).to_have_text("3")
        eva.locator("#q-3 .vote").click()
        expect(ana.locator("#q-3 .vote__n")).to_have_text("2")
        _the_queue_is_worked(here)
        expect(ana.locator("#q-3")).to_have_count(0)
        expect(ana.locator("#q-2 .vote__n")).to_have_text("2")  # ben asked both: whoever voted for either has one vote there
        _answers(here.mara, 1, FROM_THE_HOST)
        expect(ben.locator("#q-1 .a")).to_contain_text(FROM_THE_HOST)
        expect(ben.locator("#q-1 .a")).to_contain_text("host")
        with _at_the_desk(here, engineer) as joe:
            joe.goes_to(here.mara.page.url.removeprefix(here.product.url).partition("#")[0])
            _answers(joe, 2, FROM_THE_ENGINEER)
        expect(eva.locator("#q-2 .a")).to_contain_text(f"{engineer} engineer")
        expect(eva.locator("#q-2 .a__text")).to_have_text(FROM_THE_ENGINEER)
        chromium.picture(eva, chromium.SCREENSHOTS / "the-hour" / f"{here.shots}-2-while-it-goes-on.png", whole=True)


def what_was_asked_stays_and_the_status_page_leads_there(here: Hour, *, asks: tuple[str, str]) -> None:
    """It is closed: nobody asks any more, the transcript holds what stands, and nothing of what was put away."""
    here.product.turn_to(here.ends_at)
    page = here.mara.page
    page.reload()
    page.get_by_role("button", name="Close it for good").click()
    expect(page.locator(".room__head")).to_contain_text("closed")
    here.mara.looks(f"{here.shots}-3-closed")
    said = httpx.get(f"{here.public}transcript/", timeout=20).text
    assert all(words in said for words in (FIRST, SECOND, FROM_THE_HOST, FROM_THE_ENGINEER, asks[0]))
    assert ADVERT not in said
    assert LIKE_SECOND not in said
    assert asks[1] not in said  # an address is nobody else's
    mailserver.wait_until(
        lambda: f"{_path(here.public)}transcript/" in _status(here), seconds=90, what="the status page to lead to the transcript"
    )


def her_question_stands_with_her_and_in_the_report(here: Hour, *, asks: tuple[str, str]) -> None:
    page = here.mara.goes_to(here.incident)
    page.locator("#members").get_by_role("link", name=asks[0]).click()
    expect(page.locator("main")).to_contain_text("asked question 1 in a live discussion")
    page = here.mara.goes_to(f"{here.incident}report/")
    figures = page.locator(".report__figures > div")
    expect(figures.filter(has_text="Questions in the live discussion").locator("strong")).to_have_text("4")
    expect(figures.filter(has_text="answered in public").locator("strong")).to_have_text("2")
    expect(page.locator(".report__line")).to_contain_text(f"The live discussion “{TITLE}” was closed.")


# The moved ends --------------------------------------------------------------------------------------------------------


def the_end_of_the_sale_moves_and_the_coupons_with_it(here: Hour, *, sale: str, pool: str, until: datetime, zone: str) -> None:
    """The pool was tied to the sale; its end and the page on which people take a code follow."""
    page = here.mara.goes_to(f"{here.desk}/sales/")
    page.get_by_role("link", name=sale).click()
    page.locator("#pool").select_option(label=pool)
    page.get_by_role("button", name="They move with it").click()
    expect(page.locator("main")).to_contain_text(f"Coupons “{pool}” move with it.")
    page.get_by_text("Move its end", exact=True).click()
    page.locator("#ends").fill(f"{until:%Y-%m-%dT%H:%M:%S}")
    page.locator("#zone").fill(zone)
    page.locator("#because").fill("The shop was down on the first evening.")
    page.locator("#incident").select_option(here.incident.rstrip("/").rpartition("/")[2])
    page.get_by_role("button", name="Move it everywhere").click()
    expect(page.locator(".sales__end")).to_contain_text(f"{until:%-d %B %Y}")
    expect(page.locator("#terms + *, .sales--terms").first).to_contain_text("The shop was down on the first evening.")
    here.mara.looks(f"{here.shots}-4-the-sale-goes-on")
    address = str(page.get_by_role("link", name="See them").get_attribute("href"))
    _coupons_say(here, address, f"{until:%-d %B}")


def the_end_of_the_coupons_moves_alone(here: Hour, *, pool: str, until: datetime) -> None:
    """By hand, to later; to earlier is refused, because people were told."""
    page = here.mara.goes_to(f"{here.desk}/coupons/")
    page.get_by_role("link", name=pool).first.click()
    address = page.url.removeprefix(here.product.url)
    _move_it(page, until)
    _coupons_say(here, address, f"{until:%-d %B}")
    _move_it(page, until.replace(day=until.day - 1))
    expect(page.locator("#refusal")).to_be_visible()
    assert "422" in here.mara.wrong.pop()  # the browser notes what was refused
    _coupons_say(here, address, f"{until:%-d %B}")
    public = str(page.locator(f"a[href*='/coupons/{here.slug}/']").get_attribute("href"))
    assert f"{until:%-d %B}" in httpx.get(f"{here.product.url}{public}", timeout=20).text


# ---------------------------------------------------------------------------------------------------------------------


def _move_it(page: Page, until: datetime) -> None:
    if not page.locator("#until").is_visible():
        page.get_by_text("Move its end", exact=True).click()
    page.locator("#until").fill(f"{until:%Y-%m-%dT%H:%M:%S}")
    page.locator("#until_words").fill("")
    page.get_by_role("button", name="Move it", exact=True).click()


def _coupons_say(here: Hour, address: str, day: str) -> None:
    def told() -> bool:
        here.mara.goes_to(address)
        return day in here.mara.page.locator("main").inner_text()

    mailserver.wait_until(told, seconds=90, what="the coupons to be good as long")


def _asks(page: Page, text: str, *, name: str = "", email: str = "") -> None:
    """As somebody types: what comes within three seconds is taken for a program, and asked to look it over."""
    if not page.locator("#text").is_visible():
        page.locator(".ask summary").click()
    page.locator("#text").fill(text)
    page.locator("#name").fill(name)
    if email:
        page.locator("#email").fill(email)
    page.wait_for_timeout(3_100)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Thank you.")


def _the_queue_is_worked(here: Hour) -> None:
    """An advertisement is put out of sight, and of two that ask the same one stands for both."""
    page = here.mara.goes_to(f"{here.desk}/discussions/")
    page.get_by_role("link", name=TITLE).click()
    here.mara.looks(f"{here.shots}-2-the-queue")
    page.reload()
    advert = page.locator("#q-4")
    advert.get_by_text("Out of sight", exact=True).click()
    advert.get_by_label("Why; its author reads it").select_option("spam")
    advert.get_by_role("button", name="Take it out of sight").click()
    expect(page.locator("section[aria-labelledby=away]")).to_contain_text("You find cheaper ones")
    again = page.locator("#q-3")
    expect(again).to_contain_text(LIKE_SECOND)
    again.get_by_text("Asks the same as another", exact=True).click()
    again.get_by_label("The one that stays").select_option("2")
    again.get_by_role("button", name="Put it behind that one").click()
    expect(page.locator("#q-2")).to_contain_text("1 more asks the same")


def _answers(member: Member, number: int, text: str) -> None:
    question = member.page.locator(f"#q-{number}")
    question.get_by_text("Answer", exact=True).click()
    question.get_by_label("Your answer: everybody reads it").fill(text)
    question.get_by_role("button", name="Answer in public").click()
    expect(member.page.locator(f"#q-{number}")).to_contain_text(text)


@contextmanager
def _at_the_desk(here: Hour, name: str) -> Iterator[Member]:
    browser = here.mara.page.context.browser
    assert browser is not None
    link = here.product.made["links"][name]
    with signed_in(browser, url=here.product.url, link=link, shots=chromium.SCREENSHOTS / "the-hour") as member:
        yield member
        assert member.wrong == []


def _status(here: Hour) -> str:
    """As everybody reads it."""
    return httpx.get(f"{here.product.url}/status/{here.slug}/", follow_redirects=True, timeout=20).text


def _local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def _path(address: str) -> str:
    return f"/{address.partition('//')[2].partition('/')[2]}"
