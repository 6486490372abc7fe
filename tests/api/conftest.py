"""A committed brand with a door for its shop and one for messages, and a machine that signs."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from makegood.api import doors
from makegood.channels.actions import connecting
from makegood.kernel.actors import SYSTEM
from makegood.platform import signatures, tenancy
from tests import cast, looks


@dataclass(frozen=True)
class Machine:
    """Somebody who knows a door's address and its secret."""

    brand_id: UUID
    path: str
    secret: str

    def send(self, body: object, *, to: str = "", **changes: Any) -> tuple[int, Any]:
        """Signs and sends; `changes` to the signed headers (`webhook_id=…`), None takes one away. → status and the answer's JSON"""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send_raw(raw, self.headers(raw), to=to, **changes)

    def headers(self, raw: bytes, **told: Any) -> dict[str, str]:
        return signatures.sign(**{"secret": self.secret, "message_id": f"msg_{uuid4().hex}", "body": raw, **told})

    def send_raw(self, raw: bytes, headers: dict[str, str], *, to: str = "", **changes: Any) -> tuple[int, Any]:
        sent: dict[str, Any] = {name.replace("-", "_"): value for name, value in headers.items()} | changes
        named = {f"HTTP_{name.upper()}": value for name, value in sent.items() if value is not None and name != "content_type"}
        content_type = changes.get("content_type", "application/json")
        answer = Client().generic("POST", self.path + to, raw, content_type=content_type, CONTENT_TYPE=content_type, **named)
        return answer.status_code, json.loads(answer.content)


Count = Callable[[], dict[str, int]]


@pytest.fixture
def shop(committed_brightside: UUID, django_db_blocker: DjangoDbBlocker) -> Iterator[Machine]:
    """Brightside's shop."""
    with django_db_blocker.unblock():
        with tenancy.brand(committed_brightside):
            path, secret = doors.open_door(kind="shop", channel_id=None, by=SYSTEM, at=cast.AT)
        yield Machine(committed_brightside, path, secret)


@pytest.fixture
def chat(committed_brightside: UUID, django_db_blocker: DjangoDbBlocker) -> Iterator[Machine]:
    """Brightside's chat tool, which hands in messages."""
    with django_db_blocker.unblock():
        with tenancy.brand(committed_brightside):
            channel_id = connecting.add_channel(kind="webhook", name="Chat", address="chat", settings={}, by=SYSTEM, at=cast.AT)
            path, secret = doors.open_door(kind="messages", channel_id=channel_id, by=SYSTEM, at=cast.AT)
        yield Machine(committed_brightside, path, secret)


@pytest.fixture
def count(committed_brightside: UUID) -> Count:
    """How many rows the brand has in every table of its own."""
    return lambda: looks.counts(committed_brightside)


def seconds_ago(seconds: int) -> int:
    return int(time.time()) - seconds
