"""What comes back of a coupon when its order is paid back. Pure.

Paid back is counted in all, so that telling it twice, or an older sum late, changes nothing. An order of which so much came back that the coupon
would not have fitted it gives the coupon back whole. A percentage shrinks with the order: of 10 % on 100.00, 50.00 paid back leave 5.00.
"""

from makegood.coupons.rules import worth as worths
from makegood.coupons.types import AfterRefund, Terms
from makegood.kernel.money import Money, zero


def worth_after(*, terms: Terms, part: Money, worth: Money, paid_back: Money) -> Money:
    """What the coupon is still worth after so much of its order was paid back; `part` is what counted of the basket then, `worth` what the coupon
    took off. Never more than it was; the same where the pool says that it is used up."""
    if terms.after_refund is AfterRefund.USED_UP or not paid_back:
        return worth
    rest = max(part - paid_back, zero(part.currency))
    if not rest or (terms.minimum_order is not None and rest < terms.minimum_order):
        return zero(part.currency)
    return min(worth, worths.of_part(rest, terms))
