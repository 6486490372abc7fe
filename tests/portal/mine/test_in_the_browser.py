"""Somebody's own page as they use it, on a phone, in the dark, with the keyboard, and without script: axe finds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from tests import cast
from tests.browser import chromium
from tests.browser.serving import Pages
from tests.flows import posting
from tests.flows.conftest import TOM, House
from tests.flows.posting import Mailbox, letter
from tests.portal.mine.conftest import WORDS_OF_TOM, connect, link
from tests.questions.test_asking import resolve, turn

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]
expect.set_options(timeout=20_000)  # a busy machine


@dataclass
class Visit:
    """Tom before his page."""

    house: House
    mail: Mailbox
    url: str
    pages: Pages
    browser: Browser

    def opens(self, path: str, *, language: str = "en-GB") -> Page:
        context = self.browser.new_context(
            locale=language, java_script_enabled=False, reduced_motion="reduce", viewport={"width": 390, "height": 844}
        )
        page = context.new_page()
        page.goto(f"{self.pages.url}{path}")
        return page

    def looks(self, path: str, name: str) -> None:
        """Pictures for people, and axe in each look."""
        folder = chromium.SCREENSHOTS / "portal"
        folder.mkdir(parents=True, exist_ok=True)
        page = self.browser.new_context(locale="en-GB", reduced_motion="reduce", bypass_csp=True).new_page()
        page.goto(f"{self.pages.url}{path}")
        for details in page.locator("details").all():
            details.evaluate("one => one.open = true")
        for look, (width, height) in chromium.SIZES.items():
            page.emulate_media(color_scheme="dark" if look == "dark" else "light")
            page.set_viewport_size({"width": min(width, 1100), "height": min(height, 900)})
            chromium.picture(page, folder / f"{name}-{look}.png", whole=True)
            assert chromium.violations(page, colours_alone=look == "dark") == [], f"{name} ({look})"
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), f"{name} ({look}) is too wide"


@pytest.fixture
def visit(pages: Pages, chrome: Browser, house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """Tom's torch arrived broken, was put right at noon, and he was asked about it; his dimmers come tomorrow."""
    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    house.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    house.shop.place_order(
        customer=TOM,
        items=[("DIM-04", 2)],
        at=cast.later(days=-1),
        number="1008",
        promised_from=cast.later(hours=23),
        promised_until=cast.later(hours=24),
    )
    house.turn_to(cast.AT)
    connect(house)
    box = posting.mailbox(house.brand_id, "care@brightside.example", posting.office(monkeypatch))
    box.gets(letter(words=WORDS_OF_TOM, subject="My torch", to="care@brightside.example"))
    resolve(box, at=cast.later(hours=1))
    turn(box, cast.later(hours=4))
    house.now = cast.later(hours=4)
    pages.turn_to(cast.later(hours=4, minutes=5))
    yield Visit(house, box, link(house).path, pages, chrome)
    for context in chrome.contexts:
        context.close()


def test_a_page_is_read_and_answered_without_script_and_with_the_keyboard_alone(visit: Visit) -> None:
    from makegood.cases import queries as cases

    folder = chromium.SCREENSHOTS / "portal"
    folder.mkdir(parents=True, exist_ok=True)
    page = visit.opens(visit.url)
    expect(page.get_by_role("heading", name="Hello Tom Arden")).to_be_visible()
    expect(page.get_by_role("heading", name="Rotary dimmer switch order 1008")).to_be_visible()

    # "not yet", by the keyboard alone
    page.get_by_role("radio", name="Yes", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Not yet")).to_be_checked()
    page.get_by_label("Anything to add?").fill("It still flickers.")
    page.get_by_role("button", name="Answer", exact=True).press("Enter")
    expect(page.get_by_role("status")).to_have_text("Thank you for telling us. It is open again, and somebody looks at it now.")
    with tenancy.brand(visit.house.brand_id):
        assert cases.by_number(number=1).state == "open"

    # a word under the case, pressed twice
    page.get_by_text("Write to us about this").click()
    page.get_by_label("Your message").first.fill("The switch, I mean.")
    page.get_by_role("button", name="Send").first.dblclick()
    expect(page.get_by_text("The switch, I mean.")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Thank you, we have it.")

    # an empty one comes back beside its box
    page.get_by_label("Your message").last.fill("  ")
    page.get_by_role("button", name="Send").last.click()
    expect(page.get_by_text("Write something first.").first).to_be_visible()
    chromium.picture(page, folder / "mine-empty.png", whole=True)


def test_axe_finds_nothing_in_any_of_its_pages_in_light_in_the_dark_and_on_a_phone(visit: Visit) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import own_page_links
    from tests.portal.mine.conftest import person

    whose = person(visit.house)
    with tenancy.brand(visit.house.brand_id):
        slug = brands.current().slug
        ticket = own_page_links.ticket(person=whose)
    visit.looks(visit.url, "mine")
    visit.looks(f"/mine/look/{ticket}/", "mine-preview")
    visit.looks(f"/mine/new/{slug}/", "mine-ask")
    with tenancy.brand(visit.house.brand_id):
        own_page_links.end(person=whose, by=SYSTEM, at=visit.house.now)
    visit.looks(visit.url, "mine-over")


def test_it_speaks_german_to_who_does(visit: Visit) -> None:
    page = visit.opens(visit.url, language="de-DE")
    expect(page.get_by_role("heading", name="Guten Tag, Tom Arden")).to_be_visible()
    expect(page.get_by_text("Kommt morgen von 9:00 Uhr bis 10:00 Uhr")).to_be_visible()
    expect(page.get_by_role("group", name="Nicht so, wie es sein soll: Pocket torch")).to_be_visible()
