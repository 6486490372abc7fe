"""Story 2, end to end: a book that did not come on its launch day, a complaint in public to its author, 32 % back, and two lines at 9:13.

The real product as real processes, a real mail server, a shop and a carrier that sign, a social network on loopback (the suite's stand-in, which answers
in the recorded shapes of a real one), and a browser in which a member of staff reads the result.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.member import Member, signed_in
from tests.channels.bluesky.standin import PASSWORD, StandIn
from tests.database import Server
from tests.peers import mailserver
from tests.stories import letters
from tests.stories.book_founding import HANDLE, HELP_EMAIL
from tests.stories.product import Product
from tests.stories.test_the_torch import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.mailserver,
    pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here"),
]
DESK = "/b/pageturner"
ADA_EMAIL, ADA, AUTHOR, PUBLISHER = "ada.quill@example.org", "adaquill.example", "rowanhale.example", "harbourpress.example"
ORDERED_AT, LAUNCH_DAY_ENDS = datetime(2026, 2, 26, 10, 0, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC)
OUT_AT, DELAYED_AT = datetime(2026, 3, 10, 8, 10, tzinfo=UTC), datetime(2026, 3, 10, 16, 40, tzinfo=UTC)
SPEAKS_AT, POINTLESS_AT = datetime(2026, 3, 10, 20, 0, tzinfo=UTC), datetime(2026, 3, 10, 20, 25, tzinfo=UTC)
MENDED_AT = datetime(2026, 3, 11, 9, 13, tzinfo=UTC)
CHANGED_AT = datetime(2026, 3, 25, 10, 0, tzinfo=UTC)
CHANGE = "Who pre-orders has the book on launch day, or does not pay for it."
FORETOLD = "Ada’s hardback “The Tide House” may not come in time"
TITLE = "Ada is waiting for the hardback “The Tide House”"
COMPLAINT = (
    f"@{AUTHOR} You asked what we think of The Tide House. I would love to tell you! I pre-ordered it for launch day, today, and it "
    "did not come. Now it says delayed indefinitely. I am so disappointed."
)
AUTHORS_WORDS = f"@{ADA} Oh no, Ada! I am so sorry. @{HANDLE} and @{PUBLISHER} are looking into it, I am sure."
PUBLISHERS_WORDS = f"@{ADA} Every copy left our printers on time."
SORRY = "We are sorry, Ada: you were to have it in your hands today. We are finding out where it is, and write to you in private."
POINTLESS = f"@{HANDLE} I waited for this book since February. There is no point in pre-ordering again if nobody guarantees the day. I am disappointed."
COMES = "Your book is with the courier now and comes tomorrow, Thursday."
LINE = "Ada, your book is with the courier and comes tomorrow. What we do to make up for it is in your mail. We are sorry that you had to ask."


@dataclass
class Town:
    """The product, the network around it, and whoever sits at the desk."""

    product: Product
    network: StandIn
    mara: Member

    def turn_to(self, at: datetime) -> None:
        self.product.turn_to(at)

    def listen(self) -> None:
        """The account is looked into every fifteen seconds of the business's clock."""
        self.product.let_time_pass(seconds=16)


@contextmanager
def town(server: Server, folder: Path) -> Iterator[Town]:
    with StandIn() as network:
        network.join(HANDLE, name="Pageturner Books")
        network.join(ADA, name="Ada Quill", followers=310)
        network.join(AUTHOR, name="Rowan Hale", followers=48_000)
        network.join(PUBLISHER, name="Harbour Press", followers=9_000)
        told = {"network": network.url, "password": PASSWORD}
        with (
            Product(
                server,
                folder,
                begins_at=ORDERED_AT,
                founding="tests.stories.book_founding",
                mailbox=HELP_EMAIL,
                told=told,
                allowed=[network.host],
            ) as product,
            chromium.browser() as browser,
            signed_in(browser, **mara_at(product)) as mara,
        ):
            yield Town(product, network, mara)


def mara_at(product: Product) -> dict[str, Any]:
    link = product.made["links"]["Mara Lindqvist"]
    return {"url": product.url, "link": link, "shots": chromium.SCREENSHOTS / "the-book"}


@pytest.mark.timeout(600)
def test_the_book_that_did_not_come_on_launch_day(server: Server, tmp_path: Path) -> None:
    with town(server, tmp_path) as here:
        she_orders_it_for_launch_day(here)
        the_case_is_open_before_she_speaks(here)
        she_speaks_in_public_to_the_author(here)
        it_is_she_and_one_loss_is_one_case(here)
        the_house_is_sorry_in_public_and_says_nothing_private(here)
        she_sees_no_point_in_it_any_more(here)
        the_finding_is_on_somebodys_list(here)
        the_day_is_over_and_more_is_owed(here)
        at_nine_thirteen_the_mail_and_the_public_line_go_out(here)
        the_promise_has_a_history(here)
        the_change_is_made_and_she_is_told(here)
        assert here.product.shop_health() == {"waiting": 0, "commands": 2}
        assert here.mara.wrong == []


def she_orders_it_for_launch_day(here: Town) -> None:
    here.product.shop(
        "/control/place-order",
        customer={"name": "Ada Quill", "email": ADA_EMAIL},
        items=[{"sku": "BOOK-01", "quantity": 1}],
        number="2001",
        at=ORDERED_AT.isoformat(),
        service="pre-order, launch day",
        promised_until=LAUNCH_DAY_ENDS.isoformat(),
    )
    page = here.mara.goes_to(f"{DESK}/inbox/")
    expect(page.locator("#rows")).to_contain_text("Nobody waits for us")


def the_case_is_open_before_she_speaks(here: Town) -> None:
    here.turn_to(OUT_AT)
    here.product.carried(carrier_says("out_for_delivery", OUT_AT))
    here.turn_to(DELAYED_AT)
    here.product.carried(carrier_says("exception", DELAYED_AT, kind="delayed", note="delayed indefinitely"))
    page = here.mara.goes_to(f"{DESK}/inbox/")
    expect(page.locator("#rows .row__title")).to_have_text([FORETOLD])
    page.locator("#rows .row__link").click()
    expect(page.locator("#makegood h2")).to_have_text("Tell them first, before they ask")
    expect(page.locator("#makegood")).to_contain_text("We promised you your order 2001 by Tuesday 10 March.")
    assert here.product.now() < SPEAKS_AT
    here.mara.looks("01-the-case-before-she-speaks")
    page = here.mara.goes_to(f"{DESK}/promises/")
    expect(page.locator("main")).to_contain_text("The carrier says that it is delayed, and does not say until when.")
    here.mara.looks("02-promises-at-risk")


def she_speaks_in_public_to_the_author(here: Town) -> None:
    here.turn_to(SPEAKS_AT)
    hers = here.network.post(ADA, COMPLAINT, mentions=(AUTHOR,))
    here.network.post(AUTHOR, AUTHORS_WORDS, answers=hers, mentions=(ADA, HANDLE, PUBLISHER))
    here.network.post(PUBLISHER, PUBLISHERS_WORDS, answers=hers, mentions=(ADA,))
    here.listen()
    page = here.mara.goes_to(f"{DESK}/inbox/")
    until(here.mara, lambda: page.locator("#rows .row").count() == 2)
    page = here.mara.goes_to(f"{DESK}/cases/2/")
    talk = page.locator("#talk .line")
    expect(talk.locator(".line__who strong")).to_have_text(["Ada Quill", "Rowan Hale", "Harbour Press"])
    expect(page.locator("#talk .line--person")).to_have_count(1)  # she is told apart from those who stand around her
    here.mara.looks("03-three-parties")


def it_is_she_and_one_loss_is_one_case(here: Town) -> None:
    page = here.mara.goes_to(f"{DESK}/who/")
    question = page.locator("main .sheet").filter(has=page.get_by_role("heading", name=re.compile(ADA)))
    expect(question.locator(".evidence li")).to_have_text(
        [
            "Both are called Ada Quill.",
            "It speaks of house and tide, and that is what Ada Quill waits for.",
            "It was written when what we had promised Ada Quill did not come.",
        ]
    )
    here.mara.looks("04-is-it-ada")
    question.get_by_role("button", name="Yes, the same").click()
    expect(page.locator("#said")).to_contain_text("They are one person now.")
    page = here.mara.goes_to(f"{DESK}/cases/2/")
    until(here.mara, lambda: page.locator("#case-title").inner_text() == TITLE)
    expect(page.locator("#case-head")).to_contain_text("order 2001")
    page = here.mara.goes_to(f"{DESK}/inbox/")
    expect(page.locator("#rows .row__title")).to_have_text([TITLE])


def the_house_is_sorry_in_public_and_says_nothing_private(here: Town) -> None:
    page = here.mara.goes_to(f"{DESK}/cases/2/")
    before = len(here.network.posts)
    page.locator("#answer").fill(f"{SORRY} It is about order 2001, to {ADA_EMAIL}.")
    expect(page.locator("#private-words")).to_contain_text(ADA_EMAIL)
    page.locator("#answer").fill(SORRY)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#talk .line")).to_have_count(4)
    expect(page.locator("#answer")).to_have_value("")
    here.listen()
    mailserver.wait_until(lambda: len(here.network.posts) == before + 1, seconds=60, what="the public answer to leave")
    assert our_posts(here) == [SORRY]


def she_sees_no_point_in_it_any_more(here: Town) -> None:
    here.turn_to(POINTLESS_AT)
    ours = next(uri for uri in here.network.posts if here.network.did(HANDLE) in uri)
    here.network.post(ADA, POINTLESS, answers=ours, mentions=(HANDLE,))
    here.listen()
    page = here.mara.goes_to(f"{DESK}/cases/2/")
    until(here.mara, lambda: page.locator("#talk .line").count() == 5)
    expect(page.locator("#case-head")).to_contain_text("Pre-order delivery")
    here.mara.looks("05-she-may-leave")
    page = here.mara.goes_to(f"{DESK}/inbox/")
    expect(page.locator("#rows .row").first).to_contain_text("may leave")


def the_finding_is_on_somebodys_list(here: Town) -> None:
    page = here.mara.goes_to(f"{DESK}/findings/")
    finding = page.locator(".finding").filter(has_text="Pre-order delivery")
    expect(finding).to_contain_text("may not come back")
    expect(finding).to_contain_text("1 voice")
    finding.get_by_role("link").first.click()
    expect(page.locator(".said-there")).to_contain_text("There is no point in pre-ordering again")
    page.get_by_text("Somebody else, another day", exact=True).click()
    page.locator("#owner").select_option(label="Mara Lindqvist")
    page.locator("#due_on").fill("2026-03-24")
    page.locator("details[open]").get_by_role("button", name="Write it down").click()
    expect(page.locator(".room__head")).to_contain_text("Mara Lindqvist")
    page.get_by_role("button", name="It is so: something shall change").click()
    expect(page.get_by_role("button", name="It is so: something shall change")).to_have_count(0)
    here.mara.looks("06-the-finding-with-her-words")


def the_change_is_made_and_she_is_told(here: Town) -> None:
    here.turn_to(CHANGED_AT)
    page = here.mara.goes_to(f"{DESK}/findings/")
    page.locator(".finding").get_by_role("link").first.click()
    page.get_by_text("It has changed", exact=True).click()
    page.locator("#change-words").fill(CHANGE)
    page.locator("details[open]").get_by_role("button", name="Write it down").click()
    expect(page.locator("#telling")).to_be_visible()
    page.get_by_role("button", name="Tell them").click()
    here.product.mail.wait_for_sent(2)
    told = letters.read(here.product.mail.sent()[-1].raw)
    said = " ".join(told.text.split())
    assert told["Subject"] == "What came of what you told us"
    assert "On 10 March you wrote to us:" in said
    assert "There is no point in pre-ordering again if nobody guarantees the day." in said
    assert CHANGE in said
    here.mara.looks("10-she-is-told-what-changed")


def the_day_is_over_and_more_is_owed(here: Town) -> None:
    here.turn_to(LAUNCH_DAY_ENDS)
    here.listen()
    page = here.mara.goes_to(f"{DESK}/cases/2/")
    until(here.mara, lambda: "£6.40" in page.locator("#makegood h2").inner_text())
    expect(page.locator("#makegood h2")).to_have_text("Own the delay and find the parcel, and £6.40 back and free delivery")
    expect(page.locator("#makegood .purse")).to_contain_text("It costs £9.30")
    here.mara.looks("07-a-third-back-and-free-delivery")


def at_nine_thirteen_the_mail_and_the_public_line_go_out(here: Town) -> None:
    here.turn_to(MENDED_AT)
    here.product.carried(carrier_says("moving", MENDED_AT, note="with the courier"))
    page = here.mara.goes_to(f"{DESK}/cases/2/")
    page.get_by_text("Change something first", exact=True).click()
    words = page.locator('textarea[name="say.text"]')
    proposed = words.input_value()
    assert "£6.40 back" in proposed
    assert "free delivery" in proposed.lower()
    words.fill(
        proposed.replace(
            "We are asking the carrier where it is, and you will hear from us with the day on which it comes.", COMES
        )
    )
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.locator("#said")).to_contain_text("The changes are kept.")
    page.get_by_role("button", name="Put it right", exact=True).click()
    expect(page.locator("#said")).to_contain_text("It is being put right.")
    page.locator("#answer").fill(LINE)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#answer")).to_have_value("")
    here.listen()
    here.product.mail.wait_for_sent(1)
    mailserver.wait_until(lambda: LINE in our_posts(here), seconds=60, what="the public line to leave")
    assert here.product.now() < MENDED_AT.replace(minute=14)
    (left,) = here.product.mail.sent()
    assert left.recipients == (ADA_EMAIL,)
    letter = letters.read(left.raw)
    assert COMES in " ".join(letter.text.split())
    assert "£6.40 back" in letter.text
    moved = here.product.shop_rows("SELECT kind, order_number, amount_minor FROM money_moved ORDER BY kind")
    assert [tuple(row.values()) for row in moved] == [("refund", "2001", 640), ("waive_shipping", "2001", 290)]
    page = here.mara.goes_to(f"{DESK}/cases/2/")
    until(here.mara, lambda: page.locator("#case-head .clock").inner_text() == "put right")
    here.mara.looks("08-put-right-at-nine-thirteen")


def the_promise_has_a_history(here: Town) -> None:
    page = here.mara.goes_to(f"{DESK}/promises/")
    rate = page.locator("tr").filter(has_text=re.compile("pre-order delivery", re.IGNORECASE))
    expect(rate).to_contain_text("100 %")
    here.mara.looks("09-promises-broken")


def carrier_says(state: str, at: datetime, *, kind: str = "", note: str = "") -> dict[str, Any]:
    """A carrier knows its own number, and no order."""
    told = {"tracking": "SW-2001", "carrier": "Swiftline", "state": state, "raw_code": state.upper(), "at": at.isoformat()}
    return told | ({"kind": kind} if kind else {}) | ({"note": note} if note else {})


def our_posts(here: Town) -> list[str]:
    did = here.network.did(HANDLE)
    return [post["record"]["text"].removeprefix(f"@{ADA} ") for uri, post in here.network.posts.items() if did in uri]
