"""When a contact that goes beyond an answer may reach somebody: their quiet hours, what meets it on the same day, and the caps over all programmes.
Pure: knows people only by these values. Service is never counted and never capped.

The two figures of the caps are the brand's own to set; the defaults are ours, and no study's: a week of two letters nobody asked for is a week of
one too many for most, and fewer unsubscribe where less is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET = (time(21), time(8))  # local
PER_WEEK, PER_MONTH = 2, 4
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
MOST_DAYS = 400  # that one looks ahead for a day with room


@dataclass(frozen=True, slots=True)
class Caps:
    """At most so many greetings and offers to one person within any 7 and any 30 days."""

    per_week: int = PER_WEEK
    per_month: int = PER_MONTH


DEFAULT_CAPS = Caps()


@dataclass(frozen=True, slots=True)
class Made:
    """Another contact of this person: when it left, or is to. `left`: it cannot be moved any more. `order` says which of two was there first."""

    at: datetime
    priority: int
    left: bool
    order: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """When there is room, with the code and the sentence of what stood in the way before; '' where nothing did."""

    at: datetime
    code: str = ""
    because: str = ""


def find_room(
    *,
    start: datetime,
    zone: str,
    quiet: tuple[time, time],
    made: Sequence[Made],
    caps: Caps,
    priority: int,
    order: str = "",
) -> Room:
    """The first instant from `start` on outside their quiet hours, on a day on which nothing goes to them that matters as much, and within both
    caps. What has not left and matters less counts for nothing: it is the one to wait."""
    ahead = [one for one in made if one.left or _goes_first(one, priority, order)]
    found = Room(start)
    for _ in range(MOST_DAYS):
        awake = end_of_quiet(found.at, zone, quiet)
        if awake > found.at:
            found = _later(found, awake, "night", "It is night where they are.")
        met = [one for one in ahead if one.priority >= priority and _day(one.at, zone) == _day(found.at, zone)]
        if met:
            found = _later(
                found, _next_day(found.at, start, zone), "met", "Something else that matters as much goes to them that day."
            )
            continue
        full = _full_until(found.at, [one.at for one in ahead], caps)
        if full is None:
            return found
        most, span, until = full
        found = _later(
            found, until, "capped", f"They hear from us without having asked at most {most} times within {span.days} days."
        )
    return found


def end_of_quiet(at: datetime, zone: str, quiet: tuple[time, time] = QUIET) -> datetime:
    """The instant itself outside quiet hours, else when they next end in that zone."""
    since, until = quiet
    local = at.astimezone(ZoneInfo(zone))
    now = local.time()
    over_night = since > until
    if not ((now >= since or now < until) if over_night else since <= now < until):
        return at
    day = local.date() + timedelta(days=1 if over_night and now >= since else 0)
    return datetime.combine(day, until, ZoneInfo(zone)).astimezone(at.tzinfo)


def _later(found: Room, at: datetime, code: str, because: str) -> Room:
    """What stood in the way first is the reason; what comes on top of it only moves the time."""
    return Room(at, found.code or code, found.because or because)


def _goes_first(one: Made, priority: int, order: str) -> bool:
    return one.priority > priority or (one.priority == priority and (not order or one.order < order))


def _full_until(at: datetime, times: Sequence[datetime], caps: Caps) -> tuple[int, timedelta, datetime] | None:
    """Which cap a contact at `at` would break, and until when it is full; None where there is room in every span that it falls into."""
    for most, span in ((caps.per_week, WEEK), (caps.per_month, MONTH)):
        for since in (at, *(one for one in times if at - span < one < at)):
            within = [one for one in times if since <= one < since + span]
            if len(within) >= most:
                return most, span, min(within) + span
    return None


def _day(at: datetime, zone: str) -> object:
    return at.astimezone(ZoneInfo(zone)).date()


def _next_day(at: datetime, start: datetime, zone: str) -> datetime:
    """The next local day at the hour at which it was to leave."""
    local = at.astimezone(ZoneInfo(zone))
    hour = start.astimezone(ZoneInfo(zone)).time()
    return datetime.combine(local.date() + timedelta(days=1), hour, ZoneInfo(zone)).astimezone(at.tzinfo)
