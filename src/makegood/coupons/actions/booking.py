"""The ledger of coupons, one row at a time, and a place that becomes nobody's. The statement that takes a place books for itself (`stock`)."""

from datetime import datetime
from uuid import UUID

from makegood.coupons import models
from makegood.coupons.types import Entry, Pool, SlotState
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.platform import bulk, tenancy

_LEDGER = {
    "id": "uuid",
    "brand_id": "uuid",
    "pool_id": "uuid",
    "use_key": "uuid",
    "kind": "text",
    "number": "int",
    "amount_minor": "int8",
    "sponsor_minor": "int8",
    "identity_id": "uuid",
    "order_reference": "text",
    "key": "text",
    "asked": "text",
    "at": "timestamptz",
}


def book(
    row: models.Slot, kind: Entry, amount: Money, *, pool: Pool, left: Money | None = None, key: str = "", at: datetime
) -> None:
    """One booking. What is used is shared with the sponsor, if there is one; of what comes back they get the difference between their shares before
    and after (`left`), so that parts add up to the whole. What is only set aside costs nobody anything yet."""
    shared = pool.sponsor.share_bps if pool.sponsor and kind in (Entry.USED, Entry.GIVEN_BACK) else 0
    sponsor = amount.share(shared) if left is None else (left + amount).share(shared) - left.share(shared)
    identity_id, use_key = whose(row)
    shared_out = (amount.minor, sponsor.minor, identity_id, row.order_reference, key, "", at)
    bulk.insert(
        "coupons_ledgerrow",
        _LEDGER,
        [(new_id(), tenancy.current_brand(), row.pool_id, use_key, kind.value, row.number, *shared_out)],
    )


def whose(row: models.Slot) -> tuple[UUID, UUID]:
    """Whose place it is, and under which reservation. Only for a place that somebody has."""
    if row.identity_id is None or row.use_key is None:
        raise ValueError(f"place {row.number} is free")
    return row.identity_id, row.use_key


def empty(row: models.Slot) -> None:
    """The place is nobody's from now on."""
    row.state, row.use_key, row.person_key, row.identity_id, row.claim_id = SlotState.FREE, None, None, None, None
    row.worth_minor, row.part_minor, row.until, row.order_reference, row.used_at = 0, 0, None, "", None
    row.save()
