"""Feasts at which people may choose to be greeted, and their days in each year. Pure; the days are python-holidays' and dateutil's.

Nobody's feast is guessed from a name, a language or an address: a person names those at which they wish to be greeted. A feast whose day differs
from country to country is kept by the country that the person told; without one, by no day at all.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter


@dataclass(frozen=True, slots=True)
class Feast:
    """`by_country`: its day depends on the country, and is looked for among that country's holidays by these English words. `from_country`: the
    calendar of this country says the day, whoever keeps it. `estimated`: the day hangs on the moon and is told beforehand by reckoning."""

    name: str
    en: str
    de: str
    fixed: tuple[int, int] | None = None
    reckoned: Callable[[int], date] | None = None
    calendar: str = ""
    words: str = ""
    by_country: bool = False
    estimated: bool = False


def _western(year: int) -> date:
    return date.fromordinal(easter(year, EASTER_WESTERN).toordinal())


def _orthodox(year: int) -> date:
    return date.fromordinal(easter(year, EASTER_ORTHODOX).toordinal())


ALL = (
    Feast("new_year", "New Year", "Neujahr", fixed=(1, 1)),
    Feast("orthodox_christmas", "Orthodox Christmas", "Orthodoxe Weihnacht", fixed=(1, 7)),
    Feast("lunar_new_year", "Lunar New Year", "Mondneujahr", calendar="SG", words="Chinese New Year"),
    Feast("easter", "Easter", "Ostern", reckoned=_western),
    Feast("orthodox_easter", "Orthodox Easter", "Orthodoxe Ostern", reckoned=_orthodox),
    Feast("passover", "Passover", "Pessach", calendar="IL", words="Pesach"),
    Feast("vesak", "Vesak Day", "Vesakh", calendar="SG", words="Vesak Day"),
    Feast("eid_al_fitr", "Eid al-Fitr", "Zuckerfest", calendar="SG", words="Eid al-Fitr", estimated=True),
    Feast("eid_al_adha", "Eid al-Adha", "Opferfest", calendar="SG", words="Eid al-Adha", estimated=True),
    Feast("rosh_hashanah", "Rosh Hashanah", "Rosch ha-Schana", calendar="IL", words="Rosh Hashanah"),
    Feast("diwali", "Diwali", "Diwali", calendar="IN", words="Diwali"),
    Feast("christmas", "Christmas", "Weihnachten", fixed=(12, 25)),
    Feast("thanksgiving", "Thanksgiving", "Thanksgiving", words="Thanksgiving", by_country=True),
    Feast("labor_day", "Labour Day", "Tag der Arbeit", words="Labo", by_country=True),
)
_WHERE_MOST_LIVE = {"CA": "ON"}  # where a feast is kept by parts of a country, it is read from this one
BY_NAME: Mapping[str, Feast] = {one.name: one for one in ALL}
COUNTRY_BOUND = tuple(one.name for one in ALL if one.by_country)


@lru_cache(maxsize=4_096)
def in_year(name: str, year: int, country: str = "") -> tuple[date, ...]:
    """The days of a feast in a year (in that country, where it depends on one): mostly one, none where it is not kept there, two of a feast that
    goes by the moon now and then."""
    feast = BY_NAME[name]
    if feast.fixed:
        return (date(year, *feast.fixed),)
    if feast.reckoned:
        return (feast.reckoned(year),)
    return _from_calendar(country.upper() if feast.by_country else feast.calendar, feast.words, year)


def days(name: str, *, start: date, end: date, country: str = "") -> list[tuple[str, date]]:
    """The occurrences in [start, end): what each is called ("easter 2027", "eid_al_fitr 2033 again") and its day."""
    found = []
    for year in range(start.year, end.year + 1):
        for nth, on in enumerate(in_year(name, year, country)):
            if start <= on < end:
                found.append((f"{name} {year}{' again' if nth else ''}", on))
    return found


def _from_calendar(country: str, words: str, year: int) -> tuple[date, ...]:
    """The first day of each time it is kept: a feast of three days is one."""
    if country not in _countries():
        return ()
    told = _calendar(country, year)
    kept = sorted(on for on, name in told.items() if on.year == year and _is(words, name))
    return tuple(on for at, on in enumerate(kept) if at == 0 or (on - kept[at - 1]).days > 7)


def _is(words: str, name: str) -> bool:
    return words.lower() in name.lower() and "observed" not in name.lower()


@lru_cache(maxsize=512)
def _calendar(country: str, year: int) -> Mapping[date, str]:
    import holidays

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # years for which a calendar of the moon is not reckoned yet: then it has no day
            found = holidays.country_holidays(country, subdiv=_WHERE_MOST_LIVE.get(country), years=year, language="en_US")
            return dict(found.items())
    except (NotImplementedError, KeyError, ValueError):
        return {}


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    import holidays

    return frozenset(holidays.list_supported_countries())
