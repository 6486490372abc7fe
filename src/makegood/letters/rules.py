"""What a card may be, when it must be printed, and how an address stands on an envelope. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from makegood.kernel.refusals import Refusal
from makegood.letters.types import Postal

POST_DAYS = 3  # working days of the post, Monday to Saturday, from printing to the letter box
SUNDAY = 6
MOST_LINE, MOST_LINES, LONGEST_LINE = 600, 5, 60
MOST_KEY = 200
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"greeting": "Dear {name},", "plain": "Hello,", "closing": "Warmly,"},
    "de": {"greeting": "Guten Tag {name},", "plain": "Guten Tag,", "closing": "Herzliche Grüße"},
}
_BLANKS = re.compile(r"[^\S\n]+")


def print_on(arrive_on: date | None, *, today: date) -> date:
    """The latest day on which a card is printed to be there in time: three days of the post earlier, Sundays not counted; today where that has
    passed or no day was named."""
    if arrive_on is None:
        return today
    day, left = arrive_on, POST_DAYS
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() != SUNDAY
    return max(day, today)


def check_line(line: str) -> str:
    """The line as it will be printed. Refuses ("letter_malformed") none, one that does not fit on the card, and signs that no paper shows."""
    clean = _BLANKS.sub(" ", line.replace("\r\n", "\n")).strip()
    why = ""
    if not clean:
        why = "write the line that is theirs"
    elif len(clean) > MOST_LINE:
        why = f"at most {MOST_LINE} letters fit"
    elif not all(one.isprintable() or one == "\n" for one in clean):
        why = "it holds signs that cannot be printed"
    if why:
        raise Refusal("letter_malformed", f"line: {why}.", {"line": why})
    return clean


def check_postal(lines: Sequence[str], country: str) -> Postal:
    """An address as it is kept. Refuses ("address_malformed") one that no postman could read."""
    clean = tuple(found for one in lines if (found := " ".join(one.split())))
    wrong: dict[str, str] = {}
    if not 2 <= len(clean) <= MOST_LINES:
        wrong["lines"] = f"2 to {MOST_LINES} lines below the name: street, then postcode and place"
    elif any(len(one) > LONGEST_LINE or not one.isprintable() for one in clean):
        wrong["lines"] = f"each line at most {LONGEST_LINE} letters"
    if not re.fullmatch(r"[A-Z]{2}", country.strip().upper()):
        wrong["country"] = "two letters, like GB or DE"
    if wrong:
        field, why = next(iter(wrong.items()))
        raise Refusal("address_malformed", f"{field}: {why}.", wrong)
    return Postal(clean, country.strip().upper())


def on_envelope(postal: Postal, *, home: str) -> tuple[str, ...]:
    """The lines below the name. The country goes last, in English capitals as the Universal Postal Union asks, where it is not the brand's."""
    if not home or postal.country == home:
        return postal.lines
    return (*postal.lines, COUNTRIES.get(postal.country, postal.country))


def words(language: str, name: str) -> tuple[str, str]:
    """The greeting and the closing of a card in their language; English where we have none of it."""
    told = _WORDS.get(language[:2].lower(), _WORDS["en"])
    return (told["greeting"].format(name=name) if name else told["plain"]), told["closing"]


def day_in_words(on: date, language: str) -> str:
    """A day as it stands on a letter: “2 March 2026”, “2. März 2026”."""
    tongue = "de" if language[:2].lower() == "de" else "en"
    month = _MONTHS[tongue].split()[on.month - 1]
    return f"{on.day}. {month} {on.year}" if tongue == "de" else f"{on.day} {month} {on.year}"


_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
COUNTRIES = {
    "AT": "AUSTRIA", "AU": "AUSTRALIA", "BE": "BELGIUM", "BG": "BULGARIA", "CA": "CANADA", "CH": "SWITZERLAND", "CY": "CYPRUS",
    "CZ": "CZECHIA", "DE": "GERMANY", "DK": "DENMARK", "EE": "ESTONIA", "ES": "SPAIN", "FI": "FINLAND", "FR": "FRANCE",
    "GB": "UNITED KINGDOM", "GR": "GREECE", "HR": "CROATIA", "HU": "HUNGARY", "IE": "IRELAND", "IS": "ICELAND", "IT": "ITALY",
    "LI": "LIECHTENSTEIN", "LT": "LITHUANIA", "LU": "LUXEMBOURG", "LV": "LATVIA", "MT": "MALTA", "NL": "NETHERLANDS", "NO": "NORWAY",
    "PL": "POLAND", "PT": "PORTUGAL", "RO": "ROMANIA", "RS": "SERBIA", "SE": "SWEDEN", "SI": "SLOVENIA", "SK": "SLOVAKIA",
    "TR": "TÜRKİYE", "UA": "UKRAINE", "US": "UNITED STATES OF AMERICA",
}  # fmt: skip
