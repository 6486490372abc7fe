"""When somebody answers: the stretches of the coming days, for a window that says it in the visitor's own time, and in words for a page that
has no script. Pure: values in, values and words out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from makegood.brands import rules as brand_rules
from makegood.brands.types import BusinessHours
from makegood.kernel import calendar
from makegood.kernel.refusals import Refusal
from makegood.portal.words import Words

AHEAD = timedelta(days=21)
MOST = 24
_MINUTE = timedelta(minutes=1)


def stretches(*, hours: BusinessHours, at: datetime) -> list[tuple[int, int]]:
    """When the team is there from now on, as pairs of seconds since 1970, three weeks ahead at most; nothing where it never is."""
    found: list[tuple[int, int]] = []
    now = at
    try:
        while len(found) < MOST:
            opens = brand_rules.next_opening(hours=hours, at=now)
            if opens > at + AHEAD:
                break
            closes = _closing(hours, opens)
            found.append((int(opens.timestamp()), int(closes.timestamp())))
            now = closes
    except Refusal:
        return found
    return found


def promise(minutes: int, words: Words) -> str:
    """How long an answer takes, in words: “within an hour”, “within 3 hours”, “within 2 days”."""
    if minutes <= 60:
        return words["within_an_hour"] if minutes > 45 else words["within_minutes"].format(n=minutes)
    if minutes < 24 * 60:
        return words["within_hours"].format(n=-(-minutes // 60))
    return words["within_days"].format(n=-(-minutes // (24 * 60)))


def day_and_time(instant: datetime, *, now: datetime, zone: str, words: Words) -> str:
    """“today at 11:00”, “tomorrow at 9:40”, “on Monday, 9 March at 9:40”, in the brand's time."""
    local, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = words["clock"].format(hour=local.hour, minute=local.minute)
    days = (local.date() - today).days
    if days in (0, 1):
        return f"{words['today' if days == 0 else 'tomorrow']} {clock}"
    day = words["day"].format(
        weekday=calendar.WEEKDAYS[words["language"]][local.weekday()],
        day=local.day,
        month=calendar.MONTHS[words["language"]][local.month - 1],
    )
    return f"{day} {clock}"


def _closing(hours: BusinessHours, opens: datetime) -> datetime:
    """The end of the stretch that begins, or runs, at `opens`: as far as no minute of business time is missing."""
    low, high = 0, 24 * 60
    while low < high:
        middle = (low + high + 1) // 2
        inside = brand_rules.business_seconds_between(start=opens, end=opens + middle * _MINUTE, hours=hours) == middle * 60
        low, high = (middle, high) if inside else (low, middle - 1)
    return opens + max(low, 1) * _MINUTE
