"""When it happens: the days of the sale of March 2008. Chicago has been on summer time (UTC−5) since 9 March that year; the shop says CST (UTC−6)."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = "America/Chicago"
_HERE = ZoneInfo(ZONE)


def here(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    """An instant by the shop's own clock, in UTC."""
    return datetime(2008, month, day, hour, minute, tzinfo=_HERE).astimezone(UTC)


LIFE_FROM = here(18, 0, month=2)  # a Monday, four weeks before the sale
SALE_FROM = here(17, 9)
SALE_DAY = here(19, 0)  # the Wednesday on which most come
OUTAGE_FROM = here(19, 19, 5)
OUTAGE_UNTIL = OUTAGE_FROM + timedelta(minutes=90)
STATEMENT_AT = here(19, 22)
MORNING_AFTER = here(20, 9, 30)
NEW_SHIRTS_AT = here(24, 9)
FIRST_END = datetime(2008, 3, 24, 6, 0, tzinfo=UTC)  # the first instant after 11:59:59 pm CST on Sunday 23 March
LATER_END = datetime(2008, 3, 27, 6, 0, tzinfo=UTC)  # the same of Wednesday 26 March
AFTERWARDS = here(31, 10)

_SHOPPING = (2, 1, 1, 1, 1, 2, 3, 5, 7, 9, 10, 11, 13, 12, 11, 11, 12, 15, 21, 27, 26, 20, 12, 6)  # by hour, how many look around
_WRITING = (1, 1, 0, 0, 0, 1, 3, 6, 10, 13, 14, 13, 12, 12, 12, 12, 12, 12, 13, 14, 13, 10, 6, 3)  # by hour, how many write


def when_shopping(day: datetime, chance: Random) -> datetime:
    """Some instant of the day that begins there."""
    return _on(day, _SHOPPING, chance)


def when_writing(day: datetime, chance: Random) -> datetime:
    return _on(day, _WRITING, chance)


def busyness(at: datetime) -> int:
    """How many write on such a day of the week, in a hundred of the usual."""
    return (118, 112, 108, 104, 96, 82, 80)[at.astimezone(_HERE).weekday()]


def _on(day: datetime, weights: tuple[int, ...], chance: Random) -> datetime:
    hour = chance.choices(range(24), weights=weights)[0]
    return day + timedelta(hours=hour, seconds=chance.randrange(3600))
