"""What tests/orders/vendure plays again is what this Vendure answers: the same names with the same fields. `make test-vendure`; with
RECORD_SHOP=1 it is recorded anew."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.kernel.money import Money
from makegood.orders.adapters.vendure import server
from makegood.orders.adapters.vendure.adapter import VendureShop
from makegood.orders.types import CommandKind, ShopCommand
from makegood.platform import http
from tests.orders.vendure import replay
from tests.peers.vendure.shop import Vendure

pytestmark = [pytest.mark.vendure, pytest.mark.timeout(300)]
Scene = Callable[[Vendure, VendureShop], None]


def refund(vendure: Vendure, shop: VendureShop) -> None:
    number = vendure.buy([("PEND-20", 1)])
    shop.carry_out(ShopCommand("step-1", CommandKind.REFUND, number, amount=Money(640, "GBP")))


def replacement(vendure: Vendure, shop: VendureShop) -> None:
    number = vendure.buy([("DIM-04", 2), ("TORCH-01", 1)])
    goods, extras = (("TORCH-01", 1),), (("SWEETS-S", 1),)
    shop.carry_out(ShopCommand("step-2", CommandKind.REPLACE, number, items=goods, extras=extras, note="Sorry, Tom."))


def code(vendure: Vendure, shop: VendureShop) -> None:
    number = vendure.buy([("PEND-20", 1)])
    shop.carry_out(ShopCommand("step-3", CommandKind.CODE, number, amount=Money(640, "GBP")))


def look(vendure: Vendure, shop: VendureShop) -> None:
    number = vendure.buy([("DIM-04", 2), ("TORCH-01", 1)], email="wendy@example.org")
    parcel = vendure.send(number, [("TORCH-01", 1)], tracking="SW-1")
    vendure.move(parcel, "Shipped")
    vendure.move(parcel, "Delivered")
    vendure.cancel(number, [("DIM-04", 1)])
    payment = vendure.order(number)["payments"][0]["id"]
    given = {"paymentId": payment, "amount": 2_450, "shipping": 0, "adjustment": 0, "lines": []}
    vendure.admin("mutation ($input: RefundOrderInput!) { refundOrder(input: $input) { __typename } }", input=given)
    just_before = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    shop.look(cursor=json.dumps({"since": just_before, "skip": 0, "round": 1_000_000}), at=datetime.now(UTC))


SCENES: dict[str, Scene] = {"refund": refund, "replacement": replacement, "code": code, "look": look}


@pytest.mark.parametrize("scene", SCENES)
def test_what_is_played_again_is_what_it_answers(vendure: Vendure, monkeypatch: pytest.MonkeyPatch, scene: str) -> None:
    heard: list[dict[str, Any]] = []
    request = http.request

    def listening(method: str, url: str, **given: Any) -> http.Answer:
        answer = request(method, url, **given)
        name = replay.name_of(json.loads(given["content"])["query"])
        heard.append({"name": name, "date": answer.headers["date"], "answer": json.loads(answer.content)})
        return answer

    monkeypatch.setattr(http, "request", listening)
    monkeypatch.setattr(server, "_sessions", {})
    settings = {"promised_until": "promisedUntil"}
    SCENES[scene](vendure, VendureShop(vendure.connection(**settings)))
    if scene == "look":  # only the one order of the scene
        _only_the_last(heard)
    file = replay.RECORDED / f"{scene}.json"
    if os.environ.get("RECORD_SHOP"):
        file.write_text(json.dumps(heard, indent=1, ensure_ascii=False) + "\n")
    recorded = json.loads(file.read_text())
    assert [one["name"] for one in heard] == [one["name"] for one in recorded]
    assert [_shape(one["answer"]) for one in heard] == [_shape(one["answer"]) for one in recorded]


def _only_the_last(heard: list[dict[str, Any]]) -> None:
    for one in heard:
        if one["name"] == "Orders":
            orders = one["answer"]["data"]["orders"]
            orders["items"] = [o for o in orders["items"] if o["customer"]["emailAddress"] == "wendy@example.org"][-1:]


def _shape(value: Any) -> Any:
    """Which fields there are, whatever is in them; of a list, the fields of all of its items."""
    if isinstance(value, dict):
        return {name: _shape(one) for name, one in value.items()}
    if isinstance(value, list):
        shapes = [_shape(one) for one in value]
        return [shapes[0]] if shapes else []
    return None
