"""Work that is due: one row per consumer and natural key, left in the transaction that caused it and drained in batches.

A row is leased (SKIP LOCKED), worked on, and deleted in the same transaction as its effect; the lease is the fencing token, so a
worker that was stopped and comes back cannot finish what another took over. A poison item is bisected out, tried again with growing
pauses, and parked with its reason; the rest goes on. While a worker lives, it renews its leases: what takes long is not taken from it.
Leases, attempts and pauses use the database's clock, `due_at` the business clock.
"""

import json
import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import InterfaceError, OperationalError, connection, transaction

from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import tenancy, waking

log = logging.getLogger("makegood.work")

LEASE_SECONDS = 60
BUG_TRIES = 3  # a poison item is parked after so many tries (RELIABILITY A7)
TROUBLE_TRIES = 40  # passing trouble: with the pauses below about three days
GROUND_TRIES = 500  # the ground gave way (database gone, disk full, deadlock): with the pause below about eight hours
GROUND_PAUSE = 60.0  # seconds: once the ground is back, so are we
_PAUSES = (5, 15, 60, 300, 900, 3600, 10800)  # seconds between tries; the last one repeats
_GROUND = (OperationalError, InterfaceError, OSError)  # neither a bug of ours nor the item's fault


@dataclass(frozen=True, slots=True)
class Item:
    """Work to leave. `key` is natural: there is one open row for a (kind, key)."""

    key: str
    due_at: datetime
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """A leased row."""

    id: UUID
    brand_id: UUID
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int
    lease: UUID


@dataclass(frozen=True, slots=True)
class Parked:
    """Work that was given up and waits for a person."""

    id: UUID
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int
    last_trouble: str
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class Consumer:
    """How one kind of work is done.

    `handle(items, at)` runs inside the brand's transaction for a whole batch, and finishing the rows commits with it. With
    `outside=True` it is called for one item without any transaction (it talks to the network), opens its own, and calls
    `finish` in its last one. It may run twice for an item: every write has a natural key.
    """

    kind: str
    handle: Callable[[Sequence[Taken], datetime], None]
    batch: int = 200
    outside: bool = False
    lease_seconds: int = LEASE_SECONDS


class LeaseLost(RuntimeError):
    """Somebody else took the work over while we were away: what we did is rolled back."""


def leave(kind: str, items: Sequence[Item]) -> None:
    """Leaves work for the open brand, in its transaction, and wakes a worker after the commit. One INSERT.

    Work that is open already under this key is asked for again: it becomes due no later than now wished, and where a worker is just
    at it, it is done once more afterwards, because that worker may have looked before our change.
    """
    if not items:
        return
    brand_id = tenancy.current_brand()
    once = {item.key[:200]: item for item in items}
    rows = [(new_id(), brand_id, kind, key, _json(once[key].payload), once[key].due_at) for key in sorted(once)]
    places = ",".join(["(%s,%s,%s,%s,%s::jsonb,%s,0,'')"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_work AS open (id, brand_id, kind, key, payload, due_at, attempts, last_trouble) VALUES "
            f"{places} ON CONFLICT (brand_id, kind, key) DO UPDATE SET payload = excluded.payload, "
            "due_at = least(open.due_at, excluded.due_at), lease = NULL, parked_at = NULL, "
            "leased_until = CASE WHEN open.lease IS NULL AND open.parked_at IS NULL THEN open.leased_until END, "
            "attempts = CASE WHEN open.parked_at IS NULL THEN open.attempts ELSE 0 END",
            [value for row in rows for value in row],
        )
    _wake_after_commit(brand_id, kind)


def drain(brand_id: UUID, consumer: Consumer, *, at: datetime, most: int = 10_000) -> int:
    """Does what is due of one kind for one brand, in batches, until nothing is due. Returns how many items were finished.

    Opens its own transactions; call it with no brand open.
    """
    done = tried = 0
    size = 1 if consumer.outside else consumer.batch
    while tried < most:
        taken = _take(brand_id, consumer, size, at)
        if not taken:
            break
        tried += len(taken)
        with _renewing(brand_id, consumer, taken):
            done += _work_on(brand_id, consumer, taken, at)
    return done


def finish(items: Sequence[Taken]) -> None:
    """Deletes the rows in the open transaction. Raises LeaseLost (and so rolls back) when one is no longer ours."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM platform_work WHERE id = ANY(%s) AND lease = %s", [[i.id for i in items], items[0].lease])
        if cursor.rowcount != len(items):
            raise LeaseLost(f"{len(items) - cursor.rowcount} of {len(items)} {items[0].kind} rows were taken over")


def extend(item: Taken, *, seconds: int = LEASE_SECONDS) -> None:
    """Keeps the lease of long outside work. Raises LeaseLost when it is no longer ours. Opens its own transaction if none is open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_work SET leased_until = clock_timestamp() + make_interval(secs => %s) WHERE id = %s AND lease = %s",
            [seconds, item.id, item.lease],
        )
        if cursor.rowcount != 1:
            raise LeaseLost(f"{item.kind} {item.key} was taken over")


def postpone(item: Taken, *, due_at: datetime) -> None:
    """Puts a row back for later, in the open transaction: what it waits for has not come yet. This look went well, so tries are counted
    anew: a mailbox that was looked into ten thousand times is not given up at its first trouble."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_work SET due_at = %s, attempts = 0, lease = NULL, leased_until = NULL WHERE id = %s AND lease = %s",
            [due_at, item.id, item.lease],
        )
        if cursor.rowcount != 1:
            raise LeaseLost(f"{item.kind} {item.key} was taken over")


def due(*, at: datetime, kinds: Sequence[str]) -> list[tuple[UUID, str]]:
    """Which brands have which kinds of work due at this instant: ids and kinds only, across all brands, no content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT brand_id, kind FROM platform_due_work(%s, %s)", [at, list(kinds)])
        return [(brand_id, kind) for brand_id, kind in cursor.fetchall()]


def parked(*, limit: int = 100) -> tuple[Parked, ...]:
    """What was given up in the open brand, latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, kind, key, payload::text, attempts, last_trouble, parked_at FROM platform_work "
            "WHERE parked_at IS NOT NULL ORDER BY parked_at DESC LIMIT %s",
            [limit],
        )
        return tuple(Parked(r[0], r[1], r[2], _read(r[3]), *r[4:]) for r in cursor.fetchall())


def try_again(*, work_id: UUID) -> bool:
    """Takes parked work up again from the start. False when it is gone or not parked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_work SET parked_at = NULL, attempts = 0, lease = NULL, leased_until = NULL "
            "WHERE id = %s AND parked_at IS NOT NULL RETURNING kind",
            [work_id],
        )
        found = cursor.fetchone()
    if found:
        _wake_after_commit(tenancy.current_brand(), found[0])
    return found is not None


def forget(*, kind: str, keys: Sequence[str]) -> int:
    """Takes waiting work back in the open transaction (a timer that is no longer wanted). Returns how many rows were there."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM platform_work WHERE kind = %s AND key = ANY(%s)", [kind, list(keys)])
        return int(cursor.rowcount)


def without_words(bug: Exception) -> str:
    """What may be logged of a bug: its kind and where it happened. Its words may be somebody's (a database shows the values)."""
    return f"{type(bug).__name__}\n{''.join(traceback.format_tb(bug.__traceback__))}"


# ---------------------------------------------------------------------------------------------------------------------


def _take(brand_id: UUID, consumer: Consumer, size: int, at: datetime) -> list[Taken]:
    lease = uuid4()
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE platform_work SET lease = %s, leased_until = clock_timestamp() + make_interval(secs => %s), attempts = attempts + 1
            WHERE id = ANY(ARRAY(
                SELECT id FROM platform_work
                WHERE brand_id = %s AND kind = %s AND parked_at IS NULL AND due_at <= %s
                  AND (leased_until IS NULL OR leased_until < clock_timestamp())
                ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED))
            RETURNING id, kind, key, payload::text, attempts
            """,
            [lease, consumer.lease_seconds, brand_id, consumer.kind, at, size],
        )
        rows = sorted(cursor.fetchall(), key=lambda row: row[0])
    return [Taken(r[0], brand_id, r[1], r[2], _read(r[3]), r[4], lease) for r in rows]


def _work_on(brand_id: UUID, consumer: Consumer, items: list[Taken], at: datetime) -> int:
    try:
        _handle(brand_id, consumer, items, at)
    except LeaseLost as lost:
        log.warning("%s", lost)
        return 0
    except Exception as trouble:
        if len(items) > 1:
            middle = len(items) // 2
            return _work_on(brand_id, consumer, items[:middle], at) + _work_on(brand_id, consumer, items[middle:], at)
        _note_trouble(brand_id, items[0], trouble)
        return 0
    return len(items)


def _handle(brand_id: UUID, consumer: Consumer, items: list[Taken], at: datetime) -> None:
    if consumer.outside:
        consumer.handle(items, at)
        return
    with tenancy.brand(brand_id):
        consumer.handle(items, at)
        still = _still_leased(items)
        if still:
            finish(still)


def _still_leased(items: list[Taken]) -> list[Taken]:
    """The items that are ours to delete. Those that the handler postponed, or that were asked for again meanwhile, have no lease any
    more and stay. Raises LeaseLost where another worker took one over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, lease FROM platform_work WHERE id = ANY(%s) FOR UPDATE", [[item.id for item in items]])
        now = dict(cursor.fetchall())
    for item in items:
        if item.id not in now or now[item.id] not in (item.lease, None):
            raise LeaseLost(f"{item.kind} {item.key} was taken over")
    return [item for item in items if now[item.id] == item.lease]


@contextmanager
def _renewing(brand_id: UUID, consumer: Consumer, items: list[Taken]) -> Iterator[None]:
    """Keeps the leases while this process lives and works on them. A killed or stopped one renews nothing, and others take over."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(consumer.lease_seconds / 3):
            try:
                _renew(brand_id, consumer, items)
            except (OperationalError, InterfaceError) as trouble:
                log.warning("The leases of %s could not be renewed: %s", consumer.kind, type(trouble).__name__)
            finally:
                connection.close()

    thread = threading.Thread(target=renew, name=f"renew {consumer.kind}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(brand_id: UUID, consumer: Consumer, items: list[Taken]) -> None:
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_work SET leased_until = clock_timestamp() + make_interval(secs => %s) WHERE id IN "
            "(SELECT id FROM platform_work WHERE id = ANY(%s) AND lease = %s ORDER BY id FOR UPDATE SKIP LOCKED)",
            [consumer.lease_seconds, [item.id for item in items], items[0].lease],
        )


def _note_trouble(brand_id: UUID, item: Taken, trouble: Exception) -> None:
    if not isinstance(trouble, Refusal | Trouble):
        log.error("%s %s failed: %s", item.kind, item.key, without_words(trouble))
    tries, pause = _tries(trouble), _pause(item.attempts, trouble)
    said = next(iter(str(trouble).splitlines()), "")  # PostgreSQL's further lines show values
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE platform_work SET last_trouble = %s, lease = NULL,
                leased_until = CASE WHEN attempts >= %s THEN NULL ELSE clock_timestamp() + make_interval(secs => %s) END,
                parked_at = CASE WHEN attempts >= %s THEN clock_timestamp() END
            WHERE id = %s AND lease = %s
            """,
            [f"{type(trouble).__name__}: {said}"[:2000].replace("\x00", "?"), tries, pause, tries, item.id, item.lease],
        )


def _tries(trouble: Exception) -> int:
    """After how many tries such work is parked."""
    if isinstance(trouble, _GROUND):
        return GROUND_TRIES
    if isinstance(trouble, Trouble) and not trouble.lasting:
        return TROUBLE_TRIES
    return 1 if isinstance(trouble, Refusal | Trouble) else BUG_TRIES


def _pause(attempts: int, trouble: Exception) -> float:
    wished = trouble.retry_after_s if isinstance(trouble, Trouble) else None
    pause = max(wished or 0, _PAUSES[min(attempts, len(_PAUSES)) - 1])
    return min(pause, GROUND_PAUSE) if isinstance(trouble, _GROUND) else pause


@dataclass(frozen=True, slots=True)
class _Wake:
    """Called after the commit. A value, so that equal ones of one transaction fold."""

    brand_id: UUID
    kind: str

    def __call__(self) -> None:
        waking.wake(self.brand_id, self.kind)


def _wake_after_commit(brand_id: UUID, kind: str) -> None:
    wake = _Wake(brand_id, kind)
    if all(planned[1] != wake for planned in connection.run_on_commit):
        transaction.on_commit(wake)


def _json(payload: dict[str, Any]) -> str:
    return json.dumps(payload)


def _read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
