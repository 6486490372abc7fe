"""The ledger: each booking changes the purse and writes its row in one statement. The only place that changes a purse."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.gestures import models
from makegood.gestures.rules import booking
from makegood.gestures.types import LedgerKind, Occasion
from makegood.kernel.ids import new_id
from makegood.platform import tenancy


def book(
    budget_id: UUID,
    kind: LedgerKind,
    amount: int,
    *,
    at: datetime,
    owed: bool = False,
    occasion: Occasion | None = None,
    grant_id: UUID | None = None,
    key: str = "",
    note: str = "",
) -> bool:
    """Changes the purse and writes the ledger row in one statement; False, and nothing done, where too little is left."""
    change = booking.change_of(kind, amount, owed=owed)
    values = {
        "id": new_id(), "brand": tenancy.current_brand(), "budget": budget_id, "kind": kind.value, "amount": amount, "owed": owed,
        "limit": change.limit, "held": change.held, "spent": change.spent, "owed_held": change.owed_held,
        "owed_spent": change.owed_spent, "needs": change.needs, "occasion_kind": occasion.kind if occasion else "",
        "occasion_id": occasion.id if occasion else None, "grant": grant_id, "key": key, "note": note[:200], "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BOOK, values)
        return bool(cursor.rowcount == 1)


def book_grant(row: models.Grant, kind: LedgerKind, at: datetime) -> bool:
    """Books the grant's cost; True where there was nothing to book."""
    if row.budget_id is None or row.cost_minor == 0:
        return True
    occasion = Occasion(row.occasion_kind, row.occasion_id)
    return book(row.budget_id, kind, row.cost_minor, at=at, owed=row.owed, occasion=occasion, grant_id=row.id, note=row.name)


_BOOK = """
WITH booked AS (
    UPDATE gestures_budget SET
        limit_minor = limit_minor + %(limit)s, held_minor = held_minor + %(held)s, spent_minor = spent_minor + %(spent)s,
        owed_held_minor = owed_held_minor + %(owed_held)s, owed_spent_minor = owed_spent_minor + %(owed_spent)s,
        entries = entries + 1
    WHERE id = %(budget)s AND limit_minor - held_minor - spent_minor >= %(needs)s
    RETURNING entries, limit_minor, held_minor, spent_minor, owed_held_minor, owed_spent_minor
)
INSERT INTO gestures_ledgerrow (
    id, brand_id, budget_id, entry, kind, amount_minor, owed, limit_after, held_after, spent_after, owed_held_after, owed_spent_after,
    occasion_kind, occasion_id, grant_id, key, note, at)
SELECT %(id)s, %(brand)s, %(budget)s, entries, %(kind)s, %(amount)s, %(owed)s,
    limit_minor, held_minor, spent_minor, owed_held_minor, owed_spent_minor,
    %(occasion_kind)s, %(occasion_id)s::uuid, %(grant)s::uuid, %(key)s, %(note)s, %(at)s
FROM booked
"""
