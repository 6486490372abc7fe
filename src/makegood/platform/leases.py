"""Keeps the leases of what this process works on, and a bound on how long it may take.

One thread looks after all of them. While a process lives, it renews its leases; a killed or stopped one renews nothing, and others take over.
What gets no further within its bound is renewed no more; in a worker (`end_when_stuck`) its rows are given back at once and the process is
ended, because nothing else can stop a thread that reads for ever. Never looks at what the work is.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from makegood.platform import tenancy

log = logging.getLogger("makegood.work")


@dataclass(slots=True)
class Held:
    """Rows of one lease that are being worked on. Times are of the monotonic clock."""

    brand_id: UUID
    what: str
    ids: Sequence[UUID]
    lease: UUID
    lease_seconds: float
    until: float
    renew_at: float = field(default=0.0)


class _Keeper:
    """The thread, and what it looks after. It sleeps while nothing is held, and until something is due."""

    def __init__(self) -> None:
        self.held: dict[UUID, Held] = {}
        self.changed = threading.Condition()
        self.when_stuck: Callable[[], None] | None = None
        self._thread: threading.Thread | None = None
        self._sleeps_until = 0.0

    def add(self, one: Held) -> None:
        with self.changed:
            one.renew_at = time.monotonic() + one.lease_seconds / 3
            self.held[one.lease] = one
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="leases", daemon=True)
                self._thread.start()
            elif min(one.renew_at, one.until) < self._sleeps_until:
                self.changed.notify()

    def remove(self, one: Held) -> None:
        with self.changed:
            self.held.pop(one.lease, None)

    def _keep(self) -> None:
        while True:
            for one in self._wait():
                if time.monotonic() >= one.until:
                    self._give_up(one)
                else:
                    _quietly(_renew, one)
            connection.close()

    def _wait(self) -> list[Held]:
        """What is due now; waits until something is. What was held when it fell asleep may be long done: then it sleeps on."""
        with self.changed:
            while True:
                now = time.monotonic()
                due = [one for one in self.held.values() if now >= min(one.renew_at, one.until)]
                if due:
                    for one in due:
                        one.renew_at = now + one.lease_seconds / 3
                    return due
                soonest = min((min(one.renew_at, one.until) for one in self.held.values()), default=float("inf"))
                self._sleeps_until = soonest
                self.changed.wait(None if soonest == float("inf") else soonest - now)

    def _give_up(self, stuck: Held) -> None:
        log.error("%s got no further within its bound and is taken from this process", stuck.what)
        self.remove(stuck)
        _quietly(_expire, stuck)
        if self.when_stuck is None:
            return
        with self.changed:
            others = list(self.held.values())
        for one in others:
            _quietly(_give_back, one)
        self.when_stuck()


_keeper = _Keeper()


def _begin_anew() -> None:
    """A forked child has none of its parent's threads."""
    global _keeper
    _keeper = _Keeper()


os.register_at_fork(after_in_child=_begin_anew)


@contextmanager
def holding(
    *, brand_id: UUID, what: str, ids: Sequence[UUID], lease: UUID, lease_seconds: float, most_seconds: float
) -> Iterator[None]:
    """Renews the lease of these rows, every third of its length, until the block ends or `most_seconds` have passed."""
    one = Held(brand_id, what, ids, lease, lease_seconds, time.monotonic() + most_seconds)
    _keeper.add(one)
    try:
        yield
    finally:
        _keeper.remove(one)


def end_when_stuck(end: Callable[[], None]) -> None:
    """In this process `end` is called when something got no further within its bound, after its rows were given up (the next worker counts
    that) and all others given back unharmed."""
    _keeper.when_stuck = end


def _quietly(act: Callable[[Held], None], one: Held) -> None:
    try:
        act(one)
    except (OperationalError, InterfaceError) as trouble:
        log.warning("The lease of %s could not be changed: %s", one.what, type(trouble).__name__)


def _renew(one: Held) -> None:
    _change(one, "leased_until = clock_timestamp() + make_interval(secs => %s)", [one.lease_seconds])


def _expire(one: Held) -> None:
    _change(one, "leased_until = clock_timestamp()", [])


def _give_back(one: Held) -> None:
    _change(one, "lease = NULL, leased_until = NULL, attempts = attempts - 1", [])


def _change(one: Held, assignment: str, values: list[float]) -> None:
    """Never waits for a row that is just being finished."""
    with tenancy.brand(one.brand_id), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE platform_work SET {assignment} WHERE id IN "
            "(SELECT id FROM platform_work WHERE id = ANY(%s) AND lease = %s ORDER BY id FOR UPDATE SKIP LOCKED)",
            [*values, list(one.ids), one.lease],
        )
