"""Arrivals become cases: in bulk, once each, numbered without a gap."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand, Member
from makegood.cases import queries
from makegood.cases.actions import arriving, working
from makegood.cases.types import CaseState, Placed, Turn
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import journal
from tests import cast
from tests.cases import telling


@pytest.fixture
def channel(brightside: Brand) -> UUID:
    return telling.web_channel()


def test_a_complaint_opens_a_case_with_both_promises_in_business_time(channel: UUID) -> None:
    arrival = telling.arrives(channel_id=channel, order_number="1007", feeling="negative")
    placement = telling.place(arrival)
    assert (placement.message_id, placement.placed) == (arrival.message_id, Placed.OPENED)
    case = queries.case(case_id=placement.case_id)
    assert (case.number, case.state, case.turn) == (1, CaseState.OPEN, Turn.OURS)
    assert (case.identity_id, case.harm, case.order_number, case.feeling) == (arrival.identity_id, "faulty", "1007", "negative")
    assert case.conversation_ids == (arrival.conversation_id,)
    (segment,) = case.segments
    assert (segment.opened_at, segment.first_reply_due_at) == (cast.AT, cast.later(hours=1))
    assert segment.resolution_due_at == cast.later(days=1)  # 480 minutes: Monday 10 to 17, then Tuesday 9 to 10


def test_a_second_message_of_the_conversation_joins(channel: UUID) -> None:
    first = telling.place(telling.arrives(channel_id=channel, thread="t1"))
    again = telling.place(telling.arrives("Any news?", "question", channel_id=channel, thread="t1", at=cast.later(hours=1)))
    assert (again.case_id, again.placed) == (first.case_id, Placed.JOINED)
    assert len(queries.cases_of(identity_ids=[telling.identity()])) == 1


def test_the_same_matter_on_another_channel_joins_and_links_its_conversation(channel: UUID) -> None:
    first = telling.place(telling.arrives(channel_id=channel, order_number="1007"))
    other = telling.arrives(
        "Order 1007 is broken", channel_id=telling.web_channel("Shop chat"), order_number="1007", at=cast.later(days=1)
    )
    assert telling.place(other).case_id == first.case_id
    assert [case.id for case in queries.cases_of_conversation(conversation_id=other.conversation_id)] == [first.case_id]
    assert len(queries.case(case_id=first.case_id).conversation_ids) == 2


def test_a_message_placed_twice_keeps_its_place_and_is_journalled_once(channel: UUID) -> None:
    arrival = telling.arrives(channel_id=channel)
    first, second = telling.place(arrival), telling.place(arrival, at=cast.later(days=3))
    assert first == second
    (entry,) = journal.of_case(case_id=first.case_id, limit=10)
    assert (entry.kind, entry.data["number"], entry.data["message_id"]) == ("cases.CaseOpened", 1, str(arrival.message_id))


def test_a_message_twice_in_one_batch_is_placed_once(channel: UUID) -> None:
    arrival = telling.arrives(channel_id=channel)
    first, second = arriving.open_or_join(arrivals=[arrival, arrival], at=cast.AT)
    assert first == second
    assert queries.case(case_id=first.case_id).number == 1


def test_what_needed_no_case_may_be_read_anew_and_open_one(channel: UUID) -> None:
    arrival = telling.arrives("Nice shop", "praise", channel_id=channel)
    assert telling.place(arrival).placed is Placed.NONE
    assert telling.place(telling.replaced(arrival, act="complaint")).placed is Placed.OPENED


def test_a_reply_after_resolution_starts_a_second_segment_and_both_are_kept(channel: UUID, mara: Member) -> None:
    case_id = telling.open_case(channel, thread="t1")
    working.resolve(case_id=case_id, how="A new torch came.", by=actors.member(mara.id), at=cast.later(hours=2))
    again = telling.place(telling.arrives("Broken again", channel_id=channel, thread="t1", at=cast.later(hours=4)))
    assert (again.case_id, again.placed) == (case_id, Placed.REOPENED)
    case = queries.case(case_id=case_id)
    assert (case.state, case.turn, case.resolved_at) == (CaseState.OPEN, Turn.OURS, None)
    assert [segment.resolved_at for segment in case.segments] == [cast.later(hours=2), None]
    assert case.segments[1].first_reply_due_at == cast.later(hours=5)


def test_thanks_after_resolution_leave_the_case_resolved(channel: UUID, mara: Member) -> None:
    case_id = telling.open_case(channel, thread="t1")
    working.resolve(case_id=case_id, how="A new torch came.", by=actors.member(mara.id), at=cast.later(hours=2))
    thanked = telling.place(telling.arrives("Thank you!", "praise", channel_id=channel, thread="t1", at=cast.later(hours=4)))
    assert (thanked.case_id, thanked.placed) == (None, Placed.NONE)
    assert queries.case(case_id=case_id).state is CaseState.RESOLVED


def test_their_answer_ends_the_wait_and_the_clock_goes_on(channel: UUID, mara: Member) -> None:
    case_id = telling.open_case(channel, thread="t1")
    sent, *_ = telling.says("What does the label say?", channel_id=channel)
    working.note_reply(case_id=case_id, outgoing_id=sent, by=actors.member(mara.id), at=cast.later(minutes=30), automatic=False)
    waiting = queries.case(case_id=case_id)
    assert (waiting.state, waiting.turn, waiting.segments[0].waiting_since) == (
        CaseState.WAITING,
        Turn.THEIRS,
        cast.later(minutes=30),
    )
    telling.place(telling.arrives("Torch 01", "information", channel_id=channel, thread="t1", at=cast.later(hours=3, minutes=30)))
    case = queries.case(case_id=case_id)
    assert (case.state, case.turn, case.segments[0].waiting_since) == (CaseState.OPEN, Turn.OURS, None)
    assert case.segments[0].resolution_due_at == cast.later(days=1, hours=3)


def test_a_clock_never_starts_in_the_future(channel: UUID) -> None:
    arrival = telling.arrives(channel_id=channel, at=cast.later(days=400))
    placement = arriving.open_or_join(arrivals=[arrival], at=cast.AT)[0]
    assert queries.case(case_id=placement.case_id).opened_at == cast.AT


def test_five_hundred_arrivals_take_as_many_queries_as_five(channel: UUID) -> None:
    def many(count: int) -> list[UUID]:
        people = [Address(IdentityKind.EMAIL, f"p{uuid4().hex}@example.org", "P") for _ in range(count)]
        return [telling.arrives(channel_id=channel, who=who) for who in people]

    few, lots = many(5), many(100)
    with CaptureQueriesContext(connection) as for_few:
        arriving.open_or_join(arrivals=few, at=cast.AT)
    with CaptureQueriesContext(connection) as for_lots:
        placements = arriving.open_or_join(arrivals=lots, at=cast.AT)
    assert len(for_lots) == len(for_few) <= 20
    assert [queries.case(case_id=p.case_id).number for p in placements[:2]] == [6, 7]
    assert [p.message_id for p in placements] == [a.message_id for a in lots]


def test_another_brand_sees_no_case_and_counts_for_itself(pageturner: UUID, brightside: Brand) -> None:
    case_id = telling.open_case(telling.web_channel())
    with telling.inside(pageturner):
        with pytest.raises(Refusal, match="no such case"):
            queries.case(case_id=case_id)
        other = telling.open_case(telling.web_channel())
        assert queries.case(case_id=other).number == 1
