"""Instants as people say them, in the languages of the house, with the place whose clock is meant. Pure."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from makegood.coupons.rules import zones
from makegood.kernel import calendar

LANGUAGES = ("en", "de")
_DAY_AND_TIME = {
    "en": "{day}, {number} {month}, {time} ({zone} time)",
    "de": "{day}, {number}. {month}, {time} Uhr (Zeit von {zone})",
}
_LITERAL = {"en": "{day}, {number} {month}, {time} {zone}", "de": "{day}, {number}. {month}, {time} Uhr {zone}"}


def known(language: str) -> str:
    """The language of the house that this one is, English where it is none."""
    short = language[:2].lower()
    return short if short in LANGUAGES else "en"


def day_and_time(instant: datetime, zone: str, language: str) -> str:
    """“Friday, 27 November, 20:10 (London time)”; “20:10 UTC-6” where an offset is meant, and in UTC where the zone is only a word."""
    there = zones.of(zone)
    language, local, zone = known(language), instant.astimezone(there or UTC), zone if there else "UTC"
    place = zone.rpartition("/")[2].replace("_", " ")
    words = _DAY_AND_TIME if "/" in zone else _LITERAL
    return words[language].format(
        day=calendar.WEEKDAYS[language][local.weekday()],
        number=local.day,
        month=calendar.MONTHS[language][local.month - 1],
        time=f"{local:%H:%M}",
        zone=place,
    )


def end(instant: datetime, zone: str, language: str) -> str:
    """An end as `day_and_time` says it; the last second before midnight in place of midnight, of which nobody knows to which day it belongs."""
    last = zones.last_moment(instant, zone)
    said = day_and_time(last, zone, language)
    return said if last == instant else said.replace("23:59", "23:59:59")


def from_to(began: datetime, ended: datetime, zone: str, language: str) -> tuple[str, str]:
    """Both ends of a stretch; of one that ends on its day the day, and the place whose clock it is, are said once: “Friday, 27 November, 20:10” and “21:40 (London
    time)”."""
    there, language = zones.of(zone) or UTC, known(language)
    first, last = day_and_time(began, zone, language), day_and_time(ended, zone, language)
    if began.astimezone(there).date() != ended.astimezone(there).date():
        return first, last
    hour, end = f"{began.astimezone(there):%H:%M}", f"{ended.astimezone(there):%H:%M}"
    day, _, after = first.rpartition(hour)
    return f"{day}{hour}", f"{end}{after}"


def clock(instant: datetime, zone: str) -> str:
    """“20:10”."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"
