"""Work that kills its worker, or that never ends: it is taken up alone, the rest goes on, and after five times it is left out and shown.

Real worker processes on a database of their own; leases are short, so that no test waits a minute for a dead worker's work.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from makegood.platform import troubles
from tests.database import Server
from tests.nursery import Born, Nursery

PATIENCE_S = 120.0


class Bench:
    """A database with work of one brand in it, and workers that are started again whenever they die."""

    def __init__(self, nursery: Nursery, admin: str, log: Path) -> None:
        self.nursery, self.admin, self.log, self.brand_id = nursery, admin, log, uuid4()
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
    def _worker(self, batch: int = 100) -> Iterator[Born]:
        self._started: list[Born] = []
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

    def _start(self, batch: int = 100) -> Born:
        words = (str(self.log), str(batch))
        self._started.append(self.nursery.bear("tests.faults.deadly", *words, log=self.log.with_suffix(".said")))
        return self._started[-1]


@pytest.fixture(scope="module")
def nursery(server: Server) -> Iterator[Nursery]:
    """On a database of its own, in which the tests leave nothing that another of them would do."""
    with server.another("deadly") as environment, Nursery({**os.environ, **environment}) as borne:
        yield borne


@pytest.fixture
def bench(server: Server, nursery: Nursery, tmp_path: Path) -> Iterator[Bench]:
    admin = server.admin.replace("/postgres?", f"/{server.name}_deadly?")
    yield Bench(nursery, admin, tmp_path / "log")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DELETE FROM platform_work")


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
