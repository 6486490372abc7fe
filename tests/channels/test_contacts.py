"""The gate over everything that nobody asked for: who waits, who is not written to at all, and that why is kept."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from makegood.brands.types import Brand, Member
from makegood.channels import contacts, models
from makegood.channels.actions import contacts as doing
from makegood.channels.actions import looking_again, outbox, reaching
from makegood.channels.contacts import HoldCause, HouseRules
from makegood.channels.messages import Speech
from makegood.channels.rules.gate import Leave, Never
from makegood.channels.types import ChannelId
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import linking, noting, recognising
from makegood.people.types import Address, Consent, Evidence, EvidenceKind, IdentityId, IdentityKind, Purpose
from tests import cast

YES = Purpose.RELATIONSHIP


@pytest.fixture
def mail(brightside: Brand) -> ChannelId:
    row = models.Channel.objects.create(kind="email", name="E-mail", address="help@brightside.example", settings={})
    return ChannelId(row.id)


def somebody(address: Address, *, agrees: bool = True) -> IdentityId:
    who = recognising.recognise(sightings=[cast.seen(address)], at=cast.AT)[0].identity_id
    if agrees:
        for channel in ("email", "phone", "post"):
            consent = Consent(who, channel, YES, True, "a form", "v1", cast.AT, "row 3")
            noting.note_consent(consent=consent, by=SYSTEM)
    return who


@pytest.fixture
def tom(mail: ChannelId) -> IdentityId:
    return somebody(cast.TOM_BY_EMAIL)


def greeting(whom: UUID, channel_id: ChannelId, key: str, **more: Any) -> Speech:
    told: dict[str, Any] = {"programme": "birthdays", "automatic": True, "occasion": f"occasion {key}"}
    return Speech(key, channel_id, whom, YES, "Happy birthday", "Happy birthday, Tom.", **{**told, **more})


def ask(speech: Speech, at: datetime = cast.AT) -> models.Outgoing | str:
    answer = outbox.queue_many(speeches=[speech], by=SYSTEM, at=at)[0]
    return answer.code if isinstance(answer, Refusal) else models.Outgoing.objects.get(id=answer)


def waits(speech: Speech, at: datetime = cast.AT) -> tuple[datetime, str]:
    row = ask(speech, at)
    assert isinstance(row, models.Outgoing)
    return row.send_after, row.held_because


def test_who_never_agreed_is_not_greeted_and_why_is_kept(mail: ChannelId) -> None:
    ana = somebody(cast.ANA_BY_EMAIL, agrees=False)
    assert ask(greeting(ana, mail, "b1")) == "no_consent"
    (kept,) = contacts.suppressed_for(occasion="occasion b1")
    assert (kept.identity_id, kept.reason, kept.programme, kept.medium, kept.subject) == (
        ana,
        "no_consent",
        "birthdays",
        "email",
        "Happy birthday",
    )
    assert contacts.reasons(since=cast.AT) == (("no_consent", 1),)
    assert ask(greeting(ana, mail, "b1")) == "no_consent"
    assert contacts.reasons(since=cast.AT) == (("no_consent", 1),)  # asked twice, kept once


def test_the_night_is_theirs_and_not_the_brands(mail: ChannelId, tom: IdentityId) -> None:
    noting.note_zone(identity_id=tom, zone="Asia/Tokyo", by=actors.person(tom), at=cast.AT)
    at = cast.AT.replace(hour=13)  # 22:00 in Tokyo
    assert waits(greeting(tom, mail, "b1"), at) == (
        datetime(2026, 3, 2, 23, 0, tzinfo=UTC),
        "It is night where they are.",
    )


def test_their_own_wish_for_quiet_counts_instead_of_the_brands(mail: ChannelId, tom: IdentityId) -> None:
    noting.note_quiet(identity_id=tom, hours=(time(9), time(17)), by=actors.person(tom), at=cast.AT)
    assert waits(greeting(tom, mail, "b1"))[0] == cast.AT.replace(hour=17)
    noting.note_quiet(identity_id=tom, hours=None, by=actors.person(tom), at=cast.later(days=1))
    assert waits(greeting(tom, mail, "b2"), cast.later(days=1)) == (cast.later(days=1), "")
    with pytest.raises(Refusal, match="quiet ends when it begins"):
        noting.note_quiet(identity_id=tom, hours=(time(9), time(9)), by=SYSTEM, at=cast.AT)


def test_of_two_on_one_day_the_larger_goes_and_the_other_is_dropped_where_it_cannot_wait(
    mail: ChannelId, tom: IdentityId
) -> None:
    offer = greeting(tom, mail, "offer", programme="spring", priority=1)
    birthday = greeting(tom, mail, "birthday", priority=9)
    today = greeting(tom, mail, "today", programme="feast", priority=1, best_before=cast.AT.replace(hour=23))
    answers = outbox.queue_many(speeches=[offer, birthday, today], by=SYSTEM, at=cast.AT)
    times = [models.Outgoing.objects.get(id=one).send_after for one in answers[:2] if not isinstance(one, Refusal)]
    assert times == [cast.later(days=1), cast.AT]
    assert isinstance(answers[2], Refusal)
    assert answers[2].code == "met"
    assert [one.reason for one in contacts.suppressed_of(identity_ids=[tom])] == ["met"]


def test_what_came_first_and_matters_less_waits_when_its_turn_comes(mail: ChannelId, tom: IdentityId) -> None:
    offer = ask(greeting(tom, mail, "offer", programme="spring", priority=1, send_after=cast.later(hours=2)))
    assert isinstance(offer, models.Outgoing)
    assert waits(greeting(tom, mail, "birthday", priority=9, send_after=cast.later(hours=4)))[0] == cast.later(hours=4)
    found = looking_again.look_again(outgoing_id=offer.id, at=cast.later(hours=2))
    assert found is not None
    assert found.due_at == cast.later(hours=2, days=1)
    offer.refresh_from_db()
    assert (offer.state, offer.held_because) == ("held", "Something else that matters as much goes to them that day.")
    assert looking_again.look_again(outgoing_id=offer.id, at=cast.later(hours=2, days=1)) is None


def test_the_caps_count_over_all_programmes_and_addresses_and_over_calls_and_cards(mail: ChannelId, tom: IdentityId) -> None:
    other = somebody(Address(IdentityKind.EMAIL, "tom@work.example", "Tom Arden"))
    one_order = Evidence(EvidenceKind.SAME_ORDER, 20.0, "Order 1007 names both.")
    linking.link(identity_id=tom, other_identity_id=other, evidence=[one_order], by=SYSTEM, at=cast.AT)
    assert waits(greeting(tom, mail, "a"))[0] == cast.AT
    call = reaching.Contact("call 1", other, reaching.PHONE, YES, "service due")
    assert reaching.weigh(contacts=[call], at=cast.later(days=1)) == [Leave(cast.later(days=1))]
    assert reaching.weigh(contacts=[call], at=cast.later(days=1)) == [Leave(cast.later(days=1))]  # itself it never meets
    assert waits(greeting(other, mail, "c", programme="feast"), cast.later(days=2)) == (
        cast.later(days=7),
        "They hear from us without having asked at most 2 times within 7 days.",
    )
    reaching.forget(keys=["call 1"])
    assert waits(greeting(other, mail, "d", programme="feast", priority=1), cast.later(days=2))[0] == cast.later(days=2)


def test_service_is_never_capped_and_never_counted(mail: ChannelId, tom: IdentityId) -> None:
    for day in range(6):
        row = ask(Speech(f"s{day}", mail, tom, Purpose.SERVICE, "Your torch", "It is on its way."), cast.later(days=day))
        assert isinstance(row, models.Outgoing)
        assert row.send_after == cast.later(days=day)
    assert waits(greeting(tom, mail, "b"), cast.later(days=5))[0] == cast.later(days=5)


def test_an_open_complaint_holds_a_greeting_and_lets_service_through(mail: ChannelId, tom: IdentityId) -> None:
    doing.hold(identity_ids=[tom], because="They have an open complaint.", cause=HoldCause.COMPLAINT, subject="case 7")
    assert waits(greeting(tom, mail, "b1")) == (cast.later(days=1), "They have an open complaint.")
    assert ask(greeting(tom, mail, "b2", best_before=cast.later(hours=8))) == "held_complaint"
    row = ask(Speech("s", mail, tom, Purpose.SERVICE, "Your torch", "It is on its way."))
    assert isinstance(row, models.Outgoing)
    assert row.send_after == cast.AT
    doing.let_go(cause=HoldCause.COMPLAINT, subjects=["case 8"])
    assert contacts.holds_of(identity_ids=[tom], at=cast.AT) != ()
    doing.let_go(cause=HoldCause.COMPLAINT, subjects=["case 7"])
    assert contacts.holds_of(identity_ids=[tom], at=cast.AT) == ()


def test_what_is_held_meanwhile_does_not_leave_and_what_makes_no_sense_later_is_dropped(mail: ChannelId, tom: IdentityId) -> None:
    ends = cast.later(hours=12)
    row = ask(greeting(tom, mail, "b1", send_after=cast.later(hours=2), best_before=ends))
    assert isinstance(row, models.Outgoing)
    doing.hold(identity_ids=[tom], because="They have an open complaint.", cause=HoldCause.COMPLAINT, subject="case 7")
    assert looking_again.look_again(outgoing_id=row.id, at=cast.later(hours=2)) is looking_again.GONE
    row.refresh_from_db()
    (kept,) = contacts.suppressed_for(occasion="occasion b1")
    assert (row.state, kept.reason, kept.because) == ("withdrawn", "held_complaint", "They have an open complaint.")
    doing.let_go(cause=HoldCause.COMPLAINT, subjects=["case 7"])
    assert ask(greeting(tom, mail, "b1 again")) != "held_complaint"


def test_two_causes_never_end_each_other(mail: ChannelId, tom: IdentityId) -> None:
    until = cast.later(days=40)
    doing.hold(identity_ids=[tom], because="Mourning.", cause=HoldCause.NO_CONTACT, subject=str(tom), until=until)
    doing.hold(identity_ids=[tom], because="A complaint.", cause=HoldCause.COMPLAINT, subject="case 7")
    doing.let_go(cause=HoldCause.COMPLAINT, subjects=["case 7"])
    assert waits(greeting(tom, mail, "b1")) == (until, "Mourning.")
    assert len(contacts.holds_of(identity_ids=[tom], at=cast.AT)) == 2  # greetings, offers
    assert contacts.holds_of(identity_ids=[tom], at=until) == ()  # half-open: on that instant it is over


def test_a_member_leaves_somebody_in_peace_until_a_day(mail: ChannelId, tom: IdentityId, joe: Member) -> None:
    by = actors.member(joe.id)
    doing.no_contact(identity_id=tom, until=cast.later(days=30), why="Her mother died.", by=by, at=cast.AT)
    assert ask(greeting(tom, mail, "b1", best_before=cast.later(days=1))) == "held_no_contact"
    with pytest.raises(Refusal, match="this day is past"):
        doing.no_contact(identity_id=tom, until=cast.AT, why="", by=by, at=cast.AT)
    with pytest.raises(Refusal, match="Only a member"):
        doing.no_contact(identity_id=tom, until=cast.later(days=1), why="", by=SYSTEM, at=cast.AT)
    doing.no_contact(identity_id=tom, until=None, why="", by=by, at=cast.later(days=1))
    assert waits(greeting(tom, mail, "b2"), cast.later(days=1)) == (cast.later(days=1), "")


def test_the_brand_sets_its_quiet_hours_and_caps(mail: ChannelId, tom: IdentityId, mara: Member) -> None:
    by = actors.member(mara.id)
    rules = HouseRules(time(18), time(11), 1, 1)
    doing.set_rules(rules=rules, by=by, at=cast.AT)
    assert contacts.house_rules() == rules
    assert waits(greeting(tom, mail, "b1"))[0] == cast.AT.replace(hour=11)
    assert waits(greeting(tom, mail, "b2"), cast.later(days=1))[0] == cast.AT.replace(hour=11) + timedelta(days=30)
    for wrong in (replace(rules, per_week=0), replace(rules, per_week=2), replace(rules, quiet_until=time(18))):
        with pytest.raises(Refusal):
            doing.set_rules(rules=wrong, by=by, at=cast.AT)
    assert contacts.house_rules() == rules


def test_what_goes_after_all_is_no_longer_among_what_was_not_sent(mail: ChannelId) -> None:
    ana = somebody(cast.ANA_BY_EMAIL, agrees=False)
    assert ask(greeting(ana, mail, "b1")) == "no_consent"
    noting.note_consent(consent=Consent(ana, "email", YES, True, "a form", "v1", cast.later(minutes=5)), by=SYSTEM)
    assert isinstance(ask(greeting(ana, mail, "b1"), cast.later(minutes=6)), models.Outgoing)
    assert contacts.suppressed(reason="no_consent") == ()


def test_words_that_are_written_wrongly_are_answered_and_not_kept(mail: ChannelId, tom: IdentityId) -> None:
    assert ask(greeting(tom, mail, "b1", public=True)) == "not_public"
    assert contacts.suppressed() == ()


def test_a_call_that_may_not_be_made_is_kept_as_well(mail: ChannelId) -> None:
    ana = somebody(cast.ANA_BY_EMAIL, agrees=False)
    (verdict,) = reaching.weigh(contacts=[reaching.Contact("call 1", ana, reaching.PHONE, YES, "service due")], at=cast.AT)
    assert isinstance(verdict, Never)
    assert [(one.medium, one.reason) for one in contacts.suppressed()] == [("phone", "no_consent")]


def test_a_member_writes_down_what_was_said_and_a_yes_needs_the_words(mail: ChannelId, joe: Member) -> None:
    ana = somebody(cast.ANA_BY_EMAIL, agrees=False)
    told: dict[str, Any] = {"identity_id": ana, "channel": "email", "purpose": YES, "granted": True}
    with pytest.raises(Refusal, match="a yes needs a proof"):
        noting.note_spoken(**told, words=" ", by=actors.member(joe.id), at=cast.AT)
    noting.note_spoken(**told, words="“Do write to me”, on the phone", by=actors.member(joe.id), at=cast.AT)
    assert isinstance(ask(greeting(ana, mail, "b1")), models.Outgoing)
