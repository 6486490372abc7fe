"""Cut off before and after every single request that a command makes of a real Vendure: asked again, it is done once. `make test-vendure`."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from makegood.kernel.money import Money
from makegood.kernel.refusals import Trouble
from makegood.orders.adapters.vendure import doing
from makegood.orders.adapters.vendure.adapter import VendureShop
from makegood.orders.types import CommandKind, Receipt, ShopCommand
from makegood.platform import http
from tests.peers.vendure.shop import Vendure

pytestmark = [pytest.mark.vendure, pytest.mark.timeout(600)]


class Line:
    """What is said between us and the shop: `cut_at` breaks off at that request, before it leaves or when its answer is under way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch, self._send = monkeypatch, http._send
        self.requests = 0

    @contextmanager
    def cut_at(self, number: int, *, after: bool) -> Iterator[None]:
        self.requests = 0

        def send(*given: object) -> http.Answer:
            self.requests += 1
            if self.requests == number and not after:
                raise httpx.ConnectError("cut before")
            answer = self._send(*given)  # type: ignore[arg-type]
            if self.requests == number:
                raise httpx.ReadTimeout("cut after")
            return answer

        with self._monkeypatch.context() as patched:
            patched.setattr(http, "_send", send)
            yield


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(monkeypatch)


def commands(number: str, key: str) -> dict[str, ShopCommand]:
    return {
        "refund": ShopCommand(f"{key}-refund", CommandKind.REFUND, number, amount=Money(640, "GBP")),
        "free": ShopCommand(f"{key}-free", CommandKind.WAIVE_SHIPPING, number),
        "code": ShopCommand(f"{key}-code", CommandKind.CODE, number, amount=Money(640, "GBP")),
        "replace": ShopCommand(
            f"{key}-replace",
            CommandKind.REPLACE,
            number,
            items=(("TORCH-01", 1),),
            extras=(("SWEETS-S", 1),),
            note="Sorry, Tom.",
            return_wanted=True,
            needs=("Leave nothing at the door.",),
        ),
    }


def done(vendure: Vendure, number: str, command: ShopCommand) -> int:
    """How often the shop did it."""
    if command.kind in (CommandKind.REFUND, CommandKind.WAIVE_SHIPPING):
        refunds = [one for payment in vendure.order(number)["payments"] for one in payment["refunds"]]
        return sum(one["reason"].startswith(f"Makegood {command.key}") for one in refunds)
    said = f"Makegood {command.key}: "
    if command.kind is CommandKind.CODE:
        return sum(one["description"].startswith(said) for one in vendure.promotions())
    placed = [one for one in vendure.orders(latest=5) if any(p["description"].startswith(said) for p in one["promotions"])]
    for one in placed:
        goods = Counter({line["productVariant"]["sku"]: line["quantity"] for line in one["lines"]})
        assert (goods, one["totalWithTax"]) == (Counter({"TORCH-01": 1, "SWEETS-S": 1}), 0)
    return sum(one["state"] == "PaymentSettled" for one in placed)


@pytest.mark.parametrize("kind", ["refund", "free", "code", "replace"])
@pytest.mark.parametrize("after", [False, True])
def test_wherever_it_breaks_off_it_is_done_once(
    vendure: Vendure, line: Line, monkeypatch: pytest.MonkeyPatch, kind: str, after: bool
) -> None:
    shop, step, ended = VendureShop(vendure.connection()), 0, False
    shop.greet()  # so that signing in is no part of it
    while not ended:
        step += 1
        number = vendure.buy([("DIM-04", 1), ("TORCH-01", 1)])
        command = commands(number, f"{number}-{step}")[kind]
        with line.cut_at(step, after=after):
            first = tried(shop, command)
        ended = line.requests < step
        receipt = again(shop, command, monkeypatch)
        assert first in (None, receipt)
        assert (done(vendure, number, command), again(shop, command, monkeypatch)) == (1, receipt), f"cut at request {step}"
    assert step >= 4


def tried(shop: VendureShop, command: ShopCommand) -> Receipt | None:
    """The receipt, or None where a passing trouble came between."""
    try:
        return shop.carry_out(command)
    except Trouble as trouble:
        if trouble.lasting:
            raise
        return None


def again(shop: VendureShop, command: ShopCommand, monkeypatch: pytest.MonkeyPatch) -> Receipt:
    """Asked again: at once, and where the shop may still be busy, once that is over."""
    at_once = tried(shop, command)
    if at_once is not None:
        return at_once
    with pytest.raises(Trouble, match="may still be busy") as busy:
        shop.carry_out(command)
    assert 0 < (busy.value.retry_after_s or 0) <= doing.BUSY.total_seconds()
    with monkeypatch.context() as later:
        later.setattr(doing, "BUSY", timedelta())
        return shop.carry_out(command)


def test_a_card_and_a_wished_return_are_told_to_whoever_packs_once(
    vendure: Vendure, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = vendure.buy([("DIM-04", 1), ("TORCH-01", 1)])
    shop, command = VendureShop(vendure.connection()), commands(number, number)["replace"]
    shop.greet()
    with line.cut_at(20, after=True), pytest.raises(Trouble):
        shop.carry_out(command)
    made = again(shop, replace(command, needs=("Leave nothing at the door.", "Ring twice.")), monkeypatch)
    order = vendure.order(made.reference)
    assert sorted(one["data"]["note"] for one in order["history"]["items"]) == [
        "Card in the parcel: Sorry, Tom.",
        "The faulty goods come back: enclose what is needed for the return.",
        "To know while packing: Leave nothing at the door.",
        "To know while packing: Ring twice.",  # learned since
    ]
    assert (order["shippingAddress"], order["customer"]["emailAddress"]) == (
        {"streetLine1": "2 Mill Lane", "postalCode": "LS1 4DY"},
        "tom.arden@example.org",
    )
    assert [one["shippingMethod"]["name"] for one in order["shippingLines"]] == ["24-hour courier, one-hour slot"]


@pytest.mark.parametrize("kind", ["refund", "free", "code", "replace"])
def test_of_five_at_the_same_moment_one_does_it(vendure: Vendure, kind: str) -> None:
    number = vendure.buy([("DIM-04", 1), ("TORCH-01", 1)])
    shop, command = VendureShop(vendure.connection()), commands(number, number)[kind]
    shop.greet()
    with ThreadPoolExecutor(5) as five:
        receipts = list(five.map(lambda _: tried(shop, command), range(5)))
    receipt = shop.carry_out(command)
    assert {one for one in map(repr, receipts) if one != "None"} <= {repr(receipt)}
    assert done(vendure, number, command) == 1
