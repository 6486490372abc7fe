"""Providers call through the public door: what they signed is kept once and becomes messages, what they did not sign changes nothing."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from makegood.kernel.actors import SYSTEM
from makegood.platform import jobs, tenancy
from tests import cast
from tests.channels import graph
from tests.channels.instagram import payloads as pictures
from tests.channels.messenger import payloads as pages
from tests.channels.sms import provider
from tests.channels.whatsapp import payloads as numbers
from tests.channels.x import payloads as tweets
from tests.channels.x.server import KEYS

Sign = Callable[[bytes, str], dict[str, str]]  # (body, address) → headers


@dataclass(frozen=True)
class Caller:
    """One kind of provider: how its channel is set up, what it says first, and how it signs."""

    settings: dict[str, str]
    body: bytes
    sign: Sign
    media_type: str
    says: str
    public: bool


def _x(body: bytes, url: str) -> dict[str, str]:
    mark = base64.b64encode(hmac.digest(KEYS["consumer_secret"].encode(), body, hashlib.sha256)).decode()
    return {"x-twitter-webhooks-signature": f"sha256={mark}"}


def _meta(body: bytes, url: str) -> dict[str, str]:
    return graph.sign(graph.SECRET, body)


def _sms(body: bytes, url: str) -> dict[str, str]:
    return provider.sign(provider.TOKEN, body, url)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


JSON, FORM = "application/json", "application/x-www-form-urlencoded"
BROKEN = "My torch is broken."
CALLERS = {
    "x": Caller(KEYS, _json(tweets.CALL_MESSAGE), _x, JSON, "My order is 1007.", False),
    "messenger": Caller({**graph.SETTINGS, "page_id": graph.OURS}, _json(pages.comment()), _meta, JSON, BROKEN, True),
    "instagram": Caller(
        {**graph.SETTINGS, "account_id": graph.OURS}, _json(pictures.call(pictures.TEXT)), _meta, JSON, BROKEN, False
    ),
    "whatsapp": Caller(
        {**graph.SETTINGS, "phone_number_id": graph.OURS}, _json(numbers.call(numbers.TEXT)), _meta, JSON, BROKEN, False
    ),
    "sms": Caller(provider.SETTINGS, provider.body(Body=BROKEN), _sms, FORM, BROKEN, False),
}


@pytest.fixture
def brand(committed_brightside: UUID, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    with django_db_blocker.unblock():
        yield committed_brightside


def _door(brand_id: UUID, kind: str, settings: dict[str, str]) -> str:
    from makegood.api import doors
    from makegood.channels.actions import connecting

    with tenancy.brand(brand_id):
        channel = connecting.add_channel(kind=kind, name=kind, address=kind, settings=settings, by=SYSTEM, at=cast.AT)
        return doors.open_door(kind=doors.CALLS, channel_id=channel, by=SYSTEM, at=cast.AT).url_path


def _said(brand_id: UUID) -> list[tuple[str, bool]]:
    from makegood.channels import queries as channels

    jobs.do_all_due(brand_id, at=cast.later(days=3_000))
    with tenancy.brand(brand_id):
        return [(one.text, one.public) for one in channels.page(before=None, since=None, limit=10)]


@pytest.mark.parametrize("kind", sorted(CALLERS))
def test_a_signed_call_is_a_message_once_and_an_unsigned_one_is_none(brand: UUID, kind: str) -> None:
    caller = CALLERS[kind]
    path = _door(brand, kind, caller.settings)
    url = f"http://testserver{path}"

    def call(headers: dict[str, str]) -> int:
        return Client().post(path, caller.body, content_type=caller.media_type, headers=headers).status_code

    forged = {name: value[:-3] + "abc" for name, value in caller.sign(caller.body, url).items()}
    assert [call({}), call(forged)] == [401, 401]
    assert _said(brand) == []
    assert [call(caller.sign(caller.body, url)) for _ in range(3)] == [200, 200, 200]
    assert _said(brand) == [(caller.says, caller.public)]


@pytest.mark.parametrize("kind", ["messenger", "instagram", "whatsapp"])
def test_meta_is_told_that_we_are_there(brand: UUID, kind: str) -> None:
    path = _door(brand, kind, CALLERS[kind].settings)
    asked = {"hub.mode": "subscribe", "hub.verify_token": graph.VERIFY, "hub.challenge": "1158201444"}
    answer = Client().get(path, asked)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert Client().get(path, {**asked, "hub.verify_token": "guess"}).status_code == 401


def test_x_is_told_that_we_are_there(brand: UUID) -> None:
    answer = Client().get(_door(brand, "x", KEYS), {"crc_token": "challenge"})
    assert answer.status_code == 200
    assert answer.json() == {"response_token": _x(b"challenge", "")["x-twitter-webhooks-signature"]}
