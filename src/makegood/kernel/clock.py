"""Instants. Business time is handed down as `at`; no rule ever reads a clock."""

from datetime import UTC, datetime


def require_aware(instant: datetime) -> datetime:
    """The same instant; ValueError when it has no zone, because a naive time means nothing here."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"{instant!r} has no time zone")
    return instant


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC; ValueError when it has no zone."""
    return require_aware(instant).astimezone(UTC)
