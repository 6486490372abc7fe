"""`makegood up` from an empty folder, interrupted, killed, and started again with everything kept."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from makegood.platform.postgres import Cluster
from makegood.platform.postgres_roles import OWNER
from tests.commands.test_doctor import free_port


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path that an unprivileged account may enter; whatever runs on it afterwards is stopped."""
    home = Path(f"/tmp/mg-up-{os.getpid()}")
    yield home
    Cluster(home).stop()
    shutil.rmtree(home)


@contextmanager
def up(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Runs it until it says where it is; at the end it is killed if it still lives."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("MAKEGOOD_")}
    told |= {"MAKEGOOD_HOME": str(home), "MAKEGOOD_PORT": str(free_port()), "MAKEGOOD_LIVE_PORT": str(free_port())}
    command = [sys.executable, "-m", "makegood.commands.main", "up"]
    process = subprocess.Popen(command, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        seen = []
        while not (seen and "Ctrl-C" in seen[-1]):
            line = process.stdout.readline()
            assert line, f"It ended early: {seen}"
            seen.append(line)
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.stdout.close()
        process.wait()


def do(home: Path, statement: str) -> psycopg.Cursor:
    with psycopg.connect(Cluster(home).url("makegood", OWNER)) as connection:
        return connection.execute(statement)


@pytest.mark.faults
def test_it_starts_stops_cleanly_and_survives_the_death_of_everything(home: Path) -> None:
    with up(home) as first:
        do(home, "CREATE TABLE kept AS SELECT 'first' AS word")
        os.kill(int((Cluster(home).place.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert first.stdout is not None
        assert "The database is there again.\n" in iter(first.stdout.readline, "")
        assert do(home, "SELECT word FROM kept").fetchone() == ("first",)
        first.send_signal(signal.SIGINT)
        assert first.stdout.read().splitlines()[-2:] == ["Stopping …", "Stopped. Everything is kept."]
        assert first.wait() == 0
    assert not Cluster(home).running()

    with up(home) as second:
        again = subprocess.run(
            [sys.executable, "-m", "makegood.commands.main", "up"],
            env={"PATH": os.environ["PATH"], "MAKEGOOD_HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert again.returncode == 2
        assert again.stderr.startswith(f"makegood: Makegood already runs on {home} (process {second.pid}).")
        do(home, "INSERT INTO kept VALUES ('second')")
        second.kill()
    with up(home):
        assert do(home, "SELECT count(*) FROM kept").fetchone() == (2,)
