"""Who belongs to an incident: each with a reason, each can be taken out, and no machine ever joins again what was taken out."""

from uuid import UUID, uuid4

import pytest

from makegood.brands.types import Brand, Member
from makegood.incidents import actions, queries
from makegood.incidents.types import Members, Reason
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from tests import cast
from tests.cases import telling as cases
from tests.incidents import telling


@pytest.fixture
def channel_id(brightside: Brand) -> UUID:
    return cases.web_channel()


def test_messages_join_once_each_with_its_reason(channel_id: UUID, mara: Member) -> None:
    made = telling.confirmed(mara)
    some = [telling.writes(channel_id, n, at=cast.later(minutes=n)) for n in range(3)]
    assert set(telling.joined(made, *some, some[0])) == {one.message_id for one in some}
    assert telling.joined(made, *some) == ()
    found = queries.members(incident_id=made)
    assert [(one.message_id, one.reason, one.likeness, one.said_at) for one in found] == [
        (one.message_id, Reason.ALIKE, 0.81, cast.later(minutes=n)) for n, one in enumerate(some)
    ]
    assert queries.how_many(incident_ids=[made]) == {made: Members(3, 3, 3, 0)}


def test_each_person_and_case_is_told_of_it_on_its_own_timeline(channel_id: UUID, mara: Member) -> None:
    made = telling.confirmed(mara)
    one = telling.writes(channel_id, 1)
    telling.joined(made, one)
    assert one.case_id is not None
    [said] = [entry for entry in journal.of_case(case_id=one.case_id, limit=9) if entry.kind == "incidents.PartOfIncident"]
    assert (said.identity_id, said.data) == (one.identity_id, {"incident_id": str(made), "number": 1})


def test_nothing_joins_what_nobody_has_confirmed(channel_id: UUID, mara: Member) -> None:
    made = telling.candidate(burst_id=uuid4())
    with pytest.raises(Refusal) as refused:
        telling.joined(made, telling.writes(channel_id, 1))
    assert (refused.value.code, refused.value.sentence) == (
        "incident_not_open", "Incident 1 waits to be confirmed. Confirm it first.",
    )  # fmt: skip
    assert queries.members(incident_id=made) == ()


def test_what_was_taken_out_is_joined_by_a_member_only(channel_id: UUID, mara: Member) -> None:
    made, by = telling.confirmed(mara), actors.member(mara.id)
    one, other = telling.writes(channel_id, 1), telling.writes(channel_id, 2)
    telling.joined(made, one, other)
    for _twice in range(2):
        actions.take_out(incident_id=made, message_id=one.message_id, because="An old voucher", by=by, at=cast.AT)
    assert telling.joined(made, one, other) == ()
    assert [member.message_id for member in queries.members(incident_id=made)] == [other.message_id]
    [out] = queries.members(incident_id=made, taken_out=True)
    assert (out.message_id, out.out_because) == (one.message_id, "An old voucher")
    assert len(journal.latest(limit=9, kinds=["incidents.MemberTakenOut"])) == 1

    assert actions.join(incident_id=made, members=[one], by=by, at=cast.later(hours=1)) == (one.message_id,)
    [back] = [member for member in queries.members(incident_id=made) if member.message_id == one.message_id]
    assert (back.reason, back.by_member_id, back.out_because) == (Reason.HAND, mara.id, "")


def test_what_does_not_belong_cannot_be_taken_out(channel_id: UUID, mara: Member) -> None:
    made, by = telling.confirmed(mara), actors.member(mara.id)
    with pytest.raises(Refusal) as refused:
        actions.take_out(incident_id=made, message_id=uuid4(), because="No", by=by, at=cast.AT)
    assert refused.value.code == "no_member"
    one = telling.writes(channel_id, 1)
    telling.joined(made, one)
    with pytest.raises(Refusal) as without:
        actions.take_out(incident_id=made, message_id=one.message_id, because=" ", by=by, at=cast.AT)
    assert (without.value.code, list(without.value.fields)) == ("incident_malformed", ["because"])


def test_a_topic_leads_to_the_incident_that_goes_on(channel_id: UUID, mara: Member) -> None:
    topic, other = uuid4(), uuid4()
    made = telling.confirmed(mara, topics=(topic,))
    telling.candidate(burst_id=uuid4(), topics=(other,))
    assert queries.open_for_topics(topic_ids=[topic, other]) == {topic: made}
    actions.over(incident_id=made, by=SYSTEM, at=cast.AT)
    assert queries.open_for_topics(topic_ids=[topic]) == {}


def test_a_case_says_of_which_incident_it_is_part_while_it_is_one(channel_id: UUID, mara: Member) -> None:
    made = telling.confirmed(mara)
    one, other = telling.writes(channel_id, 1), telling.writes(channel_id, 2)
    telling.joined(made, one)
    asked = [case_id for case_id in (one.case_id, other.case_id) if case_id is not None]
    assert queries.numbers_by_case(case_ids=asked) == {one.case_id: 1}
    assert [found.id for found in queries.of_cases(case_ids=asked).values()] == [made]
    actions.dismiss(incident_id=made, because="None after all", by=actors.member(mara.id), at=cast.AT)
    assert queries.numbers_by_case(case_ids=asked) == {}


def test_a_member_says_that_a_case_is_answered_apart(channel_id: UUID, mara: Member) -> None:
    made, by = telling.confirmed(mara), actors.member(mara.id)
    one = telling.writes(channel_id, 1)
    telling.joined(made, one)
    assert one.case_id is not None
    actions.set_apart(incident_id=made, case_id=one.case_id, apart=True, by=by)
    assert [member.apart for member in queries.members(incident_id=made)] == [True]
    with pytest.raises(Refusal):
        actions.set_apart(incident_id=made, case_id=uuid4(), apart=True, by=by)
    with pytest.raises(Refusal) as refused:
        actions.set_apart(incident_id=made, case_id=one.case_id, apart=False, by=SYSTEM)
    assert refused.value.code == "not_a_member"


def test_six_hundred_join_by_a_fixed_number_of_statements(
    channel_id: UUID, mara: Member, django_assert_max_num_queries: object
) -> None:
    made = telling.confirmed(mara)
    some = [telling.writes(channel_id, n) for n in range(40)]
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        telling.joined(made, *some[:4])
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        telling.joined(made, *some[4:])
    assert queries.how_many(incident_ids=[made])[made].messages == 40
