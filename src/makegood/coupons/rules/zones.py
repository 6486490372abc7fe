"""How the end of a pool is said: an instant in a named zone. Pure. Which of two readings of a name counts is not decided here."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from makegood.coupons.types import Terms
from makegood.kernel import calendar

_SAID = {"en": "{day} {number} {month} {year}, {clock} ({zone})", "de": "{day}, {number}. {month} {year}, {clock} Uhr ({zone})"}
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII)


def known(zone: str) -> bool:
    """Whether an instant can be said in it."""
    return of(zone) is not None


@lru_cache(maxsize=256)
def of(zone: str) -> tzinfo | None:
    """The zone of this name: an IANA one, or an offset from UTC (UTC-6, UTC+05:30, −6). None for any other word."""
    told = zone.strip().replace("\u2212", "-")
    if told.upper() in ("UTC", "GMT", "Z"):
        return UTC
    if found := _OFFSET.fullmatch(told.upper()):
        length = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(-length if found[1] == "-" else length, told) if length <= timedelta(hours=14) else None
    return ZoneInfo(told) if told in available_timezones() else None


def end_in_words(terms: Terms, language: str = "en") -> str:
    """The end as people read it: “Wednesday 26 March 2008, 23:59:59 (UTC-6)”, “Mittwoch, 26. März 2008, 23:59:59 Uhr (UTC-6)”. The last moment before
    midnight is named, not midnight itself, of which nobody knows to which day it belongs. English in every language but German."""
    return terms.until_words.strip() or instant_in_words(terms.valid_until, terms.zone, language)


def last_moment(until: datetime, zone: str) -> datetime:
    """An end by its zone's clock (UTC where the zone is only a word): the last second before midnight in place of midnight."""
    local = until.astimezone(of(zone) or UTC)
    return local - timedelta(seconds=1) if (local.hour, local.minute, local.second) == (0, 0, 0) else local


def instant_in_words(until: datetime, zone: str, language: str = "en") -> str:
    """An end in a zone; in UTC where the zone is only a word."""
    there, local = of(zone), last_moment(until, zone)
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    language = language if language in _SAID else "en"
    return _SAID[language].format(
        day=calendar.WEEKDAYS[language][local.weekday()],
        number=local.day,
        month=calendar.MONTHS[language][local.month - 1],
        year=local.year,
        clock=clock,
        zone=zone if there else "UTC",
    )
