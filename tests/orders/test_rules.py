"""What an order must have, what it comes to, and where a parcel is."""

import dataclasses
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.orders import rules
from makegood.orders.types import CustomerIn, ParcelMove, ParcelState
from makegood.people.types import Address, IdentityKind, Sighting
from tests import cast


def test_the_lines_of_an_order_come_to_its_total() -> None:
    assert rules.total_of(cast.torch_order().lines) == Money(2 * 2450 + 199, "GBP")


def test_the_goods_are_said_as_one_would_say_them() -> None:
    assert rules.titles_of(cast.torch_order().lines) == "2 × Dimmer switch, Pocket torch"
    assert rules.titles_of([cast.torch()] * 7) == "Pocket torch, Pocket torch, Pocket torch, Pocket torch, Pocket torch +2"


def test_an_order_names_one_person_by_all_the_addresses_it_has() -> None:
    assert rules.sighting_of(cast.torch_order()) == Sighting(
        (cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE, cast.TOM_BY_NUMBER), strong=True, source="order 1007"
    )
    by_phone = dataclasses.replace(cast.torch_order(), customer=CustomerIn(phone=cast.TOM_PHONE))
    assert rules.sighting_of(by_phone).addresses == (Address(IdentityKind.PHONE, cast.TOM_PHONE),)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": " "}, "number"),
        ({"lines": ()}, "lines"),
        ({"customer": CustomerIn(name="Tom Arden")}, "customer"),
        ({"reason": "gift"}, "reason"),
        ({"lines": (cast.torch(), dataclasses.replace(cast.torch(), unit_price=Money(199, "EUR")))}, "lines"),
        ({"lines": (dataclasses.replace(cast.torch(), quantity=0),)}, "lines[0].quantity"),
        ({"lines": (dataclasses.replace(cast.torch(), unit_price=Money(-1, "GBP")),)}, "lines[0].unit_price_minor"),
        ({"lines": (dataclasses.replace(cast.torch(), unit_price=Money(2**53, "GBP")),)}, "lines"),
        ({"promised_until": cast.later(hours=-1)}, "promised_until"),
    ],
)
def test_an_order_that_cannot_be_kept_is_refused_by_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check_order(dataclasses.replace(cast.torch_order(), **change), path="orders[3]")
    assert (refused.value.code, list(refused.value.fields)) == ("bad_order", [f"orders[3].{field}"])


def test_an_order_without_a_zone_in_its_time_is_a_bug_of_the_caller() -> None:
    naive = datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        rules.check_order(dataclasses.replace(cast.torch_order(), placed_at=naive), path="orders[0]")


def test_an_older_telling_is_not_newer_and_an_undated_one_is() -> None:
    older, newer = cast.later(minutes=-1), cast.AT
    assert rules.is_newer(newer, than=older)
    assert not rules.is_newer(older, than=newer)
    assert not rules.is_newer(newer, than=newer)
    assert rules.is_newer(None, than=newer)
    assert rules.is_newer(older, than=None)


def test_a_parcel_is_where_its_latest_event_says_whatever_order_they_come_in() -> None:
    moves = [
        ParcelMove(ParcelState.DELIVERED, cast.later(minutes=50), cast.COURIER),
        ParcelMove(ParcelState.ACCEPTED, cast.AT),
        ParcelMove(ParcelState.OUT_FOR_DELIVERY, cast.later(minutes=20), "somebody else"),
    ]
    assert rules.whereabouts(moves) == rules.Whereabouts(
        ParcelState.DELIVERED, cast.later(minutes=50), cast.later(minutes=50), cast.COURIER
    )


def test_a_parcel_that_comes_back_was_delivered_all_the_same() -> None:
    moves = [
        ParcelMove(ParcelState.DELIVERED, cast.AT, cast.COURIER),
        ParcelMove(ParcelState.RETURNING, cast.later(days=1), "Mia Holm"),
    ]
    assert rules.whereabouts(moves) == rules.Whereabouts(ParcelState.RETURNING, cast.later(days=1), cast.AT, cast.COURIER)


def test_of_two_events_at_one_instant_the_one_further_along_counts() -> None:
    moves = [ParcelMove(ParcelState.DELIVERED, cast.AT), ParcelMove(ParcelState.OUT_FOR_DELIVERY, cast.AT)]
    assert rules.whereabouts(moves).state is ParcelState.DELIVERED


_MOVES = st.lists(
    st.builds(
        ParcelMove,
        state=st.sampled_from(ParcelState),
        at=st.integers(0, 5).map(lambda minutes: cast.AT + timedelta(minutes=minutes)),
        courier=st.sampled_from(["", "Sam Petrov", "Mia Holm"]),
    ),
    min_size=1,
    max_size=8,
)


@given(_MOVES, st.randoms(use_true_random=False))
def test_shuffling_and_doubling_events_changes_nothing(moves: list[ParcelMove], chance: Any) -> None:
    shuffled = moves + chance.sample(moves, k=len(moves) // 3)
    chance.shuffle(shuffled)
    assert rules.whereabouts(shuffled) == rules.whereabouts(moves)
