"""Somebody's own page at the desk: make a link, send it, end it, look at it as they see it; and what they were asked."""

import re
from uuid import UUID

import pytest
from django.test import Client

from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from tests import cast
from tests.desk.conftest import VERA, Door

LINK = re.compile(r"https?://[^\s<]+(/mine/\w{26}/)")


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


@pytest.fixture
def tom(door: Door) -> UUID:
    from makegood.people.actions import recognising

    with tenancy.brand(door.brand_id):
        (who,) = recognising.recognise(sightings=[cast.Sighting((cast.TOM_BY_EMAIL,), source="order")], at=cast.AT)
    return who.person_id


def connect(door: Door) -> None:
    from makegood.channels.actions import connecting

    with tenancy.brand(door.brand_id):
        connecting.add_channel(kind="own_page", name="Own pages", address="mine", settings={}, by=SYSTEM, at=cast.AT)
        connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)


def at(door: Door, tom: UUID, rest: str = "") -> str:
    return door.at(f"people/{tom}/page/{rest}")


def test_the_person_page_leads_there_and_without_the_channel_it_says_what_to_do(door: Door, mara: Client, tom: UUID) -> None:
    assert at(door, tom) in mara.get(door.at(f"people/{tom}/")).content.decode()
    page = mara.get(at(door, tom))
    assert "People have no pages of their own here yet." in page.content.decode()
    assert mara.post(at(door, tom)).status_code == 422


def test_a_link_is_shown_once_and_opens_their_page_until_it_is_ended(door: Door, mara: Client, tom: UUID) -> None:
    connect(door)
    made = mara.post(at(door, tom)).content.decode()
    found = LINK.search(made)
    assert found is not None
    assert "Hello Tom Arden" in Client().get(found[1]).content.decode()
    after = mara.get(at(door, tom)).content.decode()
    assert LINK.search(after) is None
    assert "shown here" in after
    assert "Mara Lindqvist" in after
    ended = mara.post(at(door, tom, "ending/"), follow=True).content.decode()
    assert "no link that they had opens their page any more" in ended
    assert Client().get(found[1]).status_code == 410
    assert "They had no link." in mara.post(at(door, tom, "ending/"), follow=True).content.decode()


def test_a_sent_link_is_a_letter_to_their_address_once_per_click(door: Door, mara: Client, tom: UUID) -> None:
    from makegood.channels import queries as channels

    connect(door)
    for _ in range(2):
        sent = mara.post(at(door, tom, "letter/"), {"key": "one"}, follow=True).content.decode()
        assert f"A link goes to {cast.TOM_EMAIL}." in sent
    with tenancy.brand(door.brand_id):
        (letter,) = channels.page(before=None, since=None, limit=10)
    assert letter.subject == "Your page with Brightside Lights"
    assert "/mine/" not in letter.text


def test_as_they_see_it_shows_their_page_and_can_do_nothing(door: Door, mara: Client, tom: UUID) -> None:
    connect(door)
    shown = re.search(r'href="(/mine/look/[^"]+)"', mara.get(at(door, tom)).content.decode())
    assert shown is not None
    seen = Client().get(shown[1]).content.decode()
    assert "This is how they see their page." in seen
    assert "Hello Tom Arden" in seen
    assert Client().get(shown[1][:-2] + "x/").status_code == 404


def test_who_may_only_look_gives_no_links(door: Door, tom: UUID) -> None:
    connect(door)
    vera = door.signed_in(VERA["user_id"])
    assert at(door, tom) not in vera.get(door.at(f"people/{tom}/")).content.decode()
    for answer in (vera.get(at(door, tom)), vera.post(at(door, tom)), vera.post(at(door, tom, "letter/"))):
        assert answer.status_code == 403


def test_what_they_were_asked_and_answered_stands_with_them_and_with_the_case(door: Door, mara: Client, tom: UUID) -> None:
    from makegood.people import queries as people
    from makegood.questions import actions
    from makegood.questions.types import QuestionKind
    from tests.cases import telling

    connect(door)
    with tenancy.brand(door.brand_id):
        identity = people.identities_of_person(person_id=tom)[0]
        case_id = telling.open_case(telling.web_channel())
        asked = actions.ask(
            kind=QuestionKind.PUT_RIGHT, identity_id=identity.id, case_id=case_id, key=f"case {case_id}", at=cast.later(hours=-1)
        )
    for page in (at(door, tom), door.at("cases/1/")):
        shown = mara.get(page).content.decode()
        assert ("Was it put right?" in shown, "waits for an answer" in shown) == (True, True), page
    with tenancy.brand(door.brand_id):
        actions.answer(question_id=asked.id, identity_ids=[identity.id], answer="not_yet", by=SYSTEM, at=cast.AT)
    assert "not yet" in mara.get(door.at("cases/1/")).content.decode()
    told = (
        "Of 1 whom we asked within 90 days whether it was put right, 0 said yes and 1 not yet; 0 did not answer, and 0 still may."
    )
    assert told in mara.get(door.at("praise/")).content.decode()
