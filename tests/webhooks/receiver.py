"""Somebody's receiver on loopback: keeps what it is sent, checks signatures with the standard's own library, and fails by script."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook

from makegood.config import environment


@dataclass(frozen=True)
class Heard:
    """One request."""

    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def is_signed_with(self, secret: str) -> bool:
        try:
            Webhook(secret).verify(self.body, self.headers)
        except Exception:
            return False
        return True


@dataclass
class Receiver:
    """`script` holds the next answers (status, headers); when it is empty it answers 204. What is in `refused` (by webhook-id) always gets 400.
    While `gate` is shut it does not answer at all."""

    url: str = ""
    place: str = ""
    heard: list[Heard] = field(default_factory=list)
    script: deque[tuple[int, dict[str, str]]] = field(default_factory=deque)
    refused: set[str] = field(default_factory=set)
    gate: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def answers(self, *statuses: int, **headers: str) -> None:
        self.script.extend((status, headers) for status in statuses)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    receiver: Receiver


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        receiver.heard.append(Heard({name.lower(): value for name, value in self.headers.items()}, body))
        receiver.asked.set()
        receiver.gate.wait(30)
        status, headers = receiver.script.popleft() if receiver.script else (204, {})
        if self.headers["webhook-id"] in receiver.refused:
            status = 400
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_told: Any) -> None:
        """Quiet."""


@contextmanager
def receiving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver on a free port, that the operator allowed to be asked."""
    server = _Server(("127.0.0.1", 0), _Door)
    place = f"127.0.0.1:{server.server_address[1]}"
    server.receiver = Receiver(url=f"http://{place}/hook", place=place)
    server.receiver.gate.set()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    told = environment.settings()
    allowed = replace(told, http_allow=told.http_allow | {place})
    monkeypatch.setattr(environment, "settings", lambda: allowed)
    try:
        yield server.receiver
    finally:
        server.receiver.gate.set()
        server.shutdown()
        server.server_close()
