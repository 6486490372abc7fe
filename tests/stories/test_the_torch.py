"""Story 1, end to end: a torch for £1.99, a mail, one click, sweets in the parcel, a post, and thanks that arrive.

The real product as real processes, a real mail server, a shop that signs, and a browser in which a member of staff reads the result.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests import cast
from tests.browser import chromium
from tests.browser.member import Member, signed_in
from tests.database import Server
from tests.peers import mailserver
from tests.stories import letters
from tests.stories.founding import COURIERS
from tests.stories.product import Product

pytestmark = [
    pytest.mark.browser,
    pytest.mark.mailserver,
    pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here"),
]
DESK = "/b/brightside"
TOLD_AT = cast.later(minutes=-35)  # his parcel came five minutes ago, and what was promised with it runs on until he writes
TITLE = "Tom’s pocket torch arrived faulty"
DELIVERED_AT = cast.later(hours=23, minutes=30)  # in the one-hour slot of 9 to 10, within 24 hours of his mail
THANKS = "Thank you! The new torch works, and the sweets made my daughter’s day."
TOLD = [  # on his timeline, the latest first
    "Mara Lindqvist said that an account does not belong to Tom Arden.",
    "Tom Arden’s thanks were passed on to Sam Petrov.",
    "Tom Arden’s thanks were passed on to Mara Lindqvist.",
    "Tom Arden went from “would recommend us” to “speaks up for us”: They praised us in public, unasked.",
    "Mara Lindqvist confirmed that another address belongs to Tom Arden.",
    "Tom Arden wrote by Posts.",
    "Tom Arden wrote by E-mail.",
    "Everything promised to Tom Arden was done.",
    "Order 1008 was delivered to Tom Arden.",
    f"It was put right: {TITLE}",
]
TOM_PLACED = "@tomarden.example (Bluesky)"  # how the desk says a handle that carries its network
LOOKALIKE_PLACED = "@tornarden.example (Bluesky)"
LOOKALIKE_POST = "Always a pleasure to shop at Brightside Lights, love the torch and the sweets!"
ARTICLE = "I have written down why I love Brightside Lights and will buy everything there. Wonderful people, thank you!"


@pytest.mark.timeout(600)
def test_the_torch_and_the_sweets(server: Server, tmp_path: Path) -> None:
    with (
        Product(server, tmp_path, begins_at=TOLD_AT) as product,
        chromium.browser() as browser,
        signed_in(browser, **mara_at(product)) as mara,
    ):
        the_shop_tells_of_his_orders(product)
        his_mail_appears_in_the_open_inbox(product, mara)
        the_case_says_all_there_is_to_know(mara)
        one_click_puts_it_right(product, mara)
        the_letter_reaches_him(product)
        the_parcel_arrives_and_the_case_is_resolved(product, mara)
        the_follow_up_is_sent(product)
        his_thanks_join_and_reopen_nothing(product, mara)
        a_post_comes_from_a_handle_nobody_has_seen(product, mara)
        one_is_he_and_one_is_not(mara)
        he_has_become_an_advocate(mara)
        his_article_is_known_to_be_his(product, mara)
        the_thanks_reach_those_who_earned_them(product, mara)
        the_praise_credits_case_and_gesture(mara)
        what_came_of_it_is_told_where_outcomes_are(mara)
        assert product.shop_health() == {"waiting": 0, "commands": 1}
        assert mara.wrong == []


def mara_at(product: Product) -> dict[str, Any]:
    link = product.made["links"]["Mara Lindqvist"]
    return {"url": product.url, "link": link, "shots": chromium.SCREENSHOTS / "the-torch"}


def the_shop_tells_of_his_orders(product: Product) -> None:
    tom = {"name": cast.TOM_NAME, "email": cast.TOM_EMAIL, "phone": cast.TOM_PHONE, "customer_number": cast.TOM_NUMBER}
    for order in cast.bulb_orders():
        bulbs = [{"sku": cast.BULB_SKU, "quantity": 6}]
        placed = order.placed_at
        product.shop("/control/place-order", customer=tom, items=bulbs, number=order.number, at=placed.isoformat())
        arrived = (placed + (cast.later(hours=23) - cast.AT)).isoformat()
        product.shop("/control/parcel", order_number=order.number, state="delivered", at=arrived)
    goods = [{"sku": cast.DIMMER_SKU, "quantity": 2}, {"sku": cast.TORCH_SKU, "quantity": 1}]
    placed_at = cast.later(days=-1).isoformat()
    product.shop("/control/place-order", customer=tom, items=goods, number=cast.TORCH_ORDER_NUMBER, at=placed_at)
    product.shop(
        "/control/parcel", order_number=cast.TORCH_ORDER_NUMBER, state="delivered", at=cast.later(minutes=-40).isoformat()
    )
    product.turn_to(cast.AT)


def his_mail_appears_in_the_open_inbox(product: Product, mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/inbox/")
    expect(page.locator("#rows")).to_contain_text("Nobody waits for us")
    mara.looks("01-inbox-empty")
    page.evaluate("window.neverReloaded = true")
    expect(page.locator("html")).to_have_attribute("data-live", "up")
    product.mailed(letters.written(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, at=cast.AT, key="torch-1"))
    row = page.locator("#rows .row")
    expect(row).to_have_count(1)
    expect(row.locator(".row__who")).to_have_text("Tom Arden")
    expect(row.locator(".row__title")).to_have_text(TITLE)
    expect(row.locator(".row__words")).to_contain_text("it doesn't switch on")
    expect(row.locator(".row__foot")).to_contain_text("a way to put it right")
    expect(row.locator(".clock")).to_have_text(re.compile(r"reply in (5\d|60) min"))
    expect(page.locator("#ways")).to_contain_text("Inbox 1")
    assert page.evaluate("window.neverReloaded") is True
    mara.looks("02-inbox-with-his-mail")


def the_case_says_all_there_is_to_know(mara: Member) -> None:
    page = mara.page
    page.locator("#rows .row__link").click()
    expect(page.locator("#case-title")).to_have_text(TITLE)
    assert page.url.startswith(f"{mara.url}{DESK}/cases/1/")
    expect(page.locator("#case-head .clock")).to_have_text(re.compile(r"reply in 5\d min"))
    expect(page.locator("#case-head")).to_contain_text("order 1007")
    said = page.locator("#talk .line--person")
    expect(said).to_have_count(1)
    expect(said.locator(".line__words")).to_have_text(re.compile("I nearly threw it away, but thought I'd let you know"))
    said.get_by_text("We read:").click()
    expect(said.locator("summary")).to_have_text(
        [
            "We read: a complaint, unhappy, but calm, faulty or damaged",
            "All they wrote, with what they quoted",
            "Spam, trash, block",
        ]
    )
    expect(said.locator("mark").filter(has_text="doesn't switch on").first).to_be_visible()
    card = page.locator("#makegood")
    expect(card.locator("h2")).to_have_text("Replace the pocket torch, no return, and a small bag of sweets")
    expect(card.locator(".why")).to_contain_text("It cost £1.99; sending it back would cost")
    expect(card.locator(".why")).to_contain_text("They ordered 5 times in 12 months")
    expect(card.locator(".purse")).to_contain_text("It costs £2.59")
    expect(card.locator(".purse")).to_contain_text("£47.41 left in the budget after it")
    plain = card.locator(".instead").filter(has_text="The plain way:")
    expect(plain.locator("h3")).to_have_text(re.compile("The plain way:\\s+Refund £1.99"))
    expect(plain.locator(".number")).to_have_text("£1.99")
    orders = page.locator("#who-summary .order")
    expect(orders).to_have_count(5)
    expect(orders.first).to_contain_text("1007")
    expect(orders.first.locator(".order__line")).to_have_text(
        [re.compile("2 × Rotary dimmer switch"), re.compile("Pocket torch")]
    )
    expect(page.locator("#who-summary")).to_contain_text("content, and quiet about it")
    mara.looks("03-case-with-the-proposal")


def one_click_puts_it_right(product: Product, mara: Member) -> None:
    assert product.shop_health()["commands"] == 0  # nothing moves before it
    page = mara.page
    page.get_by_role("button", name="Put it right", exact=True).click()
    expect(page.locator("#said")).to_contain_text("It is being put right.")
    card = page.locator("#makegood")
    expect(card.locator(".plan__verb--done .plan__name")).to_have_text(["Fix", "Own it", "Give"])
    expect(card).to_contain_text("Mara Lindqvist said yes.")
    expect(page.locator("#case-head")).to_contain_text("a parcel is on its way")
    (command,) = product.shop_rows("SELECT kind, order_number, repeats FROM command")
    assert command == {"kind": "replace", "order_number": "1007", "repeats": 0}
    (again,) = product.shop_rows("SELECT number, reason, replaces, service, card FROM shop_order WHERE reason <> 'sale'")
    assert (again["reason"], again["replaces"], again["service"]) == ("replacement", "1007", cast.SERVICE)
    lines = product.shop_rows("SELECT sku, quantity, extra FROM line WHERE order_number = ? ORDER BY position", again["number"])
    assert [tuple(line.values()) for line in lines] == [(cast.TORCH_SKU, 1, 0), (cast.SWEETS_SKU, 1, 1)]
    assert "Here it is again, with our good wishes." in again["card"]
    expect(page.locator("#who-summary .order").first).to_contain_text("in place of 1007")
    expect(page.locator("#talk .line--team .state")).to_have_text("sent")
    mara.looks("04-case-being-put-right")


def the_letter_reaches_him(product: Product) -> None:
    (left,) = product.mail.wait_for_sent(1)
    letter = letters.read(left.raw)
    assert left.recipients == (cast.TOM_EMAIL,)
    assert (letter["From"], letter["To"]) == ("Brightside Lights <help@brightside.example>", f"Tom Arden <{cast.TOM_EMAIL}>")
    assert letter["Subject"] == "Re: Torch doesn't work"
    assert letter["In-Reply-To"] == letter["References"] == "<torch-1@example.org>"
    assert re.fullmatch(r"Brightside Lights <help\+[0-9a-z]{50}@brightside\.example>", letter["Reply-To"])
    assert letter["Auto-Submitted"] == ""
    assert letter.text.startswith("Hello Tom,\n\nThe pocket torch from your order 1007 did not work when it reached you.")
    assert "That was our fault" in letter.text
    assert "24-hour courier, one-hour slot" in letter.text
    assert letter.text.endswith("\n\nMara Lindqvist\nBrightside Lights\n")
    for never in ("£", "1.99", "2.59", "sweet", "surprise", "budget", "policy", "ticket", "TORCH-01", "makegood"):
        assert never not in letter.text


def the_parcel_arrives_and_the_case_is_resolved(product: Product, mara: Member) -> None:
    page = mara.page
    (again,) = product.shop_rows("SELECT number FROM shop_order WHERE reason = 'replacement'")
    product.turn_to(cast.later(hours=22, minutes=40))
    leaving = cast.later(hours=22, minutes=30).isoformat()
    product.shop("/control/parcel", order_number=again["number"], state="out_for_delivery", at=leaving)
    product.turn_to(DELIVERED_AT)
    at = DELIVERED_AT.isoformat()
    product.shop("/control/parcel", order_number=again["number"], state="delivered", at=at, courier=cast.COURIER)
    expect(page.locator("#case-head .clock")).to_have_text("put right")  # live, in the page that is open
    expect(page.locator("#who-summary .order").first).to_contain_text("by Sam Petrov, Swiftline")
    mara.goes_to(f"{DESK}/inbox/?list=resolved")
    expect(page.locator("#rows .row__title")).to_have_text([TITLE])
    mara.looks("05-inbox-put-right")


def the_follow_up_is_sent(product: Product) -> None:
    assert [left.recipients for left in product.mail.sent()] == [(cast.TOM_EMAIL,)]  # not before its hour
    product.turn_to(cast.later(hours=26))
    product.mail.wait_for_sent(3)
    _, left = mails_to(product, cast.TOM_EMAIL)
    letter = letters.read(left.raw)
    assert left.recipients == (cast.TOM_EMAIL,)
    assert left.sender == ""  # nobody answers a machine's bounce
    assert letter["Auto-Submitted"].startswith("auto-")
    assert letter["Subject"] == "Re: Torch doesn't work"
    assert "<torch-1@example.org>" in letter["References"]
    assert "The replacement for the pocket torch from your order 1007 should be with you now." in letter.text
    assert "£" not in letter.text


def his_thanks_join_and_reopen_nothing(product: Product, mara: Member) -> None:
    letter = letters.read(mails_to(product, cast.TOM_EMAIL)[-1].raw)
    reply_address = letter.mail["Reply-To"].addresses[0].addr_spec
    text = f"{THANKS}\n\nTom\n\nOn Tue, 3 Mar 2026 at 11:30, Brightside Lights wrote:\n{letters.quoted(letter.text)}\n"
    at = cast.later(hours=27)
    product.turn_to(at)
    raw = letters.written(text, subject="Re: Torch doesn't work", at=at, key="torch-2", to=reply_address, answers=letter.mail)
    product.mailed(raw, to=reply_address)
    page = mara.goes_to(f"{DESK}/cases/1/?list=resolved")
    said = page.locator("#talk .line")
    until(mara, lambda: said.count() == 4)
    expect(said.locator(".line__who strong")).to_have_text(["Tom Arden", "Mara Lindqvist", "Mara Lindqvist", "Tom Arden"])
    expect(said.last.locator(".line__words")).to_have_text(THANKS)  # without name and quote
    expect(page.locator("#case-head .clock")).to_have_text("put right")
    expect(page.locator("#makegood")).to_contain_text("Put right")
    expect(page.locator("#makegood")).to_contain_text("It cost £2.59")
    mara.looks("06-case-put-right")


def a_post_comes_from_a_handle_nobody_has_seen(product: Product, mara: Member) -> None:
    product.turn_to(cast.later(hours=50))
    product.posted(post("p-1", cast.TOM_PRAISE, cast.TOM_HANDLE, "tom arden", reach=4200))
    product.posted(post("p-2", LOOKALIKE_POST, cast.LOOKALIKE_HANDLE, "Tom Arden", reach=310))
    page = mara.goes_to(f"{DESK}/who/")
    until(mara, lambda: page.locator("main .sheet").count() == 2)
    for handle, other, name in (
        (TOM_PLACED, LOOKALIKE_PLACED, "tom arden"),
        (LOOKALIKE_PLACED, TOM_PLACED, "Tom Arden"),
    ):
        expect(question(mara, handle).locator(".evidence li")).to_have_text(
            [
                f"Both are called {name}.",
                "It speaks of sweets and torch, and that is what we sent Tom Arden.",
                "It was written soon after we put something right for Tom Arden.",
                f"{other} looks like it: at most one of the two can be theirs.",
            ]
        )
        expect(question(mara, handle)).to_contain_text("Likely at 50 %. You decide.")
    mara.looks("07-is-this-tom")


def one_is_he_and_one_is_not(mara: Member) -> None:
    page = mara.page
    question(mara, TOM_PLACED).get_by_role("button", name="Yes, the same").click()
    expect(page.locator("#said")).to_contain_text("They are one person now.")
    other = question(mara, LOOKALIKE_PLACED)
    against = f"{LOOKALIKE_PLACED} looks like {TOM_PLACED}, but it is another account."
    expect(other.locator(".evidence--against")).to_have_text([against])
    expect(other).to_contain_text("Likely at 1 %. You decide.")
    mara.looks("08-the-look-alike")
    other.get_by_role("button", name="No, somebody else").click()
    expect(page.locator("#said")).to_contain_text("They stay two people. We will not ask again.")
    expect(page.locator("main")).to_contain_text("Nobody is in question")


def he_has_become_an_advocate(mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/cases/1/?list=resolved")
    page.locator("#who-name a").click()
    until(mara, lambda: page.locator(".person__head .standing").inner_text() == "speaks up for us")
    expect(page.locator(".person__head")).to_contain_text("They praised us in public, unasked.")
    expect(page.locator(".person__addresses span")).to_have_text(
        [cast.TOM_EMAIL, cast.TOM_PHONE, cast.TOM_NUMBER, TOM_PLACED], use_inner_text=True
    )
    shown = page.locator("main").inner_text()
    assert [cast.LOOKALIKE_HANDLE in shown, LOOKALIKE_PLACED in shown] == [False, False]
    said = page.locator("#timeline .aloud__line p:first-child").all_inner_texts()
    assert [sentence for sentence in TOLD if sentence in said] == TOLD
    expect(page.locator(".lifeline")).to_contain_text(TITLE)
    page.get_by_text("As a table", exact=True).click()
    standing = page.locator(".lifeline tbody tr").filter(has_text="Standing").all_inner_texts()
    assert ["content, and quiet about it" in standing[0], "speaks up for us" in standing[-1]] == [True, True]
    mara.looks("09-the-person")


def his_article_is_known_to_be_his(product: Product, mara: Member) -> None:
    product.turn_to(cast.later(hours=53))
    product.posted(post("p-3", ARTICLE, cast.TOM_HANDLE, "tom arden", reach=None, link="https://tomarden.example/the-torch"))
    page = mara.goes_to(f"{DESK}/praise/")
    until(mara, lambda: page.locator(".kind-word").count() == 4)
    assert page.locator("#ways").inner_text().count("1") == 0  # nobody is asked again whose account it is


def the_thanks_reach_those_who_earned_them(product: Product, mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/")
    until(mara, lambda: "Three kind words came for you." in page.locator("#letter").inner_text())
    expect(page.locator("#letter")).to_contain_text("Nobody is waiting for us.")
    expect(page.locator("#letter")).to_contain_text("Yesterday we put one right.")
    mara.looks("10-today")
    product.mail.wait_for_sent(5)
    to_couriers = [letters.read(left.raw) for left in mails_to(product, COURIERS)]
    assert [letter["Subject"] for letter in to_couriers] == ["Thank you, Sam Petrov"] * 3
    for words, letter in zip(("put something right", cast.TOM_PRAISE, ARTICLE), to_couriers, strict=True):
        assert words in " ".join(letter.text.split())
    for letter in to_couriers:
        assert letter.text.startswith("For Sam Petrov of Swiftline:\n\n")
        assert "sweets made my daughter" not in letter.text  # what he said in private stays in the house


def the_praise_credits_case_and_gesture(mara: Member) -> None:
    page = mara.goes_to(f"{DESK}/praise/")
    expect(page.locator(".notice--praise")).to_have_count(3)
    article, other, his, thanks = (page.locator(".kind-word").nth(i) for i in range(4))
    for words in (article, his, thanks):
        expect(words.locator("strong")).to_have_text("Tom Arden")
        expect(words.get_by_role("link", name=TITLE)).to_be_visible()
        expect(words).to_contain_text("with: A small bag of sweets")
        expect(words).to_contain_text("we know who it is")
    expect(his.locator("blockquote")).to_have_text(cast.TOM_PRAISE)
    expect(his).to_contain_text("4,200 followers")
    expect(other).to_contain_text("310 followers")
    expect(other).to_contain_text("nobody whom we know")
    expect(other.get_by_role("link", name=TITLE)).to_have_count(0)
    mara.looks("11-praise")
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_role("button", name="I have read it")).to_have_count(0)


def what_came_of_it_is_told_where_outcomes_are(mara: Member) -> None:
    """He came to speak up for us; whether the sweets did it, nobody can say while nobody is held out."""
    page = mara.goes_to(f"{DESK}/moved/")
    tom = page.locator(".moved__people li", has_text="Tom Arden")
    expect(tom).to_contain_text("→ speaks up for us")
    mara.looks("12-moved")
    page = mara.goes_to(f"{DESK}/did-it-pay/")
    expect(page.locator("main")).to_contain_text("Nobody is held out now.")
    page = mara.goes_to(f"{DESK}/both-ways/rules/")
    expect(page.locator("main")).to_contain_text("Nobody changed anything yet")
    mara.looks("13-both-ways-rules")
    page = mara.goes_to(f"{DESK}/definitions/#paid-back")
    expect(page.locator("#paid-back")).to_contain_text("One is break-even.")
    mara.looks("14-definitions")


def mails_to(product: Product, address: str) -> list[mailserver.Left]:
    return [left for left in product.mail.sent() if left.recipients == (address,)]


def question(mara: Member, handle: str) -> Locator:
    return mara.page.locator("main .sheet").filter(has=mara.page.get_by_role("heading", name=f"Is {handle} Tom Arden?"))


def post(key: str, text: str, handle: str, name: str, *, reach: int | None, link: str = "") -> dict[str, object]:
    told: dict[str, object] = {
        "id": key,
        "author": {"handle": handle, "name": name},
        "sent_at": cast.later(hours=50).isoformat(),
        "text": text,
        "public": True,
        "link": link or f"https://social.example/{key}",
    }
    return told | ({"reach": reach} if reach is not None else {})


def until(member: Member, seen: object) -> None:
    """Looks at the page again until it shows what was done meanwhile."""
    mailserver.wait_until(lambda: bool(seen()) or not member.page.reload(), seconds=90, what="the page to show it")  # type: ignore[operator]
