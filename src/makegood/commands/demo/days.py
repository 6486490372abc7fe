"""The days of the demonstration: counted in working days back from the day on which it is looked at. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.brands import rules

ZONE = ZoneInfo("Europe/London")
HOLIDAYS = "GB-ENG"
FIRST, LAST = (
    time(9, 45),
    time(16, 15),
)  # within these a demonstration may begin; else its clock is turned to the next working morning
MORNING = time(10, 5)


class Days:
    """Instants of the story, `now` being the instant at which the visitor comes in."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(ZONE)
        self._worked = [self.now.date()]

    def on(self, day: int, clock: str) -> datetime:
        """`on(-3, "09:20")`: at that time of day, three working days before today (0)."""
        while len(self._worked) <= -day:
            self._worked.append(_before(self._worked[-1]))
        return datetime.combine(self._worked[-day], time.fromisoformat(clock), ZONE)

    def ago(self, *, minutes: int = 0) -> datetime:
        return self.now - timedelta(minutes=minutes)

    def days_ago(self, days: int, clock: str) -> datetime:
        """Days of the calendar, week-ends too."""
        return datetime.combine(self.now.date() - timedelta(days=days), time.fromisoformat(clock), ZONE)


def begins(now: datetime) -> datetime:
    """When the demonstration begins: now, if the shop is open and has been for a while; else on the next working morning."""
    local = now.astimezone(ZONE)
    if _works(local.date()) and FIRST <= local.time() <= LAST:
        return now
    day = local.date() if _works(local.date()) and local.time() < FIRST else local.date() + timedelta(days=1)
    while not _works(day):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, ZONE).astimezone(UTC)


def in_its_slot(placed_at: datetime) -> datetime:
    """When the courier rings: within the hour that the shop promises for an order that was placed then."""
    return (placed_at + timedelta(hours=23)).replace(minute=20, second=0, microsecond=0)


def _before(day: date) -> date:
    day -= timedelta(days=1)
    return day if _works(day) else _before(day)


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in rules.public_holidays(HOLIDAYS)
