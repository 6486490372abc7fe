"""A shop of a test's own, forgotten afterwards, whose clock stands at AT."""

from collections.abc import Iterator

import pytest

from reference_shop.shop import Customer, ReferenceShop
from tests import cast

TOM = Customer(cast.TOM_NAME, cast.TOM_EMAIL, cast.TOM_PHONE, cast.TOM_NUMBER)


class Ear:
    """Somebody who listens to what the shop tells; `status` is what it answers, 0 for nobody there."""

    def __init__(self) -> None:
        self.status = 202
        self.heard: list[tuple[str, dict[str, str], bytes]] = []

    def __call__(self, door: str, headers: dict[str, str], body: bytes) -> int:
        if not self.status:
            raise ConnectionRefusedError
        self.heard.append((door, headers, body))
        return self.status


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def shop(ear: Ear) -> Iterator[ReferenceShop]:
    with ReferenceShop(deliver=ear, now=lambda: cast.AT) as shop:
        yield shop


@pytest.fixture
def order(shop: ReferenceShop) -> str:
    """Tom's order of two dimmers and a torch, £50.99."""
    return shop.place_order(customer=TOM, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
