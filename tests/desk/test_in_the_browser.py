"""The desk as a member uses it: signing in, live news, answering, putting it right, with the keyboard and the mouse."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from makegood.brands import queries as brands
from makegood.desk import entry
from makegood.platform import tenancy
from makegood.understanding import queries as understanding
from tests import cast
from tests.browser import chromium
from tests.browser.serving import Pages
from tests.desk.conftest import account
from tests.flows.conftest import TOM, House, house  # noqa: F401  # the morning of the torch

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]
expect.set_options(timeout=20_000)  # a busy machine


# The next form is only sent once news of the case has been put in place.
NEWS_BEFORE_THE_ANSWER = """() => {
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (verb, ...rest) { this.verb = verb; return open.call(this, verb, ...rest); };
  XMLHttpRequest.prototype.send = function (words) {
    if (this.verb !== "POST") return send.call(this, words);
    Object.assign(XMLHttpRequest.prototype, { open, send });
    const go = (event) => {
      if (event.detail.requestConfig.triggeringEvent?.type !== "live-case-1") return;
      document.body.removeEventListener("htmx:afterRequest", go);
      send.call(this, words);
    };
    document.body.addEventListener("htmx:afterRequest", go);
    document.body.dispatchEvent(new CustomEvent("live-case-1"));
  };
}"""

LINKED = "() => [...document.querySelectorAll('link[rel=stylesheet], script')].map((one) => one.href || one.src)"


@dataclass
class Desk:
    house: House
    page: Page
    address: str
    slug: str
    complaints: list[str] = field(default_factory=list)
    loaded: dict[str, int] = field(default_factory=dict)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}/b/{self.slug}/{path}")

    def shot(self, name: str) -> None:
        folder = chromium.SCREENSHOTS / "desk"
        chromium.picture(self.page, folder / f"{name}.png")


@pytest.fixture
def desk(house: House, pages: Pages, chrome: Browser) -> Iterator[Desk]:  # noqa: F811
    """Mara at her desk, signed in by a one-time link, on the morning of the torch."""
    for order in cast.bulb_orders():
        house.shop.place_order(customer=TOM, items=[("LED-60", 6)], at=order.placed_at, number=order.number)
    house.shop.place_order(
        customer=TOM, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number="1007", service=cast.SERVICE
    )
    house.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1), courier=cast.COURIER)
    house.turn_to(cast.AT)
    account(cast.MARA["user_id"])
    with tenancy.brand(house.brand_id):
        slug = brands.current().slug
    link = entry.make_link(user_id=cast.MARA["user_id"], at=datetime.now(UTC))
    pages.turn_to(cast.later(minutes=5))
    page = chrome.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    desk = Desk(house, page, pages.url, slug)
    page.on("console", lambda told: desk.complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    page.on("response", lambda answer: desk.loaded.update({answer.url: int(answer.headers.get("content-length", 0))}))
    page.goto(f"{pages.url}{link}")
    page.get_by_role("button", name="Sign in").click()
    yield desk
    page.close()


def test_a_morning_at_the_desk(desk: Desk) -> None:
    page, house = desk.page, desk.house  # noqa: F811
    desk.go("")
    expect(page.get_by_role("heading", level=1)).to_have_text("Good morning, Mara.")
    expect(page.get_by_text("Nobody is waiting for us.")).to_be_visible()
    expect(page.locator("html[data-live=up]")).to_be_attached()

    # he writes, and the letter changes by itself
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    expect(page.get_by_text("our turn with one")).to_be_visible()
    desk.shot("1-today")
    page.get_by_role("link", name="our turn with one").click()
    row = page.locator(".row__link").first
    expect(row).to_contain_text("Tom Arden")
    expect(row).to_contain_text(re.compile(r"reply in 5\d min"))
    desk.shot("2-inbox")

    # the case opens beside the list, without a new page
    page.evaluate("window.still = 'here'")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Tom’s pocket torch arrived faulty")).to_be_visible()
    expect(page).to_have_url(f"{desk.address}/b/{desk.slug}/cases/1/?list=ours")
    expect(page).to_have_title("Tom’s pocket torch arrived faulty · Brightside Lights")
    expect(row).to_have_attribute("aria-current", "true")
    assert page.evaluate("window.still") == "here"
    desk.shot("3-case")

    # a note with the keyboard
    page.keyboard.press("n")
    page.keyboard.type("Two more of this batch came back last week.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".line--note")).to_contain_text("Two more of this batch")
    expect(page.locator("#note")).to_have_value("")

    # a refused change says which field, and keeps the words
    page.get_by_text("Change something first").click()
    subject = page.locator("[id='adjust-say.subject']")
    subject.fill(" ")
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.get_by_role("alert")).to_contain_text("say.subject: one line of 1 to 200 characters.")
    expect(subject).to_have_value(" ")
    subject.fill("Your torch, Tom: a new one is on its way")
    with page.expect_response(re.compile(r"/cases/1/\?list=ours$")):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('live-case-1'))")
    expect(page.locator("#case-head")).to_be_visible()
    expect(subject).to_have_value("Your torch, Tom: a new one is on its way")
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.locator("#makegood")).to_contain_text("changed by the team")

    # one click, and the steps are ticked as they are done
    page.get_by_role("button", name="Put it right", exact=True).click()
    expect(page.locator("#makegood")).to_contain_text("Being put right")
    house.turn_to(cast.later(minutes=6))
    expect(page.locator(".plan__verb--done").first).to_be_visible()
    desk.shot("4-running")

    # an answer, and a draft that another's news does not take away
    page.keyboard.press("r")
    page.keyboard.type("One more thing, Tom")
    house.hears("Thank you! That was quick.", at=cast.later(minutes=7), subject="Re: " + cast.TOM_SUBJECT, thread_keys=())
    expect(page.locator("#answer")).to_have_value("One more thing, Tom")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#talk")).to_contain_text("One more thing, Tom")
    expect(page.locator("#answer")).to_have_value("")

    # e closes, also where news comes before the answer; and it can be opened again
    page.locator("#case-title").click()
    page.evaluate(NEWS_BEFORE_THE_ANSWER)
    page.keyboard.press("e")
    expect(page.locator("#said")).to_contain_text("Put right.")
    assert page.locator("main").count() == 1
    expect(page.get_by_role("button", name="Open it again")).to_be_visible()
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_role("button", name="It is put right", exact=True)).to_be_visible()
    assert page.evaluate("window.still") == "here"

    # what was read is set right with one key, and kept for the next training
    page.locator("#case-title").click()
    page.keyboard.press("c")
    question = page.locator("[data-question]").first.locator('[data-choice="3"]')
    expect(question).to_be_visible()
    expect(page.locator("[data-question]").first.locator(":focus")).to_be_visible()
    page.keyboard.press("3")
    expect(page.locator("#talk summary").filter(has_text="We read: a question").first).to_be_attached()
    with tenancy.brand(house.brand_id):
        assert list(understanding.corrected_messages(after=None, limit=9).values()) == [{"act": "question"}]

    # the person
    page.get_by_role("link", name="Tom Arden").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tom Arden")
    desk.shot("5-person")
    assert desk.complaints == ["Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"]


def test_what_was_written_outlives_the_session(desk: Desk) -> None:
    page = desk.page
    desk.house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    desk.go("cases/1/")
    signed_in = page.context.cookies()
    page.locator("#answer").fill("A long letter to Tom.")
    page.context.clear_cookies(name="makegood_session")
    page.keyboard.press("Control+Enter")
    on = page.get_by_role("link", name="Sign in and go on")
    expect(on).to_be_visible()
    expect(page.locator("#answer")).to_have_value("A long letter to Tom.")
    on.click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.context.add_cookies(signed_in)  # type: ignore[arg-type]
    page.goto(desk.address + parse_qs(urlsplit(page.url).query)["next"][0])
    expect(page.locator("#answer")).to_have_value("A long letter to Tom.")
    expect(page).to_have_url(f"{desk.address}/b/{desk.slug}/cases/1/")

    # a plain form, and a field that keeps no draft
    desk.go("note/")
    who = page.get_by_label("Who", exact=True)
    who.fill("Tom Arden")
    page.get_by_label("What they said").fill("The lamp hums.")
    page.context.clear_cookies(name="makegood_session")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.context.add_cookies(signed_in)  # type: ignore[arg-type]
    page.goto(desk.address + parse_qs(urlsplit(page.url).query)["next"][0])
    expect(who).to_have_value("Tom Arden")
    expect(page.get_by_label("What they said")).to_have_value("The lamp hums.")
    desk.go("note/")
    expect(who).to_have_value("")


def test_the_first_load_over_the_wire_is_light(desk: Desk) -> None:
    desk.house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    desk.page.wait_for_load_state("networkidle")  # until all of today's page has come, which is not counted
    desk.page.context.new_cdp_session(desk.page).send("Network.clearBrowserCache")
    desk.loaded.clear()
    desk.go("cases/1/")
    desk.page.wait_for_load_state("networkidle")
    static = {url: size for url, size in desk.loaded.items() if "/static/" in url}
    assert {url for url in static if not url.endswith(".svg")} == set(desk.page.evaluate(LINKED))
    assert len(static) >= 12
    assert min(static.values()) > 0
    page_bytes = len(desk.page.content().encode())
    assert page_bytes + sum(static.values()) <= 150_000
