"""Follow-up calls: planned through the gate, tried at another hour, ended with what they said."""

from datetime import UTC, date, datetime, timedelta

import pytest

from makegood.brands.types import Brand, Member
from makegood.calls import actions, models, queries
from makegood.calls.types import Again, Call, CallIn, Result
from makegood.channels.actions import outbox
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.needs import actions as needs
from makegood.needs.types import DESK, Agreed, NeedIn, Source
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Consent, Purpose, Recognised
from makegood.platform import journal
from tests import cast

WHY = "Three days after her service visit"
EVENING = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)


@pytest.fixture
def tom(brightside: Brand) -> Recognised:
    return recognising.recognise(
        sightings=[cast.seen(cast.TOM_BY_PHONE, cast.TOM_BY_EMAIL, strong=True, source="order 1007")], at=cast.AT
    )[0]


def plan(who: Recognised, key: str = "visit 881", due_at: datetime = cast.AT, at: datetime = cast.AT, **other: object) -> Call:
    return actions.plan(call=CallIn(who.identity_id, WHY, due_at, key, **other), by=actors.SYSTEM, at=at)  # type: ignore[arg-type]


def say(who: Recognised, purpose: Purpose, *, granted: bool, channel: str = "phone") -> None:
    said = Consent(who.identity_id, channel, purpose, granted, "told us", "", cast.AT)
    noting.note_consent(consent=said, by=actors.SYSTEM)


def kinds() -> list[str]:
    return [one.kind.partition(".")[2] for one in journal.latest(limit=30) if one.kind.startswith("calls.")][::-1]


def due() -> list[Call]:
    return list(queries.due(until=cast.later(days=9)))


def test_a_call_is_planned_once_however_often_it_is_asked_for(tom: Recognised) -> None:
    first = plan(tom)
    again = plan(tom, due_at=cast.later(days=4))
    assert (first.id, first.due_at) == (again.id, again.due_at)
    assert kinds() == ["FollowUpPlanned"]


def test_it_is_due_at_a_good_hour_of_whoever_is_called(tom: Recognised) -> None:
    assert plan(tom, due_at=datetime(2026, 3, 7, 22, 0, tzinfo=UTC)).due_at == datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


def test_a_service_call_needs_no_yes_and_a_greeting_does(tom: Recognised) -> None:
    assert plan(tom).result is None
    with pytest.raises(Refusal) as told:
        plan(tom, "birthday 2026", purpose=Purpose.RELATIONSHIP)
    assert told.value.code == "no_consent"
    say(tom, Purpose.RELATIONSHIP, granted=True)
    assert plan(tom, "birthday 2026", purpose=Purpose.RELATIONSHIP).result is None


def test_whoever_withdrew_is_not_called(tom: Recognised) -> None:
    say(tom, Purpose.SERVICE, granted=False)
    with pytest.raises(Refusal) as told:
        plan(tom)
    assert told.value.code == "consent_withdrawn"
    assert not due()


def test_a_hold_puts_it_off(tom: Recognised) -> None:
    outbox.hold(identity_id=tom.identity_id, purpose=Purpose.SERVICE, because="A complaint is open.", until=cast.later(days=2))
    assert plan(tom).due_at == cast.later(days=2)


def test_who_cannot_telephone_or_has_no_number_is_not_called(tom: Recognised, brightside: Brand) -> None:
    (ana,) = recognising.recognise(sightings=[cast.seen(cast.ANA_BY_EMAIL)], at=cast.AT)
    with pytest.raises(Refusal) as told:
        plan(ana)
    assert told.value.code == "no_phone"
    need = NeedIn(tom.identity_id, "Deaf: no phone", (DESK,), date(2026, 3, 1), None, Agreed("by letter", cast.AT), Source.MEMBER)
    needs.tell(need=need, by=actors.SYSTEM, at=cast.AT)
    with pytest.raises(Refusal) as told:
        plan(tom)
    assert told.value.code == "no_phone"


def test_nobody_picks_up_three_times_and_then_it_says_so(tom: Recognised, joe: Member) -> None:
    call, by = plan(tom), actors.member(joe.id)
    assert actions.miss(call_id=call.id, by=by, at=cast.AT) is Again.LATER
    (waiting,) = due()
    assert (waiting.due_at, waiting.tries) == (EVENING, 1)
    actions.miss(call_id=call.id, by=by, at=EVENING)
    (waiting,) = due()
    assert waiting.due_at == datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
    assert actions.miss(call_id=call.id, by=by, at=waiting.due_at) is Again.GIVEN_UP
    assert not due()
    assert queries.call(call_id=call.id).result is Result.UNREACHED
    assert kinds() == ["FollowUpPlanned", "FollowUpMissed", "FollowUpMissed", "FollowUpGivenUp"]


def test_pressed_twice_it_is_one_try(tom: Recognised, joe: Member) -> None:
    call, by = plan(tom), actors.member(joe.id)
    for _ in range(2):
        actions.miss(call_id=call.id, by=by, at=cast.AT, tries=0)
    assert queries.call(call_id=call.id).tries == 1


def test_reached_is_said_once_and_not_otherwise_afterwards(tom: Recognised, joe: Member) -> None:
    call, by = plan(tom), actors.member(joe.id)
    for _ in range(2):
        ended = actions.end(call_id=call.id, result=Result.FINE, by=by, at=cast.AT)
    assert (ended.result, ended.by_member_id, ended.tries) == (Result.FINE, joe.id, 1)
    with pytest.raises(Refusal) as told:
        actions.end(call_id=call.id, result=Result.NOT_FINE, by=by, at=cast.AT)
    assert told.value.code == "call_over"
    assert kinds() == ["FollowUpPlanned", "FollowUpMade"]


def test_a_wrong_number_is_never_rung_again(tom: Recognised, joe: Member) -> None:
    call = plan(tom)
    actions.end(call_id=call.id, result=Result.WRONG_NUMBER, by=actors.member(joe.id), at=cast.AT)
    with pytest.raises(Refusal) as told:
        plan(tom, "another")
    assert told.value.code == "no_phone"


def test_whoever_asks_not_to_be_called_is_called_for_nothing_any_more(tom: Recognised, joe: Member) -> None:
    say(tom, Purpose.RELATIONSHIP, granted=True)
    call, other = plan(tom), plan(tom, "birthday 2026", purpose=Purpose.RELATIONSHIP)
    later = cast.AT + timedelta(minutes=5)
    actions.end(call_id=call.id, result=Result.NO_MORE, by=actors.member(joe.id), at=later)
    assert not due()
    assert queries.call(call_id=other.id).result is Result.CALLED_OFF
    for purpose in Purpose:
        said = people.consent(identity_id=tom.identity_id, channel="phone", purpose=purpose)
        assert said is not None
        assert not said.granted
    with pytest.raises(Refusal) as told:
        plan(tom, "another", at=later)
    assert told.value.code == "consent_withdrawn"


def test_a_refused_plan_leaves_nothing(tom: Recognised) -> None:
    for wrong in ({"key": ""}, {"key": "x" * 201}):
        with pytest.raises(Refusal):
            plan(tom, **wrong)
    assert models.Call.objects.count() == 0
