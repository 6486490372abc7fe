"""How an order of the shop's is read: prices, discounts, rounding, people, what replaces what. Pure, on answers written by hand after the recorded
one."""

from typing import Any

import pytest

from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders import rules
from makegood.orders.adapters.vendure import amounts, telling
from makegood.orders.adapters.vendure.settings import VendureSettings
from makegood.orders.types import LineKind, OrderIn
from tests.orders.vendure import replay

SETTINGS = VendureSettings("https://shop.example/admin-api", "key", promised_until="promisedUntil")


def node(**changes: Any) -> dict[str, Any]:
    """The recorded order, in part another one."""
    found: dict[str, Any] = replay.of("look").left[2]["answer"]["data"]["orders"]["items"][0]
    return {**found, **changes}


def read(**changes: Any) -> OrderIn:
    return telling.order(node(**changes), settings=SETTINGS, precision=2)


def line(sku: str, price: int, quantity: int, *, placed: int | None = None) -> dict[str, Any]:
    variant = {"sku": sku, "name": sku.title()}
    return {"id": sku, "quantity": quantity, "orderPlacedQuantity": quantity if placed is None else placed, "unitPriceWithTax": price, "productVariant": variant}  # fmt: skip


def test_what_came_off_and_what_was_charged_beside_make_the_shops_own_total() -> None:
    order = read(
        lines=[line("TORCH", 199, 3)],
        discounts=[{"description": "Spring", "amountWithTax": -97}],
        surcharges=[
            {"description": "Gift wrap", "sku": "WRAP", "priceWithTax": 250},
            {"description": "Regular", "sku": "", "priceWithTax": -50},
        ],
        totalWithTax=597 - 97 + 395 + 250 - 50,
    )
    assert [(one.title, one.kind, one.unit_price.minor) for one in order.lines[1:]] == [
        ("Spring", LineKind.DISCOUNT, 97),
        ("24-hour courier, one-hour slot", LineKind.POSTAGE, 395),
        ("Gift wrap", LineKind.FEE, 250),
        ("Regular", LineKind.DISCOUNT, 50),
    ]
    assert rules.total_of(order.lines) == Money(1_095, "GBP")


@pytest.mark.parametrize(("total", "kind"), [(993, LineKind.FEE), (991, LineKind.DISCOUNT)])
def test_a_penny_that_tax_rounds_is_a_line_of_its_own(total: int, kind: LineKind) -> None:
    order = read(lines=[line("TORCH", 199, 3)], totalWithTax=total)
    assert (order.lines[-1].title, order.lines[-1].kind, order.lines[-1].unit_price) == ("Rounding", kind, Money(1, "GBP"))
    assert rules.total_of(order.lines) == Money(total, "GBP")


def test_an_order_stays_as_large_as_it_was_bought_whatever_was_cancelled_since() -> None:
    order = read(lines=[line("TORCH", 199, 0, placed=2), line("LED", 320, 1)], totalWithTax=320 + 395)
    assert [(one.sku, one.quantity) for one in order.lines[:2]] == [("TORCH", 2), ("LED", 1)]
    assert rules.total_of(order.lines) == Money(398 + 320 + 395, "GBP")


def test_yen_have_no_hundredths_though_the_shop_counts_them() -> None:
    order = read(currencyCode="JPY", lines=[line("TORCH", 64_000, 1)], shippingLines=[], totalWithTax=64_000)
    assert rules.total_of(order.lines) == Money(640, "JPY")


@pytest.mark.parametrize(
    ("phone", "country", "kept"),
    [
        ("0113 496 0123", "GB", "+441134960123"),
        ("0113 496 0123", "", ""),
        ("030 1234567", "DE", "+49301234567"),
        ("by e-mail only", "GB", ""),
        ("", "GB", ""),
    ],
)
def test_a_number_that_nobody_could_ring_is_left_out(phone: str, country: str, kept: str) -> None:
    who = {"firstName": "Tom", "lastName": "", "emailAddress": "tom.arden@example.org", "phoneNumber": phone}
    order = read(customer=who, shippingAddress={"countryCode": country})
    assert (order.customer.name, order.customer.phone, order.customer.email) == ("Tom", kept, "tom.arden@example.org")


def test_what_replaces_another_order_says_which_and_by_which_command() -> None:
    order = read(promotions=[{"description": "Spring"}, {"description": "Makegood 0195-a1:fix: replaces order G6NE"}])
    assert (order.reason, order.replaces, order.command_key) == ("replacement", "G6NE", "0195-a1:fix")
    assert read(promotions=[{"description": "Makegood 0195: code for order G6NE"}]).reason == "sale"


def test_a_promised_time_is_read_where_the_shop_keeps_one() -> None:
    order = read(customFields={"promisedUntil": "2026-11-24T12:00:00.000Z"})
    assert order.promised_until is not None
    assert (order.promised_until.isoformat(), order.promised_from) == ("2026-11-24T12:00:00+00:00", None)
    assert read(customFields={"promisedUntil": "soon"}).promised_until is None


def test_a_parcel_without_a_number_is_known_by_the_shops_own() -> None:
    parcel = {"id": "1", "method": "", "trackingCode": "", "createdAt": "2026-11-22T19:13:05.000Z"}
    events = list(telling.parcel_events(node(fulfillments=[parcel])))
    assert {(event.tracking, event.carrier) for event in events} == {("G6NEHQ93EL1H1T26-1", "the shop")}


def test_a_cancelled_order_says_when_and_no_part_of_it_is_told_beside() -> None:
    entry = {
        "id": "9",
        "type": "ORDER_STATE_TRANSITION",
        "createdAt": "2026-11-22T20:00:00.000Z",
        "data": {"from": "PaymentSettled", "to": "Cancelled"},
    }
    gone = node(state="Cancelled", history={"items": [*node()["history"]["items"], entry]})
    cancelled_at = telling.order(gone, settings=SETTINGS, precision=2).cancelled_at
    assert cancelled_at is not None
    assert cancelled_at.isoformat() == "2026-11-22T20:00:00+00:00"
    assert [one.kind.value for one in telling.returns(gone, precision=2)] == ["paid_back"]


def test_what_was_never_placed_and_a_sellers_part_of_an_order_are_none() -> None:
    assert telling.is_order(node())
    assert not telling.is_order(node(orderPlacedAt=None))
    assert not telling.is_order(node(type="Seller"))


@pytest.mark.parametrize("missing", ["code", "updatedAt", "currencyCode", "totalWithTax"])
def test_an_order_that_lacks_what_must_be_there_is_lasting_trouble_by_its_name(missing: str) -> None:
    with pytest.raises(Trouble, match=missing) as trouble:
        read(**{missing: None})
    assert trouble.value.lasting


@pytest.mark.parametrize(
    ("amount", "precision", "counted"),
    [
        (Money(640, "GBP"), 2, 640),
        (Money(640, "GBP"), 3, 6_400),
        (Money(640, "JPY"), 2, 64_000),
        (Money(640, "JPY"), 0, 640),
        (Money(6_400, "KWD"), 2, 640),
        (Money(6_405, "KWD"), 3, 6_405),
    ],
)
def test_amounts_are_counted_as_the_shop_counts_and_back(amount: Money, precision: int, counted: int) -> None:
    assert amounts.counted(amount, precision=precision) == counted
    assert amounts.money(counted, amount.currency, precision=precision) == amount


def test_what_is_finer_than_the_shop_counts_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        amounts.counted(Money(6_405, "KWD"), precision=2)
    assert list(refused.value.fields) == ["amount"]
