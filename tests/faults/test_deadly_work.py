"""Work that kills its worker, or that never ends: it is taken up alone, the rest goes on, and after five times it is left out and shown.

Real worker processes on a database of their own; leases are short, so that no test waits a minute for a dead worker's work.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from makegood.platform import troubles
from tests.database import Server

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 120.0
_WORKER = """
import os, signal, sys, time
import django
django.setup()
from makegood.flows import worker
from makegood.platform import jobs
from makegood.platform.work import Consumer
done = open(sys.argv[1], "a")

def handle(items, at):
    names = " ".join(item.key for item in items)
    done.write(f"took {names}\\nby {os.getpid()}\\n")
    done.flush()
    for item in items:
        if item.key == "kills":
            os.kill(os.getpid(), signal.SIGKILL)
        while item.key == "endless":
            pass
        if item.key.startswith("slow"):
            time.sleep(0.05)
    done.write(f"did {names}\\n")
    done.flush()

jobs._consumers.clear()
jobs.consume(Consumer("try", handle, batch=int(sys.argv[2]), lease_seconds=1, most_seconds=1.0))
worker.SWEEP_S = 0.2
ending = {signal.SIGTERM}
signal.pthread_sigmask(signal.SIG_BLOCK, ending)
worker.run(lambda seconds: signal.sigtimedwait(ending, seconds) is not None)
"""


class Bench:
    """A database with work of one brand in it, and workers that are started again whenever they die."""

    def __init__(self, environment: dict[str, str], admin: str, log: Path) -> None:
        self.environment = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "makegood.config.settings"}
        self.environment["PYTHONPATH"] = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        self.admin, self.log, self.brand_id = admin, log, uuid4()
        self.exits: list[int] = []
        log.touch()

    def leave(self, *keys: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            for n, key in enumerate(keys):
                connection.execute(
                    "INSERT INTO platform_work (id, brand_id, kind, key, payload, due_at, attempts, abandoned, last_trouble) "
                    "VALUES (%s, %s, 'try', %s, '{}', now() - interval '1 hour' + make_interval(secs => %s), 0, 0, '')",
                    [uuid4(), self.brand_id, key, n],
                )

    def rows(self) -> dict[str, tuple[int, bool, str]]:
        """key → how many died over it, whether it was parked, and what is said of it."""
        with psycopg.connect(self.admin) as connection:
            found = connection.execute("SELECT key, abandoned, parked_at IS NOT NULL, last_trouble FROM platform_work").fetchall()
        return {key: (abandoned, parked, said) for key, abandoned, parked, said in found}

    def work_until_parked(self, key: str) -> None:
        """Starts a worker, and another whenever one ends by itself, as the parent does, until `key` is parked."""
        until = time.monotonic() + PATIENCE_S
        with self._worker() as process:
            worker = process
            while not self.rows()[key][1]:
                assert time.monotonic() < until, (self.rows(), self.exits, self.log.read_text())
                try:
                    self.exits.append(worker.wait(0.1))
                except subprocess.TimeoutExpired:
                    continue
                worker = self._start()
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0, "one that is told to stop ends well"

    def log_lines(self, word: str) -> list[list[str]]:
        return [line.split()[1:] for line in self.log.read_text().splitlines() if line.startswith(f"{word} ")]

    @contextmanager
    def _worker(self, batch: int = 100) -> Iterator[subprocess.Popen[bytes]]:
        self._started: list[subprocess.Popen[bytes]] = []
        try:
            yield self._start(batch)
        finally:
            for process in self._started:
                process.kill()
                process.wait()

    def work_together(self, processes: int, batch: int) -> set[str]:
        """So many workers at once, until nothing is left; → those that did some of it."""
        with self._worker(batch):
            for _ in range(processes - 1):
                self._start(batch)
            until = time.monotonic() + PATIENCE_S
            while self.rows():
                assert time.monotonic() < until, self.rows()
                time.sleep(0.1)
        return {pid for (pid,) in self.log_lines("by")}

    def _start(self, batch: int = 100) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", _WORKER, str(self.log), str(batch)]
        self._started.append(subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL, cwd=ROOT))
        return self._started[-1]


@pytest.fixture
def bench(server: Server, django_db_setup: None, tmp_path: Path) -> Iterator[Bench]:
    with server.another("deadly") as environment:
        admin = server.admin.replace("/postgres?", f"/{server.name}_deadly?")
        yield Bench(environment, admin, tmp_path / "log")


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_what_kills_its_worker_does_so_alone_from_the_second_time_on_and_is_left_out_after_five(bench: Bench) -> None:
    bench.leave("good-1", "kills", "good-2")
    bench.work_until_parked("kills")
    assert bench.rows() == {"kills": (5, True, troubles.ABANDONED)}
    first, *later = [names for names in bench.log_lines("took") if "kills" in names]
    assert sorted(first) == ["good-1", "good-2", "kills"], "at first nobody could know"
    assert later == [["kills"]] * 4
    assert sorted(bench.log_lines("did")) == [["good-1"], ["good-2"]]
    assert bench.exits == [-signal.SIGKILL] * 5


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_what_never_ends_ends_its_worker_after_its_time_and_is_left_out_after_five(bench: Bench) -> None:
    from makegood.flows import worker

    bench.leave("endless", "good")
    bench.work_until_parked("endless")
    assert bench.rows() == {"endless": (5, True, troubles.ABANDONED)}
    assert bench.log_lines("did") == [["good"]]
    assert bench.exits == [worker.STUCK] * 5


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_two_processes_share_the_backlog_of_one_brand_and_do_nothing_twice(bench: Bench) -> None:
    keys = [f"slow-{n:03d}" for n in range(400)]
    bench.leave(*keys)
    assert len(bench.work_together(2, batch=2)) == 2
    assert sorted(key for names in bench.log_lines("did") for key in names) == keys
