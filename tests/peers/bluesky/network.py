"""A real Bluesky network on loopback: `@atproto/dev-env` with a PostgreSQL and a redis of its own, and people on it.

Installed by tools/bluesky_network/install (`make test-bluesky`), never by the tests. Ends only the processes that it started.

    with Network() as network:
        tom = network.join("tom")
        tom.post("@brightside.test it is broken", mentions=[brightside])
"""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import psycopg

from makegood.platform import postgres, postgres_roles

ROOT = Path(__file__).parents[3]
PLACE = ROOT / ".cache" / "bluesky"
PASSWORD = "only-on-loopback"
READY_S, PATIENCE_S = 240, 30  # 19 s with a core to itself, two minutes on a machine that is busy eight times over
T = TypeVar("T")


def why_not() -> str:
    """Why no network can be started here, or ''."""
    if not list(PLACE.glob("*.done")):
        return "No Bluesky network is installed: make test-bluesky installs it."
    return "" if shutil.which("redis-server") else "redis-server is not installed."


def wait_for(look: Callable[[], T | None], *, what: str, patience_s: float = PATIENCE_S) -> T:
    """The first thing that `look` finds. The network indexes what is posted within seconds."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {patience_s} s")


class Network:
    """The whole network in one process of Node, gone at the end."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="makegood-bluesky-"))
        self._started: list[subprocess.Popen[str]] = []
        self._database = postgres.Cluster(self._home, tuning={"max_connections": "100"})
        self.pds = ""

    @property
    def host(self) -> str:
        return self.pds.removeprefix("http://")

    def __enter__(self) -> Self:
        try:
            self._database.start()
            with psycopg.connect(self._database.url("postgres", postgres_roles.SUPERUSER), autocommit=True) as connection:
                connection.execute("CREATE DATABASE network")
            self._start(self._redis())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def join(self, name: str, *, called: str = "") -> "Account":
        """An account that the app view knows: before that nobody can sign in with their profile."""
        told = {"handle": f"{name}.test", "email": f"{name}@example.org", "password": PASSWORD}
        made = self._call("com.atproto.server.createAccount", value=told)
        account = Account(self, made["handle"], made["did"], made["accessJwt"])
        if called:
            profile = {"$type": "app.bsky.actor.profile", "displayName": called}
            put = {"repo": account.did, "collection": "app.bsky.actor.profile", "rkey": "self", "record": profile}
            account.do("com.atproto.repo.putRecord", put)
        wait_for(lambda: account.is_known(called), what=f"{name}'s profile")
        return account

    def _call(self, method: str, *, value: Any = None, query: Any = None, token: str = "") -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        verb = "GET" if value is None else "POST"
        answer = httpx.request(verb, f"{self.pds}/xrpc/{method}", json=value, params=query, headers=headers, timeout=30)
        found: dict[str, Any] = answer.json() if answer.content else {}
        if answer.status_code >= 400:
            raise LookupError(f"{method}: {answer.status_code} {found}")
        return found

    def _redis(self) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        command = [
            "redis-server",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self._home),
        ]
        self._started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True))
        return port

    def _start(self, redis_port: int) -> None:
        url = self._database.url("network", postgres_roles.SUPERUSER)
        told = {
            "DB_POSTGRES_URL": url,
            "REDIS_HOST": f"127.0.0.1:{redis_port}",
            "LOG_ENABLED": "false",
            "TMPDIR": str(self._home),
        }
        node = subprocess.Popen(
            [str(PLACE / "node/bin/node"), "network.mjs"],
            cwd=PLACE,
            env={**os.environ, **told},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self._home / "node.log").open("w"),
            text=True,
        )
        self._started.append(node)
        assert node.stdout is not None
        until = time.monotonic() + READY_S
        while time.monotonic() < until and node.poll() is None:
            if select.select([node.stdout], [], [], 0.5)[0] and (line := node.stdout.readline()).startswith("{"):
                self.pds = json.loads(line)["pds"]
                return
        raise AssertionError(f"The network did not begin: {(self._home / 'node.log').read_text()[-2000:]}")

    def _end(self) -> None:
        for process in reversed(self._started):
            process.send_signal(signal.SIGTERM)
        for process in self._started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
        with suppress(Exception):
            self._database.stop()
        shutil.rmtree(self._home, ignore_errors=True)


@dataclass
class Account:
    """Somebody on the network."""

    network: Network
    handle: str
    did: str
    token: str

    def post(self, text: str, *, answers: str = "", mentions: Sequence["Account"] = ()) -> str:
        """Says it, and gives the post's address."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record: dict[str, Any] = {"$type": "app.bsky.feed.post", "text": text, "createdAt": at, "langs": ["en"]}
        if mentions:
            record["facets"] = [self._mention(text, one) for one in mentions]
        if answers:
            parent = wait_for(lambda: self.see(answers), what="the post that is answered")
            reference = {"uri": parent["uri"], "cid": parent["cid"]}
            record["reply"] = {"root": parent["record"].get("reply", {}).get("root", reference), "parent": reference}
        value = {"repo": self.did, "collection": "app.bsky.feed.post", "record": record}
        return str(self.do("com.atproto.repo.createRecord", value)["uri"])

    def see(self, uri: str) -> dict[str, Any] | None:
        """The post as this account sees it."""
        found = self.ask("app.bsky.feed.getPosts", {"uris": [uri]})["posts"]
        return found[0] if found else None

    def thread(self, uri: str) -> list[str]:
        """What stands under a post, as texts."""
        answers = self.ask("app.bsky.feed.getPostThread", {"uri": uri})["thread"].get("replies", [])
        return [one["post"]["record"]["text"] for one in answers]

    def delete(self, uri: str) -> None:
        key = uri.rpartition("/")[2]
        self.do("com.atproto.repo.deleteRecord", {"repo": self.did, "collection": "app.bsky.feed.post", "rkey": key})

    def is_known(self, called: str) -> bool:
        with suppress(LookupError):
            return bool(self.ask("app.bsky.actor.getProfile", {"actor": self.did}).get("displayName", "") == called)
        return False

    def ask(self, method: str, query: Any) -> dict[str, Any]:
        return self.network._call(method, query=query, token=self.token)

    def do(self, method: str, value: Any) -> dict[str, Any]:
        return self.network._call(method, value=value, token=self.token)

    def _mention(self, text: str, whom: "Account") -> dict[str, Any]:
        start = len(text[: text.index(f"@{whom.handle}")].encode())
        index = {"byteStart": start, "byteEnd": start + len(whom.handle.encode()) + 1}
        return {"index": index, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": whom.did}]}
