"""Sets things aside for a person, gives them, or puts them back.

Taking is one conditional UPDATE and its ledger row; PostgreSQL holds the same limits against whatever else writes. Never talks to a
shop or a person. A refusal changes nothing, even where the caller goes on after it. Locks are always taken in this order: the person,
the key, the purse, the shelf.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from makegood.gestures import events, models, queries
from makegood.gestures.actions import gate, ledger, shelf
from makegood.gestures.rules import fits
from makegood.gestures.types import Ask, CatalogueItem, GestureKind, Grant, GrantState, LedgerKind, Occasion, Policy
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.kernel.money import Money, zero
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import journal


def hold(
    *,
    item_code: str,
    quantity: int,
    occasion: Occasion,
    identity_id: UUID,
    ask: Ask,
    key: str,
    by: Actor,
    at: datetime,
    budget_id: UUID | None = None,
) -> Grant:
    """Sets an extra aside: money out of the purse (the brand's first where none is named) and things out of the stock.

    The policy in force decides anew, on what the whole person was given until now: two desks cannot surprise one person twice.
    The same `key` returns the same grant. Refuses "no_such_item", "bad_quantity", "policy_forbids", "needs_approval" (`fields` names
    who), "no_budget", "budget_spent", "out_of_stock", and "key_reused" where the key came with another item, quantity or person.
    """
    return _hold(_offered(item_code), quantity, occasion, identity_id, ask, key, by, at, budget_id)


def hold_money(
    *,
    item: CatalogueItem,
    occasion: Occasion,
    identity_id: UUID,
    ask: Ask,
    key: str,
    by: Actor,
    at: datetime,
    budget_id: UUID | None = None,
) -> Grant:
    """Sets an amount of money aside that stands in no catalogue (32 % of a price): `item` is uncounted money that costs what it is worth.

    The policy in force decides anew, as in `hold`. The same `key` returns the same grant. Refuses "bad_amount", and what `hold` refuses.
    """
    if (
        item.kind is not GestureKind.MONEY
        or item.stock is not None
        or item.real_cost != item.face_value
        or item.real_cost.minor <= 0
    ):
        raise Refusal("bad_amount", "amount: money above zero that costs what it is worth.", {"amount": "above zero"})
    return _hold(item, 1, occasion, identity_id, ask, key, by, at, budget_id)


def hold_amount(
    *,
    name: str,
    amount: Money,
    occasion: Occasion,
    identity_id: UUID,
    key: str,
    by: Actor,
    at: datetime,
    budget_id: UUID | None = None,
) -> Grant:
    """Sets aside what a fix costs. It is owed, so no cap and no empty purse refuses it: what the purse cannot take whole is booked
    beside its limit, marked `owed`, and journalled. Without any purse only the grant is written.

    The same `key` returns the same grant. Refuses "bad_amount" below zero and "key_reused".
    """
    if amount.minor < 0:
        raise Refusal("bad_amount", "amount: not below zero.", {"amount": "below zero"})
    row = _new_grant(key, occasion, identity_id, amount, queries.policy(), at)
    row.code, row.name, row.kind, row.face_minor = "fix", name[:120], GestureKind.FIX, amount.minor
    with transaction.atomic():
        _stand_in_line(identity_id)
        if not _claim(row):
            return _granted_before(row)
        facts: list[type[events.OwedHeld | events.OwedBeyondBudget]] = [events.OwedHeld]
        if not _take_owed(row, budget_id, at):
            facts.append(events.OwedBeyondBudget)
        journal.record(*(fact(**_whose(row), grant_id=row.id, what=name, cost=str(amount)) for fact in facts), by=by, at=at)
    return queries.as_grant(row)


def give(*, grant_id: UUID, at: datetime, by: Actor = SYSTEM) -> Grant:
    """What was set aside is given: held becomes spent. A repeat changes nothing. Refuses "no_such_grant" and "was_released"."""
    row, is_new = _settle(grant_id, GrantState.GIVEN, at)
    if row.state == GrantState.RELEASED:
        raise Refusal("was_released", f"“{row.name}” was put back already. Set it aside anew.")
    if is_new:
        ledger.book_grant(row, LedgerKind.SPEND, at)
        journal.record(_told(row, events.GestureGranted, events.OwedSpent), by=by, at=at)
    return queries.as_grant(row)


def release(*, grant_id: UUID, at: datetime, by: Actor = SYSTEM) -> Grant:
    """What was set aside is put back: into the purse and onto the shelf. A repeat changes nothing.
    Refuses "no_such_grant" and "was_given"."""
    row, is_new = _settle(grant_id, GrantState.RELEASED, at)
    if row.state == GrantState.GIVEN:
        raise Refusal("was_given", f"“{row.name}” was given already and cannot be put back.")
    if is_new:
        ledger.book_grant(row, LedgerKind.RELEASE, at)
        if row.item_id:
            shelf.move_stock(item_id=row.item_id, by_how_many=row.quantity)
        journal.record(_told(row, events.GestureReleased, events.OwedReleased), by=by, at=at)
    return queries.as_grant(row)


def _hold(
    item: CatalogueItem, quantity: int, occasion: Occasion, identity_id: UUID, ask: Ask, key: str, by: Actor, at: datetime,
    budget_id: UUID | None,
) -> Grant:  # fmt: skip
    if not 1 <= quantity <= 1_000:
        raise Refusal("bad_quantity", "quantity: a whole number from 1 to 1,000.", {"quantity": "1 to 1,000"})
    policy = queries.policy()
    cost = item.real_cost * quantity
    row = _new_grant(key, occasion, identity_id, cost, policy, at)
    row.code, row.name, row.kind, row.quantity = item.code, item.name, item.kind, quantity
    row.item_id = None if item.kind is GestureKind.MONEY and not item.id.int else item.id
    row.face_minor = (item.face_value * quantity).minor
    with transaction.atomic():
        ask = _ask_now(replace(ask, item=item, quantity=quantity), _stand_in_line(identity_id), occasion, policy, at)
        if not _claim(row):
            return _granted_before(row)
        _ask_policy(ask, policy, at)
        _take_money(row, budget_id, at)
        _take_stock(item, quantity)
        told = events.GestureHeld(
            **_whose(row), grant_id=row.id, gesture=item.name, cost=str(cost), policy_version=policy.version
        )
        journal.record(told, by=by, at=at)
    return queries.as_grant(row)


def _offered(code: str) -> CatalogueItem:
    row = models.CatalogueItem.objects.filter(code=code, active=True).first()
    if row is None:
        raise Refusal("no_such_item", f"item_code: the catalogue has no “{code}”.", {"item_code": "unknown"})
    return queries.as_item(row)


def _new_grant(key: str, occasion: Occasion, identity_id: UUID, cost: Money, policy: Policy, at: datetime) -> models.Grant:
    return models.Grant(
        key=key,
        occasion_kind=occasion.kind,
        occasion_id=occasion.id,
        identity_id=identity_id,
        quantity=1,
        cost_minor=cost.minor,
        currency=cost.currency,
        state=GrantState.HELD,
        policy_version=policy.version,
        held_at=at,
    )


def _stand_in_line(identity_id: UUID) -> Person:
    """Grants for one person go one after the other, so that each sees those before. Always the first lock that a grant takes."""
    found = people.persons_of(identity_ids=[identity_id])
    if identity_id not in found:
        raise Refusal("no_identity", "identity_id: nobody has this id.", {"identity_id": "unknown"})
    gate.wait_turn(f"grants {found[identity_id].id}")
    return found[identity_id]


def _ask_now(ask: Ask, person: Person, occasion: Occasion, policy: Policy, at: datetime) -> Ask:
    """The ask with what the database knows now: all that the person was given, and the other extras of the occasion."""
    since = at - timedelta(days=max(policy.surprise_every_days, policy.same_surprise_days))
    past = queries.past(identity_ids=[identity.id for identity in person.identities], since=since)
    extras = [
        g for g in queries.grants_for(occasion=occasion) if g.kind is not GestureKind.FIX and g.state is not GrantState.RELEASED
    ]
    others = sum((g.real_cost for g in extras), zero(ask.item.real_cost.currency))
    return replace(ask, past=(*ask.past, *past), others=others)


def _claim(row: models.Grant) -> bool:
    """Takes the key: waits for another transaction that is taking it, and says False where that one got it."""
    models.Grant.objects.bulk_create([row], ignore_conflicts=True)
    return models.Grant.objects.filter(id=row.id).exists()


def _granted_before(row: models.Grant) -> Grant:
    before = models.Grant.objects.get(key=row.key)
    alike = ("code", "name", "quantity", "cost_minor", "identity_id", "occasion_kind", "occasion_id")
    if any(getattr(before, field) != getattr(row, field) for field in alike):
        raise Refusal("key_reused", "key: something else was set aside under it before.", {"key": "used for something else"})
    return queries.as_grant(before)


def _ask_policy(ask: Ask, policy: Policy, at: datetime) -> None:
    verdict = fits.fits_policy(ask, policy, at)
    if not verdict.allowed:
        raise Refusal("policy_forbids", verdict.why, {"rule": verdict.rule})
    if verdict.needs_approval:
        raise Refusal("needs_approval", verdict.why, {"approved_by": ", ".join(verdict.approved_by), "rule": verdict.rule})


def _take_money(row: models.Grant, budget_id: UUID | None, at: datetime) -> None:
    if row.cost_minor == 0:
        return
    budget = _purse(row.currency, budget_id)
    if budget is None:
        raise Refusal("no_budget", f"There is no budget of {row.currency} to give this out of. Open one first.")
    _set(row, budget_id=budget.id)
    if not ledger.book_grant(row, LedgerKind.HOLD, at):
        cost, left = Money(row.cost_minor, row.currency), queries.as_budget(_purse(row.currency, budget.id) or budget).left
        why = f"“{row.name}” costs {cost}; the budget “{budget.name}” has {left} left. Refill it, or leave this out."
        raise Refusal("budget_spent", why, {"budget": str(left)})


def _take_owed(row: models.Grant, budget_id: UUID | None, at: datetime) -> bool:
    """Out of the purse where it fits in whole, else beside its limit: False then."""
    budget = _purse(row.currency, budget_id) if row.cost_minor else None
    if budget is None:
        return True
    _set(row, budget_id=budget.id)
    if ledger.book_grant(row, LedgerKind.HOLD, at):
        return True
    _set(row, owed=True)
    ledger.book_grant(row, LedgerKind.HOLD, at)
    return False


def _purse(currency: str, budget_id: UUID | None) -> models.Budget | None:
    purses = models.Budget.objects.filter(currency=currency).order_by("opened_at", "id")
    return (purses.filter(id=budget_id) if budget_id else purses).first()


def _set(row: models.Grant, **fields: object) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def _take_stock(item: CatalogueItem, quantity: int) -> None:
    if item.stock is not None and not shelf.move_stock(item_id=item.id, by_how_many=-quantity):
        why = f"“{item.name}” is out of stock. Choose something else, or leave it out."
        raise Refusal("out_of_stock", why, {"item_code": item.code})


def _settle(grant_id: UUID, state: GrantState, at: datetime) -> tuple[models.Grant, bool]:
    """Moves a held grant on, once: the row as it is now, and whether this call moved it."""
    moved = models.Grant.objects.filter(id=grant_id, state=GrantState.HELD).update(state=state, settled_at=at)
    row = models.Grant.objects.filter(id=grant_id).first()
    if row is None:
        raise Refusal("no_such_grant", "grant_id: nothing was set aside under this id.", {"grant_id": "unknown"})
    return row, moved == 1


def _whose(row: models.Grant) -> dict[str, UUID | None]:
    """Whose timeline a fact about the grant belongs to."""
    return {"identity_id": row.identity_id, "case_id": row.occasion_id if row.occasion_kind == "case" else None}


def _told(
    row: models.Grant,
    gift: type[events.GestureGranted | events.GestureReleased],
    owed: type[events.OwedSpent | events.OwedReleased],
) -> Event:
    cost = str(Money(row.cost_minor, row.currency))
    if row.kind == GestureKind.FIX:
        return owed(**_whose(row), grant_id=row.id, what=row.name, cost=cost)
    return gift(**_whose(row), grant_id=row.id, gesture=row.name, cost=cost)
