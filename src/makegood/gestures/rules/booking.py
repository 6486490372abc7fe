"""What a booking does to a purse. The same table stands in the ledger's trigger; a test shows that both agree."""

from dataclasses import dataclass

from makegood.gestures.types import LedgerKind


@dataclass(frozen=True, slots=True)
class Change:
    """What is added to each column of the purse, and how much must be left for it: minor units."""

    limit: int = 0
    held: int = 0
    spent: int = 0
    owed_held: int = 0
    owed_spent: int = 0
    needs: int = 0


def change_of(kind: LedgerKind, amount: int, *, owed: bool) -> Change:
    """What a booking of `amount` (> 0) changes. `owed` bookings stand beside the limit: nothing is needed for them."""
    if kind is LedgerKind.REFILL:
        return Change(limit=amount)
    held = amount if kind is LedgerKind.HOLD else -amount
    spent = amount if kind is LedgerKind.SPEND else 0
    if owed:
        return Change(owed_held=held, owed_spent=spent)
    return Change(held=held, spent=spent, needs=amount if kind is LedgerKind.HOLD else 0)
