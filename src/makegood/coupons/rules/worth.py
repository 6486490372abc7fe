"""What a coupon takes off this basket, if anything. Pure, whole minor units; the one rounding is money's own (half away from zero)."""

from makegood.coupons.types import Basket, Terms
from makegood.kernel.money import Money, zero
from makegood.kernel.refusals import Refusal


def counting(basket: Basket, terms: Terms) -> Money:
    """The part of the basket that counts for this coupon: all of it, or without what is reduced already."""
    if terms.on_sale_prices or basket.on_sale is None:
        return basket.amount
    return basket.amount - basket.on_sale


def worth(basket: Basket, terms: Terms) -> Money:
    """What it takes off: never more than the part that counts, nor than the coupon's most.

    Refuses "basket_malformed" (an amount below zero, a part larger than the whole), "other_currency", "below_minimum" and "nothing_counts".
    """
    _check(basket, terms)
    part = counting(basket, terms)
    reduced = "" if terms.on_sale_prices else " Things at sale prices do not count."
    if terms.minimum_order is not None and part < terms.minimum_order:
        sentence = f"This coupon is for orders of {terms.minimum_order} or more; this one has {part}.{reduced}"
        raise Refusal("below_minimum", sentence, {"basket.amount_minor": f"below {terms.minimum_order}"})
    found = of_part(part, terms)
    if not found:
        raise Refusal("nothing_counts", f"There is nothing in the basket for this coupon.{reduced}", {"basket": "nothing counts"})
    return found


def of_part(part: Money, terms: Terms) -> Money:
    """What it takes off a part that counts, its minimum aside."""
    off = part.share(terms.percent_bps) if terms.percent_bps is not None else terms.unit
    return max(min(off, terms.unit, part), zero(part.currency))


def _check(basket: Basket, terms: Terms) -> None:
    currency = terms.unit.currency
    if basket.amount.currency != currency or (basket.on_sale and basket.on_sale.currency != currency):
        raise Refusal("other_currency", f"This coupon is in {currency}.", {"basket.currency": f"not {currency}"})
    if basket.amount.minor < 0:
        raise Refusal("basket_malformed", "amount_minor: not below zero.", {"basket.amount_minor": "below zero"})
    if basket.on_sale is not None and not 0 <= basket.on_sale.minor <= basket.amount.minor:
        why = "from nothing to the whole basket"
        raise Refusal("basket_malformed", f"on_sale_minor: {why}.", {"basket.on_sale_minor": why})
