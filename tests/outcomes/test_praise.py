"""Kind words: kept once, credited only to a confirmed person, and passed on by name to those who earned them."""

from uuid import UUID, uuid4

import pytest

from makegood.brands.types import Brand, Member
from makegood.cases.types import CaseId
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.outcomes import actions as outcomes
from makegood.outcomes import queries
from makegood.outcomes.types import Credit, KindWords, PersonEvidence, Settling, Standing
from makegood.people.actions import linking
from makegood.people.types import Evidence, EvidenceKind
from makegood.platform import journal
from tests import cast
from tests.cases import telling

LATER = cast.later(days=3)
BOUGHT_AT = cast.later(days=-120)
ADVOCATE = PersonEvidence(
    orders=5, first_order_at=BOUGHT_AT, public_praises=1, public_complaints=0, open_complaints=0, private_thanks=0, referrals=0
)


@pytest.fixture
def channel(brightside: Brand) -> UUID:
    return telling.web_channel()


@pytest.fixture
def case_id(channel: UUID) -> CaseId:
    return telling.open_case(channel)


def post(channel: UUID, *, reach: int | None = 4200) -> tuple[UUID, UUID, UUID]:
    """Tom's public post from the handle that nobody had seen: praise id, its author's identity, the message."""
    message_id, _, author = telling.says(cast.TOM_PRAISE, channel_id=channel, who=cast.TOM_BY_HANDLE, at=LATER, public=True)
    return note(message_id, author, reach=reach), author, message_id


def note(message_id: UUID, author: UUID, *, reach: int | None = 4200, words: str = cast.TOM_PRAISE) -> UUID:
    said = KindWords(message_id, author, words, public=True, link="https://social.example/tom/1", reach=reach, at=LATER)
    (praise_id,) = outcomes.note_praises(words=[said])
    return praise_id


def confirm(author: UUID, tom: UUID, mara: Member) -> None:
    says = Evidence(EvidenceKind.MEMBER_SAYS, 20.0, "He told me.")
    linking.link(identity_id=author, other_identity_id=tom, evidence=[says], by=actors.member(mara.id), at=LATER)


def credit(praise_id: UUID, case_id: UUID) -> bool:
    due = Credit(praise_id, telling.identity(), case_id, gesture="sweets-small")
    return outcomes.credit_all(due=[due], at=LATER) == [praise_id]


def test_a_kind_word_is_kept_once_per_message(channel: UUID) -> None:
    praise_id, author, message_id = post(channel)
    assert note(message_id, author, reach=9, words="Something else") == praise_id
    (kept,) = queries.praise_list(limit=10)
    assert (kept.words, kept.reach, kept.public, kept.credited) == (cast.TOM_PRAISE, 4200, True, False)
    assert queries.praise_of_message(message_id=message_id) == kept
    assert queries.praise_count(since=cast.AT, until=cast.later(days=4)) == 1


def test_praise_from_an_account_nobody_confirmed_earns_no_credit(channel: UUID, case_id: CaseId) -> None:
    praise_id, *_ = post(channel)
    with pytest.raises(Refusal) as refused:
        credit(praise_id, case_id)
    assert (refused.value.code, list(refused.value.fields)) == ("not_confirmed", ["identity_id"])
    assert not queries.praise(praise_id=praise_id).credited


def test_confirmed_praise_is_credited_to_case_and_gesture_once(channel: UUID, case_id: CaseId, mara: Member) -> None:
    praise_id, author, _ = post(channel)
    confirm(author, telling.identity(), mara)
    assert [credit(praise_id, case_id), credit(praise_id, case_id)] == [True, False]
    praise = queries.praise(praise_id=praise_id)
    assert (praise.credited, praise.case_id, praise.gesture) == (True, case_id, "sweets-small")
    credited = [e for e in journal.of_case(case_id=case_id, limit=20) if e.kind == "outcomes.PraiseCredited"]
    assert [entry.data["praise_id"] for entry in credited] == [str(praise_id)]


def test_thanks_reach_the_member_and_the_courier_by_name_and_are_seen_once(
    channel: UUID, case_id: CaseId, joe: Member, mara: Member
) -> None:
    praise_id, author, _ = post(channel)
    confirm(author, telling.identity(), mara)
    credit(praise_id, case_id)
    for _ in range(2):
        outcomes.pass_on_thanks(praise_id=praise_id, to_member_id=joe.id, to_name="", words="Thank you, Joe", at=LATER)
        outcomes.pass_on_thanks(praise_id=praise_id, to_member_id=None, to_name=cast.COURIER, words="And the courier", at=LATER)
    assert [thanks.to_name for thanks in queries.thanks_of(praise_id=praise_id)] == ["Joe Okafor", "Sam Petrov"]
    assert queries.unseen_thanks(member_id=joe.id) == 1
    with pytest.raises(Refusal, match="Only the one who was thanked"):
        outcomes.see_thanks(member_id=joe.id, by=actors.member(mara.id), at=LATER)
    assert outcomes.see_thanks(member_id=joe.id, by=actors.member(joe.id), at=LATER) == 1
    assert outcomes.see_thanks(member_id=joe.id, by=actors.member(joe.id), at=cast.later(days=9)) == 0
    (seen,) = queries.thanks_for(member_id=joe.id)
    assert (seen.words, seen.seen_at) == ("Thank you, Joe", LATER)
    passed_on = [e for e in journal.latest(limit=50) if e.kind == "outcomes.ThanksPassedOn"]
    assert len(passed_on) == 2


def test_thanks_need_a_credited_praise_and_somebody_to_thank(channel: UUID, joe: Member) -> None:
    praise_id, *_ = post(channel)
    with pytest.raises(Refusal, match="not confirmed yet"):
        outcomes.pass_on_thanks(praise_id=praise_id, to_member_id=joe.id, to_name="", words="Thanks", at=LATER)
    with pytest.raises(Refusal, match="whom the thanks are for"):
        outcomes.pass_on_thanks(praise_id=praise_id, to_member_id=None, to_name=" ", words="Thanks", at=LATER)
    with pytest.raises(Refusal, match="no such praise"):
        outcomes.pass_on_thanks(praise_id=uuid4(), to_member_id=joe.id, to_name="", words="Thanks", at=LATER)
    with pytest.raises(Refusal, match="no such praise"):
        credit(uuid4(), uuid4())


def settle(tom: UUID, evidence: PersonEvidence = ADVOCATE, *, message_id: UUID | None = None) -> Standing:
    (step,) = outcomes.settle_standings(settlings=[Settling(tom, (tom,), evidence, message_id=message_id)], at=LATER)
    return step.standing


def test_a_first_praise_is_told_as_passive_to_advocate(channel: UUID) -> None:
    tom = telling.identity()
    _, _, message_id = post(channel)
    assert queries.standing(identity_ids=[tom]).standing is Standing.UNKNOWN
    assert [settle(tom, message_id=message_id), settle(tom, message_id=message_id)] == [Standing.ADVOCATE, Standing.ADVOCATE]
    history = queries.history(identity_ids=[tom])
    assert [(step.standing, step.since) for step in history] == [(Standing.PASSIVE, BOUGHT_AT), (Standing.ADVOCATE, LATER)]
    assert history[1].message_id == message_id
    (told,) = [e for e in journal.of_identities(identity_ids=[tom], limit=20) if e.kind == "outcomes.StandingChanged"]
    assert (told.data["was"], told.data["now"]) == ("passive", "advocate")
    assert told.data["because"] == "Praised us in public without being asked."


def test_a_stranger_without_evidence_stays_unknown(channel: UUID) -> None:
    tom = telling.identity()
    assert settle(tom, PersonEvidence(0, None, 0, 0, 0, 0, 0)) is Standing.UNKNOWN
    assert queries.history(identity_ids=[tom]) == ()


def test_the_history_of_standing_is_never_changed(channel: UUID) -> None:
    from django.db import DatabaseError, connection, transaction

    settle(telling.identity())
    for way in ("UPDATE outcomes_standingstep SET standing = 'detractor'", "DELETE FROM outcomes_standingstep"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(way)


def test_another_brand_sees_no_praise(pageturner: UUID, brightside: Brand) -> None:
    praise_id, *_ = post(telling.web_channel())
    with telling.inside(pageturner):
        assert queries.praise_list(limit=10) == ()
        with pytest.raises(Refusal, match="another brand"):
            queries.praise(praise_id=praise_id)
