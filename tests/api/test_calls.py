"""The door for providers that call us: what the adapter wants kept is kept, then the provider gets the adapter's answer."""

import hmac
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from makegood.api import doors
from makegood.channels import models, registry
from makegood.channels.actions import connecting
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.types import Call, CallAnswer, ChannelConfig
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from tests import cast

SECRET = b"what the provider and we know"


class RingingAdapter(WebhookAdapter):
    """A provider that signs its body with a digest and may ask whether we are there."""

    kind = "ringing"

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        if call.method == "GET":
            return CallAnswer(body=call.query["challenge"].encode())
        if call.headers.get("x-signed") != hmac.digest(SECRET, call.body, "sha256").hex():
            raise Refusal("bad_signature", "x-signed: this is not the provider's.", {"x-signed": "wrong"})
        return CallAnswer(items=((f"{call.rest}:{call.headers['x-id']}", call.body),), status=204)


@pytest.fixture
def bell(
    committed_brightside: UUID, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[UUID, str]]:
    """Brightside's ringing channel, and the path at which it is called."""
    monkeypatch.setitem(registry.ADAPTERS, "ringing", RingingAdapter())
    with django_db_blocker.unblock():
        with tenancy.brand(committed_brightside):
            channel = connecting.add_channel(kind="ringing", name="Bell", address="bell", settings={}, by=SYSTEM, at=cast.AT)
            path, _ = doors.open_door(kind=doors.CALLS, channel_id=channel, by=SYSTEM, at=cast.AT)
        yield committed_brightside, path


def _ring(path: str, body: bytes, *, number: str = "1", signed: str | None = None) -> int:
    mark = hmac.digest(SECRET, body, "sha256").hex() if signed is None else signed
    headers = {"x-signed": mark, "x-id": number}
    return Client().post(path, body, content_type="application/octet-stream", headers=headers).status_code


def _kept(brand_id: UUID) -> list[tuple[str, bytes]]:
    with tenancy.brand(brand_id):
        return [(key, bytes(raw)) for key, raw in models.RawItem.objects.order_by("id").values_list("external_key", "content")]


def test_a_signed_call_is_kept_once_and_answered_as_the_adapter_says(bell: tuple[UUID, str]) -> None:
    brand_id, path = bell
    assert _ring(f"{path}/status", b"ding") == 204
    assert _ring(f"{path}/status", b"ding") == 204
    assert _kept(brand_id) == [("status:1", b"ding")]


def test_an_unsigned_call_changes_nothing(bell: tuple[UUID, str]) -> None:
    brand_id, path = bell
    assert _ring(path, b"ding", signed="made up") == 401
    assert _kept(brand_id) == []


def test_a_provider_that_asks_whether_we_are_there_is_answered(bell: tuple[UUID, str]) -> None:
    answer = Client().get(bell[1], {"challenge": "4711"})
    assert (answer.status_code, answer.content) == (200, b"4711")


def test_a_channel_whose_provider_never_calls_has_no_such_door(bell: tuple[UUID, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.ADAPTERS, "ringing", WebhookAdapter())
    assert _ring(bell[1], b"ding") == 404


def test_an_unknown_address_is_no_door(bell: tuple[UUID, str]) -> None:
    assert _ring(f"{bell[1]}x", b"ding") == 404
    assert _ring(bell[1].replace("/in/", "/in/x"), b"ding") == 404


def test_too_large_a_call_is_refused(bell: tuple[UUID, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("makegood.api.calls.LARGEST_CALL", 3)
    assert _ring(bell[1], b"ding") == 413
    assert _kept(bell[0]) == []
