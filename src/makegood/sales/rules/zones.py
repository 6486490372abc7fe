"""What the letters behind a time of day stand for: "CST", "MESZ", "ET", "UTC-6". Pure tables and one reading of them.

The table holds what the tz data of 2000 and later call their clocks, one place for each meaning (iana.org/time-zones; a test compares). An
abbreviation is no place: "IST" is said in Kolkata, in Dublin and in Jerusalem. Never guesses a zone from anything but its own letters and the
brand's home.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from makegood.kernel.refusals import Refusal

_FURTHEST = 14 * 60  # minutes from UTC, either way: Kiritimati
_OFFSET = re.compile(r"(?:UTC|GMT)?([+\-−])(\d{1,2})(?::?([0-5]\d))?", re.ASCII)
_TABLE: dict[str, tuple[tuple[int, str], ...]] = {  # minutes from UTC, and a place where they are kept
    "ACDT": ((630, "Australia/Adelaide"),),
    "ACST": ((570, "Australia/Adelaide"),),
    "ADT": ((-180, "America/Halifax"),),
    "AEDT": ((660, "Australia/Sydney"),),
    "AEST": ((600, "Australia/Sydney"),),
    "AKDT": ((-480, "America/Anchorage"),),
    "AKST": ((-540, "America/Anchorage"),),
    "AST": ((-240, "America/Halifax"),),
    "AWDT": ((540, "Australia/Perth"),),
    "AWST": ((480, "Australia/Perth"),),
    "BST": ((60, "Europe/London"),),
    "CAT": ((120, "Africa/Maputo"),),
    "CDT": ((-300, "America/Chicago"), (-240, "America/Havana")),
    "CEST": ((120, "Europe/Berlin"),),
    "CET": ((60, "Europe/Berlin"),),
    "CHST": ((600, "Pacific/Guam"),),
    "CST": ((-360, "America/Chicago"), (-300, "America/Havana"), (480, "Asia/Shanghai")),
    "EAT": ((180, "Africa/Nairobi"),),
    "EDT": ((-240, "America/New_York"),),
    "EEST": ((180, "Europe/Athens"),),
    "EET": ((120, "Europe/Athens"),),
    "EST": ((-300, "America/New_York"),),
    "GMT": ((0, "Europe/London"),),
    "GST": (
        (240, "Asia/Dubai"),
        (600, "Pacific/Guam"),
    ),  # as people of the Gulf write it; the tz data knows Guam's of before 2001
    "HDT": ((-540, "America/Adak"),),
    "HKT": ((480, "Asia/Hong_Kong"),),
    "HST": ((-600, "Pacific/Honolulu"),),
    "IDT": ((180, "Asia/Jerusalem"),),
    "IST": ((330, "Asia/Kolkata"), (60, "Europe/Dublin"), (120, "Asia/Jerusalem")),
    "JST": ((540, "Asia/Tokyo"),),
    "KST": ((540, "Asia/Seoul"), (510, "Asia/Pyongyang")),  # the latter from 2015 to 2018
    "MDT": ((-360, "America/Denver"),),
    "MESZ": ((120, "Europe/Berlin"),),
    "MEZ": ((60, "Europe/Berlin"),),
    "MSD": ((240, "Europe/Moscow"),),
    "MSK": ((180, "Europe/Moscow"), (240, "Europe/Moscow")),  # the latter from 2011 to 2014
    "MST": ((-420, "America/Denver"),),
    "NDT": ((-150, "America/St_Johns"),),
    "NST": ((-210, "America/St_Johns"),),
    "NZDT": ((780, "Pacific/Auckland"),),
    "NZST": ((720, "Pacific/Auckland"),),
    "PDT": ((-420, "America/Los_Angeles"),),
    "PKST": ((360, "Asia/Karachi"),),
    "PKT": ((300, "Asia/Karachi"),),
    "PST": ((-480, "America/Los_Angeles"), (480, "Asia/Manila")),
    "SAST": ((120, "Africa/Johannesburg"),),
    "SST": ((-660, "Pacific/Pago_Pago"),),
    "UTC": ((0, "Etc/UTC"),),
    "WAT": ((60, "Africa/Lagos"),),
    "WEST": ((60, "Europe/Lisbon"),),
    "WET": ((0, "Europe/Lisbon"),),
    "WIB": ((420, "Asia/Jakarta"),),
    "WIT": ((540, "Asia/Jayapura"),),
    "WITA": ((480, "Asia/Makassar"),),
    "Z": ((0, "Etc/UTC"),),
}
_CLOCKS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that the letters can stand for: so many minutes from UTC (None where only a place's clocks are meant), and the place whose
    clocks whoever writes them looks at (None where a bare offset is written)."""

    minutes: int | None
    place: str | None


def meanings(zone: str, local: datetime, *, home: str) -> tuple[Meaning, ...]:
    """What `zone` can stand for at this local time, as written in a brand whose own zone is `home`.

    A place ("America/Chicago") is its clocks. An abbreviation that the brand's own clocks use in that year is the brand's; otherwise all the
    places on the brand's continent where it is in use, else all there are. Refuses ("bad_zone") letters that stand for nothing.
    """
    said = zone.strip()
    if said in _CLOCKS:
        return (Meaning(None, _CLOCKS[said]),)
    if said.upper() in _TABLE:
        return _of_abbreviation(said.upper(), local, home)
    offset = _OFFSET.fullmatch(said)
    if offset is not None:
        return (Meaning(_minutes(zone, offset), None),)
    place_of(said)
    return (Meaning(None, said),)


def place_of(name: str) -> ZoneInfo:
    """The clocks of a place by its name in the tz data. Refuses ("bad_zone") any other."""
    try:
        if "/" in name:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise _unknown(name)


def known() -> dict[str, tuple[tuple[int, str], ...]]:
    """The table, for whoever compares it with the tz data."""
    return dict(_TABLE)


def _of_abbreviation(said: str, local: datetime, home: str) -> tuple[Meaning, ...]:
    own = _at_home(said, local.year, home)
    if own:
        return tuple(Meaning(minutes, home) for minutes in own)
    near = [one for one in _TABLE[said] if one[1].partition("/")[0] == home.partition("/")[0]]
    return tuple(Meaning(minutes, place) for minutes, place in near or _TABLE[said])


def _at_home(said: str, year: int, home: str) -> list[int]:
    """The offsets (minutes) at which the brand's own clocks are called so in some month of that year."""
    clocks = place_of(home) if "/" in home else None
    if clocks is None:
        return []
    there = [datetime(year, month, 15, 12, tzinfo=clocks) for month in range(1, 13)]
    return sorted({int(one.utcoffset().total_seconds() // 60) for one in there if (one.tzname() or "").upper() == said})  # type: ignore[union-attr]


def _minutes(zone: str, offset: "re.Match[str]") -> int:
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    if minutes > _FURTHEST:
        raise _unknown(zone)
    return minutes if offset[1] == "+" else -minutes


def _unknown(zone: str) -> Refusal:
    sentence = (
        f"zone: “{zone[:40]}” is no time zone. Write a place (America/Chicago), what clocks there are called (CST), or UTC-6."
    )
    return Refusal("bad_zone", sentence, {"zone": "unknown"})
