"""A Mastodon server on loopback, and our channel there."""

from collections.abc import Iterator

import pytest

from makegood.channels.adapters.mastodon.adapter import MastodonAdapter
from makegood.channels.types import ChannelConfig
from tests.channels import stand_in
from tests.channels.mastodon.server import TOKEN, MastodonServer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MastodonServer]:
    with stand_in.standing(MastodonServer(), monkeypatch) as standing:
        yield standing


@pytest.fixture
def channel(server: MastodonServer) -> ChannelConfig:
    """Listens for mentions, for #brightside and for the word Brightside."""
    words = "#brightside, Brightside Lights"
    return stand_in.channel(MastodonAdapter(), {"base_url": server.url, "access_token": TOKEN, "words": words})
