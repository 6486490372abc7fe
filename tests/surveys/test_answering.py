"""Answering by the link in the letter: a look and a scanner's click are no answer, the button is, once; for a day it may be changed; the words go on the
timeline; a low one opens a case, once."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from makegood.cases.types import CaseState
from makegood.platform import tenancy
from makegood.surveys.types import InvitationState, SurveyKind
from tests import cast
from tests.surveys.conftest import CSAT, Answering, Asking


@pytest.fixture
def tom(asks: Asking) -> Answering:
    """Tom, who was asked two days after his parcel came."""
    return asked(asks)


def asked(asks: Asking, **changed: object) -> Answering:
    asks.makes(replace(CSAT, **changed))  # type: ignore[arg-type]
    asks.delivers(at=cast.later(hours=1))
    (letter,) = asks.turn(cast.later(hours=49))
    return asks.answering(letter)


def cases(asks: Asking) -> list[tuple[str, str, CaseState]]:
    from makegood.cases import queries

    with tenancy.brand(asks.brand_id):
        found = queries.heads(case_ids=queries.case_ids(after=None, limit=10))
    return [(one.title, one.order_number, CaseState(one.state)) for one in found]


def words(asks: Asking) -> list[tuple[str, str]]:
    """What Tom wrote: the words and who may say them."""
    from makegood.channels import queries as channels
    from makegood.people import queries as people

    with tenancy.brand(asks.brand_id):
        ids = [one.identity_id for one in asks.invitations()]
        whom = people.persons_of(identity_ids=ids)[ids[0]]
        said = channels.messages(message_ids=channels.ids_with(identity_ids=[one.id for one in whom.identities]))
    return [(one.visible, one.subject) for one in said if one.direction == "in"]


def test_a_look_a_prefetch_and_a_scanners_click_are_no_answer(asks: Asking, tom: Answering) -> None:
    for query in ("", "?score=1", "?score=1&spare=yes"):
        assert tom.browser.get(tom.path + query).status_code == 200
        tom.browser.head(tom.path + query)
    (one,) = asks.invitations()
    assert (one.state, one.score, asks.facts("SurveySpared")) == (InvitationState.ASKED, None, [])
    assert "Your answer goes to us alone." in tom.text()


def test_the_button_answers_once_and_the_journal_says_so(asks: Asking, tom: Answering) -> None:
    for _ in range(2):
        assert tom.post(score="4", key="a").status_code == 303
    (one,) = asks.invitations()
    assert (one.state, one.score, one.answered_at) == (InvitationState.ANSWERED, 4, cast.later(hours=49))
    assert asks.facts("SurveyAnswered") == ["{person} answered “{name}”: {answer}."]
    assert "Thank you, we have your answer. You answered 4 of 5." in tom.text()
    assert (cases(asks), words(asks)) == ([], [])


def test_for_a_day_it_may_be_changed_and_then_it_stays(asks: Asking, tom: Answering) -> None:
    tom.post(score="4")
    asks.house.now = cast.later(hours=49 + 23)
    assert tom.post(score="3").status_code == 303
    asks.house.now = cast.later(hours=49 + 24)
    assert tom.post(score="5").status_code == 422
    (one,) = asks.invitations()
    assert (one.score, one.answered_at) == (3, cast.later(hours=49))
    assert "Your answer is kept as it is." in tom.text()
    assert '<form method="post" novalidate>' not in tom.open().content.decode()
    assert len(asks.facts("SurveyAnswered")) == 2


def test_after_its_time_it_cannot_be_answered_any_more(asks: Asking, tom: Answering) -> None:
    asks.turn(cast.later(hours=49, days=14))
    (one,) = asks.invitations()
    assert one.state is InvitationState.UNANSWERED
    assert tom.post(score="5").status_code == 422
    assert asks.invitations() == (one,)
    assert "This is not asked any more." in tom.text()
    assert len(asks.facts("SurveyUnanswered")) == 1


@pytest.mark.parametrize("score", ["", "0", "6", "four", "4.5", "-1"])
def test_what_the_scale_does_not_know_is_refused_and_what_was_typed_stays(asks: Asking, tom: Answering, score: str) -> None:
    refused = tom.post(score=score, text="My own words.")
    assert (refused.status_code, b"Choose one of the answers." in refused.content, b"My own words." in refused.content) == (
        422,
        True,
        True,
    )
    assert asks.invitations()[0].state is InvitationState.ASKED


def test_a_comment_is_a_message_of_theirs_and_is_read(asks: Asking, tom: Answering) -> None:
    from makegood.understanding import queries as understanding

    for _ in range(2):
        tom.post(score="5", text="The courier was lovely, thank you!", key="a")
    asks.turn(cast.later(hours=50))
    assert words(asks) == [("The courier was lovely, thank you!", "Re: One question about your order 1007")]
    (one,) = asks.invitations()
    assert one.message_id is not None
    with tenancy.brand(asks.brand_id):
        assert set(understanding.readings(message_ids=[one.message_id])) == {one.message_id}
    assert cases(asks) == []


def test_a_low_answer_opens_a_case_once_whatever_comes_after_it(asks: Asking, tom: Answering) -> None:
    tom.post(score="2", key="a")
    tom.post(score="1", key="b")
    asks.turn(cast.later(hours=50))
    assert cases(asks) == [("Tom Arden answered 2 of 5: After the parcel", "1007", CaseState.OPEN)]
    assert words(asks) == [
        ("My answer to “How satisfied are you with your order 1007?”: 2 of 5.", "Re: One question about your order 1007")
    ]
    (one,) = asks.invitations()
    assert (one.score, one.low_at) == (1, cast.later(hours=49))
    assert one.case_id is not None


def test_the_words_of_a_low_answer_stand_in_its_case(asks: Asking, tom: Answering) -> None:
    from makegood.cases import queries

    tom.post(score="1", text="The box was crushed and the torch is scratched.", key="a")
    asks.turn(cast.later(hours=50))
    assert len(cases(asks)) == 1
    (one,) = asks.invitations()
    with tenancy.brand(asks.brand_id):
        assert one.case_id is not None
        assert one.message_id in queries.messages_of_cases(case_ids=[one.case_id])[one.case_id]


def test_an_open_question_is_answered_in_words_alone(asks: Asking) -> None:
    tom = asked(asks, kind=SurveyKind.OPEN, low=None)
    assert tom.post(text="  ").status_code == 422
    assert tom.post(text="Pack it in paper.", key="a").status_code == 303
    (one,) = asks.invitations()
    assert (one.state, one.score, [each for each, _ in words(asks)]) == (InvitationState.ANSWERED, None, ["Pack it in paper."])


def test_whoever_wants_no_more_questions_gets_none(asks: Asking, tom: Answering) -> None:
    assert tom.post(spare="yes").status_code == 303
    assert "We ask you no more." in tom.text()
    asks.delivers("1008", at=cast.later(days=200))
    assert asks.turn(cast.later(days=203)) == []
    assert [(one.state, one.code) for one in asks.invitations()][1:] == [(InvitationState.NOT_ASKED, "spared")]
    assert len(asks.facts("SurveySpared")) == 1


def test_a_link_that_is_none_of_ours_leads_nowhere(asks: Asking, tom: Answering) -> None:
    token = tom.path.split("/")[2]
    for wrong in ("nobody", token[:-1], token + "x", "a" + token[1:]):
        there = Answering(f"/asked/{wrong}/")
        assert (there.open().status_code, there.post(score="1").status_code) == (404, 404)
    assert asks.invitations()[0].state is InvitationState.ASKED


def test_what_the_desk_keeps_of_the_letter_holds_no_link(asks: Asking, tom: Answering) -> None:
    from makegood.channels import queries as channels

    (one,) = asks.invitations()
    with tenancy.brand(asks.brand_id):
        (kept,) = channels.messages(message_ids=[UUID(str(one.outgoing_id))])
    assert "/asked/" not in kept.text
    assert "[their own link stands here]" in kept.text


def test_the_page_speaks_german_to_whoever_does(asks: Asking, tom: Answering) -> None:
    tom.language = "de"
    shown = tom.text()
    assert "Wie zufrieden sind Sie mit Ihrer Bestellung 1007?" in shown
    assert "Antwort senden" in shown
    assert re.search('<html lang="de">', tom.open().content.decode())


def test_nobody_else_is_told_where_the_link_leads(tom: Answering) -> None:
    shown = tom.open()
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src" not in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.cookies == {}
    assert "Tom" not in re.findall(r"\w+", shown.content.decode())  # a random token may hold three letters


def test_a_change_within_the_day_tells_what_it_was(asks: Asking, tom: Answering) -> None:
    from makegood.platform import journal

    tom.post(score="4")
    asks.house.now = cast.later(hours=49) + timedelta(minutes=5)
    tom.post(score="5")
    with tenancy.brand(asks.brand_id):
        latest, first = (one.data for one in journal.latest(limit=9, kinds=["surveys.SurveyAnswered"]))
    assert (first["score"], first["was"], first["changed"]) == (4, None, False)
    assert (latest["score"], latest["was"], latest["changed"], latest["answered_at"]) == (5, 4, True, first["answered_at"])
    assert (latest["touchpoint"], latest["survey_kind"]) == ("delivery", "csat")


def test_a_low_answer_about_a_case_makes_that_case_our_turn_again(asks: Asking) -> None:
    from makegood.cases import queries
    from makegood.cases.actions import working
    from makegood.kernel.actors import SYSTEM
    from makegood.surveys.types import After
    from tests.flows.posting import letter

    asks.makes(replace(CSAT, name="After the case", after=After.CASE))
    asks.mail.gets(letter(words=cast.TOM_WORDS, subject=cast.TOM_SUBJECT, to="care@brightside.example"))
    with tenancy.brand(asks.brand_id):
        working.resolve(case_id=queries.by_number(number=1).id, how="A new torch came.", by=SYSTEM, at=cast.later(hours=2))
    asks.turn(cast.later(hours=2))
    brought = asks.turn(cast.later(hours=50))
    (asked_of_it,) = [one for one in brought if "/asked/" in one]
    asks.answering(asked_of_it).post(score="1", key="a")
    asks.turn(cast.later(hours=51))
    with tenancy.brand(asks.brand_id):
        assert [one.number for one in queries.cases(case_ids=queries.case_ids(after=None, limit=9))] == [1]
        assert queries.by_number(number=1).state == CaseState.OPEN
