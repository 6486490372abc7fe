"""The shop seam over HTTP: against the reference shop, and against a shop that misbehaves in every way."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from makegood.config import environment
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders.adapters.signed_http import SignedHttpShop
from makegood.orders.types import CommandKind, Quote, ShopCommand, ShopConnection
from makegood.platform import http
from reference_shop.shop import Customer, ReferenceShop
from tests import cast

REPLACE = ShopCommand(
    key="mg-1:fix",
    kind=CommandKind.REPLACE,
    order_number="1007",
    items=(("TORCH-01", 1),),
    extras=(("SWEETS-S", 1),),
    service=cast.SERVICE,
    note="Sorry about the torch, Tom.",
)
REFUND = ShopCommand(key="mg-2:fix", kind=CommandKind.REFUND, order_number="1007", amount=Money(199, "GBP"))


@pytest.fixture
def shop() -> Iterator[ReferenceShop]:
    with ReferenceShop(now=lambda: cast.AT) as shop:
        tom = Customer(cast.TOM_NAME, cast.TOM_EMAIL)
        shop.place_order(customer=tom, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
        yield shop


@pytest.fixture
def seam(shop: ReferenceShop, monkeypatch: pytest.MonkeyPatch) -> SignedHttpShop:
    allow(monkeypatch, shop.url.removeprefix("http://"))
    return SignedHttpShop(ShopConnection(shop.command_url, shop.secrets), timeout_s=5)


def allow(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    told = dataclasses.replace(environment.settings(), http_allow=frozenset({place}))
    monkeypatch.setattr(environment, "settings", lambda: told)


def test_a_replacement_leaves_the_house_and_comes_back_as_a_receipt(seam: SignedHttpShop, shop: ReferenceShop) -> None:
    receipt = seam.carry_out(REPLACE)
    assert (receipt.key, receipt.reference, receipt.done_at) == ("mg-1:fix", "1008", cast.AT)
    assert receipt.detail == {"order_number": "1008", "tracking": "SW-1008"}
    assert shop.contents("1008") == [("TORCH-01", 1), ("SWEETS-S", 1)]
    told = shop.store.rows("SELECT card, command_key, service FROM shop_order WHERE number = '1008'")[0]
    assert tuple(told) == ("Sorry about the torch, Tom.", "mg-1:fix", cast.SERVICE)


def test_a_command_asked_for_twice_is_done_once(seam: SignedHttpShop, shop: ReferenceShop) -> None:
    assert seam.carry_out(REPLACE) == seam.carry_out(REPLACE)
    assert (shop.command_count(), shop.stock("SWEETS-S")) == (1, 29)


def test_an_answer_that_got_lost_is_asked_for_again_without_harm(seam: SignedHttpShop, shop: ReferenceShop) -> None:
    shop.break_next(status=502, after_doing=True)
    with pytest.raises(Trouble) as trouble:
        seam.carry_out(REPLACE)
    assert not trouble.value.lasting
    assert seam.carry_out(REPLACE).reference == "1008"
    assert shop.command_count() == 1


def test_a_dry_run_says_the_cost_and_leaves_nothing(seam: SignedHttpShop, shop: ReferenceShop) -> None:
    assert seam.dry_run(REPLACE) == Quote(True, Money(540, "GBP"), f"In stock; goes out today by {cast.SERVICE}.")
    assert seam.dry_run(REFUND) == Quote(True, Money(199, "GBP"), "Goes back to the card that was used.")
    assert (shop.command_count(), shop.replacement_of("1007")) == (0, None)


def test_a_shop_that_says_no_is_a_refusal_with_its_reason(seam: SignedHttpShop, shop: ReferenceShop) -> None:
    shop.set_stock("SWEETS-S", 0)
    assert seam.dry_run(REPLACE) == Quote(False, Money(0, "GBP"), "Small bag of sweets (SWEETS-S): 1 wanted, none left.")
    with pytest.raises(Refusal) as refused:
        seam.carry_out(REPLACE)
    assert (refused.value.code, refused.value.sentence) == (
        "shop_out_of_stock",
        "The shop said no: Small bag of sweets (SWEETS-S): 1 wanted, none left.",
    )
    assert shop.command_count() == 0


def test_a_key_used_for_something_else_is_a_refusal(seam: SignedHttpShop) -> None:
    seam.carry_out(REFUND)
    with pytest.raises(Refusal) as refused:
        seam.carry_out(dataclasses.replace(REFUND, amount=Money(100, "GBP")))
    assert refused.value.code == "shop_key_reused"


def test_a_secret_that_the_shop_does_not_know_is_lasting_trouble(seam: SignedHttpShop, shop: ReferenceShop) -> None:
    stranger = ShopConnection(shop.command_url, ("whsec_" + "QUFB" * 8,))
    with pytest.raises(Trouble, match="does not accept our signature") as trouble:
        SignedHttpShop(stranger).carry_out(REFUND)
    assert trouble.value.lasting
    assert shop.command_count() == 0


def test_a_shop_that_is_not_there_is_passing_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    with ReferenceShop() as gone:
        connection = ShopConnection(gone.command_url, gone.secrets)
    allow(monkeypatch, gone.url.removeprefix("http://"))
    with pytest.raises(Trouble) as trouble:
        SignedHttpShop(connection, timeout_s=2).carry_out(REFUND)
    assert not trouble.value.lasting


def test_a_shop_that_does_not_answer_in_time_is_passing_trouble(seam: SignedHttpShop, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*args: Any, **kwargs: Any) -> http.Answer:
        raise httpx.ReadTimeout("too slow")

    monkeypatch.setattr(http, "_send", too_slow)
    with pytest.raises(Trouble) as trouble:
        seam.carry_out(REFUND)
    assert not trouble.value.lasting


def test_a_private_address_that_nobody_allowed_is_never_asked(shop: ReferenceShop) -> None:
    with pytest.raises(Refusal) as refused:
        SignedHttpShop(ShopConnection(shop.command_url, shop.secrets)).carry_out(REFUND)
    assert refused.value.code == "forbidden_address"
    assert shop.command_count() == 0


RECEIPT = {"key": "mg-2:fix", "reference": "M-1", "done_at": "2026-03-02T10:00:00Z", "detail": {}}


@pytest.mark.parametrize(
    ("status", "content", "headers", "kind", "lasting", "pause"),
    [
        (500, b"", {}, Trouble, False, None),
        (503, b"", {"Retry-After": "7"}, Trouble, False, 7.0),
        (503, b"", {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, Trouble, False, None),
        (429, b"", {"retry-after": "999999"}, Trouble, False, 3600.0),
        (408, b"", {}, Trouble, False, None),
        (409, b'{"code": "in_progress"}', {}, Trouble, False, None),
        (409, b"", {}, Trouble, True, None),
        (409, b'{"code": "key_reused"}', {}, Refusal, None, None),
        (422, b'{"code": "out_of_stock", "detail": "None left."}', {}, Refusal, None, None),
        (422, b"[" * 100_000, {}, Trouble, True, None),
        (400, b"{}", {}, Trouble, True, None),
        (403, b"", {}, Trouble, True, None),
        (404, b"<html>", {}, Trouble, True, None),
        (410, b"", {}, Trouble, True, None),
        (302, b"", {"location": "http://elsewhere.example/"}, Trouble, True, None),
        (204, b"", {}, Trouble, True, None),
        (200, b"", {}, Trouble, True, None),
        (200, b"OK", {}, Trouble, True, None),
        (200, b"\xff\xfe", {}, Trouble, True, None),
        (200, b"[]", {}, Trouble, True, None),
        (200, json.dumps({**RECEIPT, "key": "another"}).encode(), {}, Trouble, True, None),
        (200, json.dumps({**RECEIPT, "done_at": "yesterday"}).encode(), {}, Trouble, True, None),
        (200, json.dumps({**RECEIPT, "reference": ""}).encode(), {}, Trouble, True, None),
        (200, json.dumps({**RECEIPT, "detail": {"a": 1}}).encode(), {}, Trouble, True, None),
    ],
)
def test_every_bad_answer_is_told_apart(
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    content: bytes,
    headers: dict[str, str],
    kind: type[Exception],
    lasting: bool | None,
    pause: float | None,
) -> None:
    monkeypatch.setattr(http, "request", lambda *args, **kwargs: http.Answer(status, headers, content))
    with pytest.raises(kind) as raised:
        SignedHttpShop(ShopConnection("https://shop.example/commands", ("whsec_" + "QUFB" * 8,))).carry_out(REFUND)
    if isinstance(raised.value, Trouble):
        assert (raised.value.lasting, raised.value.retry_after_s) == (lasting, pause)


def test_a_quote_in_another_currency_carries_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = b'{"possible": true, "cost": {"minor": 199, "currency": "EUR"}, "words": "Fine", "more": 1}'
    monkeypatch.setattr(http, "request", lambda *args, **kwargs: http.Answer(200, {}, answer))
    quote = SignedHttpShop(ShopConnection("https://shop.example/commands", ("whsec_" + "QUFB" * 8,))).dry_run(REFUND)
    assert quote.currency_warning == "The shop counts in EUR, the command in GBP."


def test_the_secrets_of_a_shop_are_not_in_its_repr() -> None:
    assert "whsec_" not in repr(SignedHttpShop(ShopConnection("https://shop.example/commands", ("whsec_" + "QUFB" * 8,))))
