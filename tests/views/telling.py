"""What a recount gives: the lists counted over all rows, for comparison with the kept tallies; and every row's values."""

from typing import Any
from uuid import UUID

from makegood.views import models


def recount(owner_id: UUID | None = None) -> dict[str, int]:
    """The length of each list, counted over all rows of the open brand."""
    rows = list(models.InboxRow.objects.values("state", "owner_id", "proposal"))
    live = [row for row in rows if row["state"] in ("open", "waiting")]
    counts = {
        "ours": sum(row["state"] == "open" for row in rows),
        "theirs": sum(row["state"] == "waiting" for row in rows),
        "resolved": sum(row["state"] == "resolved" for row in rows),
        "unowned": sum(row["owner_id"] is None for row in live),
        "mine": sum(row["owner_id"] is not None and row["owner_id"] == owner_id for row in live),
        "stuck": sum(row["proposal"] == "stuck" for row in rows),
    }
    return {name: count for name, count in counts.items() if count}


def kept(owner_id: UUID | None = None) -> dict[str, int]:
    """The lengths as the tallies have them."""
    lengths: dict[str, int] = {}
    for tally in models.Tally.objects.all():
        if tally.owner_id in (None, owner_id):
            lengths[tally.list] = lengths.get(tally.list, 0) + tally.delta
    return {name: length for name, length in lengths.items() if length}


def rows() -> list[dict[str, Any]]:
    """All rows of the open brand with all their values."""
    return list(models.InboxRow.objects.order_by("id").values())
