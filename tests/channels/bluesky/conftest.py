"""The stand-in network with the parties of the story, and the brand's account on it."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from makegood.channels.adapters.bluesky import server as sessions
from makegood.channels.adapters.bluesky.adapter import BlueskyAdapter
from makegood.channels.types import ChannelConfig, ChannelId, Envelope, Fetched
from makegood.config import environment
from tests.channels.bluesky.standin import PASSWORD, StandIn

US, TOM, ANA, CARRIER = "brightside.example", "tom.example", "ana.example", "swiftvan.example"


@dataclass
class Account:
    """The brand's account: looks until nothing more is there, as the worker does."""

    network: StandIn
    channel: ChannelConfig
    cursor: str = ""
    looks: int = 0

    def look(self, limit: int = 100) -> Fetched:
        self.looks += 1
        fetched = BlueskyAdapter().fetch(channel=self.channel, cursor=self.cursor, limit=limit)
        self.cursor = fetched.cursor
        return fetched

    def hear(self, limit: int = 100, *, most: int = 2_000) -> list[Envelope]:
        """Everything new, in the order in which it is stored, each once as the store would keep it."""
        heard: dict[str, Envelope] = {}
        for _ in range(most):
            fetched = self.look(limit)
            assert len(fetched.items) <= limit
            for key, raw in fetched.items:
                (envelope,) = BlueskyAdapter().parse(raw, channel=self.channel)
                assert envelope.external_id == key
                heard.setdefault(key, envelope)
            if not fetched.more:
                return list(heard.values())
        raise AssertionError("the looks never end")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    sessions.forget_sessions()
    with StandIn() as network:
        told = dataclasses.replace(environment.settings(), http_allow=frozenset({network.host}))
        monkeypatch.setattr(environment, "settings", lambda: told)
        network.join(US, name="Brightside Lights")
        network.join(TOM, name="Tom Arden", followers=4_200)
        network.join(ANA, name="Ana Reyes", followers=12)
        network.join(CARRIER, name="Swift Van")
        yield network


@pytest.fixture
def account(network: StandIn) -> Account:
    return make_account(network)


def make_account(network: StandIn, **more: Any) -> Account:
    settings = {"handle": US, "app_password": PASSWORD, "service": network.url, **more}
    cleaned = BlueskyAdapter().check_settings(settings)
    return Account(network, ChannelConfig(ChannelId(uuid4()), uuid4(), "bluesky", "Bluesky", US, cleaned))
