"""The whole product as real processes, on a database, a home and ports of its own, with a real mail server and a shop beside it.

    with Product(server, folder) as product:
        product.mail(raw)                      # SMTP → Postfix → Dovecot → IMAP
        product.shop("/control/parcel", …)     # the shop tells by signed webhook
        product.turn_to(at)                    # the demonstration's clock

Ends only the processes that it started, by their ids, also when the test fails.
"""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest import mock
from uuid import uuid4

import httpx

from makegood.config import environment
from makegood.platform import clock, signatures
from tests import cast
from tests.database import Server
from tests.nursery import Born, Nursery
from tests.peers.mailserver import MailServer, wait_until


class Product:
    """Starts in a few seconds; its clock stands at `begins_at` and goes on from there."""

    def __init__(
        self,
        server: Server,
        folder: Path,
        *,
        begins_at: datetime = cast.AT,
        founding: str = "tests.stories.founding",
        mailbox: str = cast.HELP_EMAIL,
        told: Mapping[str, str] | None = None,
        allowed: Sequence[str] = (),
    ) -> None:
        """`founding` is the module that makes the brand, which is told what stands in `told` besides; its processes may ask the hosts in `allowed`."""
        self._server, self.folder, self._begins_at = server, folder, begins_at
        self._founding, self._mailbox, self._more = founding, mailbox, dict(told or {})
        self._stack = ExitStack()
        self._processes: list[tuple[str, Born]] = []
        self.port, live_port, self.shop_port = _free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self._told = {
            "MAKEGOOD_HOME": str(folder / "home"),
            "MAKEGOOD_PORT": str(self.port),
            "MAKEGOOD_LIVE_PORT": str(live_port),
            "MAKEGOOD_HTTP_ALLOW": ",".join([f"127.0.0.1:{self.shop_port}", *allowed]),
            "MAKEGOOD_DATABASE_POOL": "8",
            "MAKEGOOD_LOG_LEVEL": "warning",
        }
        self.made: dict[str, Any] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.environment = {**os.environ, **stack.enter_context(self._server.another("story")), **self._told}
            (self.folder / "home").mkdir()
            self._set_clock()
            self._nursery = stack.enter_context(Nursery(self.environment))
            self.mail = stack.enter_context(MailServer(self._mailbox.rpartition("@")[2]))
            stack.callback(self._end_all)
            self.made = self._found()
            self._start_shop()
            self._start("makegood", "makegood.commands.main", "up")
            self._wait_for("makegood", b"Makegood is at")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            sys.stderr.write(f"\n{self.logs()}\n{self.mail.log()}\n")
        self._stack.close()

    # The clock ------------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        with self._its_settings():
            return clock.now()

    def turn_to(self, at: datetime) -> None:
        """Turns the clock forward to this instant, as the desk's time machine does."""
        with self._its_settings():
            clock.turn(at - clock.now())

    def let_time_pass(self, *, seconds: int) -> None:
        with self._its_settings():
            clock.turn(timedelta(seconds=seconds))

    # The world around -------------------------------------------------------------------------------------------------

    def mailed(self, raw: bytes, *, sender: str = cast.TOM_EMAIL, to: str = cast.HELP_EMAIL) -> None:
        """A mail comes in by SMTP; the mailbox is looked into as soon as it lies there."""
        box = self.mail.mailbox(self._mailbox)
        before = len(box.mails())
        self.mail.deliver(raw, to=to, sender=sender)
        box.wait_for(before + 1)
        self.let_time_pass(seconds=16)

    def shop(self, path: str, **body: object) -> dict[str, Any]:
        """Something happens in the shop, and it has told Makegood when this returns."""
        found = _post(f"http://127.0.0.1:{self.shop_port}{path}", json.dumps(body).encode(), {})
        wait_until(lambda: self.shop_health()["waiting"] == 0, seconds=60, what="the shop to be heard")
        return found

    def shop_health(self) -> dict[str, int]:
        """{"waiting": messages that nobody heard yet, "commands": different commands done}"""
        found: dict[str, int] = httpx.get(f"http://127.0.0.1:{self.shop_port}/health", timeout=10).json()
        return found

    def shop_rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What stands in the shop's own books."""
        with sqlite3.connect(f"file:{self.folder / 'shop.sqlite'}?mode=ro", uri=True) as books:
            books.row_factory = sqlite3.Row
            return [dict(row) for row in books.execute(query, values)]

    def posted(self, *messages: dict[str, Any]) -> dict[str, Any]:
        """Public posts come in by the signed messages door."""
        body = json.dumps({"messages": messages}).encode()
        headers = signatures.sign(secret=self.made["posts"]["secret"], message_id=f"msg_{uuid4().hex}", body=body)
        return _post(f"{self.url}{self.made['posts']['path']}", body, headers)

    def carried(self, *events: dict[str, Any]) -> dict[str, Any]:
        """The carrier tells by its own signed webhook."""
        body = json.dumps({"events": events}).encode()
        headers = signatures.sign(secret=self.made["shop"]["secret"], message_id=f"msg_{uuid4().hex}", body=body)
        return _post(f"{self.url}{self.made['shop']['path']}/parcels", body, headers)

    def logs(self) -> str:
        """The last lines of every process, for a test that failed."""
        logs = {log.name: log.read_text(errors="replace").splitlines()[-40:] for log in sorted(self.folder.glob("*.log"))}
        return "\n".join("\n".join([f"--- {name}", *lines]) for name, lines in logs.items())

    # Beginning and end ------------------------------------------------------------------------------------------------

    def _set_clock(self) -> None:
        """Before anything runs the clock may be set to any instant, the past included."""
        ahead = self._begins_at - datetime.now(UTC)
        (self.folder / "home" / "clock-offset").write_text(str(ahead.total_seconds()))

    def _its_settings(self) -> Any:
        told = replace(environment.settings(), home=self.folder / "home", time_machine=True)
        return mock.patch.object(environment, "settings", return_value=told)

    def _found(self) -> dict[str, Any]:
        box = self.mail.mailbox(self._mailbox).settings()
        told = {"shop_url": f"http://127.0.0.1:{self.shop_port}", "mailbox": box, **self._more}
        files = {name: self.folder / f"founding.{name}" for name in ("told", "said", "log")}
        files["told"].write_text(json.dumps(told))
        if self._nursery.bear(self._founding, **files).wait():
            raise RuntimeError(f"The brand could not be founded:\n{files['log'].read_text()[-4000:]}")
        found: dict[str, Any] = json.loads(files["said"].read_text())
        return found

    def _start_shop(self) -> None:
        home = self.folder / "home"
        tell, secret = f"{self.url}{self.made['shop']['path']}", self.made["shop"]["secret"]
        words = ["--port", str(self.shop_port), "--state", str(self.folder / "shop.sqlite"), "--secret", secret, "--tell", tell]
        self._start("shop", "reference_shop.__main__", *words, "--clock", str(home / "clock-offset"))
        self._wait_for("shop", b"is open at")

    def _start(self, name: str, module: str, *words: str) -> None:
        self._processes.append((name, self._nursery.bear(module, *words, log=self.folder / f"{name}.log")))

    def _wait_for(self, name: str, words: bytes) -> None:
        process, log = dict(self._processes)[name], self.folder / f"{name}.log"

        def said() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended ({process.returncode}):\n{self.logs()}")
            return words in log.read_bytes()

        wait_until(said, seconds=90, what=f"{name} to say “{words.decode()}”")

    def _end_all(self) -> None:
        for _, process in reversed(self._processes):
            process.send_signal(signal.SIGTERM)
        for _, process in reversed(self._processes):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


def _post(url: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    answer = httpx.post(url, content=body, headers={"content-type": "application/json", **headers}, timeout=20)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()
