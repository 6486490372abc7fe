"""What is said becomes a candidate, from the message that is read to the member who confirms it: machines' counts and people's words of the same hours are
one, and what is said in other words joins once somebody said that it is one cause."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.bursts import actions as bursts
from makegood.bursts import queries as noticed
from makegood.bursts.types import BurstState, TopicKind
from makegood.channels.actions import intake
from makegood.channels.types import Envelope
from makegood.flows import incident_work, noticing
from makegood.incidents import leaving
from makegood.incidents import queries as incidents
from makegood.incidents.types import Incident, State
from makegood.people.types import Address, IdentityKind
from makegood.platform import jobs, tenancy, work
from makegood.platform.work import Item
from makegood.understanding import registry
from makegood.understanding.readers.cascade import shipped
from tests import cast
from tests.bursts import life
from tests.bursts.causes import HELD_OUT, LOOKED_AT
from tests.cases import telling

AT = cast.AT
CHECKOUT = LOOKED_AT["checkout"]
THIS_AND_THAT = (
    "My torch does not switch on.",
    "The parcel was wet inside.",
    "You sent the blue one, I ordered green.",
    "My invoice has the wrong company name.",
    "Der Stuhl wackelt.",
    "Nobody answers your telephone.",
    "The code from your newsletter does not work, it says invalid.",
    "Where is my refund?",
    "How do I cancel my subscription?",
)
STEP = 4  # minutes


@pytest.fixture
def brand(committed_brightside: UUID) -> UUID:
    """Brightside after three weeks of everyday complaints and of a checkout that refuses somebody once an hour."""
    with tenancy.brand(committed_brightside):
        life.speak(life.weeks(Random(7), until=AT, days=21), at=AT)
        for day in range(21, 0, -1):
            hours = [(AT - timedelta(days=day) + timedelta(hours=hour), 1) for hour in range(24)]
            bursts.count_signal(kind="refused_checkouts", facet="", counts=hours, at=AT)
        bursts.tick(at=AT)
    return committed_brightside


def say(brand: UUID, texts: Sequence[str], *, since: datetime, minutes: int, first: int = 0) -> datetime:
    """So many people write, one after the other; read, placed and watched every four minutes, as the worker does each minute. → the end."""
    with tenancy.brand(brand):
        channel_id = telling.web_channel(uuid4().hex[:12])
    step = timedelta(minutes=minutes) / len(texts)
    for minute in range(STEP, minutes + 1, STEP):
        now = since + timedelta(minutes=minute)
        with tenancy.brand(brand):
            said = [(n, since + n * step) for n in range(len(texts)) if now - timedelta(minutes=STEP) <= since + n * step < now]
            told = [_envelope(texts[n], first + n, at) for n, at in said]
            intake.store_messages(channel_id=channel_id, envelopes=told, at=now)
        jobs.do_all_due(brand, at=now)
    jobs.do_all_due(brand, at=now + timedelta(minutes=1))  # the last minute is over then
    return now


def refused(brand: UUID, since: datetime, minutes: int) -> None:
    """The checkout refuses six sessions a minute; and the minutes are watched when they are over."""
    with tenancy.brand(brand):
        counts = [(since + timedelta(minutes=minute), 6) for minute in range(minutes)]
        end = since + timedelta(minutes=minutes)
        bursts.count_signal(kind="refused_checkouts", facet="", counts=counts, at=end)
        work.leave(noticing.WATCH, [Item(key="watch", due_at=end)])
    jobs.do_all_due(brand, at=end)


def there(brand: UUID, state: State | None = None) -> list[Incident]:
    with tenancy.brand(brand):
        return list(incidents.incidents(state=state))


def mara() -> Member:
    return next(one for one in brands.members() if one.name.startswith("Mara"))


def belong(brand: UUID, one: Incident) -> set[str]:
    """What those who belong to it said."""
    from makegood.channels import queries as channels

    with tenancy.brand(brand):
        members = incidents.members(incident_id=one.id)
        return {said.visible for said in channels.messages(message_ids=[member.message_id for member in members])}


def test_what_a_machine_counts_and_what_people_say_of_the_same_hours_is_one_candidate(brand: UUID) -> None:
    refused(brand, AT, 8)
    (signal,) = there(brand, State.CANDIDATE)
    assert signal.title == "Refused checkouts"
    say(brand, CHECKOUT[:16], since=AT + timedelta(minutes=8), minutes=12)
    jobs.do_all_due(brand, at=AT + timedelta(minutes=22))  # the worker looks once more
    (one,) = there(brand)
    assert (one.id, one.state) == (signal.id, State.CANDIDATE)
    assert one.title != "Refused checkouts"  # people's words name it
    assert len(one.topic_ids) == 2


def test_what_people_say_is_a_candidate_that_a_machine_joins_and_a_yes_is_for_both(brand: UUID) -> None:
    end = say(brand, CHECKOUT[:16], since=AT, minutes=12)
    (one,) = there(brand, State.CANDIDATE)
    with tenancy.brand(brand):
        incident_work.confirm(number=one.number, member=mara(), at=end)
    refused(brand, end, 8)
    (now,) = there(brand)
    assert (now.state, len(now.topic_ids), now.title) == (State.OPEN, 2, one.title)
    with tenancy.brand(brand):
        assert {burst.state for burst in noticed.bursts()} == {BurstState.CONFIRMED}


def test_what_everything_together_told_of_is_not_laid_before_members_again_once_its_words_are_known(
    monkeypatch: pytest.MonkeyPatch, committed_brightside: UUID
) -> None:
    """Four write of the checkout and nine of this and that within minutes: more than usual, and nothing in common yet. Then many write of the checkout."""
    small, brand = shipped.alike(), committed_brightside
    if small is None:
        pytest.skip("the transformer's weights are not here")
    monkeypatch.setattr(registry, "embedder", lambda: small)
    with tenancy.brand(brand):
        life.speak(life.weeks(Random(7), until=AT, days=21), at=AT)
        bursts.tick(at=AT)
    end = say(brand, [*THIS_AND_THAT, *CHECKOUT[:4]], since=AT, minutes=8)
    (first,) = there(brand, State.CANDIDATE)
    with tenancy.brand(brand):
        assert set(noticed.kinds_of(topic_ids=first.topic_ids).values()) == {TopicKind.WHOLE}
        incident_work.confirm(number=first.number, member=mara(), at=end)
    end = say(brand, CHECKOUT[4:], since=end, minutes=4, first=100)
    (one,) = there(brand)
    with tenancy.brand(brand):
        assert set(noticed.kinds_of(topic_ids=one.topic_ids).values()) == {TopicKind.WHOLE, TopicKind.ALIKE}
        assert {burst.state for burst in noticed.bursts()} == {BurstState.CONFIRMED}
    later, theirs = LOOKED_AT["life"][:4], HELD_OUT["checkout"][:8]
    say(brand, [*later, *theirs], since=end, minutes=8, first=500)
    said = belong(brand, one)
    assert not said & set(later)  # from then on it is about the checkout, and not about anything
    assert len(said & set(theirs)) >= 6


def test_what_a_carrier_told_of_is_one_with_its_words_once_they_are_known(
    monkeypatch: pytest.MonkeyPatch, committed_brightside: UUID
) -> None:
    """A dozen who wait for parcels of one carrier write of this and that: noticed by the carrier. Then many more write that theirs is late."""
    small, brand, chance = shipped.alike(), committed_brightside, Random(7)
    if small is None:
        pytest.skip("the transformer's weights are not here")
    monkeypatch.setattr(registry, "embedder", lambda: small)
    monkeypatch.setattr(noticing, "_facets", lambda one, promised: {"carrier": "Swiftline"})  # without an order for each
    with tenancy.brand(brand):
        past = life.weeks(chance, until=AT, days=21)
        carriers = ("Swiftline", "Northpost", "Parcelbee")
        life.speak([replace(one, facets={"carrier": chance.choice(carriers)}) for one in past], at=AT)
        bursts.tick(at=AT)
    end = say(brand, LOOKED_AT["life"][:12], since=AT, minutes=12)
    (first,) = there(brand, State.CANDIDATE)
    with tenancy.brand(brand):
        assert set(noticed.kinds_of(topic_ids=first.topic_ids).values()) == {TopicKind.FACET}
    say(brand, LOOKED_AT["carrier"] * 3, since=end, minutes=12, first=100)
    (one,) = there(brand)
    with tenancy.brand(brand):
        assert set(noticed.kinds_of(topic_ids=one.topic_ids).values()) == {TopicKind.FACET, TopicKind.ALIKE}
    assert one.title != first.title  # people's words name it


def test_what_was_one_with_a_candidate_that_is_none_after_all_does_not_come_back(brand: UUID) -> None:
    """Whoever says that it is none has said so of everything that the candidate was made of, while it goes on."""
    end = say(brand, CHECKOUT[:10], since=AT, minutes=10)
    refused(brand, end, 9)
    end = say(brand, CHECKOUT[10:14], since=end, minutes=4, first=50)
    (one,) = there(brand, State.CANDIDATE)
    with tenancy.brand(brand):
        assert len(one.topic_ids) == 2
        incident_work.dismiss(number=one.number, because="One till.", member=mara(), at=end)
        assert {burst.state for burst in noticed.going_on()} == {BurstState.DISMISSED}
    say(brand, CHECKOUT[14:18], since=end, minutes=4, first=80)
    assert [each.state for each in there(brand)] == [State.DISMISSED]


def test_once_it_is_confirmed_what_is_said_in_other_words_joins_and_everyday_matters_do_not(brand: UUID) -> None:
    end = say(brand, CHECKOUT[:16], since=AT, minutes=12)
    (one,) = there(brand, State.CANDIDATE)
    with tenancy.brand(brand):
        incident_work.confirm(number=one.number, member=mara(), at=end)
    others, life_goes_on = HELD_OUT["checkout"][:16], LOOKED_AT["life"][:4]
    say(brand, [*others, *life_goes_on], since=end, minutes=12, first=500)
    said = belong(brand, one)
    assert len(said & set(others)) >= 10  # of sixteen, by hashed words; the transformer finds more (docs/noticing.md)
    assert not said & set(life_goes_on)


def test_what_begins_during_an_incident_and_says_something_else_leaves_it_and_is_laid_before_members(
    monkeypatch: pytest.MonkeyPatch, committed_brightside: UUID
) -> None:
    """From the fortieth minute on a code is refused, too. What was drawn in at first is in neither reading nor harm told apart, only by its words."""
    small, brand = shipped.alike(), committed_brightside
    if small is None:
        pytest.skip("the transformer's weights are not here")
    monkeypatch.setattr(registry, "embedder", lambda: small)
    with tenancy.brand(brand):
        life.speak(life.weeks(Random(7), until=AT, days=21), at=AT)
        bursts.tick(at=AT)
    end = say(brand, CHECKOUT[:16], since=AT, minutes=12)
    (one,) = there(brand, State.CANDIDATE)
    with tenancy.brand(brand):
        incident_work.confirm(number=one.number, member=mara(), at=end)
    end = say(brand, HELD_OUT["checkout"][:16], since=end, minutes=24, first=100)
    codes = [*LOOKED_AT["code"], *HELD_OUT["code"]][:16]
    end = say(brand, [text for two in zip(codes, CHECKOUT, strict=False) for text in two], since=end, minutes=16, first=500)
    (begun,) = there(brand, State.CANDIDATE)
    assert begun.began_at >= AT + timedelta(minutes=30)
    with tenancy.brand(brand):
        incident_work.confirm(number=begun.number, member=mara(), at=end)
    theirs, ours = belong(brand, begun), belong(brand, one)
    assert len(theirs & set(codes)) >= 0.9 * len(theirs)
    assert len(ours & {*CHECKOUT, *HELD_OUT["checkout"]}) >= 0.9 * len(ours)
    with tenancy.brand(brand):
        left = incidents.members(incident_id=one.id, taken_out=True)
        stayed = {member.message_id for member in incidents.members(incident_id=one.id)}
        assert not stayed & {member.message_id for member in incidents.members(incident_id=begun.id)}
    assert {member.out_because for member in left} == {leaving.BECAUSE}


def _envelope(text: str, who: int, at: datetime) -> Envelope:
    author = Address(IdentityKind.EMAIL, f"buyer{who}@customers.example", f"Buyer {who}")
    return Envelope(external_id=uuid4().hex, author=author, text=text, visible=text, sent_at=at, thread_key=uuid4().hex)
