"""When exactly it is over: words about a time as the instants that they can mean. Pure; never reads a clock.

Of two readings the customer gets the later, and the page says so. Words have several readings where a zone's letters are not what clocks
there show that day ("CST" in summer), where they are said in several countries, and where an hour comes twice or is skipped. The second or
minute that is named last still belongs to it: until 11:59:59 pm is until midnight.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

from makegood.kernel.refusals import Refusal
from makegood.sales.rules import zones
from makegood.sales.rules.zones import Meaning

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)
FIRST_YEAR, LAST_YEAR = 1970, 2199


class How(StrEnum):
    """How words are read."""

    TO_THE_LETTER = "to_the_letter"  # by the offset that the letters stand for
    BY_THE_CLOCKS = "by_the_clocks"  # by what clocks in the place show that day


class Doubt(StrEnum):
    """Why words have more than one reading."""

    NONE = ""
    NOT_IN_FORCE = "not_in_force"  # the letters are not what clocks there are called that day
    COUNTRIES = "countries"  # the letters are said in several countries
    TWICE = "twice"  # clocks go back: it comes twice
    SKIPPED = "skipped"  # clocks go forward: it does not come at all


@dataclass(frozen=True, slots=True)
class Reading:
    """One instant that the words can mean, how it was read, and the place whose clocks were looked at (None for a bare offset)."""

    at: datetime
    how: How
    place: str | None


@dataclass(frozen=True, slots=True)
class Meant:
    """What words about a time mean. `readings`: each instant once, the earliest first. `at` is the one that counts, the latest; `over_at` is
    the first instant that does not belong to it any more."""

    local: datetime
    zone: str
    readings: tuple[Reading, ...]
    doubt: Doubt

    @property
    def counts(self) -> Reading:
        return self.readings[-1]

    @property
    def at(self) -> datetime:
        return self.counts.at

    @property
    def over_at(self) -> datetime:
        return self.at + named_last(self.local)

    @property
    def by_how_much(self) -> timedelta:
        """How much later the one that counts is than the earliest."""
        return self.readings[-1].at - self.readings[0].at


def read(local: datetime, zone: str, *, home: str) -> Meant:
    """What a local time with a zone behind it means in a brand whose own zone is `home` (an IANA name).

    Refuses ("bad_zone") letters that stand for nothing, ("bad_time") a time that carries an offset of its own beside its zone, and years
    before 1970 or after 2199.
    """
    if local.tzinfo is not None:
        raise _bad("write the time of day alone: its zone is named apart", "has a zone of its own")
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise _bad(f"the year {local.year} is a slip of the pen", "year out of range")
    meant = zones.meanings(zone, local, home=home)
    found: dict[datetime, Reading] = {}
    for meaning in meant:
        for one in _readings(local, meaning):
            found.setdefault(one.at, one)
    readings = tuple(found[at] for at in sorted(found))
    return Meant(local, zone.strip(), readings, _doubt(local, meant, readings))


def parse(text: str, *, field: str = "ends") -> datetime:
    """A local time out of "2008-03-26T23:59:59", "2008-03-26 23:59" or "2008-03-26" (the whole day). Refuses ("bad_time") what is none, and
    days that no calendar has, naming `field`."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as no:
        said = str(no)
        why = "is no day of the calendar" if "day is out of range" in said or "month must be" in said else "is no time"
        sentence = f"{field}: “{text[:40]}” {why}. Write it like 2026-03-31T23:59:59."
        raise Refusal("bad_time", sentence, {field: why}) from None
    return found if len(text.strip()) > 10 else found.replace(hour=23, minute=59, second=59)


def _readings(local: datetime, meaning: Meaning) -> list[Reading]:
    found = []
    if meaning.minutes is not None:
        literal = local.replace(tzinfo=timezone(timedelta(minutes=meaning.minutes)))
        found.append(Reading(literal.astimezone(UTC), How.TO_THE_LETTER, meaning.place))
    if meaning.place is not None:
        clocks = zones.place_of(meaning.place)
        both = {local.replace(tzinfo=clocks, fold=fold).astimezone(UTC) for fold in (0, 1)}
        found += [Reading(at, How.BY_THE_CLOCKS, meaning.place) for at in sorted(both)]
    return found


def _doubt(local: datetime, meant: tuple[Meaning, ...], readings: tuple[Reading, ...]) -> Doubt:
    if len(readings) == 1:
        return Doubt.NONE
    if len({one.place for one in meant}) > 1:
        return Doubt.COUNTRIES
    clocks = [one.at for one in readings if one.how is How.BY_THE_CLOCKS]
    place = readings[-1].place
    if len(clocks) > 1 and place is not None:
        back = clocks[-1].astimezone(zones.place_of(place)).replace(tzinfo=None, fold=0)
        return Doubt.TWICE if back == local else Doubt.SKIPPED
    return Doubt.NOT_IN_FORCE


def named_last(local: datetime) -> timedelta:
    """What still belongs to it: the second or the minute that was named last, where it is the last of its hour; else nothing."""
    if local.second == 59:
        return _SECOND - timedelta(microseconds=local.microsecond)
    return _MINUTE if local.minute == 59 and not local.second else timedelta()


def _bad(sentence: str, why: str) -> Refusal:
    return Refusal("bad_time", f"ends: {sentence}.", {"ends": why})
