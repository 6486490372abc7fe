"""A provider's HTTP API on loopback, for the tests of a channel: checks who asks, keeps what was asked, and fails by script.

A stand-in of one provider is a subclass with `answer`; what it does follows that provider's published documentation, and was never
compared with the provider itself.
"""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from makegood.channels.seam import Adapter
from makegood.channels.types import ChannelConfig, ChannelId
from makegood.config import environment
from tests import cast


@dataclass(frozen=True)
class Asked:
    """One request. `query` and `form` hold the last value of each name; header names are small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    many: dict[str, list[str]] = field(default_factory=dict)

    @property
    def value(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}


@dataclass(frozen=True)
class Said:
    """One answer; an iterator of bytes goes on until it ends."""

    value: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class StandIn:
    """The part that every provider has: a server on a free port, a record, and a script of answers to give instead."""

    daemon: ClassVar[bool] = True

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.script: deque[Said | None] = deque()  # None lets one request through
        self.lose_answers = 0  # so many requests are done and their answers lost on the way
        self.url = ""

    def answer(self, asked: Asked) -> Said:
        raise NotImplementedError

    def take(self, asked: Asked) -> Said | None:
        self.asked.append(asked)
        told = self.script.popleft() if self.script else None
        said = told or self.answer(asked)
        if self.lose_answers and asked.method == "POST":
            self.lose_answers -= 1
            return None
        return said

    def paths(self, method: str = "POST") -> list[str]:
        return [one.path for one in self.asked if one.method == method]


@contextmanager
def standing(stand_in: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The stand-in, answering, and allowed to be asked."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            parts = urlsplit(self.path)
            many = parse_qs(parts.query, keep_blank_values=True)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = {name: values[-1] for name, values in many.items()}
            said = stand_in.take(Asked(self.command, parts.path, query, headers, body, many))
            if said is None:
                self.close_connection = True
                return
            if isinstance(said.value, Iterator):
                self.go_on(said)
                return
            content = said.value if isinstance(said.value, bytes) else json.dumps(said.value).encode()
            self.send_response(said.status)
            for name, value in {"content-length": str(len(content)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def go_on(self, said: Said) -> None:
            """An answer that does not end until its pieces do, or nobody listens any more."""
            self.close_connection = True
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                for piece in said.value:
                    self.wfile.write(piece)
                    self.wfile.flush()

        do_GET = do_POST = do_DELETE = do_PUT = do

        def log_message(self, *told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    known = environment.settings()
    allowed = replace(known, http_allow=known.http_allow | {f"127.0.0.1:{server.server_port}"})
    monkeypatch.setattr(environment, "settings", lambda: allowed)
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def channel(adapter: Adapter, settings: dict[str, str], *, address: str = "brightside") -> ChannelConfig:
    """A channel as the adapter is handed it."""
    return ChannelConfig(ChannelId(uuid4()), cast.NOBODY, adapter.kind, "Brightside", address, adapter.check_settings(settings))
