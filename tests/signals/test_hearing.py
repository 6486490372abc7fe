"""What machines say, kept once in whatever order; what happens at the checkout, as facts about people and counts."""

import dataclasses
import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.people.types import Address, Fact, IdentityKind, Sighting
from makegood.platform import journal
from makegood.signals import queries
from makegood.signals.actions import checkout, counting, hearing
from makegood.signals.types import (
    REFUSED_CHECKOUTS,
    CheckoutIn,
    CheckoutKind,
    CheckoutTaken,
    MinuteCount,
    Signal,
    SignalState,
    Span,
    Word,
)
from tests import cast

EVENING = cast.later(hours=5)


def word(began: bool, minutes: int, reference: str = "checkout") -> Word:
    return Word("Pingdom", reference, began, cast.later(minutes=minutes), "Checkout of Brightside")


def hear(*words: Word, at: datetime = EVENING) -> list[Signal]:
    return hearing.hear(words=words, by=SYSTEM, at=at)


def kept() -> list[Span]:
    return sorted((one.span for one in queries.page(before=None, since=None, limit=50)), key=lambda one: one.from_at)


def test_an_outage_begins_and_ends_and_is_one_signal(brightside: Brand) -> None:
    (began,) = hear(word(True, 0), at=cast.later(minutes=1))
    assert began.span == Span(cast.AT, None)
    assert hear(word(True, 0), at=cast.later(minutes=2)) == []
    (ended,) = hear(word(False, 90))
    assert (ended.id, ended.span, ended.state) == (began.id, Span(cast.AT, cast.later(minutes=90)), SignalState.KEPT)
    assert [one.kind for one in journal.latest(limit=9)][:2] == ["signals.SignalEnded", "signals.SignalBegan"]


def test_words_in_any_order_and_twice_end_in_the_same_signals(brightside: Brand) -> None:
    told = [word(True, 0), word(False, 10), word(True, 30), word(False, 40), word(True, 35), word(True, 2)]
    chance = random.Random(7)
    for name in range(12):
        order = [dataclasses.replace(one, reference=f"r-{name}") for one in (*told, *told[:3])]
        chance.shuffle(order)
        for one in order:
            hear(one)
    wanted = [Span(cast.AT, cast.later(minutes=10)), Span(cast.later(minutes=30), cast.later(minutes=40))]
    found: dict[str, list[Span]] = {}
    for one in queries.page(before=None, since=None, limit=50):
        found.setdefault(one.reference, []).append(one.span)
    assert {tuple(sorted(spans, key=lambda one: one.from_at)) for spans in found.values()} == {tuple(wanted)}


def test_what_was_attached_stays_so_when_its_end_is_told(brightside: Brand) -> None:
    (signal,) = hear(word(True, 0), at=cast.later(minutes=1))
    incident = UUID(int=7)
    hearing.attach(signal_id=signal.id, attached_id=incident, by=SYSTEM, at=cast.AT)
    hear(word(False, 90))
    (attached,) = queries.of(attached_id=incident)
    assert (attached.state, attached.span.until_at) == (SignalState.ATTACHED, cast.later(minutes=90))
    assert queries.within(from_at=cast.AT, until_at=None) == ()
    assert hearing.set_aside(signal_id=signal.id, by=SYSTEM, at=cast.AT).attached_id is None


def test_what_lies_in_part_within_a_stretch_is_offered(brightside: Brand) -> None:
    hear(word(True, 0), word(False, 10), word(True, 50, "other"), word(False, 60, "other"))
    assert [one.reference for one in queries.within(from_at=cast.later(minutes=5), until_at=cast.later(minutes=20))] == [
        "checkout"
    ]
    assert len(queries.within(from_at=cast.later(minutes=9), until_at=None)) == 2
    assert queries.within(from_at=cast.later(minutes=10), until_at=cast.later(minutes=50)) == ()


def test_what_lies_ahead_or_names_nothing_is_refused_and_nothing_is_kept(brightside: Brand) -> None:
    with pytest.raises(Refusal) as no:
        hear(word(True, 0), word(True, 400))
    assert no.value.fields == {"signals[1].at": "lies ahead"}
    with pytest.raises(Refusal):
        hear(word(True, 0, " "))
    assert kept() == []


def test_after_thirty_days_what_belongs_to_nothing_is_gone(brightside: Brand) -> None:
    hear(word(True, 0), word(False, 9), word(True, 20, "mine"), word(False, 29, "mine"))
    mine = next(one for one in queries.page(before=None, since=None, limit=9) if one.reference == "mine")
    hearing.attach(signal_id=mine.id, attached_id=UUID(int=7), by=SYSTEM, at=cast.AT)
    later = cast.later(days=31)
    hear(Word("Pingdom", "new", True, later), at=later)
    assert sorted(one.reference for one in queries.page(before=None, since=None, limit=9)) == ["mine", "new"]


# The checkout --------------------------------------------------------------------------------------------------------


def who(name: str) -> UUID:
    seen = Sighting((Address(IdentityKind.EMAIL, f"{name}@example.org"),))
    return recognising.recognise(sightings=[seen], at=cast.AT)[0].identity_id


def did(
    key: str, session: str, kind: CheckoutKind, minutes: float, identity_id: UUID | None = None, minor: int = 0
) -> CheckoutIn:
    at = cast.AT + timedelta(minutes=minutes)
    return CheckoutIn(key, session, kind, at, identity_id, minor or None, "GBP" if minor else "")


def take(*told: CheckoutIn, at: datetime = EVENING) -> CheckoutTaken:
    return checkout.take(told=told, by=SYSTEM, at=at)


def facts(identity_id: UUID) -> list[Fact]:
    return list(people.facts_of(identity_ids=[identity_id], kinds=[checkout.BASKET, checkout.REFUSED]))


BASKET, REFUSED, BOUGHT = CheckoutKind.BASKET_HELD, CheckoutKind.CHECKOUT_REFUSED, CheckoutKind.ORDER_PLACED


def test_a_basket_and_a_refusal_become_facts_about_whose_they_are(brightside: Brand) -> None:
    ana = who("ana")
    told = take(did("1", "v-1", BASKET, 0, ana, 5400), did("2", "v-1", REFUSED, 10, ana, 5400))
    assert told == CheckoutTaken(taken=2, new=2, known=2)
    basket, refused = facts(ana)
    assert (basket.kind, basket.subject, basket.at) == ("basket_held", "v-1:0", cast.AT)
    until = cast.later(minutes=70).isoformat()
    assert basket.value == {"minor": 5400, "currency": "GBP", "until": until, "session": "v-1"}
    assert (refused.kind, refused.subject, refused.at) == ("checkout_refused", "2", cast.later(minutes=10))
    assert take(did("1", "v-1", BASKET, 0, ana, 5400)) == CheckoutTaken(taken=1, new=0, known=0)
    assert len(facts(ana)) == 2


def test_a_basket_grows_and_ends_as_more_is_told(brightside: Brand) -> None:
    ana = who("ana")
    take(did("1", "v-1", BASKET, 10, ana))
    take(did("2", "v-1", BOUGHT, 30, ana))
    take(did("0", "v-1", BASKET, 5, ana))
    (basket,) = facts(ana)
    assert (basket.at, basket.value["until"]) == (cast.later(minutes=5), cast.later(minutes=30).isoformat())


def test_a_visit_without_an_address_is_counted_only_until_it_says_whose_it_is(brightside: Brand) -> None:
    assert take(did("1", "v-1", BASKET, 0), did("2", "v-1", REFUSED, 3), did("3", "v-2", REFUSED, 3)).known == 0
    ana = who("ana")
    assert facts(ana) == []
    take(did("4", "v-1", REFUSED, 8, ana))
    assert [(one.kind, one.at) for one in facts(ana)] == [
        ("basket_held", cast.AT), ("checkout_refused", cast.later(minutes=3)), ("checkout_refused", cast.later(minutes=8)),
    ]  # fmt: skip
    assert [one.count for one in queries.to_hand(kind=REFUSED_CHECKOUTS)[""]] == [2, 1]


def test_visits_are_counted_not_tries_and_told_to_the_watch_once(brightside: Brand) -> None:
    take(*(did(f"a{i}", f"v-{i % 3}", REFUSED, 4 + i / 100) for i in range(30)))
    (count,) = queries.to_hand(kind=REFUSED_CHECKOUTS)[""]
    assert count == MinuteCount(cast.later(minutes=4), 3, 0)
    counting.note_handed(kind=REFUSED_CHECKOUTS, facet="", counts=[count])
    assert queries.to_hand(kind=REFUSED_CHECKOUTS) == {}
    take(did("late", "v-9", REFUSED, 4.9), did("next", "v-9", REFUSED, 5.1))
    assert queries.to_hand(kind=REFUSED_CHECKOUTS)[""] == (
        MinuteCount(cast.later(minutes=4), 4, 3), MinuteCount(cast.later(minutes=5), 1, 0),
    )  # fmt: skip


def test_only_refusals_leave_word_for_the_watch(brightside: Brand) -> None:
    take(did("1", "v-1", BASKET, 0))
    assert [one for one in journal.latest(limit=9) if one.kind == "signals.CheckoutHeard"] == []
    take(did("2", "v-1", REFUSED, 0))
    fact = next(one for one in journal.latest(limit=9) if one.kind == "signals.CheckoutHeard")
    assert (fact.data["events"], fact.data["refused"]) == (1, 1)


def test_what_lies_ahead_and_amounts_without_a_currency_are_refused_whole(brightside: Brand) -> None:
    ana = who("ana")
    with pytest.raises(Refusal) as no:
        take(did("1", "v-1", REFUSED, 0, ana), did("2", "v-1", REFUSED, 999, ana))
    assert no.value.fields == {"events[1].at": "lies ahead"}
    with pytest.raises(Refusal) as no:
        take(dataclasses.replace(did("1", "v-1", REFUSED, 0, ana, 100), currency=""))
    assert no.value.fields == {"events[0].currency": "goes with the amount"}
    assert (facts(ana), queries.to_hand(kind=REFUSED_CHECKOUTS)) == ([], {})
