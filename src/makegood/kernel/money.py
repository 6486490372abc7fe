"""Money: whole minor units and a currency. Never a float, never two currencies in one sum.

Percentages are basis points (1 % = 100). The one rounding is half away from zero, as tills do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from makegood.kernel.refusals import Refusal

_EXPONENTS = {  # ISO 4217: currencies whose minor unit is not a hundredth
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
LARGEST = 10**15  # minor units; beyond it an amount is a typing error, and the database's whole numbers end at 9 × 10**18
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` minor units (pence, cents) of `currency` (three capital letters, ISO 4217)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError(f"Money is counted in whole minor units, not {self.minor!r}")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise ValueError(f"{self.currency!r} is not a three-letter currency code")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, basis_points: int) -> "Money":
        """This many basis points of it, rounded half away from zero: 32 % of 20.00 is `share(3200)` = 6.40."""
        return Money(round_half_away(self.minor * basis_points, 10_000), self.currency)

    def split(self, weights: Sequence[int]) -> "list[Money]":
        """Parts in the proportion of `weights` (not negative, not all zero) whose sum is exactly this amount.

        Largest remainder; equal remainders go to the earlier part.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("Weights must not be negative and must not all be zero")
        floors = [self.minor * w // total for w in weights]
        remainders = [self.minor * w % total for w in weights]
        for i in sorted(range(len(weights)), key=lambda i: -remainders[i])[: self.minor - sum(floors)]:
            floors[i] += 1
        return [Money(m, self.currency) for m in floors]

    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        """For people: `£1.99`, `−£6.40`, `CHF 12.00`."""
        sign = "−" if self.minor < 0 else ""
        digits = f"{abs(self.decimal()):,.{exponent(self.currency)}f}"
        mark = _SIGNS.get(self.currency, f"{self.currency}\u00a0")
        return f"{sign}{mark}{digits}"

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be counted together")
        return other.minor


def zero(currency: str) -> Money:
    return Money(0, currency)


def exponent(currency: str) -> int:
    """How many digits the minor unit has: 2 for pounds, 0 for yen, 3 for dinars."""
    return _EXPONENTS.get(currency, 2)


def parse(text: str, currency: str, *, field: str = "amount") -> Money:
    """Money from text such as `1.99`. Refuses text that is no number, is finer than the minor unit, or
    is larger than LARGEST, naming `field`."""
    try:
        minor = Decimal(text.strip()).scaleb(exponent(currency))
    except InvalidOperation:
        minor = Decimal("NaN")
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) > LARGEST:
        sentence = f"{field}: “{text}” is not an amount of {currency}. Write it like {Money(199, currency).decimal()}."
        raise Refusal("not_an_amount", sentence, {field: "not an amount"})
    return Money(int(minor), currency)


def round_half_away(numerator: int, denominator: int) -> int:
    """`numerator / denominator` as a whole number, halves away from zero. `denominator` > 0."""
    quotient, rest = divmod(abs(numerator), denominator)
    rounded = quotient + (1 if 2 * rest >= denominator else 0)
    return rounded if numerator >= 0 else -rounded
