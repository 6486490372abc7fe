"""32 % of £20.00 is £6.40 and delivery is free: in any currency, executed in a real Vendure and read back from it. `make test-vendure`."""

from collections.abc import Iterator

import pytest

from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders.adapters.vendure.adapter import VendureShop
from makegood.orders.types import CommandKind, ShopCommand, ShopConnection
from tests.orders.test_signed_http import allow
from tests.peers.vendure.shop import Vendure

pytestmark = [pytest.mark.vendure, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def of_three_digits() -> Iterator[Vendure]:
    """A shop that counts thousandths, as one must that sells in dinars."""
    with Vendure(precision=3) as shop:
        yield shop


# Twenty of each, a third off, and what the shop counts that as.
TWENTIES = [
    ("gbp", Money(2_000, "GBP"), Money(640, "GBP"), 640),
    ("eur", Money(2_000, "EUR"), Money(640, "EUR"), 640),
    ("jpy", Money(20, "JPY"), Money(6, "JPY"), 600),  # 6.4 yen cannot be paid by anybody: the one rounding makes 6
]


@pytest.mark.parametrize(("channel", "price", "third", "counted"), TWENTIES)
def test_a_third_off_as_a_refund(vendure: Vendure, channel: str, price: Money, third: Money, counted: int) -> None:
    number = vendure.buy([("PEND-20", 1)], channel=channel)
    assert price.share(3_200) == third
    shop = VendureShop(vendure.connection(channel=channel))
    receipt = shop.carry_out(ShopCommand(f"{number}-third", CommandKind.REFUND, number, amount=third))
    assert receipt.detail == {"amount": str(third), "state": "paid back"}
    assert vendure.paid_back(number, channel=channel) == counted


@pytest.mark.parametrize(("channel", "price", "third", "counted"), TWENTIES)
def test_a_third_off_as_a_code_which_works_once(vendure: Vendure, channel: str, price: Money, third: Money, counted: int) -> None:
    number = vendure.buy([("PEND-20", 1)], channel=channel)
    full = vendure.order(number, channel=channel)["totalWithTax"]
    shop = VendureShop(vendure.connection(channel=channel))
    code = shop.carry_out(ShopCommand(f"{number}-code", CommandKind.CODE, number, amount=third)).detail["code"]
    again = vendure.buy([("PEND-20", 1)], channel=channel, code=code)
    assert vendure.order(again, channel=channel)["totalWithTax"] == full - counted
    with pytest.raises(AssertionError, match="applyCouponCode"):
        vendure.buy([("PEND-20", 1)], channel=channel, code=code, email="somebody.else@example.org")


@pytest.mark.parametrize(("channel", "delivery", "counted"), [("gbp", Money(395, "GBP"), 395), ("jpy", Money(4, "JPY"), 395)])
def test_delivery_is_free_to_the_penny(vendure: Vendure, channel: str, delivery: Money, counted: int) -> None:
    number = vendure.buy([("PEND-20", 1)], channel=channel)
    shop = VendureShop(vendure.connection(channel=channel))
    receipt = shop.carry_out(ShopCommand(f"{number}-free", CommandKind.WAIVE_SHIPPING, number))
    assert receipt.detail["amount"] == str(delivery)
    assert vendure.paid_back(number, channel=channel) == counted


def test_what_a_shop_of_two_digits_cannot_count_is_refused_and_never_rounded(vendure: Vendure) -> None:
    number = vendure.buy([("PEND-20", 1)], channel="kwd")
    shop = VendureShop(vendure.connection(channel="kwd"))
    command = ShopCommand(f"{number}-third", CommandKind.REFUND, number, amount=Money(20_005, "KWD").share(3_200))
    with pytest.raises(Refusal) as refused:
        shop.carry_out(command)
    assert (refused.value.code, command.amount) == ("shop_too_fine", Money(6_402, "KWD"))
    assert "6.402 is finer; KWD\u00a06.400 could be paid" in refused.value.sentence
    assert vendure.paid_back(number, channel="kwd") == 0
    even = ShopCommand(f"{number}-third", CommandKind.REFUND, number, amount=Money(6_400, "KWD"))
    assert shop.carry_out(even).detail["amount"] == "KWD\u00a06.400"
    assert vendure.paid_back(number, channel="kwd") == 640


@pytest.mark.parametrize(
    ("channel", "price", "third", "counted"),
    [("gbp", Money(2_000, "GBP"), Money(640, "GBP"), 6_400), ("kwd", Money(20_005, "KWD"), Money(6_402, "KWD"), 6_402)],
)
def test_a_shop_of_three_digits_pays_thousandths(
    of_three_digits: Vendure, monkeypatch: pytest.MonkeyPatch, channel: str, price: Money, third: Money, counted: int
) -> None:
    allow(monkeypatch, of_three_digits.host)
    number = of_three_digits.buy([("PEND-20", 1)], channel=channel)
    assert price.share(3_200) == third
    shop = VendureShop(of_three_digits.connection(channel=channel))
    assert shop.carry_out(ShopCommand(f"{number}-third", CommandKind.REFUND, number, amount=third)).detail["amount"] == str(third)
    assert of_three_digits.paid_back(number, channel=channel) == counted


def test_a_refund_says_in_the_shop_which_lines_it_is_for(vendure: Vendure) -> None:
    number = vendure.buy([("DIM-04", 2), ("TORCH-01", 1)])
    command = ShopCommand(f"{number}-torch", CommandKind.REFUND, number, amount=Money(199, "GBP"), items=(("TORCH-01", 1),))
    VendureShop(vendure.connection()).carry_out(command)
    (refund,) = vendure.order(number)["payments"][0]["refunds"]
    assert (refund["total"], [line["quantity"] for line in refund["lines"]]) == (199, [1])
    assert refund["reason"] == f"Makegood {number}-torch"


def test_a_refund_that_waits_for_somebody_in_the_shop_says_so(vendure: Vendure) -> None:
    number = vendure.buy([("PEND-20", 1)], method="transfer")
    command = ShopCommand(f"{number}-third", CommandKind.REFUND, number, amount=Money(640, "GBP"))
    shop = VendureShop(vendure.connection())
    assert shop.carry_out(command).detail["state"] == "waits in the shop until somebody pays it"
    assert shop.carry_out(command).detail["state"] == "waits in the shop until somebody pays it"
    assert vendure.paid_back(number) == 640


def test_where_prices_are_without_tax_money_goes_back_and_a_code_is_refused(vendure: Vendure) -> None:
    number = vendure.buy([("PEND-20", 1)], channel="net")
    shop = VendureShop(vendure.connection(channel="net"))
    code = ShopCommand(f"{number}-code", CommandKind.CODE, number, amount=Money(640, "GBP"))
    assert not shop.dry_run(code).possible
    with pytest.raises(Refusal, match="without tax"):
        shop.carry_out(code)
    shop.carry_out(ShopCommand(f"{number}-third", CommandKind.REFUND, number, amount=Money(640, "GBP")))
    assert vendure.paid_back(number, channel="net") == 640
    shop.carry_out(ShopCommand(f"{number}-again", CommandKind.REPLACE, number, items=(("PEND-20", 1),)))
    assert [one["totalWithTax"] for one in vendure.orders(channel="net") if one["promotions"]] == [0]


def test_an_api_key_lets_us_in_as_well_as_a_password(vendure: Vendure) -> None:
    roles = vendure.admin("{ roles { items { id code } } }")["roles"]["items"]
    role = next(one["id"] for one in roles if one["code"] == "__super_admin_role__")
    given = {"roleIds": [role], "translations": [{"languageCode": "en", "name": "Makegood"}]}
    made = vendure.admin("mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey } }", input=given)
    key = ShopConnection(vendure.admin_url, (made["createApiKey"]["apiKey"],), kind="vendure")
    assert VendureShop(key).greet() == "Signed in. The channel sells in GBP, prices with tax, money to 2 digits."


@pytest.mark.parametrize("settings", [{"username": "superadmin"}, {"username": "nobody"}, {}])
def test_a_wrong_password_or_key_is_lasting_trouble_and_is_not_shown(vendure: Vendure, settings: dict[str, str]) -> None:
    wrong = ShopConnection(vendure.admin_url, ("hunter2",), kind="vendure", settings=settings)
    with pytest.raises(Trouble) as trouble:
        VendureShop(wrong).greet()
    assert trouble.value.lasting
    assert "hunter2" not in trouble.value.sentence
    assert "hunter2" not in repr(VendureShop(wrong))


def test_an_address_that_is_no_admin_api_is_lasting_trouble(vendure: Vendure) -> None:
    wrong = ShopConnection(f"http://{vendure.host}/", ("key",), kind="vendure")
    with pytest.raises(Trouble, match="check the address"):
        VendureShop(wrong).greet()
