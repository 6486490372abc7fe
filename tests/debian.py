"""Runs the tests that touch a database on Debian's own PostgreSQL instead of the embedded one: `python -m tests.debian [--below] [what pytest takes]`.

All of them but those that start programs of their own (browser, mail servers, killing): they have nothing more to ask of the database.
`--below`, which is what `make check` runs, leaves out the storeys above the packages too (ABOVE): they come to the database through what is
tried below them.

It is a private cluster of Debian's programs with its data in .var and its socket beside them, kept for the next run and stopped at the
end; the service that Debian's package could start is neither used nor touched.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from makegood.platform.postgres import Cluster
from makegood.platform.postgres_roles import OLDEST, SUPERUSER
from tests import database

ROOT = Path(__file__).parent.parent
_TOUCHES = {"db", "transactional_db", "committed_brightside", "server"}
_LEFT_OUT = ("browser", "mailserver", "faults")
ABOVE = (
    "tests/desk",
    "tests/portal",
    "tests/flows",
    "tests/refusals",
    "tests/commands/test_demo.py",
    "tests/commands/test_demo_crowd.py",
    "tests/api/v1/test_every_route.py",
    "tests/api/v1/test_fuzz.py",
)


def main(words: Sequence[str]) -> int:
    """pytest's exit code, or 2 where Debian's PostgreSQL is not installed."""
    only_below, words = "--below" in words, [word for word in words if word != "--below"]
    if only_below:
        words += [f"--ignore={place}" for place in ABOVE]
    found = programs()
    if found is None:
        print("Debian's PostgreSQL is not here: run tools/system-packages.", file=sys.stderr)
        return 2
    home = ROOT / ".var" / f"debian-postgres-{found.parent.name}"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # a second run waits for the first
        with Cluster(home, programs=found, tuning=database.TUNING) as cluster:
            print(f"On Debian's own PostgreSQL {found.parent.name}:", flush=True)
            environment = {**os.environ, "MAKEGOOD_TEST_ADMIN_URL": cluster.url("postgres", SUPERUSER)}
            return subprocess.run(
                [sys.executable, "-m", "pytest", "-p", "tests.debian", *words], env=environment, cwd=ROOT, check=False
            ).returncode


def programs() -> Path | None:
    """The bin folder of the newest PostgreSQL that Debian has installed here, if it is new enough for us."""
    there = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres") if path.parent.parent.name.isdecimal()]
    newest = max(there, key=lambda path: int(path.parent.name), default=None)
    return newest if newest is not None and int(newest.parent.name) >= OLDEST else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what does not touch a database, and what starts programs of its own."""
    kept = [item for item in items if _touches(item) and not any(map(item.get_closest_marker, _LEFT_OUT))]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _touches(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not _TOUCHES.isdisjoint(fixtures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
