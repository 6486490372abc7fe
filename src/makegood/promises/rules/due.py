"""By when exactly: a day or a time of day in a zone as an instant. Pure; never reads a clock.

Words about time can have two readings: an hour that comes twice when clocks go back, one that is skipped when they go forward, a zone's
abbreviation that is not in force on that day ("CST" in summer). Then the later instant counts, here and for whatever ends at it: a promise is
called broken only when no reading of it can still be kept, and nothing of the customer's ends while one reading has it open.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from makegood.kernel.refusals import Refusal
from makegood.promises.types import Due

LONGEST = timedelta(days=5 * 366)
_DAY = timedelta(days=1)
_ABBREVIATIONS = {  # hours from UTC, and where people write it
    "EST": (-5, "America/New_York"),
    "EDT": (-4, "America/New_York"),
    "CST": (-6, "America/Chicago"),
    "CDT": (-5, "America/Chicago"),
    "MST": (-7, "America/Denver"),
    "MDT": (-6, "America/Denver"),
    "PST": (-8, "America/Los_Angeles"),
    "PDT": (-7, "America/Los_Angeles"),
    "GMT": (0, "Europe/London"),
    "BST": (1, "Europe/London"),
    "CET": (1, "Europe/Berlin"),
    "CEST": (2, "Europe/Berlin"),
}


def readings(local: datetime, zone: str) -> tuple[datetime, ...]:
    """The instants that these words can mean, the earliest first; one where they are plain. `local` has no zone of its own. Refuses a zone
    that nobody knows."""
    if zone.upper() in _ABBREVIATIONS:
        hours, place = _ABBREVIATIONS[zone.upper()]
        literal = local.replace(tzinfo=timezone(timedelta(hours=hours))).astimezone(UTC)
        return tuple(sorted({literal, *_in_place(local, place)}))
    return _in_place(local, zone)


def by_end_of(day: date, zone: str) -> Due:
    """The whole of a local day: broken when the next one begins there."""
    found = readings(datetime.combine(day + _DAY, time()), zone)
    return Due(at=found[-1], zone=zone, on=day, two_readings=len(found) > 1)


def by_instant(local: datetime, zone: str) -> Due:
    """A local time of day; of two readings the later."""
    found = readings(local, zone)
    return Due(at=found[-1], zone=zone, two_readings=len(found) > 1)


def of_order(since: datetime | None, until: datetime, zone: str) -> Due:
    """What a shop's `promised_from` and `promised_until` mean: kept until just before the latter. Where that is the very midnight of the brand, and
    there is no beginning or it is a midnight too, a day was promised: the one that ends there."""
    local = until.astimezone(_zone(zone))
    is_day = local.time() == time() and (since is None or since.astimezone(_zone(zone)).time() == time())
    return Due(at=until, zone=zone, on=local.date() - _DAY if is_day else None, since=since)


def check(due: Due, *, made_at: datetime) -> None:
    """Refuses a promise for an instant before it was made, and one that nobody could mean (more than five years ahead)."""
    if due.at <= made_at:
        raise Refusal("bad_promise", "due: a promise is for a time after it was made.", {"due": "is past"})
    if due.at - made_at > LONGEST:
        raise Refusal(
            "bad_promise", "due: nobody promises more than five years ahead. Look at the year.", {"due": "too far ahead"}
        )
    _zone(due.zone)


def _in_place(local: datetime, place: str) -> tuple[datetime, ...]:
    zone = _zone(place)
    both = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(both))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        sentence = f"zone: “{name[:40]}” is no time zone. Name one as Europe/London does."
        raise Refusal("bad_zone", sentence, {"zone": "unknown"}) from unknown
