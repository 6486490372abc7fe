"""Days and times as one says them to somebody, in the brand's time: “tomorrow at 9:40”, “on Tuesday”, “on Monday, 2 March”. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from makegood.portal.mine.words import common


@dataclass(frozen=True, slots=True)
class When:
    """A time for a template: in words, and exactly (for `<time datetime>` and on hover)."""

    words: str
    exact: str


def day(on: date, *, now: datetime, zone: str, language: str) -> When:
    """A whole day."""
    return When(_day(on, now.astimezone(ZoneInfo(zone)).date(), language), on.isoformat())


def instant(at: datetime, *, now: datetime, zone: str, language: str) -> When:
    """An instant, to the minute."""
    local, told = at.astimezone(ZoneInfo(zone)), common(language)
    said = _day(local.date(), now.astimezone(ZoneInfo(zone)).date(), language)
    return When(told["clock"].format(day=said, hour=local.hour, minute=local.minute), local.isoformat(timespec="minutes"))


def day_of(at: datetime, *, now: datetime, zone: str, language: str) -> When:
    """The day of an instant."""
    local = at.astimezone(ZoneInfo(zone))
    return When(_day(local.date(), now.astimezone(ZoneInfo(zone)).date(), language), local.isoformat(timespec="minutes"))


def _day(on: date, today: date, language: str) -> str:
    """By its nearness: within a week by its name, within a half year by its date, else with the year."""
    told, days = common(language), (on - today).days
    if -1 <= days <= 1:
        return told[("yesterday", "today", "tomorrow")[days + 1]]
    weekday, month = told["weekdays"].split()[on.weekday()], told["months"].split()[on.month - 1]
    if 1 < days < 7:
        return told["weekday"].format(weekday=weekday)
    if abs(days) < 180:
        return told["day"].format(weekday=weekday, day=on.day, month=month)
    return told["day_year"].format(day=on.day, month=month, year=on.year)
