"""A real Vendure keeps the contract of every shop behind the seam. `make test-vendure`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from makegood.kernel.money import Money
from makegood.orders.adapters.vendure.adapter import VendureShop
from makegood.orders.types import Shop
from makegood.platform import http
from tests.orders.shop_contract import ShopContract, There
from tests.peers.vendure.shop import Vendure

pytestmark = [pytest.mark.vendure, pytest.mark.timeout(300)]
EFFECTS = ("mutation Refund", 'state": "PaymentSettled"', "mutation CreatePromotion")


@dataclass
class Real:
    shop: Vendure
    seam: Shop
    number: str
    monkeypatch: pytest.MonkeyPatch = field(repr=False)

    def paid_back(self) -> Money:
        return Money(self.shop.paid_back(self.number), "GBP")

    def replacements(self) -> list[dict[str, int]]:
        said = f": replaces order {self.number}"
        mine = [one for one in self.shop.orders() if any(p["description"].endswith(said) for p in one["promotions"])]
        assert all((one["state"], one["totalWithTax"]) == ("PaymentSettled", 0) for one in mine)
        return [{line["productVariant"]["sku"]: line["quantity"] for line in one["lines"]} for one in mine]

    def worth(self, code: str) -> Money:
        """By buying with it: what was paid, against the price in the catalogue."""
        number = self.shop.buy([("PEND-20", 1)], code=code, email="somebody@example.org")
        return Money(2_000 + 395 - self.shop.order(number)["totalWithTax"], "GBP")

    def codes(self) -> int:
        return sum(one["name"] == "Gift code" for one in self.shop.promotions())

    def set_stock(self, sku: str, stock: int) -> None:
        self.shop.set_stock(sku, stock)

    @contextmanager
    def losing_the_answer(self) -> Iterator[None]:
        """Cut right after the shop has done what counts."""
        send = http._send

        def cut(method: str, parts: object, address: str, headers: object, content: bytes, timeout_s: float) -> http.Answer:
            answer = send(method, parts, address, headers, content, timeout_s)  # type: ignore[arg-type]
            if any(effect.encode() in content for effect in EFFECTS):
                raise httpx.ReadTimeout("cut")
            return answer

        with self.monkeypatch.context() as patched:
            patched.setattr(http, "_send", cut)
            yield


class TestVendure(ShopContract):
    """Vendure 3.7.3 from npm."""

    @pytest.fixture
    def there(self, vendure: Vendure, monkeypatch: pytest.MonkeyPatch) -> There:
        number = vendure.buy([("DIM-04", 2), ("TORCH-01", 1)])
        self.KEY = number  # keys are of one order here, as step ids are of one plan
        return Real(vendure, VendureShop(vendure.connection()), number, monkeypatch)
