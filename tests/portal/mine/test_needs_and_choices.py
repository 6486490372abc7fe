"""Needs and choices on somebody's own page: theirs alone, kept with their yes, chosen by a press and never by a look."""

import re
from email import message_from_bytes
from email.policy import default
from uuid import UUID, uuid4

import pytest

from makegood.choices import queries as choices
from makegood.choices.types import AlternativeIn, How, Offer, OfferState
from makegood.flows import offering
from makegood.kernel.actors import SYSTEM
from makegood.needs import actions as need_actions
from makegood.needs import queries as needs
from makegood.needs.types import DESK, PICK_LIST, Agreed, NeedIn, Source
from makegood.people import queries as people
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.flows.posting import Mailbox, letter
from tests.portal.mine.conftest import Page, link
from tests.portal.mine.test_parts import mail as mail

ASKS = "Could you please send it without gluten? I have coeliac disease and the torch came with biscuits."
NEED = {"what": "No gluten", "why": "coeliac disease", "until_on": "2026-06-30", "audience": [DESK, PICK_LIST], "agree": "yes"}


@pytest.fixture
def page(mail: Mailbox) -> Page:
    mail.gets(letter(words=ASKS, subject="Biscuits", to="care@brightside.example"))
    return link(mail)


def kept(house: House) -> list[tuple[str, str, tuple[str, ...]]]:
    with tenancy.brand(house.brand_id):
        return [(one.what, one.why, one.audiences) for one in needs.in_force(at=house.now, limit=9)]


def ids(house: House) -> list[UUID]:
    with tenancy.brand(house.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        return [one.id for one in people.identities_of_person(person_id=tom.person_id)]


def only(house: House) -> UUID:
    with tenancy.brand(house.brand_id):
        (one,) = needs.in_force(at=house.now, limit=9)
        return one.id


def test_they_tell_change_end_and_take_back_what_they_need(mail: Mailbox, page: Page) -> None:
    assert page.post("needs", "add", **NEED).headers["Location"].endswith("?said=needs.added#needs")
    assert page.post("needs", "add", **NEED).status_code == 303  # sent twice it is one
    assert kept(mail) == [("No gluten", "coeliac disease", (DESK, PICK_LIST))]
    shown = page.text("?said=needs.added")
    assert "No gluten until Tuesday, 30 June" in shown
    assert "Thank you. Whoever must know it will know." in shown
    one = str(only(mail))
    assert page.post("needs", "change", need=one, **{**NEED, "why": "", "audience": [PICK_LIST]}).status_code == 303
    assert kept(mail) == []  # no longer for the desk
    assert "seen by Kitchen and pick list" in page.text()
    assert page.post("needs", "forget", need=one).status_code == 303
    assert "No gluten" not in page.text()
    with tenancy.brand(mail.brand_id):
        assert needs.need(need_id=UUID(one)).what == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"agree": ""}, "Tick this too; without your yes we do not keep it."),
        ({"what": " "}, "Say it in a few words, at most 200 characters."),
        ({"until_on": "soon"}, "Give a day from today on"),
        ({"audience": []}, "Tick who may see it."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_kept(
    mail: Mailbox, page: Page, wrong: dict[str, object], said: str
) -> None:
    answer = page.post("needs", "add", **{**NEED, **wrong})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert "coeliac disease" in answer.content.decode()
    assert kept(mail) == []


def test_another_persons_need_is_as_if_it_were_not_there(mail: Mailbox, page: Page) -> None:
    mail.gets(letter(f"Ana <{cast.ANA_EMAIL}>", "Hello", subject="Hi", to="care@brightside.example", key="ana"))
    with tenancy.brand(mail.brand_id):
        ana = people.find_identity(address=cast.ANA_BY_EMAIL)
        assert ana is not None
        need = NeedIn(ana.id, "Large print", (DESK,), mail.now.date(), None, Agreed("by mail", mail.now), Source.MEMBER)
        theirs = need_actions.tell(need=need, by=SYSTEM, at=mail.now)
    assert "Large print" not in page.text()
    for action in ("change", "end", "forget"):
        answers = {page.post("needs", action, need=str(one), **NEED).status_code for one in (theirs.id, uuid4())}
        assert answers == {422}
    assert kept(mail) == [("Large print", "", (DESK,))]


def offered(mail: Mailbox) -> Offer:
    from makegood.brands import queries as brands

    ways = (
        AlternativeIn("A parcel of its own without biscuits", "Nothing with gluten is in it.", "Everybody else keeps theirs."),
        AlternativeIn("Our gluten-free tin"),
    )
    with tenancy.brand(mail.brand_id):
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        made = offering.draft(
            number=1, touchpoint="delivery", request="to send it without gluten", standard="every parcel brings something sweet",
            alternatives=ways, member=mara, at=mail.now,
        )  # fmt: skip
        sent = offering.send(number=1, offer_id=made.id, text=made.text, member=mara, at=mail.now)
    mail.work()
    return sent


def plain(raw: bytes) -> str:
    """The text of a mail as it left."""
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    return str(body.get_content()) if body else ""


def now(mail: Mailbox, offer: Offer) -> Offer:
    with tenancy.brand(mail.brand_id):
        return choices.offer(offer_id=offer.id)


def test_they_choose_on_their_page_and_may_change_their_mind(mail: Mailbox, page: Page) -> None:
    offer = offered(mail)
    shown = page.text()
    assert "You asked us: to send it without gluten" in shown
    assert "Everybody else keeps theirs." not in shown  # what it keeps for us is not theirs to carry
    assert now(mail, offer).state is OfferState.OFFERED  # a look chooses nothing
    assert (
        page.post("choices", "choose", offer=str(offer.id), choice="2")
        .headers["Location"]
        .endswith("said=choices.chosen#choices")
    )
    assert (now(mail, offer).chosen, now(mail, offer).chosen_how) == (2, How.PAGE)
    assert "You chose this." in page.text()
    page.post("choices", "choose", offer=str(offer.id), choice="none")
    assert now(mail, offer).state is OfferState.NONE
    assert "You want none of these." in page.text()


def test_a_way_that_there_is_not_and_anothers_offer_change_nothing(mail: Mailbox, page: Page) -> None:
    offer = offered(mail)
    for fields in (
        {"offer": str(offer.id), "choice": "3"},
        {"offer": str(offer.id), "choice": ""},
        {"offer": str(uuid4()), "choice": "1"},
    ):
        assert page.post("choices", "choose", **fields).status_code == 422
    assert page.browser.get(f"{page.path}choices/choose/?offer={offer.id}&choice=1").status_code == 303  # a scanner's look
    assert now(mail, offer).state is OfferState.OFFERED


def test_the_letter_that_offers_ways_names_their_page_and_an_answer_chooses(mail: Mailbox, page: Page) -> None:
    offer = offered(mail)
    sent = mail.office.left[-1]
    words = plain(sent.raw)
    assert "thank you for asking" in words
    token = re.search(r"/mine/([A-Za-z0-9_-]{20,})/", words)
    assert token is not None
    assert "You asked us: to send it without gluten" in Page(token[1]).text()
    answers = letter(
        words="The second one, please.",
        subject="Re: Biscuits",
        to="care@brightside.example",
        key="two",
        more=f"In-Reply-To: {sent.message_id}\n",
    )
    mail.gets(answers)
    assert (now(mail, offer).chosen, now(mail, offer).chosen_how) == (2, How.MESSAGE)
