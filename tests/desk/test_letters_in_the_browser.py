"""Hostile letters, talks beside a case and what is out of sight, in a real browser: no request to anywhere else, no dialog, no report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from makegood.brands import queries as brands
from makegood.channels.actions import connecting, intake, outbox
from makegood.channels.providers import html_clean
from makegood.channels.types import AttachmentIn, Envelope
from makegood.desk import entry
from makegood.kernel.actors import SYSTEM
from makegood.people.types import Address, IdentityKind
from makegood.platform import jobs, tenancy
from tests import cast
from tests.browser import chromium
from tests.browser.member import Member
from tests.browser.serving import Pages
from tests.channels.email.test_html import HOSTILE
from tests.desk.conftest import account
from tests.desk.test_pictures import PNG
from tests.flows.conftest import House, house  # noqa: F401  # the morning of the torch
from tests.flows.test_side_talks import MAIL, OFFICE

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]
NEWS = (
    '<h1>Our lamps</h1><p><img src="cid:logo@here" alt="our mark"></p>'
    '<p><img src="https://news.example.org/lamp.png" width="300" height="120" alt="A lamp">'
    '<img src="https://count.example.com/o?id=7" width="1" height="1"></p>'
)
SELLER = Address(IdentityKind.EMAIL, "offers@cheap-lamps.example", "Cheap Lamps")


@dataclass
class Desk:
    house: House
    member: Member
    mailbox: UUID
    asked: list[str] = field(default_factory=list)  # addresses outside our own that the browser asked for
    dialogs: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.member.page

    def hears(self, html: str, *, name: str, by: Address = cast.TOM_BY_EMAIL, keys: tuple[str, ...] = ()) -> None:
        logo = AttachmentIn("logo.png", "image/png", PNG, "logo@here")
        text = cast.TOM_WORDS if by is cast.TOM_BY_EMAIL else "May I show you our lamps?"
        envelope = Envelope(
            external_id=name,
            author=by,
            text=text,
            visible=text,
            sent_at=cast.AT,
            subject="The torch",
            html=html,
            thread_key=name,
            thread_keys=keys,
            attachments=(logo,),
        )
        with tenancy.brand(self.house.brand_id):
            intake.store_messages(channel_id=self.mailbox, envelopes=[envelope], at=cast.AT)
        self.works()

    def works(self) -> None:
        for _ in range(2):
            jobs.do_all_due(self.house.brand_id, at=cast.AT)


@pytest.fixture
def desk(house: House, pages: Pages, chrome: Browser) -> Iterator[Desk]:  # noqa: F811
    account(cast.MARA["user_id"])
    with tenancy.brand(house.brand_id):
        slug = brands.current().slug
        mailbox = connecting.add_channel(kind="email", name="Office", address=OFFICE, settings=dict(MAIL), by=SYSTEM, at=cast.AT)
    link = entry.make_link(user_id=cast.MARA["user_id"], at=datetime.now(UTC))
    pages.turn_to(cast.later(minutes=5))
    page = chrome.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    member = Member(page, f"{pages.url}/b/{slug}", chromium.SCREENSHOTS / "letters")
    there = Desk(house, member, mailbox)

    def stay(route: Route) -> None:
        if route.request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            route.continue_()
        else:
            there.asked.append(route.request.url)
            route.fulfill(body=PNG, content_type="image/png")

    page.route("**/*", stay)
    page.on("dialog", lambda dialog: (there.dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{pages.url}{link}")
    page.get_by_role("button", name="Sign in").click()
    yield there
    page.close()


def test_no_hostile_letter_asks_anything_of_anybody(desk: Desk) -> None:
    desk.hears(html_clean.clean(NEWS + "<p>Hello</p>".join(HOSTILE)), name="hostile")
    page = desk.page
    desk.member.goes_to("/cases/1/")
    page.get_by_text("The whole mail, as it was sent").click()
    letter = page.frame_locator("iframe")
    expect(letter.get_by_role("heading", name="Our lamps")).to_be_visible()
    expect(letter.get_by_alt_text("our mark")).to_have_attribute("src", re.compile("^data:image/png;base64,"))
    page.wait_for_load_state("networkidle")
    assert (desk.asked, desk.dialogs, desk.member.wrong) == ([], [], [])


def test_pictures_load_on_a_click_and_the_pixel_never(desk: Desk) -> None:
    desk.hears(html_clean.clean(NEWS), name="news")
    page = desk.page
    desk.member.goes_to("/cases/1/")
    page.get_by_text("The whole mail, as it was sent").click()
    expect(page.get_by_text("1 picture waits at news.example.org.")).to_be_visible()
    expect(page.get_by_text("A tracking pixel of count.example.com")).to_be_visible()
    desk.member.looks("pictures-wait")
    assert desk.asked == []
    page.get_by_role("link", name="Show pictures").click()
    expect(page.frame_locator("iframe").get_by_alt_text("A lamp")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert set(desk.asked) == {"https://news.example.org/lamp.png"}
    desk.asked.clear()
    desk.member.goes_to("/cases/1/")
    page.get_by_text("The whole mail, as it was sent").click()
    page.get_by_role("button", name=f"Always show those of {cast.TOM_EMAIL}").click()
    expect(page.get_by_text("Pictures load by themselves in this sender’s letters.")).to_be_visible()
    page.get_by_role("button", name="Ask me again in future").click()
    assert (desk.dialogs, [one for one in desk.member.wrong if "ERR_" not in one]) == ([], [])


def test_a_supplier_is_asked_answers_and_is_noted(desk: Desk) -> None:
    desk.hears("<p>The torch</p>", name="torch")
    page = desk.page
    desk.member.goes_to("/cases/1/")
    page.get_by_text("Ask somebody else").click()
    page.get_by_label("To", exact=True).fill(cast.TOM_EMAIL)
    page.get_by_label("Subject", exact=True).fill("A torch of lot 7")
    page.get_by_label("What you want to know").fill("Is this lot known to fail?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("own address")
    expect(page.get_by_label("What you want to know")).to_have_value("Is this lot known to fail?")
    expect(page.locator("#answer")).to_have_value("")  # what is meant for a supplier never stands where one writes to the person
    page.get_by_label("To", exact=True).fill("ana@torchworks.example")
    page.locator("input[name=forward]").first.check()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".beside__talk")).to_contain_text("asked, no answer yet")
    with tenancy.brand(desk.house.brand_id):
        from makegood.cases import queries as cases
        from makegood.flows import side_talks

        (talk,) = side_talks.of_case(cases.by_number(number=1)).talks
        outbox.mark_sent(outgoing_id=talk.said[0][1].id, external_id="q@brightside.example", at=cast.AT)
    envelope = Envelope(
        external_id="ana",
        author=Address(IdentityKind.EMAIL, "ana@torchworks.example", "Ana Supplier"),
        text="Yes, its switch is bad. I send ten.",
        visible="Yes, its switch is bad. I send ten.",
        sent_at=cast.AT,
        thread_keys=("q@brightside.example",),
    )
    with tenancy.brand(desk.house.brand_id):
        intake.store_messages(channel_id=desk.mailbox, envelopes=[envelope], at=cast.later(minutes=10))
    for _ in range(2):
        jobs.do_all_due(desk.house.brand_id, at=cast.later(minutes=10))
    expect(page.locator(".beside__talk")).to_contain_text("Yes, its switch is bad.")
    expect(page.locator(".row__link").first).to_contain_text("somebody else answered")
    desk.member.looks("beside")
    page.locator(".beside__talk").get_by_role("button", name="Noted").click()
    expect(page.locator(".beside__talk")).to_contain_text("answered, noted")
    refused = [one for one in desk.member.wrong if "status of 422" in one]  # the browser's own word about the refused form
    assert desk.member.wrong == refused[:1]


def test_spam_is_put_away_its_sender_blocked_and_brought_back(desk: Desk) -> None:
    desk.hears("<p>Lamps!</p>", name="spam", by=SELLER)
    page = desk.page
    desk.member.goes_to("/cases/1/")
    page.get_by_text("Spam, trash, block").click()
    page.get_by_role("link", name="Block this sender").click()
    everybody = page.get_by_label("everybody at cheap-lamps.example")
    expect(everybody).to_be_visible()
    desk.member.looks("blocking")
    everybody.check()
    page.get_by_role("button", name="Block", exact=True).click()
    expect(page.get_by_text("@cheap-lamps.example", exact=True)).to_be_visible()
    desk.member.goes_to("/cases/1/")
    page.get_by_text("Put away").click()
    page.get_by_role("button", name="The case is spam").click()
    expect(page.get_by_role("heading", name="Out of sight")).to_be_visible()
    desk.works()
    desk.member.looks("out-of-sight")
    page.locator("section", has=page.get_by_role("heading", name="Cases")).get_by_role("button", name="Bring it back").click()
    expect(page.locator(".line").first).to_contain_text("May I show you our lamps?")
    assert (desk.asked, desk.dialogs, desk.member.wrong) == ([], [], [])
