"""Many hands on one question: each participant has one vote whatever comes at once, the number equals a recount, and two members who decide at once
do not undo each other unseen."""

from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.discussions import models, queries
from makegood.discussions.actions import moderating, taking_part
from makegood.discussions.types import QuestionState, Why
from makegood.kernel import actors
from makegood.kernel.ids import new_id
from makegood.platform import tenancy
from tests import cast
from tests.discussions.given import asked, member, opened
from tests.races.test_budgets import together

pytestmark = pytest.mark.races
NOW = cast.later(minutes=5)


@pytest.fixture
def questions(committed_brightside: UUID, django_db_blocker: DjangoDbBlocker) -> tuple[UUID, UUID, UUID]:
    """The brand, and two questions that ask the same."""
    with tenancy.brand(committed_brightside):
        made = opened()
        first, second = asked(made, "What happened to the lights?"), asked(made, "Why were the lights out?")
    return committed_brightside, first.id, second.id


def recounted(question_id: UUID) -> tuple[int, int]:
    """(as it is written, as counted by hand)."""
    behind = models.Question.objects.filter(merged_into=question_id).values_list("id", flat=True)
    voters = models.Vote.objects.filter(question_id__in=[question_id, *behind]).values_list("participant_id", flat=True)
    return queries.question(question_id=question_id).votes, len(set(voters))


def test_forty_browsers_that_press_three_times_each_at_once_are_forty_votes(questions: tuple[UUID, UUID, UUID]) -> None:
    brand_id, question_id, _ = questions
    voters = [new_id() for _ in range(40)]
    together(brand_id, 120, lambda n: taking_part.vote(question_id=question_id, participant_id=voters[n % 40], at=NOW))
    with tenancy.brand(brand_id):
        assert recounted(question_id) == (41, 41)  # and the one who asked


def test_votes_that_come_while_two_questions_become_one_are_each_counted_once(questions: tuple[UUID, UUID, UUID]) -> None:
    brand_id, first, second = questions
    voters = [new_id() for _ in range(30)]
    with tenancy.brand(brand_id):
        mara = actors.member(member("Mara Lindqvist").id)

    def act(n: int) -> object:
        if n == 30:
            return moderating.merge(question_id=second, into=1, seen=QuestionState.SHOWN, by=mara, at=NOW).votes
        return taking_part.vote(question_id=(first, second)[n % 2], participant_id=voters[n % 30], at=NOW)

    together(brand_id, 90, act)
    with tenancy.brand(brand_id):
        assert recounted(first) == (32, 32)


def test_of_members_who_decide_at_once_one_decides_and_the_others_are_told(questions: tuple[UUID, UUID, UUID]) -> None:
    brand_id, question_id, _ = questions
    with tenancy.brand(brand_id):
        mara, joe = (actors.member(member(name).id) for name in ("Mara Lindqvist", "Joe Okafor"))

    def act(n: int) -> object:
        if n % 2:
            return moderating.hide(question_id=question_id, why=Why.RUDE, seen=QuestionState.SHOWN, by=mara, at=NOW).why
        return moderating.merge(question_id=question_id, into=2, seen=QuestionState.SHOWN, by=joe, at=NOW).number

    told = together(brand_id, 24, act)
    with tenancy.brand(brand_id):
        state = queries.question(question_id=question_id).state
    hidden = state is QuestionState.HIDDEN
    assert {one for one in told if one != "decided_already"} == ({"rude"} if hidden else {2})
    assert told.count("decided_already") == 12


def test_a_form_sent_from_many_hands_at_once_is_one_question(questions: tuple[UUID, UUID, UUID]) -> None:
    brand_id, question_id, _ = questions
    with tenancy.brand(brand_id):
        made = queries.discussion(discussion_id=queries.question(question_id=question_id).discussion_id)
    who = new_id()
    told = together(brand_id, 24, lambda _n: asked(made, "And what now, after all of it?", who=who, key="one-form").number)
    assert set(told) == {3}
