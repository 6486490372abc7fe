"""Asking whether it was put right: once, by a letter that names their page; answered by a button, once; "not yet" makes it our turn again."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from makegood.cases.types import CaseState
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from makegood.questions.types import Ended, Question, QuestionKind
from tests import cast
from tests.flows.conftest import TOM, House, house
from tests.flows.posting import Mailbox, letter, mailbox, office
from tests.portal.mine.conftest import WORDS_OF_TOM, Page, connect, link, now, readable

__all__ = ["house", "now"]


@pytest.fixture
def mail(now: House, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """Brightside with own pages and a mailbox, and Tom's broken torch in case 1."""
    now.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    now.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    now.turn_to(cast.AT)
    connect(now)
    box = mailbox(now.brand_id, "care@brightside.example", office(monkeypatch))
    box.gets(letter(words=WORDS_OF_TOM, subject="My torch", to="care@brightside.example"))
    return box


def resolve(mail: Mailbox, *, at: datetime, number: int = 1) -> None:
    """A member puts it right by hand."""
    from makegood.cases import queries as cases
    from makegood.cases.actions import working

    with tenancy.brand(mail.brand_id):
        working.resolve(case_id=cases.by_number(number=number).id, how="Replaced at the counter.", by=SYSTEM, at=at)
    turn(mail, at)


def turn(mail: Mailbox, at: datetime) -> list[str]:
    """What left until then."""
    before = len(mail.office.left)
    mail.now = at
    mail.work()
    return [one.raw.decode() for one in mail.office.left[before:]]


def questions(mail: Mailbox) -> tuple[Question, ...]:
    from makegood.cases import queries as cases
    from makegood.questions import queries

    with tenancy.brand(mail.brand_id):
        return queries.of_cases(case_ids=[cases.by_number(number=1).id])


def state(mail: Mailbox) -> CaseState:
    from makegood.cases import queries as cases

    with tenancy.brand(mail.brand_id):
        return cases.by_number(number=1).state


def asked(mail: Mailbox, now: House) -> tuple[Page, str]:
    """Tom was asked: his page by the link in the letter, and the question's id as its form has it."""
    resolve(mail, at=cast.later(hours=1))
    (brought,) = turn(mail, cast.later(hours=4))
    now.now = cast.later(hours=4)
    found = re.search(r"/mine/(\w{26})/", brought.replace("=\r\n", ""))
    assert found is not None
    page = Page(found[1])
    shown = re.search(r'name="question" value="([^"]+)"', page.open().content.decode())
    assert shown is not None
    return page, shown[1]


def facts(mail: Mailbox) -> list[str]:
    from makegood.cases import queries as cases
    from makegood.views import queries as views

    with tenancy.brand(mail.brand_id):
        entries, _ = views.case_timeline(case_id=cases.by_number(number=1).id)
    return [one.sentence for one in entries]


def test_two_hours_after_a_member_put_it_right_a_letter_asks_and_names_the_page(mail: Mailbox) -> None:
    resolve(mail, at=cast.later(hours=1))
    assert turn(mail, cast.later(hours=2, minutes=59)) == []
    (brought,) = turn(mail, cast.later(hours=3))
    assert "was it put right?" in brought.replace("=\r\n", "")
    assert len(re.findall(r"/mine/\w{26}/", brought.replace("=\r\n", ""))) == 1
    assert [(one.kind, one.ended) for one in questions(mail)] == [(QuestionKind.PUT_RIGHT, None)]
    assert "We asked Tom Arden whether it was put right." in facts(mail)
    assert turn(mail, cast.later(days=3)) == []


def test_looking_is_no_answer(mail: Mailbox, now: House) -> None:
    page, question = asked(mail, now)
    for query in ("", f"?question={question}&answer=yes", "put-right/answer/?answer=yes"):
        page.browser.get(page.path + query)
        page.browser.head(page.path + query)
    assert [one.ended for one in questions(mail)] == [None]


def test_yes_is_thanked_and_changes_nothing_else(mail: Mailbox, now: House) -> None:
    page, question = asked(mail, now)
    sent = page.post("put-right", "answer", question=question, answer="yes", key="a" * 32)
    assert sent.headers["Location"] == f"{page.path}?said=put-right.thanks_yes#put-right"
    assert [(one.ended, one.answer, one.ended_at) for one in questions(mail)] == [(Ended.ANSWERED, "yes", now.now)]
    assert state(mail) is CaseState.RESOLVED
    assert "You told us today: yes." in page.text()
    assert "Tom Arden told us whether it was put right: yes." in facts(mail)


def test_not_yet_makes_it_our_turn_and_their_words_stand_in_the_case(mail: Mailbox, now: House) -> None:
    from makegood.flows import desk_pages

    page, question = asked(mail, now)
    page.post("put-right", "answer", question=question, answer="not_yet", text="It still flickers.", key="a" * 32)
    turn(mail, now.now)
    (kept,) = questions(mail)
    assert (kept.ended, kept.answer) == (Ended.ANSWERED, "not_yet")
    assert state(mail) is CaseState.OPEN
    with tenancy.brand(mail.brand_id):
        said = desk_pages.case_page(number=1, at=now.now).said
    assert any(
        getattr(one.message, "id", None) == kept.message_id and "It still flickers." in one.message.text
        for one in said
        if one.message
    )
    assert "You told us today: not yet." in page.text()


def test_an_answer_is_given_once_and_another_one_is_sent_to_the_box_below(mail: Mailbox, now: House) -> None:
    page, question = asked(mail, now)
    for key in ("a" * 32, "a" * 32, "b" * 32):
        assert page.post("put-right", "answer", question=question, answer="yes", text="All is well.", key=key).status_code == 303
    other = page.post("put-right", "answer", question=question, answer="not_yet", key="c" * 32)
    assert (other.status_code, "You told us before." in readable(other)) == (422, True)
    assert [one.answer for one in questions(mail)] == ["yes"]
    assert state(mail) is CaseState.RESOLVED
    assert sum("told us whether" in one for one in facts(mail)) == 1


def test_nothing_chosen_something_else_and_a_strange_id_are_refused_in_words(mail: Mailbox, now: House) -> None:
    page, question = asked(mail, now)
    none = page.post("put-right", "answer", question=question, text="Well.", key="a" * 32)
    assert (none.status_code, "Choose one of the two." in readable(none)) == (422, True)
    assert ">\nWell.</textarea>" in none.content.decode()
    for fields in (
        {"question": question, "answer": "maybe"},
        {"question": "x", "answer": "yes"},
        {"question": str(cast.NOBODY), "answer": "yes"},
    ):
        assert page.post("put-right", "answer", **fields).status_code == 422
    assert [one.ended for one in questions(mail)] == [None]


def test_it_can_be_answered_until_an_instant_and_not_at_it(mail: Mailbox, now: House) -> None:
    from makegood.questions import actions

    page, question = asked(mail, now)
    (kept,) = questions(mail)

    def answered(at: datetime) -> str:
        with tenancy.brand(mail.brand_id):
            try:
                actions.answer(question_id=UUID(question), identity_ids=[kept.identity_id], answer="yes", by=SYSTEM, at=at)
            except Refusal as no:
                return no.code
        return "taken"

    assert answered(kept.closes_at) == "question_over"
    now.now = kept.closes_at
    over = page.post("put-right", "answer", question=question, answer="yes")
    assert (over.status_code, "Write to us below instead." in readable(over)) == (422, False)  # it stands on the page no more
    assert "Was it put right?" not in page.text()
    assert answered(kept.closes_at - timedelta(microseconds=1)) == "taken"


def test_what_nobody_answered_is_over_after_two_weeks_and_counts_in_the_rate(mail: Mailbox, now: House) -> None:
    from makegood.questions import queries

    asked(mail, now)
    turn(mail, cast.later(hours=3, days=14) - timedelta(minutes=1))
    assert [one.ended for one in questions(mail)] == [None]
    turn(mail, cast.later(hours=4, days=14))
    assert [one.ended for one in questions(mail)] == [Ended.UNANSWERED]
    with tenancy.brand(mail.brand_id):
        found = queries.responses(kind=QuestionKind.PUT_RIGHT, since=cast.AT, until=cast.later(days=30))
    assert (found.asked, found.answers, found.unanswered, found.open, found.rate) == (1, {}, 1, 0, 0.0)
    assert "Tom Arden did not say whether it was put right." in facts(mail)


def test_a_case_that_is_opened_again_is_not_asked_about_any_more(mail: Mailbox, now: House) -> None:
    page, _ = asked(mail, now)
    mail.gets(
        letter(
            words="It does not work again!",
            subject="Re: My torch",
            key="two",
            more="In-Reply-To: <one@mail.example>\n",
            to="care@brightside.example",
        ),
        at=now.now,
    )
    assert state(mail) is CaseState.OPEN
    assert [one.ended for one in questions(mail)] == [Ended.OVERTAKEN]
    assert 'name="question"' not in page.open().content.decode()


def test_a_brand_that_asks_nobody_asks_nobody(now: House, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(now, asks="no")
    box = mailbox(now.brand_id, "care@brightside.example", office(monkeypatch))
    box.gets(letter(words=WORDS_OF_TOM, subject="My torch", to="care@brightside.example"))
    resolve(box, at=cast.later(hours=1))
    assert turn(box, cast.later(days=2)) == []
    assert questions(box) == ()


def test_whoever_has_another_open_case_is_not_asked(mail: Mailbox) -> None:
    resolve(mail, at=cast.later(hours=1))
    mail.gets(
        letter(words="Do you repair lamps?", subject="Lamps", key="two", to="care@brightside.example"), at=cast.later(hours=2)
    )
    assert turn(mail, cast.later(hours=4)) == []
    assert questions(mail) == ()


def test_another_persons_question_is_as_if_it_were_not_there(mail: Mailbox, now: House) -> None:
    _, question = asked(mail, now)
    ana = link(now, cast.Address(cast.IdentityKind.EMAIL, cast.ANA_EMAIL, cast.ANA_NAME))
    assert "Was it put right?" not in ana.text()
    assert ana.post("put-right", "answer", question=question, answer="not_yet").status_code == 422
    assert [one.ended for one in questions(mail)] == [None]
    assert state(mail) is CaseState.RESOLVED


def test_eight_answers_at_once_are_one(mail: Mailbox, now: House) -> None:
    """Yes and not yet race: exactly one counts, and the case is open only if that is "not yet"."""
    page, question = asked(mail, now)

    def press(n: int) -> int:
        from django.db import connection

        try:
            return (
                Page(page.token)
                .post("put-right", "answer", question=question, answer=("yes", "not_yet")[n % 2], key=f"{n:032x}")
                .status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(press, range(8)))
    (kept,) = questions(mail)
    assert answers.count(303) == 4
    assert answers.count(422) == 4
    assert state(mail) is (CaseState.OPEN if kept.answer == "not_yet" else CaseState.RESOLVED)
    assert sum("told us whether" in one for one in facts(mail)) == 1


def test_the_follow_up_letter_of_a_makegood_brings_it_and_no_second_letter_does(mail: Mailbox, now: House) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import desk_pages, desk_work

    with tenancy.brand(now.brand_id):
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        page = desk_pages.case_page(number=1, at=cast.AT)
        assert page.makegood is not None
        desk_work.approve(number=1, makegood_id=page.makegood.id, member=mara, at=cast.later(minutes=20))
    now.turn_to(cast.later(minutes=21))
    turn(mail, cast.later(minutes=21))
    number = replacement_of(now)
    now.shop.move_parcel(number, "delivered", at=cast.later(hours=22), courier=cast.COURIER)
    now.turn_to(cast.later(hours=22))
    letters: list[str] = []
    for hours in (22, 24, 25, 30, 48, 72):
        now.turn_to(cast.later(hours=hours))
        letters += turn(mail, cast.later(hours=hours))
    brought = [one.raw.decode().replace("=\r\n", "") for one in mail.office.left]
    assert sum("/mine/" in one for one in brought) == 2  # the words of the makegood, and the follow-up
    assert [one.ended for one in questions(mail)] == [None]


def replacement_of(now: House) -> str:
    from makegood.flows import desk_pages

    with tenancy.brand(now.brand_id):
        page = desk_pages.case_page(number=1, at=now.now)
    return next(one.number for one in page.orders if one.reason == "replacement")
