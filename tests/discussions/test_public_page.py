"""The page of a discussion, by its forms alone: who may ask and vote, how often, and what everybody reads."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.discussions import models, queries
from makegood.discussions.actions import moderating
from makegood.discussions.types import QuestionState, Why
from makegood.kernel import actors
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.people.types import Sighting
from makegood.platform import journal, tenancy
from makegood.portal.talks import visitor
from tests import cast
from tests.discussions.conftest import Browser, Square, words
from tests.discussions.given import member

QUESTION = "What happened to the lights?"


def test_the_page_says_what_it_is_about_who_answers_and_until_when(ana: Browser) -> None:
    shown = words(ana.opens())
    assert "Why the lights went out in our shop Open until today at 11:00 today at 10:00 to 11:00 (London time)" in shown
    assert "Mara Lindqvist head of the shop, host Joe Okafor engineer" in shown
    assert "Nobody has asked anything yet." in shown


def test_it_speaks_the_readers_language(square: Square) -> None:
    shown = words(Browser(square, language="de-AT").opens())
    assert "Offen bis heute um 11:00 Uhr" in shown
    assert "Mara Lindqvist head of the shop, leitet das Gespräch" in shown


def test_what_is_asked_stands_there_for_everybody(square: Square, ana: Browser) -> None:
    answer = ana.asks(QUESTION, name="Ana")
    assert (answer.status_code, answer["Location"]) == (303, f"{square.path}?said=asked#q-1")
    assert "What happened to the lights? Ana · today at 10:05 · No. 1" in words(Browser(square).opens())
    assert "Thank you. Your question is here." in words(ana.opens("?said=asked"))


def test_a_doubled_click_is_one_question(square: Square, ana: Browser) -> None:
    stamp = square.stamp()
    assert [ana.asks(QUESTION, stamp=stamp).status_code for _ in range(2)] == [303, 303]
    with tenancy.brand(square.brand_id):
        assert models.Question.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "Why?"}, "Write what you would like to know."),
        ({"text": "x" * 601}, "At most 600 characters."),
        ({"text": QUESTION, "name": "n" * 61}, "At most 60 characters."),
        ({"text": QUESTION, "email": "ana at home"}, "Give an address like tom@example.org, or none."),
        ({"text": "Where is my order 10071234 now?"}, "There is something private in it (an order number)"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_stays(
    square: Square, ana: Browser, fields: dict[str, str], said: str
) -> None:
    answer = ana.asks(**fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert fields["text"] in answer.content.decode()
    with tenancy.brand(square.brand_id):
        assert (models.Question.objects.count(), models.Participant.objects.count()) == (0, 0)


def test_the_refusal_of_private_words_is_german_for_germans(square: Square) -> None:
    browser = Browser(square, language="de")
    browser.opens()
    assert "Darin steht etwas Privates (eine Bestellnummer und eine E-Mail-Adresse)" in words(
        browser.asks("Was ist mit Bestellung 10071234, mail an tom@example.org?")
    )


def test_who_was_quicker_than_anybody_types_is_asked_to_look_it_over(square: Square, ana: Browser) -> None:
    answer = ana.asks(QUESTION, stamp=square.stamp(seconds_ago=1))
    assert (answer.status_code, "That was quick." in words(answer)) == (422, True)
    assert ana.asks(QUESTION, stamp="forged").status_code == 422


def test_a_field_that_people_do_not_see_makes_it_wait_for_a_member(square: Square, ana: Browser) -> None:
    assert ana.asks(QUESTION, website="https://lamps.example")["Location"].endswith("?said=waiting#mine")
    assert QUESTION not in words(Browser(square).opens())
    assert f"{QUESTION} We look at it first." in words(ana.opens())


def test_a_browser_without_the_cookie_has_no_vote_and_gets_one_by_looking(square: Square, ana: Browser) -> None:
    ana.asks(QUESTION)
    stranger = Browser(square)
    assert "keeps nothing of this page" in words(stranger.votes(1))
    assert stranger.votes(1).status_code == 303
    assert stranger.votes(1).status_code == 303
    with tenancy.brand(square.brand_id):
        assert queries.by_number(discussion_id=square.discussion.id, number=1).votes == 2


def test_the_cookie_is_for_these_pages_alone_and_no_script_reads_it(square: Square) -> None:
    kept = Browser(square).opens().cookies[visitor.NAME]
    assert (kept["path"], kept["httponly"], kept["samesite"]) == ("/talks/brightside/", True, "Lax")


def test_two_windows_of_one_browser_are_one_voter(square: Square, ana: Browser) -> None:
    ana.asks(QUESTION)
    one, two = Browser(square), Browser(square)
    one.opens()
    two.client.cookies = one.client.cookies
    told = [json.loads(each.votes(1, HTTP_ACCEPT="application/json").content) for each in (one, two)]
    assert told == [{"votes": 2, "voted": True}] * 2
    assert json.loads(two.votes(1, wanted="no", HTTP_ACCEPT="application/json").content) == {"votes": 1, "voted": False}


def test_another_pages_form_does_nothing_here(square: Square, ana: Browser) -> None:
    ana.asks(QUESTION)
    other = Browser(square)
    other.opens()
    assert other.votes(1, HTTP_ORIGIN="https://elsewhere.example").status_code == 422
    with tenancy.brand(square.brand_id):
        assert queries.by_number(discussion_id=square.discussion.id, number=1).votes == 1


def test_the_fifth_question_within_ten_minutes_waits_and_stays_typed(ana: Browser) -> None:
    assert [ana.asks(f"{QUESTION} And number {n}?").status_code for n in range(5)] == [303, 303, 303, 303, 429]
    assert "Wait ten minutes" in words(ana.asks(f"{QUESTION} Again?"))


def test_outside_its_hours_nobody_asks_or_votes_and_what_stands_can_be_read(square: Square, ana: Browser) -> None:
    ana.asks(QUESTION)
    square.now = cast.later(hours=2)
    shown = words(ana.opens())
    assert "Its hour is over." in shown
    assert QUESTION in shown
    assert "Ask a question" not in shown
    assert ana.asks("And now, after the end of it?").status_code == 422
    assert "not open just now" in words(ana.votes(1))
    square.now = cast.later(hours=-1)
    assert "Opens today at 10:00" in words(ana.opens())


def test_an_answer_is_by_name_and_role_and_the_transcript_has_an_address_for_each(square: Square, ana: Browser) -> None:
    ana.asks(QUESTION, name="Ana")
    with tenancy.brand(square.brand_id):
        question = queries.by_number(discussion_id=square.discussion.id, number=1)
        by = actors.member(member("Joe Okafor").id)
        kept = moderating.answer(question_id=question.id, text="A fuse.\nIt is changed.", key="a", by=by, at=square.now)
    transcript = ana.opens("transcript/")
    assert "Joe Okafor engineer · today at 10:05 A fuse. It is changed." in words(transcript)
    assert f'id="a-{kept.answers[0].id.hex}"' in transcript.content.decode()
    assert b"<script" not in transcript.content


def test_what_is_hidden_is_seen_by_its_author_alone_with_the_reason(square: Square, ana: Browser) -> None:
    ana.asks("Who is the idiot at the switch?")
    with tenancy.brand(square.brand_id):
        question = queries.by_number(discussion_id=square.discussion.id, number=1)
        by = actors.member(member("Mara Lindqvist").id)
        moderating.hide(question_id=question.id, why=Why.RUDE, seen=QuestionState.SHOWN, by=by, at=square.now)
    assert "It is not shown, because it is rude to somebody." in words(ana.opens())
    other = Browser(square)
    assert "idiot" not in other.opens().content.decode()
    assert json.loads(other.opens("now/").content)["questions"] == []


def test_a_typed_address_puts_the_question_on_that_persons_timeline_and_on_no_page(square: Square, ana: Browser) -> None:
    ana.asks(QUESTION, email=cast.ANA_EMAIL)
    with tenancy.brand(square.brand_id):
        known = people.find_identity(address=cast.ANA_BY_EMAIL)
        assert known is not None
        facts = journal.of_identities(identity_ids=[known.id], limit=9)
        assert [one.data["number"] for one in facts if one.kind == "discussions.AskedInPublic"] == [1]
        assert queries.participant_of(identity_ids=[known.id]) is None  # typed is not proved
    for path in ("", "now/", "transcript/"):
        assert cast.ANA_EMAIL not in Browser(square).opens(path).content.decode()


def test_who_comes_from_their_own_page_is_themselves(square: Square, ana: Browser) -> None:
    ana.asks(QUESTION)
    with tenancy.brand(square.brand_id):
        (tom,) = recognising.recognise(sightings=[Sighting((cast.TOM_BY_EMAIL,), source="order")], at=square.now)
    ticket = visitor.ticket(brand_id=square.brand_id, identity_id=tom.identity_id)
    came = ana.client.post(f"{square.path}myself/", {"ticket": ticket})
    assert (came.status_code, came["Location"]) == (303, f"{square.path}?said=known")
    assert "What you ask here stands on your own page too." in words(ana.opens())
    with tenancy.brand(square.brand_id):
        assert [one.number for _, one in queries.of_person(identity_ids=[tom.identity_id])] == [1]
    assert ana.client.post(f"{square.path}myself/", {"ticket": ticket[:-1] + "x"}).status_code == 404


def test_what_somebody_writes_is_text_and_never_markup(square: Square, ana: Browser) -> None:
    ana.asks("<img src=x onerror=alert(1)> what about this?", name="<b>Ana</b>")
    page = Browser(square).opens().content.decode()
    assert "<img" not in page
    assert "&lt;b&gt;Ana" in page
    assert "script-src 'self'" in Browser(square).opens()["Content-Security-Policy"]


def test_a_page_costs_the_same_number_of_questions_to_the_database_whatever_its_size(square: Square, ana: Browser) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            ana.opens()
        return len(asked)

    ana.asks(QUESTION)
    small = cost()
    for n in range(6):
        other = Browser(square, address=f"203.0.113.{n + 20}")
        other.opens()
        other.asks(f"{QUESTION} And number {n}?")
    assert cost() == small
