"""A server that speaks as a large model's would, on a real socket of this machine: what it answers, how late and how often is the test's to say."""

import dataclasses
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from makegood.config import environment

KEY = "key-of-the-stand-in"


@dataclass
class Model:
    """`says` is the content of its answer; a number is a status instead. `asked` holds every request as it came."""

    url: str = ""
    says: object = "{}"
    usage: dict[str, int] = field(default_factory=lambda: {"prompt_tokens": 300, "completion_tokens": 40})
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    silent: threading.Event = field(default_factory=threading.Event)  # set: it never answers
    over: threading.Event = field(default_factory=threading.Event)

    def labels(self, **answers: object) -> None:
        self.says = json.dumps(answers)

    @property
    def messages(self) -> list[str]:
        """The customers' words as they came here."""
        return [json.loads(one["messages"][1]["content"])["message"] for one in self.asked]


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    """The server, and the house allowed to ask it."""
    model = Model()

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            model.asked.append(json.loads(body))
            model.keys.append(self.headers.get("authorization", ""))
            if model.silent.is_set():
                model.over.wait(10)
                return
            status = model.says if isinstance(model.says, int) else 200
            answer = {"choices": [{"message": {"role": "assistant", "content": model.says}}], "usage": model.usage}
            content = json.dumps(answer).encode() if status == 200 else b"{}"
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    place = f"127.0.0.1:{server.server_address[1]}"
    model.url = f"http://{place}/v1"
    now = environment.settings()
    told = dataclasses.replace(now, http_allow=frozenset({*now.http_allow, place}))
    monkeypatch.setattr(environment, "settings", lambda: told)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
