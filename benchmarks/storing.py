"""Storing batches of messages: what the border between brands costs, and how far it is from the bare copying of the same rows.

    python -m benchmarks.storing [--rounds 12] [--sizes 100,500]

A batch goes through `channels.intake.store_messages` with all that belongs to it: turns, conversations, keys, parties, messages, facts and work
rows. Beside it the very same statements by a role that no border binds (the same code, the same cluster, the same tables), and a raw COPY of the
same message rows alone into a table without indexes or border. The variants take turns within each round and medians are compared, so that the
load of the machine does not decide. Rates are by the clock; CPU is of this process and of PostgreSQL.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
GUARDED, FREE, COPIED = "through the door's own way", "the same without the border", "raw COPY of the message rows"
LIVED = 1_000  # messages that are there before anything is counted
_TEXT = "My torch arrived broken and nobody answers. The switch fell out of it this morning, I need it for work and I am quite angry. "


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=12, help="batches of each variant, each size")
    options.add_argument("--sizes", default="100,500", help="messages in a batch")
    told = options.parse_args()
    from benchmarks import ground, report

    with ground.database() as house:
        said = report.start("storing in batches")
        _store(house, LIVED)
        house.take_statistics()
        for size in [int(one) for one in told.sizes.split(",")]:
            _compare(house, said, size, told.rounds)
        said.note(f"Medians of {told.rounds} batches each, taken in turns; every message opens a conversation; 60 words each.")
        said.note("Without the border: the same code on a superuser's connection, whom row-level security does not bind.")
        return said.end()


def _compare(house: Any, said: Any, size: int, rounds: int) -> None:
    free, copied = _free_of_the_border(house), _Copy(house)
    variants: dict[str, Callable[[], None]] = {
        GUARDED: lambda: _store(house, size),
        FREE: lambda: _with(free, lambda: _store(house, size)),
        COPIED: lambda: copied.copy(size),
    }
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    cpu: dict[str, list[float]] = {name: [] for name in variants}
    for act in variants.values():
        act()  # connections, plans and pages are there
    for number in range(rounds):
        for name in _in_turns(list(variants), number):
            before, begun = house.cpu_seconds(), time.perf_counter()
            variants[name]()
            seconds[name].append(time.perf_counter() - begun)
            used = house.cpu_seconds() - before
            cpu[name].append(used.own + used.postgres)
    middle = {name: statistics.median(values) for name, values in seconds.items()}
    rate = {name: size / value for name, value in middle.items()}
    spent = {name: sum(values) * 1000 / rounds / size for name, values in cpu.items()}
    by_cpu = spent[FREE] / spent[GUARDED]
    said.figure(f"batches of {size}", rate[GUARDED], "messages/s", goal="ratio ≥ .8", reference=f"without the border {rate[FREE]:,.0f}", ratio=rate[GUARDED] / rate[FREE])  # fmt: skip
    said.figure(f"batches of {size}, by CPU", spent[GUARDED], "ms a message", goal="ratio ≥ .8", reference=f"without the border {spent[FREE]:.2f} ms", ratio=by_cpu)  # fmt: skip
    said.figure(f"batches of {size}, beside COPY", rate[GUARDED], "messages/s", reference=f"COPY {rate[COPIED]:,.0f} rows/s", ratio=rate[GUARDED] / rate[COPIED])  # fmt: skip
    copied.close()
    free.close()


def _in_turns(names: list[str], number: int) -> Iterator[str]:
    """Each is first, second and last equally often."""
    start = number % len(names)
    yield from names[start:] + names[:start]


def _store(house: Any, size: int) -> None:
    from makegood.channels.actions import intake
    from makegood.platform import tenancy

    at = datetime.now(UTC)
    envelopes = _envelopes(size, at)
    with tenancy.brand(house.brand.id):
        intake.store_messages(channel_id=house.brand.channel_id, envelopes=envelopes, at=at)


def _envelopes(size: int, at: datetime) -> list[Any]:
    from makegood.channels.types import Envelope
    from makegood.people.types import Address, IdentityKind

    found = []
    for _ in range(size):
        name = uuid4().hex
        author = Address(IdentityKind.EMAIL, f"{name}@example.org", f"Somebody {name[:6]}")
        text = f"{name} {_TEXT * 3}"
        found.append(Envelope(external_id=name, author=author, text=text, visible=text, sent_at=at, thread_key=name))
    return found


def _free_of_the_border(house: Any) -> Any:
    """A connection of Django's as the superuser, whom no border binds."""
    from django.db import connections

    from makegood.platform import postgres_roles

    told = connections.databases["default"]
    known = {**told, "USER": postgres_roles.SUPERUSER, "OPTIONS": {k: v for k, v in told["OPTIONS"].items() if k != "pool"}}
    opened = type(connections["default"])(known, alias="free")
    with opened.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (True,)
    return opened


@contextmanager
def _taken_for_the_default(other: Any) -> Iterator[None]:
    from django.db import connections

    usual = connections["default"]
    connections["default"] = other
    other.alias = "default"
    try:
        yield
    finally:
        connections["default"] = usual


def _with(other: Any, act: Callable[[], None]) -> None:
    with _taken_for_the_default(other):
        act()


class _Copy:
    """COPY of message rows, in the driver's text form, into a table of the same columns without index, border or key."""

    def __init__(self, house: Any) -> None:
        import psycopg

        self._house = house
        self._line = psycopg.connect(house.address(), autocommit=True)
        self._line.execute("CREATE TABLE bench_copied AS SELECT * FROM channels_message LIMIT 0")
        self._columns = [name for (name,) in self._line.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'bench_copied'::regclass AND attnum > 0 ORDER BY attnum")]  # fmt: skip

    def copy(self, size: int) -> None:
        rows = self._rows(size)
        with self._line.transaction(), self._line.cursor().copy("COPY bench_copied FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)

    def close(self) -> None:
        self._line.execute("DROP TABLE bench_copied")
        self._line.close()

    def _rows(self, size: int) -> list[list[Any]]:
        at = datetime.now(UTC)
        found = []
        for envelope in _envelopes(size, at):
            known = {
                "id": uuid4(), "brand_id": self._house.brand.id, "conversation_id": uuid4(), "channel_id": self._house.brand.channel_id,
                "direction": "in", "external_id": envelope.external_id, "author_kind": "email", "author_value": envelope.author.value,
                "author_name": envelope.author.name, "to": "[]", "cc": "[]", "text": envelope.text, "visible": envelope.visible,
                "at": at, "sent_at": at, "public": False, "spam_likely": False, "set_aside": False, "cut": False,
                "thread_key": envelope.thread_key,
            }  # fmt: skip
            found.append([known.get(name) for name in self._columns])
        return found


if __name__ == "__main__":
    raise SystemExit(main())
