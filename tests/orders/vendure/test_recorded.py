"""The Vendure adapter against what a real Vendure 3.7.3 answered (recorded/): what it asks, in which order, and what it makes of the answers."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders.adapters.vendure import server
from makegood.orders.adapters.vendure.adapter import VendureShop
from makegood.orders.types import CommandKind, LineKind, ParcelState, Quote, ReturnKind, ShopCommand
from makegood.platform import http
from tests.orders.vendure import replay
from tests.orders.vendure.replay import CONNECTION, Replay

THIRD = ShopCommand("step-1", CommandKind.REFUND, "43ZQSD27DDNATUUP", amount=Money(640, "GBP"))
CODE = ShopCommand("step-3", CommandKind.CODE, "MVV3L3LLBHYCAEWG", amount=Money(640, "GBP"))
Play = Callable[[str], Replay]


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    def begin(scene: str) -> Replay:
        recorded = replay.of(scene)
        monkeypatch.setattr(server, "_sessions", {})
        monkeypatch.setattr(http, "request", recorded.request)
        return recorded

    return begin


def replacement(recorded: Replay) -> ShopCommand:
    number = _order(recorded)["code"]
    items, extras = (("TORCH-01", 1),), (("SWEETS-S", 1),)
    return ShopCommand("step-2", CommandKind.REPLACE, number, items=items, extras=extras, note="Sorry, Tom.")


def _order(recorded: Replay) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in recorded.left if one["name"] == "Order")["answer"]["data"]["orders"]["items"][0]
    return found


def test_a_third_off_is_noted_on_the_order_and_then_paid_back(play: Play) -> None:
    recorded = play("refund")
    receipt = VendureShop(CONNECTION).carry_out(THIRD)
    assert [name for name, _ in recorded.asked] == ["LogIn", "Ground", "Order", "AddNote", "Refund"]
    assert recorded.asked[3][1]["note"].startswith("Makegood step-1 [")
    given = {"paymentId": "1", "amount": 640, "reason": "Makegood step-1", "lines": [], "shipping": 0, "adjustment": 0}
    assert recorded.asked[4][1] == {"input": given}
    assert (receipt.key, receipt.reference) == ("step-1", "43ZQSD27DDNATUUP/refund-1")
    assert (receipt.done_at, receipt.detail) == (
        datetime(2026, 11, 22, 19, 12, 56, tzinfo=UTC),
        {"amount": "£6.40", "state": "paid back"},
    )


def test_a_refund_that_the_order_has_already_is_its_receipt_and_nothing_is_asked_for(play: Play) -> None:
    recorded = play("refund")
    refund = {"id": "1", "state": "Settled", "total": 640, "reason": "Makegood step-1", "createdAt": "2026-11-22T19:12:56.000Z"}
    _order(recorded)["payments"][0]["refunds"] = [refund]
    assert VendureShop(CONNECTION).carry_out(THIRD).reference == "43ZQSD27DDNATUUP/refund-1"
    assert [name for name, _ in recorded.asked] == ["LogIn", "Ground", "Order"]


def test_of_two_payments_the_rest_comes_from_the_second_where_the_first_try_broke_off(play: Play) -> None:
    recorded = play("refund")
    began = {"id": "7", "state": "Settled", "total": 400, "reason": "Makegood step-1", "createdAt": "2026-11-22T19:12:56.000Z"}
    _order(recorded)["payments"] = [
        {"id": "1", "state": "Settled", "amount": 400, "refunds": [began]},
        {"id": "2", "state": "Settled", "amount": 1_995, "refunds": []},
        {"id": "3", "state": "Declined", "amount": 9_999, "refunds": []},
    ]
    recorded.left[-1]["answer"]["data"]["refundOrder"]["total"] = 240
    assert VendureShop(CONNECTION).carry_out(THIRD).detail["amount"] == "£6.40"
    assert {name: recorded.asked[4][1]["input"][name] for name in ("paymentId", "amount")} == {"paymentId": "2", "amount": 240}


def test_a_dry_run_of_more_than_is_left_says_what_is(play: Play) -> None:
    play("refund")
    much = ShopCommand("step-1", CommandKind.REFUND, "43ZQSD27DDNATUUP", amount=Money(2_396, "GBP"))
    sentence = "Order 43ZQSD27DDNATUUP has £23.95 left to refund."
    assert VendureShop(CONNECTION).dry_run(much) == Quote(False, Money(0, "GBP"), sentence)


def test_a_note_of_a_moment_ago_without_what_it_tells_of_is_waited_for(play: Play) -> None:
    recorded = play("refund")
    note = recorded.left[3]["answer"]["data"]["addNoteToOrder"]["history"]["items"][0]["data"]["note"]
    printed = note.partition("[")[2][:12]
    from makegood.orders.adapters.vendure import marks

    mine = note.replace(printed, marks.fingerprint(THIRD))
    _order(recorded)["history"]["items"] = [{"id": "6", "createdAt": "2026-11-22T19:12:25.000Z", "data": {"note": mine}}]
    with pytest.raises(Trouble, match="may still be busy") as busy:
        VendureShop(CONNECTION).carry_out(THIRD)
    assert (busy.value.lasting, busy.value.retry_after_s) == (False, 60.0)


def test_a_code_is_a_promotion_for_one_order_of_one_person(play: Play) -> None:
    recorded = play("code")
    receipt = VendureShop(CONNECTION).carry_out(CODE)
    assert receipt.detail == {"code": "GOOD-SEBZ-Y6WB-GFFP", "amount": "£6.40", "good_until": "2027-11-22"}
    given = recorded.asked[-1][1]["input"]
    assert (given["usageLimit"], given["perCustomerUsageLimit"], given["conditions"]) == (1, 1, [])
    assert given["actions"] == [{"code": "order_fixed_discount", "arguments": [{"name": "discount", "value": "640"}]}]
    assert given["endsAt"] == "2027-11-22T19:13:03+00:00"


def test_a_replacement_is_put_together_looked_at_and_placed(play: Play) -> None:
    recorded = play("replacement")
    command = replacement(recorded)
    receipt = VendureShop(CONNECTION).carry_out(command)
    assert [name for name, _ in recorded.asked][3:] == [
        "Variants", "AddNote", "CreateDraft", "UpdateNote", "Draft", "SetCustomer", "SetAddress", "AddItem", "AddItem", "Promotions",
        "CreatePromotion", "ApplyCode", "SetService", "AddNote", "Draft", "Draft", "Transition", "Draft", "Draft", "Transition", "Draft",
    ]  # fmt: skip
    assert receipt.detail == {"order_number": receipt.reference}
    assert [given["state"] for name, given in recorded.asked if name == "Transition"] == ["ArrangingPayment", "PaymentSettled"]


def test_a_replacement_that_would_cost_them_something_is_taken_away_again(play: Play) -> None:
    recorded = play("replacement")
    command = replacement(recorded)
    first_look = [one for one in recorded.left if one["name"] == "Draft"][1]
    first_look["answer"]["data"]["order"]["totalWithTax"] = 395
    upto = recorded.left.index(first_look) + 1
    gone = [("DeleteDraft", {"data": {"deleteDraftOrder": {"result": "DELETED"}}}), ("Draft", {"data": {"order": None}})]
    gone += [("Promotions", {"data": {"promotions": {"items": [{"id": "9", "couponCode": "FREE"}]}}})]
    gone += [("DeletePromotion", {"data": {}}), ("DeleteNote", {"data": {}})]
    recorded.left[upto:] = [{"name": name, "date": first_look["date"], "answer": answer} for name, answer in gone]
    with pytest.raises(Refusal, match=r"would cost them £3\.95") as refused:
        VendureShop(CONNECTION).carry_out(command)
    assert (refused.value.code, recorded.left) == ("shop_not_free", [])


def test_a_look_finds_the_order_its_parcel_and_what_was_paid_back(play: Play) -> None:
    recorded = play("look")
    told = VendureShop(CONNECTION).look(cursor="", at=datetime(2026, 11, 22, 19, 15, tzinfo=UTC))
    assert recorded.asked[2][1]["options"]["filter"] == {
        "updatedAt": {"after": "2026-10-23T19:15:00+00:00"},
        "active": {"eq": False},
    }
    (order,) = told.orders
    assert (order.number, order.customer.email, order.customer.phone) == (
        "G6NEHQ93EL1H1T26",
        "wendy@example.org",
        "+441134960123",
    )
    assert [(line.sku, line.quantity, line.unit_price.minor, line.kind) for line in order.lines] == [
        ("DIM-04", 2, 2_450, LineKind.GOODS),
        ("TORCH-01", 1, 199, LineKind.GOODS),
        ("", 1, 395, LineKind.POSTAGE),
    ]
    assert [(event.tracking, event.state) for event in told.events] == [
        ("SW-1", ParcelState.CREATED),
        ("SW-1", ParcelState.ACCEPTED),
        ("SW-1", ParcelState.DELIVERED),
    ]
    assert [(one.kind, one.refund) for one in told.returns] == [
        (ReturnKind.PAID_BACK, Money(2_450, "GBP")),
        (ReturnKind.CANCELLATION, Money(0, "GBP")),
    ]
    assert not told.more
    assert json.loads(told.cursor) == {"since": "2026-11-22T19:11:05+00:00", "skip": 0, "round": 0}
