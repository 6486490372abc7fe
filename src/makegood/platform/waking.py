"""Says "this brand has work of this kind" to the workers, by a notice of PostgreSQL that carries nothing else.

A notice is sent after the commit, by a thread of its own and never by the transaction that left the work: a NOTIFY in it would make writers
wait for one another at their commits. Equal wishes of some milliseconds become one. A notice that is lost costs only time: the sweep finds
the work. Never carries work, and never content.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from uuid import UUID

import psycopg
from django.db import connection

log = logging.getLogger("makegood.work")

CHANNEL = "makegood_work"
GATHER_S = 0.03  # wishes of so long make one notice
APART_S = 0.2  # between two notices of a process that has much to say: ten messages taken at once cost hardly more than two
LISTEN_AGAIN_S = 60.0  # a dead line is noticed after so long at the latest

Told = Callable[[UUID, str], None]


class _Bell:
    """What shall be said, and the thread that says it. It sleeps while nothing is wished."""

    def __init__(self) -> None:
        self.here: Told | None = None
        self._wished: dict[tuple[UUID, str], None] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._over = False

    def wish(self, brand_id: UUID, kind: str) -> None:
        with self._changed:
            self._wished[brand_id, kind] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._ring, name="waking", daemon=True)
                self._thread.start()
            elif len(self._wished) == 1:
                self._changed.notify()

    def take(self) -> list[tuple[UUID, str]]:
        with self._changed:
            found, self._wished = list(self._wished), {}
        return found

    def end(self) -> None:
        with self._changed:
            self._over, thread = True, self._thread
            self._changed.notify()
        if thread is not None:
            thread.join()

    def _ring(self) -> None:
        said = -APART_S
        while True:
            with self._changed:
                while not (self._wished or self._over):
                    self._changed.wait()
                if self._over:
                    return
            time.sleep(max(GATHER_S, said + APART_S - time.monotonic()))
            _say(self.take())
            said = time.monotonic()


_bell = _Bell()


def _begin_anew() -> None:
    """A forked child has none of its parent's threads, and works for itself."""
    global _bell
    _bell = _Bell()


os.register_at_fork(after_in_child=_begin_anew)


def wake(brand_id: UUID, kind: str) -> None:
    """Wakes a worker soon. Call it after the commit. In a worker it is that worker itself, which needs no notice."""
    if _bell.here is not None:
        _bell.here(brand_id, kind)
        return
    _bell.wish(brand_id, kind)


def call_others(brand_id: UUID, kind: str) -> None:
    """Tells all workers, where one has seen that there is more than it will soon have done."""
    _bell.wish(brand_id, kind)


def be_woken_here(told: Told | None) -> None:
    """From now on what this process leaves is told to `told` at once, without a notice."""
    _bell.here = told


def send() -> None:
    """Sends what was wished and not yet sent, now."""
    _say(_bell.take())


def end() -> None:
    """Ends the thread that says it, with what was wished and not yet said: from now on this process may fork. Who wishes again has a new one."""
    global _bell
    before, _bell = _bell, _Bell()
    _bell.here = before.here
    before.end()


def listen(database_url: str, told: Told, *, heard: Callable[[], None]) -> None:
    """Hears notices until the line breaks, and then raises psycopg's error. `heard` is called once it can hear: what was said before is
    found by looking."""
    with psycopg.connect(database_url, autocommit=True, connect_timeout=10, application_name="makegood worker") as line:
        line.execute(f"LISTEN {CHANNEL}")
        heard()
        while True:
            for notice in line.notifies(timeout=LISTEN_AGAIN_S):
                brand_id, _, kind = notice.payload.partition(" ")
                told(UUID(brand_id), kind)
            line.execute("SELECT 1")


def _say(wished: list[tuple[UUID, str]]) -> None:
    """A failure is only logged."""
    if not wished:
        return
    try:
        with connection.cursor() as cursor:
            notices = [f"{brand_id} {kind}" for brand_id, kind in wished]
            cursor.execute("SELECT pg_notify(%s, notice) FROM unnest(%s::text[]) AS notice", [CHANNEL, notices])
    except Exception as trouble:
        log.warning("Nobody could be woken; the sweep will find the work: %s", type(trouble).__name__)
    finally:
        if not connection.in_atomic_block:
            connection.close()
