"""What machines say finds the incident it belongs to, whichever came first; where it could belong to two, a member says."""

from datetime import datetime
from uuid import UUID

import pytest

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.flows import signals_heard
from makegood.incidents import actions as incident_actions
from makegood.incidents import queries as incidents
from makegood.incidents.types import Incident
from makegood.kernel.actors import SYSTEM
from makegood.orders.types import ParcelState
from makegood.platform import jobs, tenancy
from makegood.signals import queries as signals
from makegood.signals.actions import checkout, hearing
from makegood.signals.types import LATE_PARCELS, REFUSED_CHECKOUTS, CheckoutIn, CheckoutKind, MinuteCount, SignalState, Span, Word
from tests import cast
from tests.promises import telling

NOON = cast.later(hours=2)


@pytest.fixture
def brand(committed_brightside: UUID) -> UUID:
    return committed_brightside


def mara() -> Member:
    return next(one for one in brands.members() if one.name.startswith("Mara"))


def word(began: bool, minutes: int, reference: str = "checkout") -> Word:
    return Word("Pingdom", reference, began, cast.later(minutes=minutes), "Checkout of Brightside")


def hear(brand: UUID, *words: Word, at: datetime = NOON) -> None:
    with tenancy.brand(brand):
        hearing.hear(words=words, by=SYSTEM, at=at)
    jobs.do_all_due(brand, at=at)


def opened(brand: UUID, minutes: int, title: str = "The checkout does not open") -> Incident:
    with tenancy.brand(brand):
        began = cast.later(minutes=minutes)
        incident_id = incident_actions.open_candidate(
            burst_id=None, topic_ids=(), facets=(), title=title, began_at=began, by=SYSTEM, at=began
        )
    jobs.do_all_due(brand, at=NOON)
    with tenancy.brand(brand):
        return incidents.incident(incident_id=incident_id)


def states(brand: UUID) -> list[SignalState]:
    with tenancy.brand(brand):
        return [one.state for one in signals.page(before=None, since=None, limit=9)]


def test_a_signal_that_came_before_its_incident_is_put_to_it_and_its_end_follows(brand: UUID) -> None:
    hear(brand, word(True, 0), at=cast.later(minutes=1))
    incident = opened(brand, 12)
    with tenancy.brand(brand):
        (said,) = incidents.signals(incident_id=incident.id)
        assert (said.kind, said.source, said.from_at, said.until_at) == (
            "outage",
            "Pingdom: Checkout of Brightside",
            cast.AT,
            None,
        )
    hear(brand, word(False, 90))
    with tenancy.brand(brand):
        (said,) = incidents.signals(incident_id=incident.id)
        assert said.until_at == cast.later(minutes=90)
        assert signals_heard.of_incident(incident=incident).proposed == Span(cast.AT, cast.later(minutes=90))
        signals_heard.take_span(incident_id=incident.id, member=mara(), at=NOON)
        now = incidents.incident(incident_id=incident.id)
        assert (now.began_at, now.ended_at) == (cast.AT, cast.later(minutes=90))


def test_a_signal_that_comes_after_its_incident_brings_the_counts_of_the_checkout(brand: UUID) -> None:
    incident = opened(brand, 12)
    with tenancy.brand(brand):
        told = [CheckoutIn(f"e-{i}", f"v-{i}", CheckoutKind.CHECKOUT_REFUSED, cast.later(minutes=5 + i // 3)) for i in range(6)]
        checkout.take(told=told, by=SYSTEM, at=NOON)
    hear(brand, word(True, 0), word(False, 90))
    with tenancy.brand(brand):
        (said,) = incidents.signals(incident_id=incident.id)
        assert said.counts == ((cast.later(minutes=5), 3), (cast.later(minutes=6), 3))
        assert signals.to_hand(kind=REFUSED_CHECKOUTS) == {}  # the watch was told


def test_where_two_incidents_fit_both_offer_it_and_a_member_says(brand: UUID) -> None:
    one, other = opened(brand, 12), opened(brand, 20, "Parcels of one carrier are late")
    hear(brand, word(True, 0), word(False, 90))
    assert states(brand) == [SignalState.KEPT]
    with tenancy.brand(brand):
        (offered,) = signals_heard.of_incident(incident=one).offered
        assert signals_heard.of_incident(incident=other).offered == (offered,)
        signals_heard.put(incident_id=one.id, signal_id=offered.id, member=mara(), at=NOON)
        assert signals_heard.of_incident(incident=other).offered == ()
        assert signals_heard.of_incident(incident=one).mine[0].id == offered.id
        signals_heard.set_aside(signal_id=offered.id, member=mara(), at=NOON)
        assert signals_heard.of_incident(incident=one).mine == ()


def test_a_signal_of_another_time_belongs_to_nothing(brand: UUID) -> None:
    opened(brand, 12)
    hear(brand, word(True, -300), word(False, -100))
    assert states(brand) == [SignalState.KEPT]


def test_late_parcels_are_counted_for_their_carrier_at_the_hour_at_which_their_promise_broke(brand: UUID) -> None:
    with tenancy.brand(brand):
        telling.take(*(telling.order(f"10{i}") for i in range(3)))
    telling.work_off(brand, cast.AT)
    with tenancy.brand(brand):
        moved = [telling.event(ParcelState.MOVING, cast.later(days=1), number=f"10{i}", tracking=f"T{i}") for i in range(3)]
        telling.moves(*moved, at=cast.later(days=1))
    telling.work_off(brand, cast.later(days=1))
    telling.work_off(brand, cast.later(days=3, minutes=5))
    with tenancy.brand(brand):
        counted = signals.counts(kind=LATE_PARCELS, facet=cast.CARRIER, from_at=telling.DUE, until_at=cast.later(days=4))
        assert counted == (MinuteCount(telling.DUE, 3, 3),)
