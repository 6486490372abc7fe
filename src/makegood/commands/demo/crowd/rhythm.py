"""When people write: the week (Monday's peak, quiet Sundays), the day (mornings, the dip at lunch, posts in the evening). Pure.

The shares are a lamp shop's as its keepers would tell them; they are settings of the demonstration, not measurements.
"""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

WORKING_DAY = 185  # contacts on a day of average weight
WEEK = (1.32, 1.06, 1.0, 0.95, 0.9, 0.4, 0.24)  # Monday to Sunday
HOLIDAY = 0.3
MAILS = (2, 1, 1, 1, 1, 3, 9, 22, 45, 78, 84, 70, 46, 40, 64, 66, 56, 42, 32, 34, 38, 30, 16, 7)  # by the hour, midnight first
POSTS = (3, 1, 1, 1, 1, 2, 6, 12, 16, 16, 14, 16, 26, 20, 14, 14, 18, 30, 52, 74, 84, 72, 40, 14)
KINDS = (
    ("wismo", 0.215),
    ("faulty", 0.125),
    ("broken", 0.05),
    ("wrong", 0.055),
    ("late", 0.045),
    ("lost", 0.022),
    ("refund", 0.055),
    ("invoice", 0.05),
    ("billing", 0.015),
    ("question", 0.15),
    ("change", 0.055),
    ("delivery", 0.03),
    ("praise", 0.05),
    ("post_praise", 0.032),
    ("post_complaint", 0.021),
    ("spam", 0.03),
)
POSTED = ("post_praise", "post_complaint")
ABOUT_AN_ORDER = ("wismo", "faulty", "broken", "wrong", "late", "lost", "refund", "invoice", "billing", "change")


def contacts_on(day: date, *, holidays: frozenset[date], scale: float, chance: Random) -> int:
    """How many write on this day, a tenth more or less."""
    weight = HOLIDAY if day in holidays and day.weekday() < 5 else WEEK[day.weekday()]
    return round(WORKING_DAY * scale * weight * chance.uniform(0.92, 1.08))


def kinds(count: int, chance: Random) -> list[str]:
    """What they write about."""
    return chance.choices([kind for kind, _ in KINDS], [share for _, share in KINDS], k=count)


def instant(day: date, kind: str, zone: ZoneInfo, chance: Random) -> datetime:
    """When on this day somebody writes of this kind, in UTC."""
    hours = POSTS if kind in POSTED else MAILS
    hour = chance.choices(range(24), hours)[0]
    local = datetime.combine(day, time(hour), zone) + timedelta(seconds=chance.randrange(3600))
    return local.astimezone(ZoneInfo("UTC"))
