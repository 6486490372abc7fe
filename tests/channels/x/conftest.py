"""X on loopback, and our channel there."""

from collections.abc import Iterator

import pytest

from makegood.channels.adapters.x.adapter import XAdapter
from makegood.channels.types import ChannelConfig
from tests.channels import stand_in
from tests.channels.x.server import KEYS, XServer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    with stand_in.standing(XServer(), monkeypatch) as standing:
        yield standing


@pytest.fixture
def channel(server: XServer) -> ChannelConfig:
    return stand_in.channel(XAdapter(), {**KEYS, "base_url": server.url})
