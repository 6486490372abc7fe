"""The web and the live process of the product on the test run's database, on free ports, with a clock that stands where a test wants it.

They are started once for all tests of a run (the fixture `pages`), because a start costs several seconds of a processor. Each test has a
brand, a browser's window and an hour of its own.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from makegood.config import environment
from tests.nursery import Born, Nursery

PATIENCE_S = 150  # a start takes three seconds, and a minute where ten others want the same two cores


@dataclass(frozen=True)
class Pages:
    """Where the pages are (`url`), and the process that brings live updates (`live`)."""

    url: str
    live: str
    home: Path

    def turn_to(self, now: datetime) -> timedelta:
        """Their clock shows `now` and goes on from there; → how far it is from the machine's."""
        ahead = now - datetime.now(UTC)
        fresh = self.home / "clock-offset.new"
        fresh.write_text(str(ahead.total_seconds()))
        fresh.replace(self.home / "clock-offset")
        return ahead


@contextmanager
def served(home: Path) -> Iterator[Pages]:
    """The product's pages; what is enclosed to messages is this run's. `home` is a fresh folder. Ends only the processes that it started."""
    kept = environment.settings().attachments
    kept.mkdir(parents=True, exist_ok=True)
    (home / "attachments").symlink_to(kept)
    port, live_port = _free_port(), _free_port()
    told = {
        "MAKEGOOD_HOME": str(home),
        "MAKEGOOD_PORT": str(port),
        "MAKEGOOD_LIVE_PORT": str(live_port),
        "MAKEGOOD_DATABASE_POOL": "4",
        "MAKEGOOD_LOG_LEVEL": "warning",
    }
    log = home / "desk.log"
    with Nursery({**os.environ, **told}) as nursery:
        started = [nursery.bear("makegood.commands.main", name, log=log) for name in ("web", "live")]
        try:
            for process, where in zip(started, (port, live_port), strict=True):
                _wait_for(process, where, log)
            yield Pages(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{live_port}", home)
        finally:
            for process in started:
                process.send_signal(signal.SIGTERM)
            for process in started:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(15)


def _wait_for(process: Born, port: int, log: Path) -> None:
    begun = time.monotonic()
    while process.poll() is None and time.monotonic() - begun < PATIENCE_S:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    raise RuntimeError(f"The desk did not come up:\n{log.read_text(errors='replace')[-4000:]}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
