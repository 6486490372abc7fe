"""Story 6, end to end: the card that the teller hands over on her birthday, the one that comes to him by post, and the contest of 3,000 entrants
after which each is somebody: programs and duplicates set apart, a next step through the gate, and one who brings a problem and is known.

The real product as real processes, a real mail server, and a browser in which a member of staff does her work. The clock is turned by hand.
"""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import product as pairs
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.member import Member, signed_in
from tests.database import Server
from tests.peers import mailserver
from tests.stories import improving, letters
from tests.stories.product import Product
from tests.stories.teller_founding import CARD, CARDS, EDWIN, HELP_EMAIL, IVY, RUTH, STREET
from tests.stories.test_the_torch import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.mailserver,
    pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here"),
]
DESK = "/b/cornerbank"
BEGINS = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HER_BIRTHDAY = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)  # a Monday
NEXT_DAY = datetime(2026, 3, 17, 9, 30, tzinfo=UTC)
STEP_AT = datetime(2026, 3, 18, 11, 0, tzinfo=UTC)
A_WEEK_ON = datetime(2026, 3, 25, 11, 0, tzinfo=UTC)
COUNTER, POST, VISIT = "A card at the counter", "A card by post", "It was good to see you"
LINE = "Many happy returns, from all of us at the corner."
AGREED = (
    "I agree that Corner Bank writes to me about this contest and about what it does for its people. I can end this at any time."
)

# 3,000 entered: 240 people, of whom every 24th did not agree and every 30th asked something; 2,727 who only took part and left the box empty, as most do
# where it is not ticked for them; our three customers; six twice; 24 programs.
FIRST = [
    "Ada",
    "Ben",
    "Cleo",
    "Dan",
    "Eva",
    "Finn",
    "Gwen",
    "Hugo",
    "Iris",
    "Jon",
    "Kate",
    "Liam",
    "Mia",
    "Noah",
    "Olga",
    "Paul",
    "Rosa",
    "Sami",
    "Tess",
    "Umar",
]
LAST = ["Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan", "Willow"]
PEOPLE = [(f"{first} {last}", f"{first}.{last}@example.org".lower()) for first, last in pairs(FIRST, LAST)]
NO_YES = {PEOPLE[n] for n in range(0, 240, 24)}
ASKED = {PEOPLE[n] for n in range(7, 240, 30)}
ENTERED = [one for one in PEOPLE if one not in ASKED]
WRITTEN_TO = [one for one in ENTERED if one not in NO_YES]
SILENT = [
    (f"{first} {middle}. {last}", f"{first}.{middle}.{last}@example.org".lower())
    for first, middle, last in pairs(FIRST, "ABCDEFGHIJKL", LAST)
][:2_727]
TWICE, PROGRAMS = 6, 24
KATE = PEOPLE[128]
PROBLEM = "Hello,\n\nmy card was swallowed by your machine on Saturday, and the money never came out. Please help me.\n\nKate"
OTHERWISE = "Nobody has to ask twice for the same thing."
CHANGE = "Whoever asked hears from us the same day."
ANSWER = "Dear Kate, that is on us. The money is on its way back to you, and a new card lies at the counter tomorrow."


@pytest.mark.timeout(900)
def test_the_tellers_card_and_the_contest(server: Server, tmp_path: Path) -> None:
    with (
        Product(server, tmp_path, begins_at=BEGINS, founding="tests.stories.teller_founding", mailbox=HELP_EMAIL) as product,
        chromium.browser() as browser,
        signed_in(browser, **at_the_desk(product)) as mara,
    ):
        the_bank_says_what_it_does_unasked(mara)
        on_her_birthday_the_teller_is_told_and_hands_a_card_over(product, mara)
        his_card_is_printed_and_posted(product, mara)
        the_contest_is_written_down_and_its_entrants_taken_in(product, mara, tmp_path)
        programs_and_duplicates_are_set_apart_with_the_reason(mara)
        customers_hear_at_once_or_when_there_is_room(product, mara)
        the_others_hear_each_once_and_who_never_agreed_does_not(product, mara)
        whoever_heard_this_week_hears_nothing_more_and_the_desk_says_why(product, mara)
        one_of_them_brings_a_problem_and_is_the_same_person(product, mara)
        a_week_on_there_is_room_again(product, mara)
        whether_it_pays_is_not_said_where_nobody_was_held_out(mara)
        assert mara.wrong == []


def at_the_desk(product: Product) -> dict[str, Any]:
    return {"url": product.url, "link": product.made["links"]["Mara Lindqvist"], "shots": chromium.SCREENSHOTS / "the-teller"}


# The card -------------------------------------------------------------------------------------------------------------


def the_bank_says_what_it_does_unasked(mara: Member) -> None:
    _programme(mara, COUNTER, when="birthday", card=LINE)
    _programme(mara, POST, when="birthday", card=LINE, ahead="4", fact="postal_address", alone=True)
    _programme(mara, VISIT, when="after", days="1", message="Dear {name}, it was good to see you.", alone=True)
    page = mara.goes_to(f"{DESK}/rhythms/")
    page.get_by_role("link", name=COUNTER, exact=True).click()
    page.get_by_text("Who gets it on which day").click()
    until(mara, lambda: "16 March 2026" in page.locator("#preview").inner_text())
    expect(page.locator("#preview .rhythms__one").filter(has_text=RUTH[0]).first).to_contain_text("16 March 2026")
    mara.looks("01-who-is-thought-of")


def on_her_birthday_the_teller_is_told_and_hands_a_card_over(product: Product, mara: Member) -> None:
    product.turn_to(HER_BIRTHDAY)
    page = mara.goes_to(f"{DESK}/letters/")
    until(mara, lambda: EDWIN[0] in page.locator("main").inner_text())  # his is set aside, four days ahead
    page = mara.goes_to(f"{DESK}/counter/")
    page.get_by_label("A name, a telephone").fill("Ruth")
    page.get_by_role("button", name="Find them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RUTH[0])
    expect(page.locator("#prompt")).to_contain_text(f"“{CARD}” is in the drawer.")
    expect(page.locator("#prompt")).to_contain_text("irthday")
    mara.looks("02-at-the-counter")
    handed = page.get_by_role("button", name=f"{CARD} handed over")
    expect(handed).to_contain_text(f"{CARDS - 1} are left")
    handed.click()
    expect(page.locator("#prompt")).to_contain_text("It was thought of already.")
    expect(handed).to_have_count(0)
    mara.looks("03-handed-over")
    page = mara.goes_to(f"{DESK}/letters/")
    expect(page.locator("#card option").first).to_have_text(f"{CARD} ({CARDS - 2} on the shelf)")
    page = mara.goes_to(f"{DESK}/rhythms/")
    page.get_by_role("link", name=COUNTER, exact=True).click()
    line = page.locator("section[aria-labelledby=lines-title] li").filter(has_text=RUTH[0])
    expect(line).to_contain_text("done")
    line.get_by_role("link", name=RUTH[0]).click()
    expect(page.locator("#timeline")).to_contain_text(f"Mara Lindqvist handed “{CARD}” to {RUTH[0]} at the counter.")
    mara.looks("04-her-page")


def his_card_is_printed_and_posted(product: Product, mara: Member) -> None:
    product.turn_to(NEXT_DAY)
    product.mail.wait_for_sent(1)  # and who was there yesterday is thanked
    (left,) = product.mail.sent()
    assert left.recipients == (RUTH[1],)
    assert letters.read(left.raw).text.startswith(f"Dear {RUTH[0]}, it was good to see you.")
    page = mara.goes_to(f"{DESK}/letters/")
    due = page.locator("section[aria-labelledby=due] .posting__one")
    expect(due).to_have_count(1)
    expect(due).to_contain_text(EDWIN[0])
    expect(due).to_contain_text(", ".join(STREET))
    expect(due.locator("blockquote")).to_have_text(LINE)
    mara.looks("05-to-print-today")
    with page.expect_response(lambda answer: "/letters/batches/" in answer.url) as sheets:
        page.get_by_role("button", name="Print those that are ticked").click()
    assert sheets.value.headers["content-type"] == "application/pdf"
    page = mara.goes_to(f"{DESK}/letters/")
    mara.wrong = [
        one for one in mara.wrong if "/letters/batches/" not in one
    ]  # a browser asks for an icon beside a PDF, which can name none
    page.get_by_label("The number of the post").fill("RR 4711 GB")
    page.get_by_role("button", name="They are posted").click()
    over = page.locator("section[aria-labelledby=over]")
    expect(over).to_contain_text(EDWIN[0])
    expect(over).to_contain_text("RR 4711 GB")
    expect(page.locator("#card option").first).to_have_text(f"{CARD} ({CARDS - 2} on the shelf)")
    mara.looks("06-posted")


# The contest ----------------------------------------------------------------------------------------------------------


def the_contest_is_written_down_and_its_entrants_taken_in(product: Product, mara: Member, folder: Path) -> None:
    product.turn_to(STEP_AT)
    page = mara.goes_to(f"{DESK}/contacts/")
    page.get_by_label("Within 7 days").fill("1")
    page.get_by_role("button", name="Keep these rules").click()
    expect(page.locator("main")).to_contain_text("At most 1 times within 7 days")
    page = mara.goes_to(f"{DESK}/contests/")
    page.get_by_label("What it is called").fill("What is a corner for?")
    page.get_by_label("word for word").fill(AGREED)
    page.locator("#text_version").fill("corner-1")
    page.locator("main form").get_by_role("button").click()
    file = folder / "entrants.csv"
    file.write_text(entrants())
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Take them in").click()
    said = page.locator("body")
    assert len(PEOPLE) + len(SILENT) + 3 + TWICE + PROGRAMS == 3_000
    expect(said).to_contain_text("3,000 were new.")
    expect(said).to_contain_text("Row 3002 was left out: it names no e-mail, telephone or account.")
    expect(said).to_contain_text("Row 3003 was left out: its time is none")
    expect(page.locator(".room__lead")).to_have_text("2,970 people. 3 of them had bought from us before.")
    page.get_by_text("What they agreed to (corner-1)").click()
    expect(page.locator("blockquote")).to_contain_text(AGREED)


def programs_and_duplicates_are_set_apart_with_the_reason(mara: Member) -> None:
    page = mara.page
    apart = page.locator("section[aria-labelledby=apart]")
    expect(apart).to_contain_text(f"twice the same person {TWICE}")
    expect(apart).to_contain_text(f"programs, by a written mark {PROGRAMS}")
    page.get_by_text("Who, and why").click()
    reasons = Counter(apart.locator("li .quiet").all_inner_texts())
    assert reasons == {
        "The same person is in it already.": TWICE,
        "A field that people do not see was filled in.": 4,
        "6 entries say the very same.": 6,
        "6 addresses that only a number tells apart.": 6,
        "8 entries or more within 2 seconds.": 8,
    }
    mara.looks("07-who-entered")


def customers_hear_at_once_or_when_there_is_room(product: Product, mara: Member) -> None:
    """Of three one had nothing unasked this week; the other two wait until there is room."""
    before = len(product.mail.sent())
    _step(mara, "entered, and had bought before", "Your own corner", "Dear {name}, you were with us before the contest was.")
    shown = mara.page.locator(".contacts__live")
    expect(shown).to_contain_text("Of 3: 1 would get it now, 2 later.")
    _approve(mara, "3 let through, 0 not.")
    product.mail.wait_for_sent(before + 1)
    assert [one.recipients for one in product.mail.sent()[before:]] == [(IVY[1],)]


def the_others_hear_each_once_and_who_never_agreed_does_not(product: Product, mara: Member) -> None:
    before = len(product.mail.sent())
    _step(mara, "entered", "What you drew", "Dear {name}, thank you for your corner. Come and see it on our wall.")
    shown = mara.page.locator(".contacts__live")
    expect(shown).to_contain_text(f"Of {len(ENTERED) + len(SILENT):,}: {len(WRITTEN_TO)} would get it now, 0 later.")
    expect(shown).to_contain_text(f"{len(NO_YES) + len(SILENT):,} × they never agreed")
    expect(shown).to_contain_text(f"Dear {ENTERED[0][0]}, thank you for your corner.")
    mara.looks("08-what-it-would-do")
    _approve(mara, f"{len(WRITTEN_TO)} let through, {len(NO_YES) + len(SILENT):,} not.")
    product.mail.wait_for_sent(before + len(WRITTEN_TO), seconds=240)
    left = Counter(one.recipients for one in product.mail.sent()[before:])
    assert left == Counter((address,) for _, address in WRITTEN_TO)
    page = mara.goes_to(f"{DESK}/contacts/?reason=no_consent")
    expect(page.locator("main ul.contacts > li")).to_have_count(100)  # the latest; the others are a click away
    expect(page.locator("main")).to_contain_text("They never agreed to hear from us about this.")


def whoever_heard_this_week_hears_nothing_more_and_the_desk_says_why(product: Product, mara: Member) -> None:
    """She heard of the contest, comes in, and is not thanked by mail for it as others are."""
    before = len(product.mail.sent())
    page = mara.goes_to(f"{DESK}/counter/?who=Ivy")
    page.get_by_role("button", name="They came in").click()
    expect(page.locator("main")).to_contain_text("Here before")
    product.turn_to(STEP_AT + timedelta(days=1))
    page = mara.goes_to(f"{DESK}/contacts/")
    until(mara, lambda: IVY[0] in page.locator("main").inner_text())
    line = page.locator("ul.contacts > li").filter(has_text=IVY[0])
    expect(line).to_contain_text("They hear from us without having asked at most 1 times within 7 days.")
    expect(line).to_contain_text(VISIT)
    mara.looks("09-why-not")
    assert len(product.mail.sent()) == before


def one_of_them_brings_a_problem_and_is_the_same_person(product: Product, mara: Member) -> None:
    """She answers the letter of the contest."""
    theirs = next(one for one in product.mail.sent() if one.recipients == (KATE[1],))
    asked = letters.read(theirs.raw)
    _mails(product, PROBLEM, answers=asked.mail)
    page = mara.goes_to(f"{DESK}/inbox/")
    until(mara, lambda: KATE[0] in page.locator("main").inner_text())
    page = mara.goes_to(f"{DESK}/cases/1/")
    expect(page.locator("main")).to_contain_text(KATE[0])
    before = len(product.mail.sent())
    page.locator("#answer").fill(ANSWER)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#answer")).to_have_value("")
    product.let_time_pass(seconds=16)
    product.mail.wait_for_sent(before + 1)
    answered = product.mail.sent()[-1]
    assert answered.recipients == (KATE[1],)
    assert ANSWER in " ".join(letters.read(answered.raw).text.split())
    page = mara.goes_to(f"{DESK}/cases/1/")
    page.get_by_role("link", name=KATE[0]).first.click()
    expect(page.locator("#timeline")).to_contain_text("entered the contest “What is a corner for?”")
    expect(page.locator("#cases .sheet")).to_have_count(1)
    mara.looks("10-the-same-person")
    improving.filed_and_changed(mara, DESK, number=1, sentence=OTHERWISE, change=CHANGE)
    improving.check_is_planned(mara, says="Of so few before, no check can say anything.")


def a_week_on_there_is_room_again(product: Product, mara: Member) -> None:
    before = len(product.mail.sent())
    product.turn_to(A_WEEK_ON)
    product.mail.wait_for_sent(before + 2)
    left = product.mail.sent()[before:]
    assert {one.recipients for one in left} == {(RUTH[1],), (EDWIN[1],)}
    assert {letters.read(one.raw)["Subject"] for one in left} == {"Your own corner"}


def whether_it_pays_is_not_said_where_nobody_was_held_out(mara: Member) -> None:
    main = mara.goes_to(f"{DESK}/did-it-pay/").locator("main")
    expect(main).to_contain_text("Whether surprises do good can only be told by comparing with people who get none, by lot.")
    expect(main).to_contain_text("Nobody is held out now. Let the policy hold out 5 to 10 % (none_by_lot_for under [surprises])")
    mara.looks("20-did-it-pay")


# ---------------------------------------------------------------------------------------------------------------------


def entrants() -> str:
    """The file, a row each seven minutes; what is wrong with two rows comes last."""
    begin = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    rows: list[tuple[str, str, str, str, str]] = []  # name, address, agreed, answer, the field that people do not see
    for name, address in [*PEOPLE, RUTH, EDWIN, IVY]:
        asks = "When is it drawn?" if (name, address) in ASKED else ""
        rows.append((name, address, "no" if (name, address) in NO_YES else "yes", asks, ""))
    rows += [(name, address.replace("@", "+2@"), "yes", "", "") for name, address in ENTERED[10:14]]
    rows += [(name, address, "yes", "", "") for name, address in ENTERED[14:16]]
    rows += [(one, f"{one}@seller.example", "yes", "", "https://buy.example") for one in ("deal", "sale", "cheap", "best")]
    same = "A corner is where the good things wait"
    rows += [(one, f"{one}@copy.example", "yes", same, "") for one in ("amy", "bob", "cy", "dot", "ed", "flo")]
    rows += [("Winner", f"winner{number}@prize.example", "yes", "", "") for number in range(1, 7)]
    lines = [(begin + timedelta(minutes=7 * place), row) for place, row in enumerate(rows)]
    lines += [(begin + timedelta(minutes=5 * place + 2), (*one, "no", "", "")) for place, one in enumerate(SILENT)]
    burst = begin + timedelta(days=11, seconds=30)
    lines += [
        (burst, (one, f"{one}@burst.example", "yes", "", ""))
        for one in ["red", "blue", "green", "pink", "gold", "grey", "lime", "teal"]
    ]
    text = ["name,email,date,agreed,where,answer,website"]
    text += [
        f"{name},{address},{at.isoformat()},{agreed},https://cornerbank.example/contest,{answer},{trap}"
        for at, (name, address, agreed, answer, trap) in lines
    ]
    text += [f"Nobody,,{begin.isoformat()},yes,,,", "Late,late.entry@example.org,on Tuesday,yes,,,"]
    return "\n".join(text) + "\n"


def _programme(mara: Member, name: str, *, when: str, days: str = "", ahead: str = "", fact: str = "", card: str = "",
               message: str = "", alone: bool = False) -> None:  # fmt: skip
    page = mara.goes_to(f"{DESK}/rhythms/")
    if not page.get_by_label("What it is called").is_visible():
        page.get_by_text("Make a programme").click()
    page.get_by_label("What it is called").fill(name)
    page.get_by_label("When", exact=True).select_option(when)
    if days:
        page.get_by_label("… days after").fill(days)
        page.get_by_label("Months and days are counted from").select_option("visit")
    if ahead:
        page.get_by_label("So many days before it").fill(ahead)
    page.locator("#fact").fill(fact)
    if message:
        page.get_by_label("Subject, English").fill(name)
        page.get_by_label("Message, English").fill(message)
    if card:
        page.get_by_text("A call, a card, a small gift").click()
        page.get_by_label("Card, from the catalogue").select_option("birthday-card")
        page.get_by_label("Its line, English").fill(card)
    if alone:
        page.get_by_label("It runs by itself").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def _step(mara: Member, group: str, subject: str, text: str) -> None:
    page = mara.goes_to(f"{DESK}/contests/")
    page.get_by_role("link", name="What is a corner for?").click()
    chosen = page.locator("#group option").filter(has_text=re.compile(rf"^{re.escape(group)} \("))
    page.locator("#group").select_option(value=chosen.get_attribute("value"))
    page.locator("#subject").fill(subject)
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Show what it would do").click()


def _approve(mara: Member, done: str) -> None:
    page = mara.page
    page.get_by_role("button", name="Approve it").click()
    until(mara, lambda: done in page.locator("main").inner_text())


def _mails(product: Product, text: str, *, answers: EmailMessage) -> None:
    to = answers["Reply-To"].addresses[0].addr_spec if answers["Reply-To"] else HELP_EMAIL
    at = STEP_AT + timedelta(days=1, hours=1)
    product.turn_to(at)
    raw = letters.written(text, subject="Re: What you drew", at=at, key="kate-1", by=KATE, to=to, answers=answers)
    product.mailed(raw, sender=KATE[1], to=to)
