"""Runs the tests that touch a database on Debian's own PostgreSQL instead of the embedded one: `python -m tests.debian [--depends] [what pytest takes]`.

All of them but those that start programs of their own (browser, mail servers, killing): they have nothing more to ask of the database.
`--depends`, which is what `make check` runs, takes of these what depends on the server's version (DEPENDS): border, constraints, locks, and
SQL written by hand, each with its reason. The migrations, which most depend on it, are laid on that server before the first test.

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
DEPENDS = {  # what `make check` runs, and why another PostgreSQL could give another answer
    "tests/house/test_borders.py": "row-level security, policies, composite keys, functions that look across, triggers of the journal",
    "tests/tenancy/test_rows.py": "row-level security at every kind of statement",
    "tests/platform": "brand and role of a transaction, leases and SKIP LOCKED, rows written as arrays and as text, ON CONFLICT, pools",
    "tests/races": "locks, conditional updates, deadlocks",
    "tests/brands/test_team.py": "constraints and locks of a team",
    "tests/people/test_recognise.py": "rows taken together under a key, ON CONFLICT",
    "tests/people/test_links.py": "persons joined and parted by SQL over many rows",
    "tests/cases/test_open_or_join.py": "a partial unique index and numbers without gaps",
    "tests/cases/test_three_parties.py": "a case for each party: an index of ours",
    "tests/gestures": "a ledger that triggers compare with its purse; conditional updates; constraints",
    "tests/coupons/test_held_by_the_database.py": "what holds of coupons whatever the code does: constraints, triggers and a sum that is compared",
    "tests/calls/test_calls.py": "composite keys to whoever did it; a call planned once by its key",
    "tests/counter/test_touches.py": "a touch kept once by its key",
    "tests/letters/test_letters.py": "stock set aside and put back by conditional updates",
    "tests/visits/test_held_by_the_database.py": "an exclusion constraint over ranges: never two in one slot",
    "tests/orders/test_take_orders.py": "orders written many at a time by one statement",
    "tests/orders/test_parcels.py": "what parcels do, found by one statement",
    "tests/promises/test_moving.py": "checks laid anew and looked at later; promises moved many at a time by one statement",
    "tests/channels/test_intake.py": "messages stored once by ON CONFLICT; raw bytes",
    "tests/channels/test_outbox.py": "the gate out: conditional updates and claims",
    "tests/alike/test_storage.py": "signs compared by bits, and pgvector where it is installed",
    "tests/understanding/test_storage.py": "readings in JSON",
    "tests/views": "text search, trigrams and collations; lists by place; lengths as sums of differences",
    "tests/outcomes/test_praise.py": "standing by SQL over facts",
    "tests/api/v1/test_lists.py": "lists by place, with hand-written comparisons of rows",
    "tests/webhooks/test_sending.py": "the journal's feed, which reads what the server knows of open transactions",
}


def main(words: Sequence[str]) -> int:
    """pytest's exit code, or 2 where Debian's PostgreSQL is not installed."""
    only_these, words = "--depends" in words, [word for word in words if word != "--depends"]
    if only_these:
        words += DEPENDS
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
