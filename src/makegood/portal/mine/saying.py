"""Days and times as one says them to somebody, in the brand's time: “tomorrow at 9:40”, “on Tuesday”, “on Monday, 2 March”. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from makegood.kernel import calendar
from makegood.portal.mine.words import common


@dataclass(frozen=True, slots=True)
class When:
    """A time for a template: in words as it stands in a sentence (“on Tuesday”), bare after “by” or “until” (“Tuesday”), and exactly."""

    words: str
    bare: str
    exact: str


def day(on: date, *, now: datetime, zone: str, language: str) -> When:
    """A whole day."""
    words, bare = _day(on, now.astimezone(ZoneInfo(zone)).date(), language)
    return When(words, bare, on.isoformat())


def instant(at: datetime, *, now: datetime, zone: str, language: str) -> When:
    """An instant, to the minute."""
    local, told = at.astimezone(ZoneInfo(zone)), common(language)
    words, bare = (
        told["clock"].format(day=one, hour=local.hour, minute=local.minute)
        for one in _day(local.date(), now.astimezone(ZoneInfo(zone)).date(), language)
    )
    return When(words, bare, local.isoformat(timespec="minutes"))


def day_of(at: datetime, *, now: datetime, zone: str, language: str) -> When:
    """The day of an instant."""
    local = at.astimezone(ZoneInfo(zone))
    words, bare = _day(local.date(), now.astimezone(ZoneInfo(zone)).date(), language)
    return When(words, bare, local.isoformat(timespec="minutes"))


def hour(at: datetime, *, zone: str, language: str) -> str:
    """The time of day alone."""
    local = at.astimezone(ZoneInfo(zone))
    return common(language)["hour"].format(hour=local.hour, minute=local.minute)


def _day(on: date, today: date, language: str) -> tuple[str, str]:
    """By its nearness: within a week by its name, within a half year by its date, else with the year."""
    told, days = common(language), (on - today).days
    if -1 <= days <= 1:
        near = told[("yesterday", "today", "tomorrow")[days + 1]]
        return near, near
    weekday, month = calendar.WEEKDAYS[told["language"]][on.weekday()], calendar.MONTHS[told["language"]][on.month - 1]
    if 1 < days < 7:
        bare = weekday
    elif abs(days) < 180:
        bare = told["day"].format(weekday=weekday, day=on.day, month=month)
    else:
        bare = told["day_year"].format(day=on.day, month=month, year=on.year)
    return told["on_day"].format(day=bare), bare
