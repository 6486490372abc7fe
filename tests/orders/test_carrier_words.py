"""Parcel events in the words of a tracking service, and parcels of two carriers that carry one number."""

import json
from uuid import UUID

import pytest

from makegood.api import shop_json
from makegood.kernel.refusals import Refusal
from makegood.orders import carrier_words
from makegood.orders.types import ParcelState
from makegood.platform import tenancy
from makegood.promises.types import PromiseState
from tests import cast
from tests.promises import telling


def told(state: str, *, words: str = "", kind: str = "") -> bytes:
    event = {"tracking": "T1", "carrier": "Swiftline", "state": state, "raw_code": state, "at": cast.AT.isoformat()}
    return json.dumps({"events": [event | ({"words": words} if words else {}) | ({"kind": kind} if kind else {})]}).encode()


@pytest.mark.parametrize(
    ("words", "state", "means", "kind"),
    [
        ("aftership", "AttemptFail", ParcelState.ATTEMPT_FAILED, ""),
        ("aftership", "Expired", ParcelState.EXCEPTION, "lost"),
        ("easypost", "return_to_sender", ParcelState.RETURNING, ""),
        ("trackingmore", "pickup", ParcelState.OUT_FOR_DELIVERY, ""),
        ("17track", "deliveryfailure", ParcelState.ATTEMPT_FAILED, ""),
        ("", "customs", ParcelState.CUSTOMS, ""),
    ],
)
def test_a_services_word_becomes_ours_and_its_own_code_is_kept(words: str, state: str, means: ParcelState, kind: str) -> None:
    (event,) = shop_json.read_parcel_events(told(state, words=words))
    assert (event.state, event.kind, event.raw_code) == (means, kind, state)


def test_the_sender_may_say_which_exception_it_is() -> None:
    (event,) = shop_json.read_parcel_events(told("Exception", words="aftership", kind="damaged"))
    assert (event.state, event.kind) == (ParcelState.EXCEPTION, "damaged")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (told("InTransit"), "events[0].state"),
        (told("teleported", words="easypost"), "events[0].state"),
        (told("delivered", words="pigeon"), "events[0].words"),
    ],
)
def test_a_word_that_nobody_publishes_is_refused_and_never_guessed(body: bytes, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        shop_json.read_parcel_events(body)
    assert list(refused.value.fields) == [field]


def test_every_word_of_every_service_means_one_of_ours() -> None:
    kinds = {"", "lost"}
    for table in carrier_words.WORDS.values():
        assert {state for state, _ in table.values()} <= set(ParcelState)
        assert {kind for _, kind in table.values()} <= kinds
        assert ParcelState.DELIVERED in {state for state, _ in table.values()}


def test_two_carriers_with_one_number_are_two_parcels(committed_brightside: UUID) -> None:
    import dataclasses

    with tenancy.brand(committed_brightside):
        telling.take(telling.order("1007"), telling.order("1008"))
        ours = telling.event(ParcelState.MOVING, cast.AT, number="1007", tracking="T1")
        other = dataclasses.replace(ours, order_number="1008", carrier="Othervan")
        telling.moves(ours, other, at=cast.AT)
        came = dataclasses.replace(other, order_number="", state=ParcelState.DELIVERED, raw_code="D", at=cast.later(hours=5))
        telling.moves(came, at=cast.later(hours=5))
    telling.work_off(committed_brightside, cast.later(hours=5))
    with tenancy.brand(committed_brightside):
        states = {one.what[-5:-1]: one.state for one in telling.the_promises()}
    assert states == {"1007": PromiseState.OPEN, "1008": PromiseState.KEPT}
