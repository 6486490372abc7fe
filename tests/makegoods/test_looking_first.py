"""Whose fault it was, and when a person looks first: facts in, a verdict out, the same every time."""

from datetime import timedelta

import pytest
from hypothesis import given as having
from hypothesis import settings
from hypothesis import strategies as st

from makegood.makegoods.rules.claiming import chance_above, look_first
from makegood.makegoods.rules.fault import of_the_journey
from makegood.makegoods.types import Fault
from tests import cast

PEERS = {"peers_claims": 50, "peers_orders": 2_000, "times": 3, "sure": 9_500}


def test_who_claims_on_most_orders_is_looked_at_and_told_of_in_numbers() -> None:
    found = look_first(claims=7, orders=8, **PEERS)
    assert found is not None
    assert found.why == (
        "They claimed 7 times on 8 orders in 12 months; others about once in 40. "
        "They may simply have been unlucky: what is owed is theirs, and a person looks first."
    )


@pytest.mark.parametrize(("claims", "orders"), [(1, 1), (2, 2), (3, 60), (5, 90), (0, 500)])
def test_bad_luck_and_a_long_custom_are_not_looked_at(claims: int, orders: int) -> None:
    assert look_first(claims=claims, orders=orders, **PEERS) is None


def test_without_others_nobody_stands_out() -> None:
    assert look_first(claims=9, orders=9, peers_claims=0, peers_orders=2_000, times=3, sure=9_500) is None


def test_the_chance_is_that_of_the_gamma_posterior() -> None:
    """Worked by hand: claims 1, peers 1 in 10, orders 10, 2 times: shape 2, y = .2 · 20 = 4, so e^-4 · (1 + 4)."""
    assert chance_above(claims=1, orders=10, peers_claims=1, peers_orders=10, times=2) == pytest.approx(0.0915781944)


@settings(max_examples=100, deadline=None)
@having(claims=st.integers(0, 300), orders=st.integers(0, 1_000), more=st.integers(1, 50))
def test_more_claims_raise_it_and_more_orders_lower_it(claims: int, orders: int, more: int) -> None:
    peers = {"peers_claims": 50, "peers_orders": 2_000, "times": 3}
    now = chance_above(claims=claims, orders=orders, **peers)
    assert 0 <= now <= 1 + 1e-9
    assert chance_above(claims=claims + more, orders=orders, **peers) >= now - 1e-9
    assert chance_above(claims=claims, orders=orders + more, **peers) <= now + 1e-9


AT = cast.AT
DAY = timedelta(days=1)


@pytest.mark.parametrize(("harm", "left", "trouble", "whose"), [
    ("late", AT - 3 * DAY, None, Fault.CARRIER),
    ("late", AT - DAY, None, Fault.CARRIER),
    ("late", AT - DAY + timedelta(seconds=1), None, Fault.OURS),
    ("late", None, None, Fault.OURS),
    ("lost", AT - 3 * DAY, AT, Fault.CARRIER),
    ("lost", AT - 3 * DAY, None, Fault.OURS),
    ("faulty", AT - 3 * DAY, AT, Fault.OURS),
])  # fmt: skip
def test_the_carriers_own_events_say_whose_it_was(harm: str, left: object, trouble: object, whose: Fault) -> None:
    assert of_the_journey(harm, promised_until=AT, left_us_at=left, trouble_at=trouble) is whose  # type: ignore[arg-type]


def test_a_parcel_without_a_promised_hour_is_the_carriers_only_where_it_says_so() -> None:
    assert of_the_journey("lost", promised_until=None, left_us_at=AT, trouble_at=AT) is Fault.CARRIER
    assert of_the_journey("late", promised_until=None, left_us_at=AT, trouble_at=AT) is Fault.OURS
