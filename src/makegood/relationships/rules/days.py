"""On which local days a rhythm falls, and at which instant: pure. The one place where days of rhythms are counted; storage only looks them up here.

Days are counted from an anchor, never from the last occurrence, so that 31 January plus one month is 28 February and plus two is 31 March.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from makegood.kernel.refusals import Refusal
from makegood.relationships.types import Planned

LEAP_DAY = (2, 29)
KEPT_ON = (2, 28)  # the written rule: who was born on 29 February is greeted on 28 February in years without one
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def check_birthday(month: int, day: int) -> None:
    """Refuses ("no_such_day") a month and day that no year has; 29 February is a day."""
    if not (1 <= month <= 12 and 1 <= day <= _LENGTHS[month - 1]):
        raise Refusal("no_such_day", "day: there is no such day in any year.", {"day": "no such day"})


def birthday_in(year: int, month: int, day: int) -> date:
    """The day on which somebody is greeted in that year: 29 February is kept on the 28th in years without one."""
    if (month, day) == LEAP_DAY and not is_leap(year):
        month, day = KEPT_ON
    return date(year, month, day)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def birthdays(month: int, day: int, *, start: date, end: date) -> Iterator[Planned]:
    """Each birthday in [start, end), one a year, named by its year."""
    for year in range(start.year, end.year + 1):
        on = birthday_in(year, month, day)
        if start <= on < end:
            yield Planned(str(year), on)


def add_months(anchor: date, months: int) -> date:
    """So many months after the anchor; the last day of the month where the month is too short."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    last = _LENGTHS[month] if month != 1 or is_leap(year) else 28
    return date(year, month + 1, min(anchor.day, last))


def every_months(anchor: date, months: int, *, start: date, end: date) -> Iterator[Planned]:
    """Each day in [start, end) that is a whole number of times `months` after the anchor, and later than it. Named by the anchor and the months."""
    gone = (start.year - anchor.year) * 12 + start.month - anchor.month
    nth = max(1, gone // months - 1)
    while (on := add_months(anchor, nth * months)) < end:
        if on >= start:
            yield Planned(f"{anchor.isoformat()} +{nth * months}", on)
        nth += 1


def after(anchor: date, days: int, *, start: date, end: date) -> Iterator[Planned]:
    """The day so many days after the anchor, where it lies in [start, end). The occurrence is named by what happened, not here."""
    on = anchor + timedelta(days=days)
    if start <= on < end:
        yield Planned("", on)


def instant(day: date, hour: int, zone: str) -> datetime:
    """The instant of that hour on that local day, in UTC; each day has exactly one.

    Where the clock shows the hour twice, the second of them; where it skips it, the instant at which it would have come (half past two by the
    clock before). Both are the later of the two readings that PEP 495 gives.
    """
    local = datetime.combine(day, time(hour), _zone(zone))
    return max(local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))


@lru_cache(maxsize=1_000)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
