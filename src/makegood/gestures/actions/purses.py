"""Opens purses and fills them. Never takes anything out."""

from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Permission
from makegood.gestures import events, models, queries
from makegood.gestures.actions import gate, ledger
from makegood.gestures.types import Budget, LedgerKind
from makegood.kernel.actors import Actor
from makegood.kernel.money import Money, zero
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy


def open_budget(*, name: str, limit: Money, by: Actor, at: datetime) -> Budget:
    """Opens a purse with `limit` in it; its ledger begins with that. The same name again returns the purse as it is.

    Refuses "not_allowed" and "budget_malformed" naming the field.
    """
    gate.require(by, Permission.SET_POLICY)
    _check_amount("limit", limit)
    if not name.strip() or len(name) > 80:
        raise Refusal("budget_malformed", "name: 1 to 80 characters.", {"name": "1 to 80 characters"})
    gate.wait_turn(f"budgets {tenancy.current_brand()}")
    row = models.Budget.objects.filter(name=name.strip()).first()
    if row is None:
        row = models.Budget.objects.create(name=name.strip(), currency=limit.currency, opened_at=at)
        ledger.book(row.id, LedgerKind.REFILL, limit.minor, at=at, note="opened")
        journal.record(events.BudgetOpened(budget_id=row.id, name=row.name, amount=str(limit)), by=by, at=at)
        row.refresh_from_db()
    return queries.as_budget(row)


def refill(*, budget_id: UUID, amount: Money, key: str, by: Actor, at: datetime) -> Budget:
    """Puts `amount` into the purse, once per `key`.

    Refuses "not_allowed", "no_such_budget", "budget_malformed", and "key_reused" where the key came with another amount.
    """
    gate.require(by, Permission.SET_POLICY)
    _check_amount("amount", amount)
    if not key or len(key) > 200:
        raise Refusal("budget_malformed", "key: 1 to 200 characters.", {"key": "1 to 200 characters"})
    row = models.Budget.objects.select_for_update(no_key=True).filter(id=budget_id, currency=amount.currency).first()
    if row is None:
        raise Refusal("no_such_budget", f"budget_id: no budget of {amount.currency} has this id.", {"budget_id": "unknown"})
    booked = models.LedgerRow.objects.filter(budget_id=budget_id, key=key).first()
    if booked is not None and booked.amount_minor != amount.minor:
        raise Refusal("key_reused", "key: it came with another amount before.", {"key": "used with another amount"})
    if booked is None:
        ledger.book(budget_id, LedgerKind.REFILL, amount.minor, at=at, key=key)
        journal.record(events.BudgetRefilled(budget_id=budget_id, name=row.name, amount=str(amount)), by=by, at=at)
        row.refresh_from_db()
    return queries.as_budget(row)


def _check_amount(field: str, amount: Money) -> None:
    if amount.minor <= 0 or amount.currency != brands.current().currency:
        raise Refusal(
            "budget_malformed", f"{field}: an amount above {zero(brands.current().currency)}.", {field: "not above zero"}
        )
