"""What comes back of coupons when orders are paid back. Works inside an open brand transaction."""

from datetime import datetime

from makegood.coupons import events, models, queries
from makegood.coupons.actions import booking
from makegood.coupons.rules import refunds
from makegood.coupons.types import Entry, Pool, SlotState
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.people.actions import noting
from makegood.platform import journal


def give_back(*, order_reference: str, amount: Money, at: datetime, by: Actor = SYSTEM) -> Money | None:
    """`amount` is all that was paid back of this order until now, so that telling it twice, or an older sum late, changes nothing. → what went back
    to the pools with this word; None where the order used no coupon. Refuses "amount_malformed" and "other_currency".

    What goes back whole can be used again, by the same person too; nobody is billed for it.
    """
    if amount.minor < 0:
        raise Refusal("amount_malformed", "amount_minor: not below zero.", {"amount_minor": "below zero"})
    rows = (
        models.Slot.objects.select_for_update().filter(order_reference=order_reference, state=SlotState.USED).order_by("pool_id")
    )
    found = [_of_one(row, amount, at, by) for row in rows]
    if not found and not models.LedgerRow.objects.filter(order_reference=order_reference, kind=Entry.USED).exists():
        return None
    return sum(found, Money(0, amount.currency))


def _of_one(row: models.Slot, paid_back: Money, at: datetime, by: Actor) -> Money:
    pool = queries.pool_of(pool_id=row.pool_id)
    currency = pool.terms.unit.currency
    if paid_back.currency != currency:
        raise Refusal("other_currency", f"The coupon of this order is in {currency}.", {"currency": f"not {currency}"})
    worth = Money(row.worth_minor, currency)
    left = refunds.worth_after(terms=pool.terms, part=Money(row.part_minor, currency), worth=worth, paid_back=paid_back)
    back = worth - left
    if back:
        booking.book(row, Entry.GIVEN_BACK, back, left=left, pool=pool, key=str(paid_back.minor), at=at)
        _tell(row, pool, back, at, by)
        _shrink(row, left)
    return back


def _shrink(row: models.Slot, left: Money) -> None:
    if not left:
        booking.empty(row)
        return
    row.worth_minor = left.minor
    row.save(update_fields=["worth_minor"])


def _tell(row: models.Slot, pool: Pool, back: Money, at: datetime, by: Actor) -> None:
    identity_id, use_id = booking.whose(row)
    if back.minor == row.worth_minor:
        noting.withdraw_fact(kinds=["coupon_used"], subject=str(use_id))
    given = events.CouponGivenBack(
        identity_id=identity_id,
        pool_id=pool.id,
        pool=pool.name,
        use_id=use_id,
        amount=str(back),
        order_reference=row.order_reference,
    )
    journal.record(given, by=by, at=at)
