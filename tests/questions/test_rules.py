"""Who is asked whether it was put right, when, and how often; and until which instant it can be answered."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from makegood.questions import rules
from makegood.questions.types import Circumstances, Ended, Question, QuestionId, QuestionKind, Responses, Verdict
from tests import cast

KIND = QuestionKind.PUT_RIGHT
READY = Circumstances(
    harm="faulty",
    resolved_at=cast.later(hours=-3),
    due_at=cast.later(hours=-1),
    asked_before=False,
    other_open=False,
    reachable=True,
    last_asked_at=None,
)


def test_they_are_asked_once_the_follow_up_is_due() -> None:
    assert rules.may_ask(KIND, READY, at=cast.AT) == Verdict(True)
    assert rules.may_ask(KIND, replace(READY, due_at=cast.AT), at=cast.AT) == Verdict(True)


def test_before_that_it_is_seen_again_when_it_is_due_or_the_next_day() -> None:
    due = cast.later(hours=1)
    assert rules.may_ask(KIND, replace(READY, due_at=due), at=cast.AT) == Verdict(False, later=due)
    assert rules.may_ask(KIND, replace(READY, due_at=None), at=cast.AT) == Verdict(False, later=cast.later(days=1))


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"asked_before": True}, "They were asked about this before."),
        ({"resolved_at": None}, "It is not put right yet."),
        ({"harm": ""}, "Nothing had gone wrong."),
        ({"reachable": False}, "They have no page on which they could answer."),
        ({"resolved_at": cast.later(days=-31)}, "It was put right too long ago."),
        ({"other_open": True}, "Another case of theirs is open."),
        ({"last_asked_at": cast.later(days=-29)}, "They were asked within the last 30 days."),
    ],
)
def test_nobody_is_asked_who_should_not_be(change: dict[str, object], because: str) -> None:
    assert rules.may_ask(KIND, replace(READY, **change), at=cast.AT) == Verdict(False, because)  # type: ignore[arg-type]


def test_thirty_days_later_they_may_be_asked_again() -> None:
    assert rules.may_ask(KIND, replace(READY, last_asked_at=cast.later(days=-30)), at=cast.AT).ask


def test_it_is_open_for_two_weeks_and_not_at_their_end() -> None:
    closes = rules.closes_at(KIND, asked_at=cast.AT)
    asked = Question(QuestionId(uuid4()), KIND, uuid4(), uuid4(), cast.AT, closes, None, None, "", None)
    assert closes == cast.later(days=14)
    assert [rules.is_open(asked, at=at) for at in (cast.AT, closes - timedelta(microseconds=1), closes)] == [True, True, False]
    assert not rules.is_open(replace(asked, ended=Ended.ANSWERED), at=cast.AT)


def test_not_yet_wants_somebody_and_yes_does_not() -> None:
    asked = Question(
        QuestionId(uuid4()), KIND, uuid4(), uuid4(), cast.AT, cast.later(days=14), Ended.ANSWERED, cast.AT, "yes", None
    )
    assert not rules.wants_somebody(asked)
    assert rules.wants_somebody(replace(asked, answer="not_yet"))
    assert not rules.wants_somebody(replace(asked, answer="not_yet", ended=None))
    assert [rules.is_known_answer(KIND, one) for one in ("yes", "not_yet", "no", "")] == [True, True, False, False]


def test_every_kind_has_its_rules() -> None:
    assert set(rules.KINDS) == set(QuestionKind)
    for told in rules.KINDS.values():
        assert told.not_well < set(told.answers)
        assert told.open_for > timedelta()


def test_the_rate_counts_those_who_did_not_answer_and_no_one_who_still_may() -> None:
    assert Responses(asked=10, answers={"yes": 3, "not_yet": 1}, unanswered=4, open=1, overtaken=1).rate == 0.5
    assert Responses(asked=2, answers={}, unanswered=0, open=2, overtaken=0).rate is None
