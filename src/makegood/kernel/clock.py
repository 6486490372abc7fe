"""Instants. Business time is handed down as `at`; no rule ever reads a clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def require_aware(instant: datetime) -> datetime:
    """The same instant; ValueError when it has no zone, because a naive time means nothing here."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"{instant!r} has no time zone")
    return instant


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC; ValueError when it has no zone."""
    return require_aware(instant).astimezone(UTC)


def full_hour(at: datetime) -> datetime:
    """When the hour began that it is, in the zone of `at`."""
    return at.replace(minute=0, second=0, microsecond=0)


def next_at(at: datetime, zone: ZoneInfo, shows: time) -> datetime:
    """When a clock of that zone shows this next, later than `at`; where it shows it twice in a night, the second time."""
    local = at.astimezone(zone)
    today = datetime.combine(local.date(), shows, zone).replace(fold=1)
    return today if today > local else (today + timedelta(days=1)).replace(fold=1)


def tomorrow_at(at: datetime, zone: ZoneInfo, shows: time) -> datetime:
    """When a clock of that zone shows this on the day after the one that it is there."""
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), shows, zone)
