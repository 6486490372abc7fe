"""Which case a message belongs to: the rule on values alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from makegood.cases import rules
from makegood.cases.types import Arrival, Candidate, CaseId, CaseState, Place, Placed, Turn
from tests import cast

TOM, TOMS_HANDLE, ANA = UUID(int=1), UUID(int=2), UUID(int=3)
MAIL_THREAD, POST_THREAD = UUID(int=11), UUID(int=12)
CASE, OLDER_CASE = CaseId(UUID(int=21)), CaseId(UUID(int=22))


def arrival(act: str = "complaint", *, at: datetime = cast.AT, conversation: UUID = MAIL_THREAD, **more: object) -> Arrival:
    """Tom writes about the torch."""
    plain = Arrival(
        message_id=UUID(int=31),
        conversation_id=conversation,
        identity_id=TOM,
        person_identity_ids=(TOM, TOMS_HANDLE),
        at=at,
        act=act,
        feeling="neutral",
        happened=("faulty",) if act == "complaint" else (),
        urgency="normal",
        title="Tom’s torch arrived broken",
        words="It does not switch on",
        public=False,
        asks_something=act in ("question", "request"),
        opens=True,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def candidate(state: CaseState = CaseState.OPEN, *, last_at: datetime = cast.AT, **more: object) -> Candidate:
    """Tom's case about the torch of order 1007."""
    plain = Candidate(
        case_id=CASE,
        state=state,
        turn=Turn.OURS if state is CaseState.OPEN else Turn.THEIRS,
        identity_id=TOM,
        conversation_ids=frozenset({MAIL_THREAD}),
        order_number="1007",
        harm="faulty",
        urgency="normal",
        feeling="neutral",
        last_at=last_at,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("act", ["complaint", "question", "request", "leaving", "buying", "unsure"])
def test_what_wants_something_opens_a_case(act: str) -> None:
    assert rules.places(arrival(act), []) == Place(Placed.OPENED)


@pytest.mark.parametrize(
    "told",
    [arrival("praise"), arrival("information", public=True), arrival("information", feeling="positive")],
    ids=["praise", "told to everybody", "glad words"],
)
def test_what_asks_nothing_of_us_opens_none(told: Arrival) -> None:
    assert rules.places(told, []) == Place(Placed.NONE)


def test_what_somebody_tells_us_in_private_is_seen_by_a_person() -> None:
    assert rules.places(arrival("information"), []) == Place(Placed.OPENED)


@pytest.mark.parametrize("act", ["praise", "information"])
def test_praise_and_information_with_a_question_open_one(act: str) -> None:
    assert rules.places(arrival(act, asks_something=True), []) == Place(Placed.OPENED)


def test_information_that_tells_of_harm_opens_a_case_unless_it_is_glad() -> None:
    told = arrival("information", happened=("faulty",))
    assert rules.places(told, []) == Place(Placed.OPENED)
    assert rules.places(replace(told, feeling="positive"), []) == Place(Placed.NONE)


@pytest.mark.parametrize("act", ["complaint", "question", "request", "praise", "information"])
def test_automatic_mail_and_spam_never_touch_a_case(act: str) -> None:
    machine = arrival(act, opens=False)
    assert rules.places(machine, []) == Place(Placed.NONE)
    assert rules.places(machine, [candidate()]) == Place(Placed.NONE)
    assert rules.places(machine, [candidate(CaseState.RESOLVED)]) == Place(Placed.NONE)


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.WAITING])
@pytest.mark.parametrize("act", ["complaint", "question", "praise", "information"])
def test_whatever_comes_in_the_conversation_of_an_open_case_joins_it(act: str, state: CaseState) -> None:
    assert rules.places(arrival(act, at=cast.later(days=60)), [candidate(state)]) == Place(Placed.JOINED, CASE)


def test_a_reply_to_a_resolved_case_opens_it_again() -> None:
    again = arrival("information", at=cast.later(days=60))
    assert rules.places(again, [candidate(CaseState.RESOLVED)]) == Place(Placed.REOPENED, CASE)


@pytest.mark.parametrize(("act", "feeling"), [("praise", "positive"), ("praise", "neutral"), ("information", "positive")])
def test_mere_thanks_leave_a_resolved_case_resolved(act: str, feeling: str) -> None:
    assert rules.places(arrival(act, feeling=feeling), [candidate(CaseState.RESOLVED)]) == Place(Placed.NONE)


def test_thanks_with_a_question_open_the_resolved_case_again() -> None:
    asked = arrival("praise", feeling="positive", asks_something=True)
    assert rules.places(asked, [candidate(CaseState.RESOLVED)]) == Place(Placed.REOPENED, CASE)


def test_the_same_order_from_another_road_joins_the_open_case() -> None:
    by_post = arrival(conversation=POST_THREAD, identity_id=TOMS_HANDLE, order_number="1007", happened=("late",))
    assert rules.places(by_post, [candidate()]) == Place(Placed.JOINED, CASE)


def test_the_same_harm_joins_where_not_both_name_an_order() -> None:
    assert rules.places(arrival(conversation=POST_THREAD), [candidate()]) == Place(Placed.JOINED, CASE)


def test_another_order_is_another_matter_even_with_the_same_harm() -> None:
    assert rules.places(arrival(conversation=POST_THREAD, order_number="1004"), [candidate()]) == Place(Placed.OPENED)


@pytest.mark.parametrize("harm", ["", "other", "unsure"])
def test_a_harm_that_says_nothing_ties_nothing_together(harm: str) -> None:
    vague = arrival(conversation=POST_THREAD, happened=(harm,))
    assert rules.places(vague, [candidate(harm=harm, order_number="")]) == Place(Placed.OPENED)


def test_the_same_matter_joins_for_fourteen_days_and_not_a_second_longer() -> None:
    last_day = arrival(conversation=POST_THREAD, at=cast.later(days=14))
    assert rules.places(last_day, [candidate()]) == Place(Placed.JOINED, CASE)
    assert rules.places(replace(last_day, at=last_day.at + timedelta(seconds=1)), [candidate()]) == Place(Placed.OPENED)


def test_somebody_else_with_the_same_harm_has_a_case_of_her_own() -> None:
    hers = arrival(conversation=POST_THREAD, identity_id=ANA, person_identity_ids=(ANA,))
    assert rules.places(hers, [candidate()]) == Place(Placed.OPENED)


def test_a_resolved_case_takes_nothing_from_another_conversation() -> None:
    assert rules.places(arrival(conversation=POST_THREAD), [candidate(CaseState.RESOLVED)]) == Place(Placed.OPENED)


def test_thanks_in_another_conversation_do_not_join_the_open_case() -> None:
    post = arrival("praise", conversation=POST_THREAD, order_number="1007")
    assert rules.places(post, [candidate()]) == Place(Placed.NONE)


def test_among_several_cases_the_one_with_the_latest_word_wins() -> None:
    older = candidate(case_id=OLDER_CASE, last_at=cast.later(days=-2), conversation_ids=frozenset())
    assert rules.places(arrival(conversation=POST_THREAD), [older, candidate()]) == Place(Placed.JOINED, CASE)
    assert rules.places(arrival(conversation=POST_THREAD), [candidate(), older]) == Place(Placed.JOINED, CASE)


def test_what_joins_makes_it_our_turn_and_thanks_change_nobodys() -> None:
    waiting = candidate(CaseState.WAITING)
    asked = rules.taken_in(waiting, arrival("question", urgency="legal", feeling="negative"))
    assert (asked.state, asked.turn, asked.urgency, asked.feeling) == (CaseState.OPEN, Turn.OURS, "legal", "negative")
    thanked = rules.taken_in(waiting, arrival("praise"))
    assert (thanked.state, thanked.turn) == (CaseState.WAITING, Turn.THEIRS)


def test_the_greater_urgency_stays_and_an_unknown_word_counts_as_normal() -> None:
    assert rules.more_urgent("safety", "deadline") == "safety"
    assert rules.more_urgent("unsure", "deadline") == "deadline"
    assert rules.taken_in(candidate(urgency="stranded"), arrival()).urgency == "stranded"


def test_the_first_harm_and_order_number_that_anybody_named_stay() -> None:
    bare = candidate(harm="", order_number="")
    told = rules.taken_in(bare, arrival(order_number="1007", happened=("faulty", "late")))
    assert (told.harm, told.order_number) == ("faulty", "1007")
    assert rules.taken_in(told, arrival(order_number="1004", happened=("late",))).order_number == "1007"


def test_of_two_messages_in_one_batch_the_second_joins_what_the_first_opened() -> None:
    first, second = arrival(), arrival("question", conversation=MAIL_THREAD, message_id=UUID(int=32))
    settled = rules.place_all([first, second], [], [CASE, OLDER_CASE])
    assert [place for _, place, _ in settled] == [Place(Placed.OPENED, CASE), Place(Placed.JOINED, CASE)]


def test_a_farewell_in_public_that_names_a_harm_is_a_complaint_of_ones_own() -> None:
    said = arrival("leaving", public=True, overheard=True, happened=("late",))
    assert rules.may_open(said, beside=True)
    assert not rules.may_open(replace(said, happened=("other",)), beside=True)
