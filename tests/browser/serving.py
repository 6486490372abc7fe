"""The web and the live process of the product on the test run's database, on free ports, with a clock that stands where a test wants it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from tests.browser.chromium import ROOT

PATIENCE_S = 150  # a start takes three seconds, and a minute where ten others want the same two cores


@contextmanager
def desk(home: Path, *, now: datetime) -> Iterator[str]:
    """The desk's address. `home` is a fresh folder; ends only the processes that it started."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "clock-offset").write_text(str((now - datetime.now(UTC)).total_seconds()))
    port, live_port = _free_port(), _free_port()
    (home / "live-port").write_text(str(live_port))
    told = {
        "MAKEGOOD_HOME": str(home),
        "MAKEGOOD_PORT": str(port),
        "MAKEGOOD_LIVE_PORT": str(live_port),
        "MAKEGOOD_DATABASE_POOL": "4",
        "MAKEGOOD_LOG_LEVEL": "warning",
    }
    log = (home / "desk.log").open("wb")
    command = [sys.executable, "-m", "makegood.commands.main"]
    started = [
        subprocess.Popen([*command, name], env={**os.environ, **told}, cwd=ROOT, stdout=log, stderr=log)
        for name in ("web", "live")
    ]
    try:
        for process, where in zip(started, (port, live_port), strict=True):
            _wait_for(process, where, home / "desk.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        log.close()


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
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
