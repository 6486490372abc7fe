"""Texts of another system into values: amounts, whole numbers, instants, yes and no. Exact, and cached, because a history repeats itself.

Never guesses: what is not clearly a value is refused with the reason. Amounts never pass through a float.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from makegood.kernel import money
from makegood.kernel.money import Money

YES = frozenset({"true", "yes", "y", "1", "on", "ja", "oui", "si", "sim", "x", "t"})
NO = frozenset({"false", "no", "n", "0", "off", "nein", "non", "não", "nao", "", "f"})
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}(?:\.0+)?")
_AMOUNT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_SIGNS = "£$€¥\u00a0\u202f "
_CACHED = 100_000


class BadValue(Exception):
    """A value that is none: which field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Amounts:
    """How amounts are written: in which currency where no column says it, with which marks, in which unit."""

    currency: str = ""
    decimal: str = "."
    thousands: str = ""
    unit: str = "major"  # or "minor": pence, cents


@dataclass(frozen=True, slots=True)
class Times:
    """How instants are written: `formats` in the letters of strptime (none: ISO 8601), read in `zone` where they name none."""

    zone: str = "UTC"
    formats: tuple[str, ...] = ()


@lru_cache(maxsize=_CACHED)
def amount(text: str, currency: str, written: Amounts) -> Money:
    """The amount, signed. ValueError where it is none, is finer than the currency's minor unit, or is beyond what can be counted."""
    plain = text.strip().strip(_SIGNS)
    if written.thousands:
        plain = plain.replace(written.thousands, "")
    if written.decimal != ".":
        if "." in plain:
            raise ValueError(f"“{text}” has a point, and the decimal mark is “{written.decimal}”")
        plain = plain.replace(written.decimal, ".")
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(f"“{text}” is no amount")
    try:
        minor = Decimal(plain).scaleb(0 if written.unit == "minor" else money.exponent(currency))
    except InvalidOperation:
        raise ValueError(f"“{text}” is no amount") from None
    if abs(minor) > money.LARGEST:
        raise ValueError(f"“{text}” is more than can be counted")
    if minor != minor.to_integral_value():
        raise ValueError(f"“{text}” is finer than the smallest coin of {currency}")
    return Money(int(minor), currency)


@lru_cache(maxsize=_CACHED)
def whole(text: str) -> int:
    """The whole number; 6.0 is one, as table programs write it. ValueError."""
    plain = text.strip()
    if not _WHOLE.fullmatch(plain):
        raise ValueError(f"“{text}” is no whole number")
    return int(plain.partition(".")[0])


@lru_cache(maxsize=_CACHED)
def instant(text: str, written: Times) -> datetime:
    """The instant in UTC. ValueError. A local time that comes twice in autumn is its first, one that spring skips is after the gap."""
    plain = text.strip()
    found = _read(plain, written.formats)
    if found is None:
        how = f"none of the formats {', '.join(written.formats)} fits it" if written.formats else "it is not ISO 8601"
        raise ValueError(f"“{text}” is no instant: {how}")
    zoned = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(written.zone))
    if not 1900 <= zoned.year <= 2200:
        raise ValueError(f"“{text}” is no year that we could mean")
    return zoned.astimezone(UTC)


def end_of_day(at: datetime, zone: str) -> datetime:
    """The midnight that ends the local day of this instant: a promise of a day is kept until then."""
    local = at.astimezone(ZoneInfo(zone))
    return (
        (local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(days=1))
        .replace(tzinfo=ZoneInfo(zone))
        .astimezone(UTC)
    )


def yes(text: str) -> bool:
    """Yes or no. ValueError."""
    plain = text.strip().casefold()
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise ValueError(f"“{text}” is neither yes nor no")


def _read(plain: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats or ("iso",):
        reader: Callable[[str], datetime] = datetime.fromisoformat if form == "iso" else _unix if form == "unix" else _by(form)
        try:
            return reader(plain)
        except (ValueError, OverflowError):
            continue
    return None


def _unix(plain: str) -> datetime:
    return datetime.fromtimestamp(int(plain), UTC)


def _by(form: str) -> Callable[[str], datetime]:
    return lambda plain: datetime.strptime(plain, form)  # noqa: DTZ007 - the zone is put on by whoever asked
