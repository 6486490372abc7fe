"""The shop's till in the days after: who takes a coupon, who comes with it, and what the product answers, one after the other at the instants of the
story. Counts what was refused and why; what was used it does not count: the product says that itself.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tests.stories.sale.days_after import Checkout, Claim, DaysAfter, Ending

CODE = "spring08"
_Step = tuple[datetime, int, str, Claim | Checkout]


@dataclass
class Till:
    """`refused` by the product's own codes."""

    brand_id: UUID
    pool_id: UUID
    claimed: int = 0
    paid: int = 0
    given_back: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def serve(self, days: DaysAfter) -> None:
        """All of them, in the order of time; each in a transaction of its own, as requests are."""
        for at, kind, key, one in _in_order(days.claims, days.checkouts):
            if isinstance(one, Claim):
                self._claims(one, at)
            elif kind == _REFUND:
                self._refunds(one, at)
            else:
                self._checks_out(one, key, at)

    def _claims(self, one: Claim, at: datetime) -> None:
        from makegood.coupons.actions import claiming
        from makegood.kernel.refusals import Refusal
        from makegood.platform import tenancy

        try:
            with tenancy.brand(self.brand_id):
                claiming.claim(pool_id=self.pool_id, address=one.visitor.email, at=at)
            self.claimed += 1
        except Refusal as no:
            self.refused[f"claim: {no.code}"] += 1

    def _checks_out(self, one: Checkout, key: str, at: datetime) -> None:
        from makegood.coupons.actions import reserving
        from makegood.coupons.types import Basket
        from makegood.kernel.money import Money
        from makegood.kernel.refusals import Refusal
        from makegood.platform import tenancy

        basket = Basket(amount=Money(one.cents, "USD"), on_sale=Money(one.cents // 2, "USD"))
        try:
            with tenancy.brand(self.brand_id):
                held = reserving.reserve(code=CODE, who=one.address, basket=basket, key=key, at=at)
        except Refusal as no:
            self.refused[no.code] += 1
            return
        with tenancy.brand(self.brand_id):
            if one.ending is Ending.PAID:
                reserving.confirm(reservation_id=held.id, order_reference=key, at=at)
                self.paid += 1
            elif one.ending is Ending.LEFT:
                reserving.release(reservation_id=held.id, at=at)

    def _refunds(self, one: Checkout, at: datetime) -> None:
        from makegood.coupons.actions import giving_back
        from makegood.kernel.money import Money
        from makegood.platform import tenancy

        with tenancy.brand(self.brand_id):
            back = giving_back.give_back(order_reference=one.key, amount=Money(one.cents, "USD"), at=at)
        self.given_back += bool(back)


_REFUND, _CLAIM, _CHECKOUT = 0, 1, 2


def _in_order(claims: Sequence[Claim], checkouts: Sequence[Checkout]) -> list[_Step]:
    steps: list[_Step] = [(one.at, _CLAIM, one.visitor.email, one) for one in claims]
    steps += [(one.at, _CHECKOUT, one.key, one) for one in checkouts]
    steps += [(one.refunded_at, _REFUND, one.key, one) for one in checkouts if one.refunded_at is not None]
    return sorted(steps, key=lambda step: step[:3])
