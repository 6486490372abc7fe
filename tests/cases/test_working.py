"""What members do with a case: each once, each refused in words when it cannot be."""

from uuid import UUID, uuid4

import pytest

from makegood.brands import actions as brands
from makegood.brands.types import Brand, Member, Role
from makegood.cases import queries
from makegood.cases.actions import working as cases
from makegood.cases.types import CaseId, CaseState, Turn
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from tests import cast
from tests.cases import telling

SOON = cast.later(minutes=20)


@pytest.fixture
def channel(brightside: Brand) -> UUID:
    return telling.web_channel()


@pytest.fixture
def case_id(channel: UUID) -> CaseId:
    return telling.open_case(channel, thread="t1")


def kinds(case_id: UUID) -> list[str]:
    return [entry.kind for entry in reversed(journal.of_case(case_id=case_id, limit=50))]


def test_a_case_is_given_to_a_member_once(case_id: CaseId, joe: Member, mara: Member) -> None:
    for _ in range(2):
        cases.assign(case_id=case_id, member_id=joe.id, by=actors.member(mara.id), at=SOON)
    assert queries.case(case_id=case_id).owner_id == joe.id
    assert kinds(case_id) == ["cases.CaseOpened", "cases.CaseAssigned"]
    cases.assign(case_id=case_id, member_id=None, by=actors.member(mara.id), at=SOON)
    assert queries.case(case_id=case_id).owner_id is None


def test_a_viewer_cannot_be_given_a_case(case_id: CaseId, mara: Member) -> None:
    viewer = brands.add_member(
        user_id=9, name="Vi Ewer", email="vi@brightside.example", role=Role.VIEWER, by=actors.SYSTEM, at=SOON
    )
    with pytest.raises(Refusal) as refused:
        cases.assign(case_id=case_id, member_id=viewer.id, by=actors.member(mara.id), at=SOON)
    assert (refused.value.code, list(refused.value.fields)) == ("not_assignable", ["member_id"])
    assert queries.case(case_id=case_id).owner_id is None


def test_a_reply_stops_the_first_reply_clock_once(case_id: CaseId, channel: UUID, mara: Member) -> None:
    sent, *_ = telling.says("We send a new one", channel_id=channel)
    for at in (SOON, cast.later(hours=5)):
        cases.note_reply(case_id=case_id, outgoing_id=sent, by=actors.member(mara.id), at=at, automatic=False)
    case = queries.case(case_id=case_id)
    assert case.segments[0].first_replied_at == SOON
    assert (case.state, case.turn, case.last_at) == (CaseState.WAITING, Turn.THEIRS, SOON)
    assert kinds(case_id) == ["cases.CaseOpened", "cases.CaseReplied"]


def test_an_automatic_answer_stops_no_clock_and_changes_no_turn(case_id: CaseId, channel: UUID) -> None:
    sent, *_ = telling.says("We have your message", channel_id=channel)
    cases.note_reply(case_id=case_id, outgoing_id=sent, by=actors.SYSTEM, at=SOON, automatic=True)
    case = queries.case(case_id=case_id)
    assert (case.state, case.turn, case.segments[0].first_replied_at) == (CaseState.OPEN, Turn.OURS, None)


def test_resolving_twice_is_one_resolution(case_id: CaseId, mara: Member) -> None:
    for at in (SOON, cast.later(hours=9)):
        cases.resolve(case_id=case_id, how="A new torch came.", by=actors.member(mara.id), at=at)
    case = queries.case(case_id=case_id)
    assert (case.state, case.resolved_at, case.segments[0].resolved_at) == (CaseState.RESOLVED, SOON, SOON)
    assert kinds(case_id) == ["cases.CaseOpened", "cases.CaseResolved"]


def test_a_resolution_needs_a_sentence(case_id: CaseId, mara: Member) -> None:
    with pytest.raises(Refusal) as refused:
        cases.resolve(case_id=case_id, how="  ", by=actors.member(mara.id), at=SOON)
    assert (refused.value.code, refused.value.fields) == ("how_missing", {"how": "missing"})
    assert queries.case(case_id=case_id).state is CaseState.OPEN


def test_a_wait_does_not_count_against_the_resolution(case_id: CaseId, channel: UUID, mara: Member) -> None:
    sent, *_ = telling.says("What does it say?", channel_id=channel)
    cases.note_reply(case_id=case_id, outgoing_id=sent, by=actors.member(mara.id), at=SOON, automatic=False)
    cases.resolve(case_id=case_id, how="They never wrote again.", by=actors.SYSTEM, at=cast.later(days=10))
    (segment,) = queries.case(case_id=case_id).segments
    assert segment.resolution_due_at > segment.resolved_at == cast.later(days=10)


def test_opening_again_starts_new_promises(case_id: CaseId, mara: Member) -> None:
    cases.resolve(case_id=case_id, how="Done.", by=actors.member(mara.id), at=SOON)
    for _ in range(2):
        cases.reopen(case_id=case_id, by=actors.member(mara.id), at=cast.later(hours=2))
    case = queries.case(case_id=case_id)
    assert (case.state, case.turn, len(case.segments)) == (CaseState.OPEN, Turn.OURS, 2)
    assert case.segments[1].first_reply_due_at == cast.later(hours=3)


def test_waiting_for_a_parcel_lets_our_clock_run(case_id: CaseId, mara: Member) -> None:
    due_at = queries.case(case_id=case_id).segments[0].resolution_due_at
    cases.wait(case_id=case_id, by=actors.SYSTEM, at=SOON, on=Turn.PARCEL)
    case = queries.case(case_id=case_id)
    assert (case.state, case.turn) == (CaseState.WAITING, Turn.PARCEL)
    assert (case.segments[0].waiting_since, case.segments[0].resolution_due_at) == (None, due_at)
    cases.reopen(case_id=case_id, by=actors.member(mara.id), at=cast.later(hours=2))
    case = queries.case(case_id=case_id)
    assert (case.state, len(case.segments), case.segments[0].resolution_due_at) == (CaseState.OPEN, 1, due_at)


def test_a_resolved_case_does_not_wait(case_id: CaseId, mara: Member) -> None:
    cases.resolve(case_id=case_id, how="Done.", by=actors.member(mara.id), at=SOON)
    with pytest.raises(Refusal, match="Open it again first"):
        cases.wait(case_id=case_id, by=actors.member(mara.id), at=SOON)
    with pytest.raises(Refusal, match="what the case waits for"):
        cases.wait(case_id=case_id, by=actors.member(mara.id), at=SOON, on=Turn.OURS)


def test_a_note_is_kept_for_the_team(case_id: CaseId, joe: Member) -> None:
    note_id = cases.note(case_id=case_id, text=" He is in on Thursdays. ", by=actors.member(joe.id), at=SOON)
    (note,) = queries.case(case_id=case_id).notes
    assert (note.id, note.member_id, note.text, note.at) == (note_id, joe.id, "He is in on Thursdays.", SOON)
    with pytest.raises(Refusal, match="Only a member"):
        cases.note(case_id=case_id, text="Hello", by=actors.SYSTEM, at=SOON)
    with pytest.raises(Refusal, match="Write something"):
        cases.note(case_id=case_id, text="", by=actors.member(joe.id), at=SOON)


def test_a_case_is_called_by_another_title(case_id: CaseId, joe: Member) -> None:
    cases.rename(case_id=case_id, title="Tom’s torch arrived broken", by=actors.member(joe.id), at=SOON)
    assert queries.case(case_id=case_id).title == "Tom’s torch arrived broken"
    with pytest.raises(Refusal) as refused:
        cases.rename(case_id=case_id, title="x" * 201, by=actors.member(joe.id), at=SOON)
    assert refused.value.code == "title_too_long"


def test_a_conversation_is_put_to_one_case_only(case_id: CaseId, channel: UUID, mara: Member) -> None:
    _, conversation_id, _ = telling.says("By the way", channel_id=channel, who=cast.ANA_BY_EMAIL)
    for _ in range(2):
        cases.link_conversation(case_id=case_id, conversation_id=conversation_id, by=actors.member(mara.id), at=SOON)
    assert conversation_id in queries.case(case_id=case_id).conversation_ids
    hers = telling.open_case(channel, who=cast.ANA_BY_EMAIL)
    with pytest.raises(Refusal, match="belongs to another case"):
        cases.link_conversation(case_id=hers, conversation_id=conversation_id, by=actors.member(mara.id), at=SOON)


@pytest.mark.parametrize("do", ["assign", "resolve", "reopen", "wait", "note", "rename"])
def test_an_unknown_case_is_refused_by_its_field(brightside: Brand, mara: Member, do: str) -> None:
    more = {"assign": {"member_id": mara.id}, "resolve": {"how": "Done."}, "note": {"text": "Hm"}, "rename": {"title": "Torch"}}
    with pytest.raises(Refusal) as refused:
        getattr(cases, do)(case_id=uuid4(), by=actors.member(mara.id), at=SOON, **more.get(do, {}))
    assert (refused.value.code, refused.value.fields) == ("no_such_case", {"case_id": "not found"})
    with pytest.raises(Refusal):
        queries.by_number(number=4711)
