"""Work that is looked at again after a while, and work that is called before its time. Beside `work`, whose rows these are.

A rest is counted by the database's clock, like every pause between tries. Never takes anything out of a worker's hands.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from makegood.platform import tenancy, waking
from makegood.platform.work import LeaseLost, Taken


def rest(item: Taken, *, seconds: float) -> None:
    """Puts a row back in the open transaction, to be taken up after so many seconds, or earlier when it is called. This look went well, so
    tries are counted anew. Raises LeaseLost where the row is no longer ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_work SET attempts = 0, abandoned = 0, lease = NULL, "
            "leased_until = clock_timestamp() + make_interval(secs => %s) WHERE id = %s AND lease = %s",
            [max(seconds, 0.0), item.id, item.lease],
        )
        if cursor.rowcount != 1:
            raise LeaseLost(f"{item.kind} {item.key} was taken over")


def call(*, kind: str, keys: Sequence[str], at: datetime) -> int:
    """Ends the rest of these rows and makes them due: what they waited for is there. What a worker holds just now stays with it, and what
    somebody else is just changing is passed by. Returns how many were called; a worker is woken after the commit."""
    if not keys:
        return 0
    brand_id = tenancy.current_brand()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_work SET leased_until = NULL, due_at = least(due_at, %s) WHERE id IN (SELECT id FROM platform_work "
            "WHERE brand_id = %s AND kind = %s AND key = ANY(%s) AND lease IS NULL AND parked_at IS NULL ORDER BY id FOR UPDATE SKIP LOCKED)",
            [at, brand_id, kind, list(keys)],
        )
        called = int(cursor.rowcount)
    if called:
        transaction.on_commit(partial(waking.wake, brand_id, kind))
    return called
