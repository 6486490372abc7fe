"""A shop that promises an hour tomorrow, and whose carrier tells of nothing but the delivery: its past calls no order of it at risk."""

from datetime import timedelta
from uuid import UUID

import pytest

from makegood.flows import promise_keeping
from makegood.orders.actions import history
from makegood.orders.types import ParcelState
from makegood.platform import jobs, tenancy
from makegood.promises import queries as promises
from makegood.promises.rules import reasons, risk
from makegood.promises.rules.learning import LEAST_PARCELS
from makegood.promises.rules.verdicts import Leg
from makegood.promises.types import Due, PromiseState
from tests import cast
from tests.promises import telling

A_DAY, IN_ITS_SLOT = timedelta(days=1), timedelta(hours=23, minutes=20)


@pytest.fixture
def shop(committed_brightside: UUID) -> UUID:
    """Somewhat more parcels than a chance takes, each brought in its hour."""
    with tenancy.brand(committed_brightside):
        for number in range(LEAST_PARCELS + 20):
            placed = cast.later(days=-2 - number)
            history.take_past_orders(orders=[telling.order(f"P{number}", placed_at=placed, promised_until=placed + A_DAY)])
            came = telling.event(ParcelState.DELIVERED, placed + IN_ITS_SLOT, number=f"P{number}", tracking=f"T{number}")
            history.take_past_parcels(told=[came])
        promise_keeping.learn_roads(at=cast.AT)
        assert promises.parcels_learned() >= LEAST_PARCELS
    return committed_brightside


def test_an_order_for_an_hour_tomorrow_is_not_at_risk_until_its_hour_has_passed(shop: UUID) -> None:
    with tenancy.brand(shop):
        telling.take(telling.order(placed_at=cast.AT, promised_until=cast.AT + A_DAY))
        telling.moves(telling.event(ParcelState.CREATED, cast.AT), at=cast.AT)
    for hours, state in ((0, PromiseState.OPEN), (12, PromiseState.OPEN), (23, PromiseState.OPEN), (24, PromiseState.BROKEN)):
        jobs.do_all_due(shop, at=cast.AT + timedelta(hours=hours))
        with tenancy.brand(shop):
            assert [one.state for one in telling.the_promises() if one.what.endswith("(order 1007)")] == [state], hours


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
