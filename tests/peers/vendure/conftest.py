"""One Vendure for all of this folder's tests, with the address allowed that it got."""

from collections.abc import Iterator

import pytest

from tests.orders.test_signed_http import allow
from tests.peers.vendure.shop import Vendure, why_not


@pytest.fixture(scope="package")
def running() -> Iterator[Vendure]:
    if why := why_not():
        pytest.skip(why)
    with Vendure() as shop:
        yield shop


@pytest.fixture
def vendure(running: Vendure, monkeypatch: pytest.MonkeyPatch) -> Vendure:
    allow(monkeypatch, running.host)
    return running
