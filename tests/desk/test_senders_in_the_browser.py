"""A forged sender under Troubles, and the page on which a member answers by mail, in a real browser."""

import pytest
from playwright.sync_api import expect

from makegood.channels.actions import intake
from makegood.channels.types import Authenticity, Envelope
from makegood.platform import tenancy
from tests import cast
from tests.browser import chromium
from tests.desk.test_letters_in_the_browser import Desk, desk, house

__all__ = ["desk", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def hears(desk: Desk, key: str, authentic: Authenticity) -> None:
    words = "Please send the money to my new account." if authentic else cast.TOM_WORDS
    letter = Envelope(key, cast.TOM_BY_EMAIL, words, words, cast.AT, subject="My torch", thread_key=key, authentic=authentic)
    with tenancy.brand(desk.house.brand_id):
        intake.store_messages(channel_id=desk.mailbox, envelopes=[letter], at=cast.AT)
    desk.works()


def test_a_forged_sender_waits_for_a_word_and_a_member_finds_their_address(desk: Desk) -> None:
    hears(desk, "false", Authenticity.FORGED)
    hears(desk, "true", Authenticity.UNKNOWN)
    page = desk.page
    desk.member.goes_to("/troubles/")
    expect(page.get_by_role("heading", name="Not from whom they name")).to_be_visible()
    desk.member.looks("forged")
    desk.member.goes_to("/cases/1/")
    page.get_by_role("link", name="from your mail program").click()
    expect(page.get_by_role("heading", name="Your address for this case")).to_be_visible()
    page.get_by_label("Mail me what is written in my cases").check()
    page.get_by_label("What stands under your letters").fill("Mara\nLamps and torches")
    desk.member.looks("by-mail")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_label("Mail me what is written in my cases")).to_be_checked()
    desk.member.goes_to("/troubles/")
    page.get_by_role("button", name="It is really them").click()
    expect(page.get_by_text("It is on its way to the inbox.")).to_be_visible()
    desk.member.goes_to("/cases/2/")
    expect(page.get_by_text("not proven")).to_be_visible()
    desk.member.looks("vouched")
    assert (desk.asked, desk.dialogs, desk.member.wrong) == ([], [], [])


def test_a_note_that_was_kept_leaves_no_draft_and_one_that_was_not_stays(desk: Desk) -> None:
    page = desk.page
    desk.member.goes_to("/note/")
    page.get_by_label("What they said").fill("Half a thought")
    desk.member.goes_to("/note/")
    expect(page.get_by_label("What they said")).to_have_value("Half a thought")
    page.get_by_label("Who", exact=True).fill("Ana Roth")
    page.get_by_label("What they said").press("Control+Enter")
    expect(page.get_by_text("Noted.")).to_be_visible()
    desk.member.goes_to("/note/")
    expect(page.get_by_label("What they said")).to_have_value("")
    hears(desk, "true", Authenticity.UNKNOWN)
    page.get_by_label("Who", exact=True).fill(cast.TOM_NAME)
    page.get_by_label("What they said").fill("The shade has a crack.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Who of them?")).to_be_visible()
    expect(page.get_by_label("What they said")).to_have_value("The shade has a crack.")
    desk.member.looks("who-of-them")
    assert (desk.asked, desk.dialogs, desk.member.wrong) == ([], [], [])
