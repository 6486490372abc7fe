"""The chat window and the form as somebody uses them, in a real browser, from a shop's page on another origin with a strict policy."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import signing
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from makegood.channels import queries as channels
from makegood.channels.types import Direction
from makegood.platform import tenancy
from makegood.portal.pages import form
from tests import cast
from tests.browser import chromium
from tests.browser.serving import Pages
from tests.flows.conftest import House
from tests.portal.conftest import SECRET, SUBJECTS, Corner, answer, furnish
from tests.portal.shop_page import ShopPage, open_shop

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]
expect.set_options(timeout=20_000)  # a busy machine


@dataclass
class Street:
    """A shop's page with the chat in it, and who stands before it."""

    corner: Corner
    shop: ShopPage
    makegood: str
    live: str
    browser: Browser
    offset: timedelta
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def turns(self, *, minutes: int = 0) -> None:
        """Everything is done that is due by what the pages' clock shows now, or so much later. It goes on while the tests run, and stands
        at no fixed instant after the first of them."""
        self.corner.house.turn_to(datetime.now(UTC) + self.offset + timedelta(minutes=minutes))

    def visitor(self, **more: object) -> BrowserContext:
        context = self.browser.new_context(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce", **more)  # type: ignore[arg-type]
        context.on("request", lambda request: self.asked.append(request.url) if request.url.startswith(self.makegood) else None)
        context.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)
        return context

    def looks(self, page: Page, name: str) -> None:
        """Pictures for people, and axe in each look."""
        folder = chromium.SCREENSHOTS / "portal"
        folder.mkdir(parents=True, exist_ok=True)
        for look, (width, height) in chromium.SIZES.items():
            page.emulate_media(color_scheme="dark" if look == "dark" else "light")
            page.set_viewport_size({"width": min(width, 1100), "height": min(height, 760)})
            chromium.picture(page, folder / f"{name}-{look}.png")
            if look == "light":
                continue  # dark, and light on the phone, are looked at closely
            assert chromium.violations(page) == [], f"{name} ({look})"
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (
                f"{name} ({look}) is wider than the screen"
            )
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1100, "height": 760})


@pytest.fixture
def street(pages: Pages, chrome: Browser, house: House) -> Iterator[Street]:
    offset = pages.turn_to(cast.later(minutes=5))
    with open_shop() as shop:
        corner = furnish(house, origins=shop.origin)
        shop.carries_chat(pages.url, corner.slug, pages.live)
        yield Street(corner, shop, pages.url, pages.live, chrome, offset)
        for context in chrome.contexts:
            context.close()


def says(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.keyboard.press("Enter")


def opened_a_minute_ago(route: Route) -> None:
    """Hands the page on with its stamp a minute older; what is posted goes as it is."""
    if route.request.method != "GET":
        route.continue_()
        return
    answer = route.fetch()
    body = answer.text()
    for stamp in re.findall(r'name="stamp" value="([^"]+)"', body):
        signer = signing.TimestampSigner(salt=form._STAMP)
        parts = signer.unsign_object(stamp)
        begun = time.time() - 60
        with pytest.MonkeyPatch.context() as earlier:
            earlier.setattr(time, "time", lambda begun=begun: begun)
            body = body.replace(stamp, signer.sign_object(parts))
    route.fulfill(response=answer, body=body)


def test_a_talk_from_the_first_look_to_the_last_answer(street: Street) -> None:
    corner = street.corner
    context = street.visitor(viewport={"width": 1100, "height": 760})
    page = context.new_page()
    page.goto(street.shop.origin)

    # before the first message: one script, and nothing else asked or kept
    page.get_by_role("button", name="Chat with us").click()
    expect(page.get_by_role("dialog", name="Chat with Brightside Lights")).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_focused()
    expect(page.get_by_text("We answer today until 17:00, usually within an hour.")).to_be_visible()
    expect(page.get_by_text("When you send, we keep your message")).to_be_visible()
    assert [url.removeprefix(street.makegood) for url in street.asked] == [f"/chat/{corner.slug}/shop/widget.js"]
    assert (page.evaluate("localStorage.length + sessionStorage.length"), context.cookies()) == (0, [])
    street.looks(page, "chat-1-open")

    # the keyboard alone
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Chat with us")).to_be_focused()
    page.keyboard.press("Enter")
    says(page, "Do your torches <b>float</b>?")
    expect(page.get_by_text("Do your torches <b>float</b>?")).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+:\d\d, sent"))).to_be_visible()
    expect(page.get_by_text("If you have to leave")).to_be_visible()
    assert page.evaluate("localStorage.length") == 1

    # the desk answers, and it appears by itself
    street.turns()
    answer(corner, "They do: see https://brightside.example/float?a=1&b=2.")
    expect(page.get_by_text("They do: see")).to_be_visible()
    expect(page.get_by_role("link", name="https://brightside.example/float?a=1&b=2")).to_have_attribute(
        "rel", "noopener noreferrer nofollow"
    )
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_role("button", name="Yes, please").click()
    expect(page.get_by_text("Should you have left by then, we answer to a…@example.org.")).to_be_visible()
    street.looks(page, "chat-2-answered")

    # a reload, and a second tab
    page.reload()
    page.get_by_role("button", name="Chat with us").click()
    expect(page.get_by_text("They do: see")).to_be_visible()
    second = context.new_page()
    second.goto(street.shop.origin)
    second.get_by_role("button", name="Chat with us").click()
    expect(second.get_by_text("They do: see")).to_be_visible()
    says(second, "And in salt water?")
    page.bring_to_front()
    expect(page.get_by_text("And in salt water?")).to_be_visible()

    # cut off: what is typed is kept, sent once, and what was missed is caught up
    context.set_offline(True)
    expect(page.get_by_text("No connection. What you write is kept")).to_be_visible()
    says(page, "Hello? I am in a tunnel.")
    expect(page.get_by_text("waits to be sent")).to_be_visible()
    street.turns()
    answer(corner, "In salt water too.")
    street.looks(page, "chat-3-cut-off")
    context.set_offline(False)
    expect(page.get_by_text("In salt water too.")).to_be_visible()
    expect(page.get_by_text("waits to be sent")).to_have_count(0)
    expect(page.get_by_text("Hello? I am in a tunnel.")).to_have_count(1)
    with tenancy.brand(corner.brand_id):
        heard = [m.visible for m in channels.page(before=None, since=None, limit=50) if m.direction is Direction.IN]
    assert sorted(heard) == ["And in salt water?", "Do your torches <b>float</b>?", "Hello? I am in a tunnel."]

    # forgotten here
    page.get_by_text("More").click()
    page.get_by_role("button", name="Forget this chat here").click()
    page.get_by_role("button", name="Forget this chat here").click()
    expect(page.get_by_text("This browser has forgotten the chat.")).to_be_visible()
    expect(page.get_by_text("In salt water too.")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    assert [one for one in street.complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []
    context.close()


def test_whoever_left_is_answered_by_mail_and_told_so_when_they_come_back(street: Street) -> None:
    corner = street.corner
    context = street.visitor()
    page = context.new_page()
    page.goto(street.shop.origin)
    page.get_by_role("button", name="Chat with us").click()
    says(page, "Do your torches float?")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_role("button", name="Yes, please").click()
    expect(page.get_by_text("Should you have left by then")).to_be_visible()
    page.close()
    street.turns()
    answer(corner, "They do.")
    street.turns(minutes=24)
    with tenancy.brand(corner.brand_id):
        (mail,) = [m for m in channels.page(before=None, since=None, limit=9) if m.channel_id == corner.house.mail]
    assert mail.text.startswith("They do.\n\nYou wrote to us in the chat on 02/03/2026.")
    page = context.new_page()
    page.goto(street.shop.origin)
    page.get_by_role("button", name="Chat with us").click()
    expect(page.get_by_text("You had left, so we sent this to a…@example.org as well.")).to_be_visible()
    street.looks(page, "chat-4-mailed")
    context.close()


def test_in_german_on_a_phone_with_files_and_a_page_whose_styles_are_hostile(street: Street, tmp_path: Path) -> None:
    from tests.portal.shop_page import ROGUE

    street.shop.policy += "; style-src 'unsafe-inline'"
    street.shop.html = street.shop.html.replace("</body>", f"<style>{ROGUE}</style></body>").replace("lang=en", "lang=de")
    photo = tmp_path / "foto.png"
    photo.write_bytes(b"\x89PNG not really")
    context = street.browser.new_context(
        locale="de-AT", timezone_id="America/New_York", viewport={"width": 390, "height": 844}, accept_downloads=True
    )
    page = context.new_page()
    page.goto(street.shop.origin)
    page.get_by_role("button", name="Chatten Sie mit uns").click()
    panel = page.get_by_role("dialog")
    expect(
        panel.get_by_text("Wir antworten heute bis 12:00 Uhr, meist innerhalb einer Stunde.")
    ).to_be_visible()  # 17:00 in London
    # Asked once, not polled: the shop's own rules forbid a page to evaluate text later.
    page.evaluate(
        "() => Promise.all(document.querySelector('makegood-chat').shadowRoot.getAnimations().map(a => a.finished)).then(() => 0)"
    )
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    page.locator("makegood-chat input[type=file]").set_input_files(photo)
    expect(page.get_by_role("button", name="foto.png entfernen")).to_be_visible()
    page.get_by_label("Ihre Nachricht").fill("So sieht sie aus.")
    page.get_by_role("button", name="Senden").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="foto.png herunterladen").click()
    assert Path(coming.value.path()).read_bytes() == b"\x89PNG not really"
    chromium.picture(page, chromium.SCREENSHOTS / "portal" / "chat-5-german-phone.png")
    context.close()


def test_a_page_that_is_not_listed_cannot_send(street: Street) -> None:
    with open_shop() as other:
        other.carries_chat(street.makegood, street.corner.slug, street.live)
        page = street.browser.new_page()
        page.goto(other.origin)
        page.get_by_role("button", name="Chat with us").click()
        says(page, "Hello?")
        expect(page.get_by_text("No connection. What you write is kept")).to_be_visible()
        page.close()
    with tenancy.brand(street.corner.brand_id):
        assert channels.page(before=None, since=None, limit=5) == ()


def test_the_shop_says_who_is_logged_in(street: Street) -> None:
    from tests.portal import signed

    token = signed.token({"sub": "C-2041", "email": cast.TOM_EMAIL, "name": cast.TOM_NAME, "exp": signed.soon()}, SECRET)
    street.shop.carries_chat(street.makegood, street.corner.slug, street.live, attributes=f'data-identity="{token}"')
    context = street.visitor()
    page = context.new_page()
    page.goto(street.shop.origin)
    page.get_by_role("button", name="Chat with us").click()
    says(page, "It is me.")
    expect(page.get_by_text(re.compile(r"\d+:\d\d, sent"))).to_be_visible()
    expect(page.get_by_text("If you have to leave")).to_have_count(0)
    street.turns()
    with tenancy.brand(street.corner.brand_id):
        (said,) = channels.page(before=None, since=None, limit=5)
    assert said.authentic == "vouched"
    context.close()


def test_the_form_in_a_browser_without_script(street: Street, tmp_path: Path) -> None:
    photo = tmp_path / "torch.txt"
    photo.write_text("It is broken here.")
    context = street.browser.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 1100, "height": 760})
    page = context.new_page()
    page.route("**/form/**", opened_a_minute_ago)  # the form takes nobody for a person who fills it in within three seconds
    page.goto(f"{street.makegood}{street.corner.form_path}")
    page.get_by_label("Your message").fill("The torch does not shine.")
    page.get_by_label("Your e-mail address").fill("tom at example")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Everything that you typed is still here.")
    expect(page.get_by_label("Your message")).to_have_value("The torch does not shine.")
    expect(page.get_by_label("Your e-mail address")).to_have_value("tom at example")
    page.get_by_label("Your e-mail address").fill(cast.TOM_EMAIL)
    page.get_by_label("What is it about?").select_option("A product")
    page.get_by_label("Photos or files").set_input_files(photo)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, we have it.")
    expect(page.get_by_text(re.compile(r"You hear from us by today at 11:\d\d\."))).to_be_visible()
    context.close()
    with tenancy.brand(street.corner.brand_id):
        (said,) = channels.page(before=None, since=None, limit=5)
    assert (said.subject, said.author.value, [file.name for file in said.attachments]) == (
        "A product",
        cast.TOM_EMAIL,
        ["torch.txt"],
    )
    assert SUBJECTS.split("; ")[1] == said.subject


def test_every_hosted_page_looks_right(street: Street) -> None:
    page = street.visitor().new_page()
    slug = street.corner.slug
    for name, path in (
        ("form-1", street.corner.form_path),
        ("form-2-setup", f"{street.corner.form_path}setup/"),
        ("chat-6-setup", f"/chat/{slug}/shop/setup/"),
        ("chat-7-hosted", f"/chat/{slug}/shop/"),
    ):
        page.goto(f"{street.makegood}{path}")
        street.looks(page, name)
    page.goto(f"{street.makegood}{street.corner.form_path}")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    street.looks(page, "form-3-wrong")
    assert [one for one in street.complaints if "422" not in one] == []
    page.context.close()
