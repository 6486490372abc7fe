"""What can only be read after somebody outside was asked: asked between transactions, once, again after trouble, and parked with its reason."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from makegood.channels import registry, stuck
from makegood.channels.actions import connecting, intake
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.seam import LookUpFirst
from makegood.channels.types import ChannelConfig, Envelope
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Trouble
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House

ANA = Address(IdentityKind.HANDLE, "web:ana.example", "Ana")


class Hinting(WebhookAdapter):
    """Is told where something stands, and must look there."""

    kind = "hinting"

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.trouble: Trouble | None = None

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        if raw.startswith(b"look at "):
            raise LookUpFirst
        words = raw.decode()
        return [Envelope(words, ANA, words, words, cast.AT, public=True)]

    def look_up(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[tuple[str, bytes]]:
        assert tenancy.open_brand() is None
        self.asked.append(raw)
        if self.trouble is not None:
            raise self.trouble
        words = raw.removeprefix(b"look at ")
        return [] if words == b"nothing" else [(words.decode(), words)]


@pytest.fixture
def hints(house: House, monkeypatch: pytest.MonkeyPatch) -> tuple[Hinting, UUID]:
    adapter = Hinting()
    monkeypatch.setitem(registry.ADAPTERS, "hinting", adapter)
    with tenancy.brand(house.brand_id):
        channel = connecting.add_channel(kind="hinting", name="Hints", address="hints", settings={}, by=SYSTEM, at=cast.AT)
    return adapter, channel


def hint(house: House, channel: UUID, raw: bytes) -> None:
    with tenancy.brand(house.brand_id):
        intake.store_raw(channel_id=channel, items=[(raw.decode(), raw)], cursor=None, at=cast.AT)


def heard(house: House) -> list[str]:
    from makegood.views import queries as views

    with tenancy.brand(house.brand_id):
        return [row.last_words for row in views.inbox(which="all", owner_id=None, at=cast.later(hours=9)).rows]


def parked(house: House) -> list[str]:
    with tenancy.brand(house.brand_id):
        return [one.reason for one in stuck.parked_raw()]


def test_what_was_found_outside_is_heard_once(house: House, hints: tuple[Hinting, Any]) -> None:
    adapter, channel = hints
    for raw in (b"look at my lamp is broken", b"look at nothing", b"look at my lamp is broken"):
        hint(house, channel, raw)
    house.turn_to(cast.later(minutes=1))
    assert heard(house) == ["my lamp is broken"]
    assert sorted(adapter.asked) == [b"look at my lamp is broken", b"look at nothing"]
    assert parked(house) == []


def test_a_page_that_does_not_answer_is_asked_again_and_one_that_never_will_is_parked(
    house: House, hints: tuple[Hinting, Any]
) -> None:
    adapter, channel = hints
    adapter.trouble = Trouble("The page does not let us read it (403).", lasting=True)
    hint(house, channel, b"look at my lamp is broken")
    house.turn_to(cast.later(minutes=1))
    assert (heard(house), parked(house)) == ([], ["The page does not let us read it (403)."])
