"""Work that is due: one row per consumer and natural key, left in the transaction that caused it and drained in batches.

Here is what everybody may say of work: leave it, finish it, put it off, look at what was given up. How it is taken up and done is
`draining`. A row is deleted in the same transaction as its effect; its lease is the fencing token, so a worker that was stopped and comes
back cannot finish what another took over. Leases, attempts and pauses use the database's clock, `due_at` the business clock.
"""

import hashlib
import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from makegood.kernel.ids import new_id
from makegood.platform import bulk, tenancy, waking
from makegood.platform.troubles import ABANDONED_TRIES as ABANDONED_TRIES  # the words of this room, wherever they are kept
from makegood.platform.troubles import BUG_TRIES as BUG_TRIES
from makegood.platform.troubles import GROUND_TRIES as GROUND_TRIES
from makegood.platform.troubles import TROUBLE_TRIES as TROUBLE_TRIES
from makegood.platform.troubles import without_words as without_words

LEASE_SECONDS = 60
MOST_SECONDS = 120.0  # of one batch inside; a reading takes milliseconds, a parse at most seconds
MOST_SECONDS_OUTSIDE = 1800.0  # of one item that talks to the network: a hundred large mails over a slow line
FOLD = 50  # keys of one row (`folded`)
AT_ONCE = 2_000  # items of one drain; then others have their turn
_COLUMNS = {"id": "uuid", "brand_id": "uuid", "kind": "text", "key": "text", "payload": "jsonb", "due_at": "timestamptz", "attempts": "int", "abandoned": "int", "last_trouble": "text", "strand": "smallint"}  # fmt: skip
_STRANDS = 2_520  # divides evenly among as many workers as one has: 1 to 10 and 12


@dataclass(frozen=True, slots=True)
class Item:
    """Work to leave. `key` is natural: there is one open row for a (kind, key). Items with the same `beside` touch the same things (the same
    person's, say) and are best done by one worker; where it is empty, an item stands for itself."""

    key: str
    due_at: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the work a worker keeps to while there is more than one needs: it is number `number` of `of`. Nothing rests on it but
    speed: whoever has nothing of its own left helps the others."""

    number: int = 0
    of: int = 1


WHOLE = Share()


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
    abandoned: int = 0  # so many workers died, or got no further, with this in their hands


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

    One call may take `most_seconds`; what gets no further is taken from it. `parks=False` is for work that nothing may end: however many
    workers die over it, it is taken up again, and its handler sees how many did. `patient` work inside the house is done while nothing else is
    to do, and steps aside after each batch. What nobody waits for but must not fall behind waits while something else is to do, at most
    `waits_s`; then all of it that came together is done, in fuller batches. What comes in a stream is taken up about every `gathers_s`, as
    many as came together, which costs each of them far less; what comes alone is taken up at once.
    """

    kind: str
    handle: Callable[[Sequence[Taken], datetime], None]
    batch: int = 200
    outside: bool = False
    lease_seconds: int = LEASE_SECONDS
    patient: bool = False
    waits_s: float = 0.0
    gathers_s: float = 0.0
    most_seconds: float = 0.0  # 0 for MOST_SECONDS, or MOST_SECONDS_OUTSIDE
    parks: bool = True

    @property
    def at_a_time(self) -> int:
        return 1 if self.outside else self.batch

    @property
    def patience_s(self) -> float:
        """So long may it wait while something else is to do."""
        return math.inf if self.patient else self.waits_s

    @property
    def bound_s(self) -> float:
        return self.most_seconds or (MOST_SECONDS_OUTSIDE if self.outside else MOST_SECONDS)


_BY_KEY = itemgetter(0)
_gathering: ContextVar[Mapping[str, dict[str, Item]]] = ContextVar("makegood_gathering", default=MappingProxyType({}))


class LeaseLost(RuntimeError):
    """Somebody else took the work over while we were away: what we did is rolled back."""


def leave(kind: str, items: Sequence[Item]) -> None:
    """Leaves work for the open brand, in its transaction, and wakes a worker after the commit. One INSERT.

    Work that is open already under this key is asked for again: it becomes due no later than now wished, and where a worker is just
    at it, it is done once more afterwards, because that worker may have looked before our change.
    """
    leave_all({kind: items})


def leave_all(left: Mapping[str, Sequence[Item]]) -> None:
    """The same of several kinds, by one INSERT as well. What somebody gathers (`gathered`) is handed to them instead."""
    gathering = _gathering.get()
    found = {
        (kind, item.key[:200]): item for kind, items in left.items() for item in items if not _is_gathered(gathering, kind, item)
    }
    if not found:
        return
    brand_id = tenancy.current_brand()
    rows = [
        (new_id(), brand_id, kind, key, _json(item.payload), item.due_at, 0, 0, "", _strand(item.beside or key))
        for (kind, key), item in sorted(found.items(), key=_BY_KEY)
    ]
    bulk.insert(
        "platform_work AS open",
        _COLUMNS,
        rows,
        conflict="ON CONFLICT (brand_id, kind, key) DO UPDATE SET payload = excluded.payload, "
        "due_at = least(open.due_at, excluded.due_at), lease = NULL, parked_at = NULL, "
        "leased_until = CASE WHEN open.lease IS NULL AND open.parked_at IS NULL THEN open.leased_until END, "
        "attempts = CASE WHEN open.parked_at IS NULL THEN open.attempts ELSE 0 END, "
        "abandoned = CASE WHEN open.parked_at IS NULL THEN open.abandoned ELSE 0 END",
    )
    for kind in dict.fromkeys(kind for kind, _ in found):
        _wake_after_commit(brand_id, kind)


def folded(keys: Sequence[str], *, due_at: datetime) -> list[Item]:
    """Items that stand for up to `FOLD` keys each, for work of which much comes at once and its keys say all: a row of its own for each costs more to
    write, lease and delete than many kinds of work take. One key alone stands for itself. Whoever does it asks `keys_of`."""
    once = list(dict.fromkeys(keys))
    parts = [once[start : start + FOLD] for start in range(0, len(once), FOLD)]
    return [Item(part[0] if len(part) == 1 else _name(part), due_at, {"keys": part} if len(part) > 1 else {}) for part in parts]


def keys_of(kind: str, items: Sequence["Taken"], *, at: datetime) -> list[str]:
    """The keys for which these items stand. Those folded ones that were tried before are left anew, each key by itself, and not among them: so one that
    cannot be done stops none of the others."""
    tried = [key for item in items if item.attempts > 1 for key in item.payload.get("keys", ())]
    leave(kind, [Item(key, at) for key in tried])
    return [
        key
        for item in items
        if not (item.attempts > 1 and "keys" in item.payload)
        for key in item.payload.get("keys", (item.key,))
    ]


@contextmanager
def gathered(kind: str) -> Iterator[dict[str, Item]]:
    """Work of this kind that is left inside by this thread is not written down but handed over, by its key: whoever opens this block does all of it
    in the same transaction, or leaves it after all. Blocks of one kind do not stand in each other."""
    found: dict[str, Item] = {}
    mark = _gathering.set({**_gathering.get(), kind: found})
    try:
        yield found
    finally:
        _gathering.reset(mark)


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
            "UPDATE platform_work SET due_at = %s, attempts = 0, abandoned = 0, lease = NULL, leased_until = NULL WHERE id = %s AND lease = %s",
            [due_at, item.id, item.lease],
        )
        if cursor.rowcount != 1:
            raise LeaseLost(f"{item.kind} {item.key} was taken over")


def due(*, at: datetime, kinds: Sequence[str]) -> list[tuple[UUID, str]]:
    """Which brands have which kinds of work due at this instant: ids and kinds only, across all brands, no content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT brand_id, kind FROM platform_due_work(%s, %s)", [at, list(kinds)])
        return [(brand_id, kind) for brand_id, kind in cursor.fetchall()]


def due_here(*, at: datetime) -> frozenset[str]:
    """The kinds of work that are due in the open brand at this instant and that nobody is at. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT kind FROM platform_work WHERE parked_at IS NULL AND due_at <= %s "
            "AND (leased_until IS NULL OR leased_until < clock_timestamp())",
            [at],
        )
        return frozenset(kind for (kind,) in cursor.fetchall())


def parked(*, limit: int = 100) -> tuple[Parked, ...]:
    """What was given up in the open brand, latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, kind, key, payload::text, attempts, last_trouble, parked_at FROM platform_work "
            "WHERE parked_at IS NOT NULL ORDER BY parked_at DESC LIMIT %s",
            [limit],
        )
        return tuple(Parked(r[0], r[1], r[2], payload_of(r[3]), *r[4:]) for r in cursor.fetchall())


def try_again(*, work_id: UUID) -> bool:
    """Takes parked work up again from the start. False when it is gone or not parked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_work SET parked_at = NULL, attempts = 0, abandoned = 0, lease = NULL, leased_until = NULL "
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


# ---------------------------------------------------------------------------------------------------------------------


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


def _is_gathered(gathering: Mapping[str, dict[str, Item]], kind: str, item: Item) -> bool:
    if (found := gathering.get(kind)) is None:
        return False
    found[item.key] = item
    return True


def _name(keys: Sequence[str]) -> str:
    return f"{len(keys)} {hashlib.blake2s(' '.join(keys).encode(), digest_size=16).hexdigest()}"


def _strand(beside: str) -> int:
    return zlib.crc32(beside.encode()) % _STRANDS


def _json(payload: dict[str, Any]) -> str:
    return json.dumps(payload) if payload else "{}"


def payload_of(text: str) -> dict[str, Any]:
    """A payload as the database's driver hands it over."""
    found: dict[str, Any] = {} if text == "{}" else json.loads(text)
    return found
