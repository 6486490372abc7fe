"""What a large model may cost, and when it is left alone. Pure, in whole units: tokens, or millionths of a currency's unit.

A question is counted before it is asked, at the most that it is likely to cost, and settled after by what the other side says it used.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from makegood.kernel.refusals import Refusal

TOKENS = "tokens"
MILLION = 1_000_000
ANSWER_TOKENS = 500  # what an answer may have; asked of the other side, too
_BYTES_A_TOKEN = 2  # an over-estimate for European languages, where a token is three to four bytes; chosen by hand
FAILURES = 3  # in a row, before it is left alone
FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens that go there (`told`) and come back (`answered`), in millionths of the currency's unit. `unit` is a currency, or
    "tokens": then a token costs one."""

    unit: str
    told: int = 0
    answered: int = 0

    def cost(self, *, told: int, answered: int) -> int:
        """What so many tokens cost, rounded up: never nothing for something."""
        if self.unit == TOKENS:
            return told + answered
        return -(-(told * self.told + answered * self.answered) // MILLION)


def most(prices: Prices, *, size: int) -> int:
    """What a question of so many bytes costs at the most, before it is asked."""
    return prices.cost(told=-(-size // _BYTES_A_TOKEN), answered=ANSWER_TOKENS)


def rest(failures: int) -> timedelta | None:
    """How long it is left alone after so many failures in a row: not before the third, then ever longer, an hour at the most."""
    if failures < FAILURES:
        return None
    return min(FIRST_REST * (1 << min(failures - FAILURES, 10)), LONGEST_REST)


def counted(text: str, *, unit: str, field: str) -> int:
    """A budget or a price as it is counted: “0.15” of a currency is 150,000 millionths, “200000” tokens are themselves. Refuses `bad_amount`,
    naming the field."""
    try:
        amount = Decimal(text.strip().replace(",", ""))
        whole = amount if unit == TOKENS else amount * MILLION
    except InvalidOperation:
        whole = Decimal(-1)
    if not (whole.is_finite() and 0 <= whole <= _LARGEST and whole == whole.to_integral_value()):
        way = "whole tokens, like 200000" if unit == TOKENS else "an amount like 2.50"
        raise Refusal("bad_amount", f"{field}: “{text}” is no amount. Write {way}.", {field: "not an amount"})
    return int(whole)


def shown(count: int, unit: str) -> str:
    """“1,200 tokens”, “0.0042 USD”: with as many places as it has, and two at the least."""
    if unit == TOKENS:
        return f"{count:,} tokens"
    whole, rest_of = divmod(count, MILLION)
    return f"{whole:,}.{f'{rest_of:06d}'.rstrip('0').ljust(2, '0')} {unit}"


def rests_until(failures: int, *, at: datetime, asked_s: float | None = None) -> datetime | None:
    """Until when it is left alone; the other side may ask for longer, up to an hour."""
    pause = rest(failures)
    if asked_s is not None:
        pause = max(pause or timedelta(), min(timedelta(seconds=asked_s), LONGEST_REST))
    return at + pause if pause else None
