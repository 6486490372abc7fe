"""Incidents across packages: what was said of it joins when a lead says that it is one, what comes later joins by itself, and one letter answers all
who are not held back, each in person, through the gate, and no earlier than it may still be taken back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from makegood.alike.types import Vector
from makegood.brands.types import Brand, Member
from makegood.bursts import actions as bursts
from makegood.bursts.types import Said
from makegood.cases import queries as case_queries
from makegood.cases.types import CaseId
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.channels.types import Direction, MessageId
from makegood.flows import answering_together, incident_joining, incident_work, told_cases
from makegood.gestures.types import Occasion
from makegood.incidents import actions, queries
from makegood.incidents.types import Incident, IncidentId, LetterState, MemberIn, Reason, State
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.orders.actions import ordering
from makegood.platform import tenancy
from makegood.platform.work import Taken
from makegood.statements.actions import writing
from makegood.views import queries as views
from tests import cast
from tests.cases import telling as cases
from tests.incidents import telling
from tests.statements import saying

TEXT = "Hello {name},\n\nYour order {order} over {amount} is safe. The checkout is open again, and we are sorry."
_ALIKE = bytes(range(1, 97)) * 4  # what all say who cannot check out
_OTHER = bytes((200 + n * n) % 256 for n in range(384))


@pytest.fixture
def mail(brightside: Brand) -> UUID:
    return cases.web_channel("Mail")


def placed(*said: MemberIn, at: datetime, codes: bytes = _ALIKE) -> dict[UUID, UUID]:
    """Puts these messages to their topics, as the watch does."""
    told = [Said(MessageId(one.message_id), one.identity_id, at, Vector(one.message_id, "of a test", codes), {}) for one in said]
    return {UUID(str(message)): UUID(str(topic)) for message, topic in bursts.place(said=told, at=at).items()}


def candidate(topics: Sequence[UUID]) -> Incident:
    made = telling.candidate(topics=tuple(set(topics)))
    return queries.incident(incident_id=made)


def joined(one: Incident) -> list[tuple[UUID, Reason]]:
    return [(member.message_id, member.reason) for member in queries.members(incident_id=one.id)]


def leaves(letter_id: UUID, at: datetime) -> None:
    """The worker's turn."""
    item = Taken(uuid4(), tenancy.current_brand(), answering_together.WORK, str(letter_id), {}, 0, uuid4())
    answering_together.say([item], at)


def heard_by(case_id: CaseId) -> list[Message]:
    """What we said in a case."""
    case = case_queries.case(case_id=case_id)
    return [one for one in channels.conversations(conversation_ids=case.conversation_ids) if one.direction is Direction.OUT]


def test_what_was_said_joins_with_the_yes_and_what_comes_joins_by_itself(mail: UUID, mara: Member) -> None:
    early = [telling.writes(mail, n, at=cast.later(minutes=-20)) for n in range(3)]
    other = telling.writes(mail, 9, at=cast.later(minutes=-20), words="Parcels of one carrier stand still")
    topics = placed(*early, at=cast.later(minutes=-20))
    assert set(topics.values()).isdisjoint(placed(other, at=cast.later(minutes=-20), codes=_OTHER).values())
    one = candidate(list(topics.values()))
    late = telling.writes(mail, 4)
    assert incident_joining.join(placed=placed(late, at=cast.AT), at=cast.AT) == 0  # nobody has said yet that it is one

    assert incident_work.confirm(number=one.number, member=mara, at=cast.AT) == 4
    assert incident_work.confirm(number=one.number, member=mara, at=cast.AT) == 0
    assert {message_id for message_id, _ in joined(one)} == {each.message_id for each in (*early, late)}

    new = telling.writes(mail, 5, at=cast.later(minutes=5))
    assert incident_joining.join(placed=placed(new, at=cast.later(minutes=5)), at=cast.later(minutes=5)) == 1
    assert incident_joining.join(placed=placed(new, at=cast.later(minutes=5)), at=cast.later(minutes=5)) == 0
    assert new.case_id is not None
    row = views.row(case_id=new.case_id)
    assert row is not None
    assert row.incident == one.number


def test_what_a_member_took_out_stays_out_however_often_it_is_placed(mail: UUID, mara: Member) -> None:
    said = [telling.writes(mail, n, at=cast.later(minutes=-20)) for n in range(2)]
    topics = placed(*said, at=cast.later(minutes=-20))
    one = candidate(list(topics.values()))
    incident_work.confirm(number=one.number, member=mara, at=cast.AT)
    incident_work.take_out(number=one.number, message_id=said[0].message_id, because="A voucher", member=mara, at=cast.AT)
    assert incident_joining.join(placed=topics, at=cast.later(minutes=1)) == 0
    assert [message_id for message_id, _ in joined(one)] == [said[1].message_id]
    assert said[0].case_id is not None
    row = views.row(case_id=said[0].case_id)
    assert row is not None
    assert row.incident is None


def test_whoever_may_not_judge_is_refused_and_nothing_changes(mail: UUID, joe: Member) -> None:
    one = candidate([])
    for deed in (
        lambda: incident_work.confirm(number=one.number, member=joe, at=cast.AT),
        lambda: incident_work.dismiss(number=one.number, because="No", member=joe, at=cast.AT),
        lambda: incident_work.write_down(title="x", began_at=cast.AT, ended_at=None, member=joe, at=cast.AT),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "not_allowed"
    assert queries.incident(incident_id=one.id).state is State.CANDIDATE
    assert len(queries.incidents()) == 1


# One letter to all ---------------------------------------------------------------------------------------------------


def confirmed(mail: UUID, mara: Member, count: int = 3) -> tuple[IncidentId, list[MemberIn]]:
    made = telling.confirmed(mara)
    some = [telling.writes(mail, n) for n in range(count)]
    telling.joined(made, *some)
    return made, some


def send(mara: Member, key: str = "k", **more: object) -> UUID:
    given: dict[str, object] = {"subject": "The checkout", "text": TEXT, "resolves": False, "at": cast.later(minutes=10)} | more
    return answering_together.send(number=1, key=key, member=mara, **given).id  # type: ignore[arg-type]


def test_one_letter_answers_each_in_person_and_it_is_their_turn(mail: UUID, mara: Member) -> None:
    made, some = confirmed(mail, mara)
    letter_id = send(mara)
    assert send(mara) == letter_id  # a doubled click
    leaves(letter_id, cast.later(minutes=11))
    leaves(letter_id, cast.later(minutes=11))  # and a worker that does it again
    for n, one in enumerate(some):
        assert one.case_id is not None
        [said] = heard_by(CaseId(one.case_id))
        assert said.text == "Hello Person,\n\nThe checkout is open again, and we are sorry."
        case = case_queries.case(case_id=one.case_id)
        assert (case.state, case.turn, case.segments[-1].first_replied_at) == ("waiting", "theirs", cast.later(minutes=11)), n
    letter = queries.letter(letter_id=letter_id)
    assert (letter.answered.said, letter.answered.waiting, letter.answered.kept_back) == (3, 0, ())
    assert answering_together.plan(queries.incident(incident_id=made)).answers == ()


def test_their_own_order_stands_in_it_and_nobody_elses(mail: UUID, mara: Member) -> None:
    made = telling.confirmed(mara)
    ordering.take_orders(orders=[cast.torch_order()], at=cast.later(days=-1))
    toms = cases.arrives("I cannot pay", channel_id=mail, happened=("outage",), order_number="1007", thread="tom")
    anas = cases.arrives(
        "I cannot pay", channel_id=mail, who=cast.ANA_BY_EMAIL, happened=("outage",), order_number="1007", thread="ana"
    )
    for one in (toms, anas):
        where = cases.place(one)
        telling.joined(made, MemberIn(one.message_id, where.case_id, one.identity_id, Reason.ALIKE, 0.7))
    leaves(send(mara), cast.later(minutes=11))
    held = case_queries.cases_of_messages(message_ids=[toms.message_id, anas.message_id])
    [to_tom], [to_ana] = (heard_by(held[one.message_id]) for one in (toms, anas))
    assert to_tom.text.startswith("Hello Tom,\n\nYour order 1007 over £50.99 is safe. The checkout is open again")
    assert to_ana.text.startswith("Hello Ana,\n\nThe checkout is open again")


def test_whoever_was_let_down_otherwise_too_is_held_back_until_a_member_says_so(mail: UUID, mara: Member) -> None:
    made, some = confirmed(mail, mara)
    one = queries.incident(incident_id=made)
    assert some[0].case_id is not None
    number = case_queries.case(case_id=some[0].case_id).number
    actions.set_apart(incident_id=made, case_id=some[0].case_id, apart=True, by=actors.member(mara.id))
    plan = answering_together.plan(one, text=TEXT)
    assert ([back.case.number for back in plan.back], len(plan.answers), len(plan.previews)) == ([number], 2, 2)
    assert [back.why for back in plan.back] == ["A member answers it apart."]
    leaves(send(mara), cast.later(minutes=11))
    assert heard_by(CaseId(some[0].case_id)) == []
    incident_work.set_apart(number=1, case_number=number, apart=False, member=mara)
    assert answering_together.plan(one).answers == (some[0].case_id,)


def test_it_can_be_taken_back_for_ten_seconds_and_not_after(mail: UUID, mara: Member) -> None:
    _, some = confirmed(mail, mara)
    first = send(mara, key="first")
    answering_together.take_back(letter_id=first, member=mara, at=cast.later(minutes=10))
    leaves(first, cast.later(minutes=11))
    assert some[0].case_id is not None
    assert heard_by(CaseId(some[0].case_id)) == []
    assert queries.letter(letter_id=first).state is LetterState.WITHDRAWN
    second = send(mara, key="second")
    leaves(second, cast.later(minutes=11))
    with pytest.raises(Refusal) as refused:
        answering_together.take_back(letter_id=second, member=mara, at=cast.later(minutes=11))
    assert refused.value.code == "already_said"


def test_cases_are_closed_with_it_only_once_the_incident_is_over(mail: UUID, mara: Member) -> None:
    _, some = confirmed(mail, mara)
    assert some[0].case_id is not None
    leaves(send(mara, key="now", resolves=True), cast.later(minutes=11))
    assert case_queries.case(case_id=some[0].case_id).state == "waiting"
    incident_work.over(number=1, member=mara, at=cast.later(minutes=20))
    late = telling.writes(mail, 7, at=cast.later(minutes=21))
    actions.join(incident_id=queries.by_number(number=1).id, members=[late], by=actors.member(mara.id), at=cast.later(minutes=21))
    leaves(send(mara, key="over", resolves=True, at=cast.later(minutes=30)), cast.later(minutes=31))
    assert late.case_id is not None
    assert case_queries.case(case_id=late.case_id).state == "resolved"


def test_nobody_left_to_answer_is_said(mail: UUID, mara: Member) -> None:
    telling.confirmed(mara)
    with pytest.raises(Refusal) as refused:
        send(mara)
    assert refused.value.code == "nobody_to_answer"


# The statement answers them ------------------------------------------------------------------------------------------


def test_whoever_was_told_by_the_statement_has_an_answer_and_whoever_needs_more_keeps_a_case(mail: UUID, mara: Member) -> None:
    saying.mailbox()
    made, some = confirmed(mail, mara)
    assert all(one.case_id is not None for one in some)
    actions.set_apart(incident_id=made, case_id=some[2].case_id or made, apart=True, by=actors.member(mara.id))
    by = actors.member(mara.id)
    statement_id = writing.draft(occasion=Occasion("incident", made), facts=saying.FACTS, by=by, at=cast.AT)
    writing.approve(statement_id=statement_id, version=1, by=by, at=cast.AT)
    writing.publish(statement_id=statement_id, by=by, at=cast.AT)
    saying.begins(statement_id, mara, [one.identity_id for one in some])
    saying.leaves()
    told = [
        Taken(
            uuid4(), tenancy.current_brand(), told_cases.WORK, str(n),
            {"statement_id": str(statement_id), "identity_id": str(one.identity_id)}, 0, uuid4(),
        )
        for n, one in enumerate(some)
    ]  # fmt: skip
    for _twice in range(2):
        told_cases.answered(told, cast.later(minutes=5))
    found = [case_queries.case(case_id=one.case_id) for one in some if one.case_id]
    assert [(case.turn, case.segments[-1].first_replied_at) for case in found] == [
        ("theirs", cast.later(minutes=5)), ("theirs", cast.later(minutes=5)), ("ours", None),
    ]  # fmt: skip
