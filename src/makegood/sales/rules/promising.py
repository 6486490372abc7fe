"""What somebody who was told of a sale is promised, and in which zone its end is said elsewhere. Pure."""

from datetime import UTC, timedelta

from makegood.sales.rules import readings
from makegood.sales.types import Sale

TOUCHPOINT = "sale"


def what(sale: Sale) -> str:
    """The promise in words: what is on sale, and its name."""
    return f"{sale.name}: {sale.scope.words}"[:300]


def zone(letters: str) -> str:
    """The zone with which the promise is kept: a place by its name; letters that are no place are kept as UTC, because its instant is exact."""
    return letters if "/" in letters else "UTC"


def offset_or_place(sale: Sale) -> str:
    """The zone in which the end reads as it was said, for whoever knows places and offsets only: "America/Chicago", or "UTC-6" for the letters
    CST as they were read."""
    if "/" in sale.ends.zone:
        return sale.ends.zone
    said = sale.ends.local.replace(tzinfo=UTC) + readings.named_last(sale.ends.local)
    minutes = (said - sale.ends_at) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"
