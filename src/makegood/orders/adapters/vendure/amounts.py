"""Money as this shop counts it: whole numbers to a fixed count of digits (2 as Vendure comes), whatever the currency. Pure.

¥640 is 64000 there and 6.40 is 640; what is finer than the shop counts is refused, never rounded.
"""

from makegood.kernel.money import Money, exponent, round_half_away
from makegood.kernel.refusals import Refusal


def counted(amount: Money, *, precision: int) -> int:
    """The amount as the shop counts it. Refuses (`shop_too_fine`) what the shop cannot count, naming `amount`."""
    finer = exponent(amount.currency) - precision
    whole, rest = divmod(amount.minor, _tens(finer))
    if rest:
        near = Money(whole * _tens(finer), amount.currency)
        sentence = f"The shop said no: it counts {precision} digits, and {amount} is finer; {near} could be paid."
        raise Refusal("shop_too_fine", sentence, {"amount": "finer than the shop counts"})
    return whole * _tens(-finer)


def money(counted: int, currency: str, *, precision: int) -> Money:
    """What the shop counts as `counted`; halves of what the currency cannot say go away from zero."""
    finer = exponent(currency) - precision
    return Money(round_half_away(counted * _tens(finer), _tens(-finer)), currency)


def _tens(digits: int) -> int:
    return int("1" + "0" * max(digits, 0))
