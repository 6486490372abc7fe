"""Takes up work that is due and does it, in batches: what a worker does all day.

A row is leased (SKIP LOCKED), worked on, and deleted in the same transaction as its effect (`work`). A poison item is bisected out, tried
again with growing pauses, and parked with its reason; the rest goes on. While a worker lives, its leases are renewed (`leases`). What a
worker died over is taken up alone from then on (outside, one such at a time) and parked when it happens again and again. Where much waits, each worker keeps to its own
strands (`work.Share`), because two that touch the same people only wait for each other. Never knows what the work is.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import bulk, leases, tenancy, troubles
from makegood.platform.work import WHOLE, Consumer, LeaseLost, Share, Taken, payload_of

log = logging.getLogger("makegood.work")


def drain(
    brand_id: UUID,
    consumer: Consumer,
    *,
    at: datetime,
    most: int = 10_000,
    more: Callable[[], None] = lambda: None,
    over: Callable[[], bool] = lambda: False,
    share: Share = WHOLE,
) -> int:
    """Does what is due of one kind for one brand, in batches, until nothing is due. Returns how many items were finished.

    `more` is called as soon as more waits than a batch holds: more than one worker needs. `over` is asked between batches: then nothing
    more is taken up. `share` is what this worker keeps to as long as more waits than a batch holds; then it helps with the rest. Opens its
    own transactions; call it with no brand open.
    """
    done = tried = 0
    suspects = True  # what somebody died over comes first, one at a time, until there is none; then the others
    while tried < most and not over():
        batch = _take(brand_id, consumer, at, suspects=suspects, share=share)
        if not batch.items and share == WHOLE:
            break
        if not batch.items:
            share = WHOLE
            continue
        suspects = suspects and batch.items[0].abandoned > 0
        if batch.more:
            more()
        tried += len(batch.items)
        finished = _take_care_of(brand_id, consumer, [item for item in batch.items if not _is_given_up(consumer, item)], at)
        done += finished.items
        if not (batch.more or suspects or finished.again):
            break
    return done


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Batch:
    """Leased items, and whether more is there than a batch holds."""

    items: list[Taken]
    more: bool


@dataclass(frozen=True, slots=True)
class _Finished:
    """How many items were finished, and whether some of them are to be done once more."""

    items: int = 0
    again: bool = False

    def __add__(self, other: "_Finished") -> "_Finished":
        return _Finished(self.items + other.items, self.again or other.again)


_FREE = "brand_id = %(brand)s AND kind = %(kind)s AND parked_at IS NULL AND due_at <= %(at)s AND (leased_until IS NULL OR leased_until < clock_timestamp())"  # fmt: skip
_TAKE = f"""
    WITH suspect AS (
        SELECT id FROM platform_work WHERE {_FREE} AND (lease IS NOT NULL OR abandoned > 0) AND NOT (%(outside)s AND EXISTS (
            SELECT FROM platform_work AS tried WHERE tried.brand_id = %(brand)s AND tried.kind = %(kind)s AND tried.abandoned > 0
                AND tried.lease IS NOT NULL AND tried.leased_until >= clock_timestamp()
        )) ORDER BY due_at, id LIMIT %(suspects)s FOR UPDATE SKIP LOCKED
    ), waiting AS (
        SELECT count(*) > %(size)s AS many FROM (SELECT FROM platform_work WHERE {_FREE} LIMIT %(size)s + 1) AS seen
    ), healthy AS (
        SELECT id FROM platform_work WHERE {_FREE} AND lease IS NULL AND abandoned = 0 AND NOT EXISTS (SELECT 1 FROM suspect)
            AND (strand %% %(of)s = %(number)s OR NOT (SELECT many FROM waiting))
        ORDER BY due_at, id LIMIT %(size)s FOR UPDATE SKIP LOCKED
    )
    UPDATE platform_work SET attempts = attempts + 1, abandoned = abandoned + (lease IS NOT NULL)::int,
        lease = %(lease)s, leased_until = clock_timestamp() + make_interval(secs => %(seconds)s)
    WHERE id = ANY(ARRAY(SELECT id FROM suspect UNION ALL SELECT id FROM healthy))
    RETURNING id, kind, key, payload::text, attempts, abandoned, (SELECT many FROM waiting)
"""


def _take(brand_id: UUID, consumer: Consumer, at: datetime, *, suspects: bool = True, share: Share = WHOLE) -> _Batch:
    """Leases up to a batch of items that nobody holds, where more wait those of `share` alone; or, where `suspects` are asked for and there
    is one, one item that somebody died over: of work outside, which many threads do at a time, only while no other such is in somebody's hands,
    so that those which only died with the culprit do not die with it again. One that was abandoned too often is parked instead, and comes back for the count only."""
    lease = uuid4()
    values: dict[str, Any] = {"brand": brand_id, "kind": consumer.kind, "at": at, "suspects": int(suspects), "size": consumer.at_a_time, "lease": lease,
              "seconds": consumer.lease_seconds, "outside": consumer.outside, "of": share.of, "number": share.number}  # fmt: skip
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        rows = sorted(cursor.fetchall(), key=lambda row: row[0])
        taken = [Taken(r[0], brand_id, r[1], r[2], payload_of(r[3]), r[4], lease, r[5]) for r in rows]
        if any(_is_given_up(consumer, item) for item in taken):
            _park(taken)
    return _Batch(taken, more=bool(rows and rows[0][6]))


def _is_given_up(consumer: Consumer, item: Taken) -> bool:
    return consumer.parks and item.abandoned >= troubles.ABANDONED_TRIES


def _park(items: list[Taken]) -> None:
    log.error("%s %s is parked: %d workers died over it", items[0].kind, items[0].key, items[0].abandoned)
    bulk.write(
        "UPDATE platform_work SET parked_at = clock_timestamp(), last_trouble = %s, lease = NULL, leased_until = NULL WHERE id = ANY(%s)",
        [troubles.ABANDONED, [item.id for item in items]],
    )


def _take_care_of(brand_id: UUID, consumer: Consumer, items: list[Taken], at: datetime) -> _Finished:
    if not items:
        return _Finished()
    ids = [item.id for item in items]
    with leases.holding(
        brand_id=brand_id,
        what=consumer.kind,
        ids=ids,
        lease=items[0].lease,
        lease_seconds=consumer.lease_seconds,
        most_seconds=consumer.bound_s,
    ):
        return _work_on(brand_id, consumer, items, at)


def _work_on(brand_id: UUID, consumer: Consumer, items: list[Taken], at: datetime) -> _Finished:
    try:
        return _Finished(len(items), again=_handle(brand_id, consumer, items, at))
    except LeaseLost as lost:
        log.warning("%s", lost)
        _hand_back(brand_id, items)
        return _Finished(again=True)
    except Exception as trouble:
        if len(items) > 1:
            middle = len(items) // 2
            return _work_on(brand_id, consumer, items[:middle], at) + _work_on(brand_id, consumer, items[middle:], at)
        _note_trouble(brand_id, items[0], trouble)
    return _Finished()


def _hand_back(brand_id: UUID, items: list[Taken]) -> None:
    """What is still ours of a batch that was rolled back is anybody's again at once, and this was no try of it."""
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_work SET lease = NULL, leased_until = NULL, attempts = greatest(attempts - 1, 0) "
            "WHERE id IN (SELECT id FROM platform_work WHERE id = ANY(%s) AND lease = %s ORDER BY id FOR UPDATE SKIP LOCKED)",
            [[item.id for item in items], items[0].lease],
        )


def _handle(brand_id: UUID, consumer: Consumer, items: list[Taken], at: datetime) -> bool:
    """Whether some of it stays, to be done once more."""
    if consumer.outside:
        consumer.handle(items, at)
        return True  # it finishes by itself, or not yet
    with tenancy.brand(brand_id):
        consumer.handle(items, at)
        return _finish_what_is_ours(items)


def _finish_what_is_ours(items: list[Taken]) -> bool:
    """Deletes the rows that are done. Those that the handler postponed, or that were asked for again meanwhile, have no lease any more
    and stay: then it is True. Raises LeaseLost where another worker took one over."""
    ids = [item.id for item in items]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM platform_work WHERE id = ANY(%s) AND lease = %s RETURNING id", [ids, items[0].lease])
        done = {work_id for (work_id,) in cursor.fetchall()}
        if len(done) == len(items):
            return False
        cursor.execute("SELECT id FROM platform_work WHERE id = ANY(%s) AND lease IS NULL FOR UPDATE", [ids])
        staying = {work_id for (work_id,) in cursor.fetchall()}
    lost = [item for item in items if item.id not in done and item.id not in staying]
    if lost:
        raise LeaseLost(f"{lost[0].kind} {lost[0].key} was taken over")
    return True


def _note_trouble(brand_id: UUID, item: Taken, trouble: Exception) -> None:
    if not isinstance(trouble, Refusal | Trouble):
        log.error("%s %s failed: %s", item.kind, item.key, troubles.without_words(trouble))
    tries, pause = troubles.tries(trouble), troubles.pause(item.attempts, trouble)
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE platform_work SET last_trouble = %s, lease = NULL,
                leased_until = CASE WHEN attempts >= %s THEN NULL ELSE clock_timestamp() + make_interval(secs => %s) END,
                parked_at = CASE WHEN attempts >= %s THEN clock_timestamp() END
            WHERE id = %s AND lease = %s
            """,
            [troubles.told(trouble), tries, pause, tries, item.id, item.lease],
        )
