"""The reference shop keeps the contract of every shop behind the seam."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from makegood.kernel.money import Money
from makegood.orders.adapters.signed_http import SignedHttpShop
from makegood.orders.types import Shop, ShopConnection
from reference_shop.shop import Customer, ReferenceShop
from tests import cast
from tests.orders.shop_contract import ShopContract, There
from tests.orders.test_signed_http import allow


@dataclass
class Reference:
    shop: ReferenceShop
    seam: Shop
    number: str = "1007"

    def paid_back(self) -> Money:
        kinds = "kind IN ('refund', 'waive_shipping')"
        return Money(self.shop.store.count(f"SELECT sum(amount_minor) FROM money_moved WHERE {kinds}"), "GBP")

    def replacements(self) -> list[dict[str, int]]:
        rows = self.shop.store.rows("SELECT number FROM shop_order WHERE replaces = ?", self.number)
        return [dict(self.shop.contents(row["number"])) for row in rows]

    def worth(self, code: str) -> Money:
        return Money(self.shop.store.count("SELECT amount_minor FROM money_moved WHERE code = ?", code), "GBP")

    def codes(self) -> int:
        return self.shop.store.count("SELECT count(*) FROM money_moved WHERE kind = 'code'")

    def set_stock(self, sku: str, stock: int) -> None:
        self.shop.set_stock(sku, stock)

    @contextmanager
    def losing_the_answer(self) -> Iterator[None]:
        self.shop.break_next(status=502, after_doing=True)
        yield


class TestReferenceShop(ShopContract):
    """`python -m reference_shop`, by signed commands."""

    @pytest.fixture
    def there(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[There]:
        with ReferenceShop(now=lambda: cast.AT) as shop:
            allow(monkeypatch, shop.url.removeprefix("http://"))
            tom = Customer(cast.TOM_NAME, cast.TOM_EMAIL)
            shop.place_order(customer=tom, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
            yield Reference(shop, SignedHttpShop(ShopConnection(shop.command_url, shop.secrets), timeout_s=5))
