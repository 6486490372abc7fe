"""Eight mails that are not the story of the torch, and where a good team would put each of them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from makegood.cases.types import CaseState, Turn
from makegood.channels.messages import OutgoingState
from makegood.channels.types import Automatic
from makegood.outcomes.types import Standing
from makegood.platform import tenancy
from reference_shop.shop import Customer
from tests import cast
from tests.peers import mailserver
from tests.peers.mailserver import Mailbox, MailServer
from tests.stories import house as houses
from tests.stories import letters
from tests.stories.house import House

pytestmark = [
    pytest.mark.mailserver,
    pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here"),
]
MAILS = Path(__file__).parent / "mails"
TOM = Customer(cast.TOM_NAME, cast.TOM_EMAIL, cast.TOM_PHONE, cast.TOM_NUMBER)
ANA = Customer(cast.ANA_NAME, cast.ANA_EMAIL)
JUERGEN = Customer("Jürgen Weiß", "juergen.weiss@example.com")
Arrives = Callable[..., None]
NORA = "nobody.nora@example.org"  # the mail server of example.org knows nobody of that name


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def mailbox(server: MailServer) -> Mailbox:
    return server.mailbox(f"help-{uuid4().hex[:6]}")


@pytest.fixture
def house(committed_brightside: UUID, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    settings = mailbox.settings()
    with houses.opened(committed_brightside, address=mailbox.address, settings=settings, monkeypatch=monkeypatch) as opened:
        yield opened


@pytest.fixture
def arrives(house: House, server: MailServer, mailbox: Mailbox) -> Arrives:
    """A mail comes in: SMTP, Dovecot, IMAP, and whatever follows from it."""

    def deliver(raw: bytes, *, sender: str = cast.TOM_EMAIL, to: str = "") -> None:
        before = len(mailbox.mails())
        server.deliver(raw, to=to or mailbox.address, sender=sender)
        mailbox.wait_for(before + 1)
        house.turn_to(house.now + timedelta(minutes=1))

    return deliver


def eml(name: str, **words: str) -> bytes:
    """A mail as it lies in mails/, with its {places} filled in."""
    text = (MAILS / f"{name}.eml").read_text()
    for place, word in words.items():
        text = text.replace(f"{{{place}}}", word)
    return text.replace("\n", "\r\n").encode()


def bought(house: House, customer: Customer, number: str, sku: str, *, days_ago: int, delivered: bool = True) -> None:
    placed_at = cast.later(days=-days_ago)
    house.shop.place_order(customer=customer, items=[(sku, 1)], at=placed_at, number=number, service=cast.SERVICE)
    if delivered:
        house.shop.move_parcel(number, "delivered", at=placed_at + timedelta(hours=23))
    house.turn_to(cast.AT)


def the_torch_is_being_put_right(house: House, arrives: Arrives, server: MailServer) -> letters.Read:
    """Tom's case, approved by Mara: the letter that he got."""
    from makegood.flows import desk_work

    bought(house, TOM, cast.TORCH_ORDER_NUMBER, cast.TORCH_SKU, days_ago=1)
    arrives(letters.written(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, at=cast.AT, key="torch-1"))
    makegood = house.page().makegood
    assert makegood is not None
    sent = len(server.sent())
    house.does(desk_work.approve, number=1, makegood_id=makegood.id, member=house.member(), at=house.now)
    return letters.read(server.wait_for_sent(sent + 1)[-1].raw)


def test_an_angry_one_opens_a_case_that_stands_first(house: House, arrives: Arrives, server: MailServer) -> None:
    bought(house, ANA, "2001", "LED-SPOT", days_ago=6, delivered=False)
    arrives(eml("angry"), sender=cast.ANA_EMAIL)
    page = house.page()
    (case,) = house.cases()
    assert (case.title, case.harm, case.urgency, case.feeling) == ("Ana is waiting for the LED spot", "late", "legal", "negative")
    assert (case.state, case.turn, case.order_number) == (CaseState.OPEN, Turn.OURS, "2001")
    assert page.clock.what == "first_reply"
    (said,) = page.said
    assert said.reading is not None
    assert said.reading.strength > 0.6
    assert [finding.label for finding in said.reading.asked] == ["refund"]
    assert page.makegood is not None
    assert (page.makegood.name, str(page.makegood.cost)) == ("refund", "£2.80")  # she asked for it; no sweets to the angry
    assert (cast.ANA_EMAIL,) not in [left.recipients for left in server.sent()]


def test_praise_opens_no_case_and_is_kept_with_the_person(house: House, arrives: Arrives) -> None:
    from makegood.outcomes import queries as outcomes
    from makegood.people import queries as people

    bought(house, TOM, "1001", cast.BULB_SKU, days_ago=3)
    arrives(eml("praise"))
    assert house.cases() == []
    with tenancy.brand(house.brand_id):
        (praise,) = outcomes.praise_list(limit=10)
        assert (praise.credited, praise.public, praise.case_id, praise.gesture) == (True, False, None, "")
        assert praise.words.startswith("I just wanted to say thank you.")
        tom = people.persons_of(identity_ids=[praise.identity_id])[praise.identity_id]
        assert tom.name == "Tom Arden"
        steps = outcomes.history(identity_ids=[identity.id for identity in tom.identities])
        assert {step.standing for step in steps} == {Standing.PASSIVE, Standing.PROMOTER}


def test_a_question_opens_a_case_without_a_proposal(house: House, arrives: Arrives) -> None:
    bought(house, TOM, "1001", cast.DIMMER_SKU, days_ago=3)
    arrives(eml("question"))
    (case,) = house.cases()
    page = house.page()
    assert (case.title, case.harm, case.urgency) == ("Tom asks: Dimmers and small bulbs", "", "normal")
    assert (case.state, case.turn) == (CaseState.OPEN, Turn.OURS)
    assert page.makegood is None
    assert page.said[0].reading is not None
    assert page.said[0].reading.act.label == "question"


def test_spam_opens_nothing_is_listed_apart_and_can_be_brought_back(house: House, arrives: Arrives) -> None:
    from makegood.flows import desk_pages, desk_work

    arrives(eml("spam"), sender="offers@rank-boosters.example")
    assert house.cases() == []
    with tenancy.brand(house.brand_id):
        (aside,) = desk_pages.troubles_page().set_aside
    assert (aside.name, aside.subject) == ("Rank Boosters", "Get 10,000 visitors and rank #1 on Google - limited offer")
    house.does(desk_work.not_spam, message_id=aside.message_id, member=house.member(), at=house.now)
    with tenancy.brand(house.brand_id):
        assert desk_pages.troubles_page().set_aside == ()


def test_an_auto_reply_joins_the_conversation_and_moves_nothing(house: House, arrives: Arrives, server: MailServer) -> None:
    letter = the_torch_is_being_put_right(house, arrives, server)
    before, sent = house.page().case, len(server.sent())
    reply_address = letter.mail["Reply-To"].addresses[0].addr_spec
    arrives(eml("away", reply_address=reply_address, message_id=letter["Message-ID"]), to=reply_address)
    after = house.page().case
    assert (after.state, after.turn, after.segments) == (before.state, before.turn, before.segments)
    assert house.said()[-1].automatic is Automatic.AUTO_REPLY
    assert len(house.cases()) == 1
    assert len(server.sent()) == sent  # nothing is ever answered to a machine


def test_a_bounce_of_our_letter_opens_the_case_again_and_says_why(house: House, arrives: Arrives, mailbox: Mailbox) -> None:
    from makegood.flows import desk_pages, desk_work

    arrives(eml("mistyped"), sender=NORA)
    before = len(mailbox.mails())
    house.does(desk_work.answer, number=1, text="We are sorry. The warm ones come tomorrow.", member=house.member(), at=house.now)
    assert house.page().case.turn is Turn.THEIRS
    mailbox.wait_for(before + 1)  # the bounce, from the server that knows nobody of that name
    house.turn_to(house.now + timedelta(minutes=1))
    (case,) = house.cases()
    assert (case.state, case.turn) == (CaseState.OPEN, Turn.OURS)
    assert [(m.state, m.automatic) for m in house.said()][:2] == [("", None), (OutgoingState.FAILED, None)]
    with tenancy.brand(house.brand_id):
        (failed,) = desk_pages.troubles_page().failed
    assert (failed.to_name, failed.case_number, failed.subject) == (NORA, 1, "Re: Wrong bulbs")
    assert failed.reason == "There is no mailbox of this name."


def test_a_reply_with_a_long_quote_joins_without_the_quote(house: House, arrives: Arrives, server: MailServer) -> None:
    letter = the_torch_is_being_put_right(house, arrives, server)
    reply_address = letter.mail["Reply-To"].addresses[0].addr_spec
    quote, html_quote = letters.quoted(letter.text), letter.text.replace("\n", "<br>")
    words = {"reply_address": reply_address, "message_id": letter["Message-ID"], "quote": quote, "html_quote": html_quote}
    arrives(eml("long_quote", **words), to=reply_address)
    (case,) = house.cases()
    assert (case.number, case.state, case.turn) == (1, CaseState.OPEN, Turn.OURS)  # he asks something
    assert house.said()[-1].visible == "Could the courier leave it with number 14, please? I am out until noon."
    assert "That was our fault" in house.said()[-1].text  # kept all the same
    reading = house.page().said[-1].reading
    assert reading is not None
    assert reading.happened == ()  # nothing is read out of our own letter


def test_a_mail_in_german_is_answered_in_german(house: House, arrives: Arrives) -> None:
    bought(house, JUERGEN, "3001", cast.TORCH_SKU, days_ago=1)
    arrives(eml("german"), sender=JUERGEN.email)
    (case,) = house.cases()
    page = house.page()
    assert (case.title, case.harm, case.order_number) == ("Jürgen’s pocket torch arrived faulty", "faulty", "3001")
    assert page.person.name == "Jürgen Weiß"
    assert page.said[0].reading is not None
    assert (page.said[0].reading.language, page.said[0].reading.act.label) == ("de", "complaint")
    assert page.makegood is not None
    assert page.makegood.name == "replace-no-return-with-sweets-small"
    say = next(step for step in page.makegood.steps if step.key == "say")
    assert say.params["text"].startswith(
        "Guten Tag Jürgen Weiß,\n\n»Pocket torch« aus Ihrer Bestellung 3001 hat nicht funktioniert"
    )
    assert "Das war unser Fehler, und es tut uns leid." in say.params["text"]
