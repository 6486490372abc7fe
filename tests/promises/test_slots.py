"""A shop that promises an hour tomorrow, and whose carrier tells of nothing but the delivery: its past calls no order of it at risk."""

from datetime import timedelta
from uuid import UUID

import pytest

from makegood.flows import promise_keeping
from makegood.orders.actions import history
from makegood.orders.types import ParcelState
from makegood.platform import jobs, tenancy
from makegood.promises import queries as promises
from makegood.promises.rules import reasons, risk, survival
from makegood.promises.rules.learning import LEAST_PARCELS
from makegood.promises.rules.verdicts import Leg
from makegood.promises.types import Due, PromiseState
from tests import cast
from tests.promises import telling

A_DAY, IN_ITS_SLOT = timedelta(days=1), timedelta(hours=23, minutes=20)
HOURS = (1, 6, 12, 18, 20, 22, 23)


@pytest.fixture
def shop(committed_brightside: UUID) -> UUID:
    """Somewhat more parcels than a chance takes, each scanned half an hour before it was brought, in its slot at the end of 24 hours."""
    with tenancy.brand(committed_brightside):
        for number in range(LEAST_PARCELS + 20):
            placed = cast.later(days=-2 - number)
            history.take_past_orders(orders=[telling.order(f"P{number}", placed_at=placed, promised_until=placed + A_DAY)])
            out = placed + IN_ITS_SLOT - timedelta(minutes=30)
            told = ((ParcelState.OUT_FOR_DELIVERY, out), (ParcelState.DELIVERED, placed + IN_ITS_SLOT))
            history.take_past_parcels(
                told=[telling.event(state, at, number=f"P{number}", tracking=f"T{number}") for state, at in told]
            )
        promise_keeping.learn_roads(at=cast.AT)
        assert promises.parcels_learned() >= LEAST_PARCELS
    return committed_brightside


def states_by_the_hour(shop: UUID) -> list[PromiseState]:
    """Of an order for an hour tomorrow that goes as all before it did, looked at hour by hour."""
    with tenancy.brand(shop):
        telling.take(telling.order(placed_at=cast.AT, promised_until=cast.AT + A_DAY))
        telling.moves(telling.event(ParcelState.CREATED, cast.AT), at=cast.AT)
    found = []
    for hours in HOURS:
        jobs.do_all_due(shop, at=cast.later(hours=hours))
        with tenancy.brand(shop):
            found += [one.state for one in telling.the_promises() if one.what.endswith("(order 1007)")]
    return found


def test_an_order_for_an_hour_tomorrow_is_not_at_risk_until_its_hour_has_passed(shop: UUID) -> None:
    assert states_by_the_hour(shop) == [PromiseState.OPEN] * len(HOURS)
    jobs.do_all_due(shop, at=cast.AT + A_DAY)
    with tenancy.brand(shop):
        assert [one.state for one in telling.the_promises() if one.what.endswith("(order 1007)")] == [PromiseState.BROKEN]


def test_by_curves_of_six_hours_every_such_order_would_be_at_risk(shop: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that the rule above mends: most of the last stretch of six hours lies behind the slot, and nothing is handed over before it."""
    monkeypatch.setattr(survival, "SHORTEST_HOURS", 0.0)
    assert states_by_the_hour(shop) == [PromiseState.AT_RISK] * len(HOURS)


def test_what_is_too_short_for_a_chance_goes_by_the_clock_and_says_so() -> None:
    due = Due(cast.AT + timedelta(days=4), "Europe/London")
    assert risk.can_be_weighed(due, made_at=cast.AT)
    assert not risk.can_be_weighed(due, made_at=cast.AT + timedelta(seconds=1))
    legs = [Leg("created", cast.AT, None, "Swift")]
    at = due.at - timedelta(hours=3)
    short = risk.by_clock(due, legs, made_at=due.at - A_DAY, parcels=300, telling={"Swift"}, at=at)
    assert (short.chance, short.at_risk) == (None, True)
    assert short.reason is not None
    assert reasons.sentence(short.reason) == (
        "Little time is left and the carrier does not have it yet. A promise of less than four days goes by the clock alone."
    )
