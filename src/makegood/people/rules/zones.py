"""In which time zone somebody lives, as far as that is known without guessing. Pure: what was noted of them in, the zone's name out.

Never guesses: a country with several zones, a telephone number that may ring in several, and what contradicts itself leave the brand's zone.
"""

from collections.abc import Iterable
from datetime import time
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

from makegood.people.types import Fact, Identity, IdentityKind

ZONE, COUNTRY = "zone", "country"  # kinds of facts, by us or told by another system; the value is under the same name
QUIET = "quiet_hours"  # a kind of fact; its value holds "from" and "until", as in "21:00"
KINDS = (ZONE, f"told.{ZONE}", COUNTRY, f"told.{COUNTRY}")


def is_zone(name: object) -> bool:
    """Whether this is the name of a time zone (IANA), as in "Europe/Lisbon"."""
    if not isinstance(name, str) or not name or name.startswith("Etc/Unk"):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def zone_of(*, identities: Iterable[Identity], facts: Iterable[Fact], otherwise: str) -> str:
    """Their zone: the one they told us last; else that of the country they told us last, where it has but one; else that of their telephone
    numbers, where they all ring in one; else the one handed in. The zones of countries and numbers are Google's libphonenumber's."""
    noted = sorted(facts, key=lambda one: one.at)
    told = [one.value.get(ZONE) for one in noted if one.kind in KINDS[:2]]
    for zone in reversed(told):
        if isinstance(zone, str) and is_zone(zone):
            return zone
    countries = [one.value.get(COUNTRY) for one in noted if one.kind in KINDS[2:]]
    if countries and (only := of_country(str(countries[-1]))):
        return only
    rung = {of_number(one.value) for one in identities if one.kind is IdentityKind.PHONE}
    return next(iter(rung)) or otherwise if len(rung) == 1 else otherwise


def quiet_of(facts: Iterable[Fact]) -> tuple[time, time] | None:
    """The quiet hours that they wished for last, None where they never did or took the wish back."""
    said = max((one for one in facts if one.kind == QUIET), key=lambda one: one.at, default=None)
    if said is None or not said.value.get("from"):
        return None
    return time.fromisoformat(str(said.value["from"])), time.fromisoformat(str(said.value["until"]))


def of_country(country: str) -> str:
    """The zone of a country (ISO 3166, two letters), '' where it has several or shares its numbers with another."""
    code = phonenumbers.country_code_for_region(country.upper()) if country else 0
    if not code or len(phonenumbers.region_codes_for_country_code(code)) != 1:
        return ""
    return _only(timezone.time_zones_for_geographical_number(phonenumbers.PhoneNumber(country_code=code, national_number=0)))


def of_number(number: str) -> str:
    """The zone where a number (E.164) rings, '' where it may ring in several."""
    try:
        return _only(timezone.time_zones_for_number(phonenumbers.parse(number)))
    except phonenumbers.NumberParseException:
        return ""


def _only(zones: Iterable[str]) -> str:
    found = [zone for zone in zones if is_zone(zone)]
    return found[0] if len(found) == 1 else ""
