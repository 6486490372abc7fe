"""Channels, webhooks and words for the public in a real browser: each page by axe in light, dark and at a phone's width; nothing is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from makegood.brands import queries as brands
from makegood.channels.actions import connecting, intake
from makegood.channels.types import Automatic, Envelope
from makegood.desk import entry
from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from makegood.watch import actions as watching
from makegood.webhooks import queries as webhooks
from makegood.webhooks.actions import sending, subscribing
from makegood.webhooks.types import Outcome
from tests import cast
from tests.browser import chromium
from tests.browser.member import Member
from tests.browser.serving import Pages
from tests.desk.conftest import account
from tests.flows.conftest import House, house  # noqa: F401  # the morning of the torch

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


@dataclass
class Desk:
    house: House
    member: Member
    chat: UUID
    webhook: UUID


@pytest.fixture
def desk(house: House, pages: Pages, chrome: Browser) -> Iterator[Desk]:  # noqa: F811
    account(cast.MARA["user_id"])
    with tenancy.brand(house.brand_id):
        slug = brands.current().slug
        chat, webhook = _quiet_chat(), _webhook(slug)
    house.hears(cast.TOM_WORDS, by=cast.TOM_BY_HANDLE, channel=house.posts, public=True)
    link = entry.make_link(user_id=cast.MARA["user_id"], at=datetime.now(UTC))
    pages.turn_to(cast.later(minutes=5))
    page = chrome.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    member = Member(page, f"{pages.url}/b/{slug}", chromium.SCREENSHOTS / "channels")
    page.goto(f"{pages.url}{link}")
    page.get_by_role("button", name="Sign in").click()
    yield Desk(house, member, chat, webhook)
    page.close()


def _quiet_chat() -> UUID:
    """A chat with a rhythm, that had its troubles and has said nothing for four days."""
    chat = connecting.add_channel(kind="webhook", name="Chat", address="chat", settings={}, by=SYSTEM, at=cast.later(days=-60))
    times = [cast.later(days=-day, hours=hour) for day in range(4, 50) for hour in range(-1, day % 5 + 1)]
    heard = [
        Envelope(f"c-{n}", cast.TOM_BY_EMAIL, "Back soon", "Back soon", at - timedelta(seconds=3), automatic=Automatic.AUTO_REPLY)
        for n, at in enumerate(times)
    ]
    for at, envelope in zip(times, heard, strict=True):
        intake.store_messages(channel_id=chat, envelopes=[envelope], at=at)
    watching.note_trouble(channel_id=chat, trouble="The chat did not answer in time.", at=cast.later(days=-9))
    watching.note_trouble(channel_id=chat, trouble="", at=cast.later(days=-9, hours=2))
    for days in (-5, 0):
        watching.look_after(channel_id=chat, zone="Europe/London", all_anew=True, at=cast.later(days=days, minutes=5))
    return chat


def _webhook(slug: str) -> UUID:
    """A webhook with something in its log: arrived, failed, waiting."""
    one, _ = subscribing.add(
        name="Data warehouse", url="https://127.0.0.1:1/makegood", kinds=["cases.*"], by=SYSTEM, at=cast.later(hours=-5)
    )
    for status in (204, 500):
        sending.send_test(webhook_id=one.id, brand=slug, at=cast.later(hours=-4))
        for parcel in sending.take(webhook_id=one.id, at=cast.later(hours=-4)):
            trouble = "" if status == 204 else "It answered 500."
            told = Outcome(parcel.delivery_id, status, 48, trouble, "thank you" if status == 204 else "out of room")
            sending.note(webhook_id=one.id, outcomes=[told], chance=0, at=cast.later(hours=-4))
    return one.id


def test_channels_and_webhooks_are_looked_after_and_nothing_is_wrong(desk: Desk) -> None:
    member, page = desk.member, desk.member.page
    member.goes_to("/")
    expect(page.get_by_text("One channel")).to_be_visible()
    member.goes_to("/settings/channels/")
    member.looks("channels")
    member.goes_to(f"/settings/channels/{desk.chat}/")
    expect(page.get_by_text("unusually silent")).to_be_visible()
    page.get_by_text("The numbers behind the picture").click()
    member.looks("channel")
    page.get_by_role("button", name="Make the address").click()
    expect(page.get_by_text("It is shown this once.")).to_be_visible()
    member.looks("channel-address")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("It is paused.")).to_be_visible()
    member.goes_to("/settings/channels/new/email/")
    page.get_by_label("What the team calls it").fill("Help")
    page.get_by_label("Our address there").fill("help@brightside.example")
    page.get_by_label("Incoming mail server (IMAP)").fill("not a server!")
    page.get_by_label("User name").first.fill("help")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator(".field__wrong").first).to_be_visible()
    member.looks("connect")
    member.goes_to("/settings/webhooks/")
    member.looks("webhooks")
    member.goes_to(f"/settings/webhooks/{desk.webhook}/")
    member.looks("webhook")
    page.get_by_role("link", name="webhooks.Test").first.click()
    expect(page.get_by_role("heading", name="What was sent")).to_be_visible()
    member.looks("delivery")
    member.goes_to("/troubles/")
    member.looks("troubles")
    with tenancy.brand(desk.house.brand_id):
        assert len(webhooks.deliveries(webhook_id=desk.webhook, limit=9)) == 2
    assert (
        "\n".join(one for one in member.wrong if "422" not in one) == ""
    )  # the browser says of a refused form that it was refused


def test_private_words_are_marked_while_they_are_typed_and_said_in_private(desk: Desk) -> None:
    member, page = desk.member, desk.member.page
    member.goes_to("/cases/1/")
    page.get_by_label("Your answer").fill("Sorry, Tom. £1.99 goes back for order 1007, and it went to 12 Mill Lane.")
    marks = page.locator("#private-words mark")
    expect(marks).to_have_count(3)
    member.looks("private-words")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(
        page.get_by_text("Everybody can read this, and it holds").or_(page.get_by_text("everybody can read this, and it holds"))
    ).to_be_visible()
    expect(page.locator("#private-words mark")).to_have_count(3)
    page.get_by_role("button", name="Say it in private").click()
    expect(page.get_by_text("12 Mill Lane").first).to_be_visible()
    assert "\n".join(one for one in member.wrong if "422" not in one) == ""
