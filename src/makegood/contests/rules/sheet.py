"""A file of entrants, as text: which column is what by its name, each row an entry or what is wrong with it. Pure."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

from makegood.contests.types import EntryIn, How
from makegood.kernel.refusals import Refusal
from makegood.people.rules.addresses import normalise
from makegood.people.types import Address, IdentityKind

MOST_ROWS = 20_000
_KNOWN = {
    "email": "email mail emailaddress epost correo",
    "phone": "phone telephone mobile telefon handy",
    "handle": "handle account screenname username profile",
    "name": "name fullname displayname vorname",
    "at": "at enteredat entered submitted submittedat date datum timestamp createdat",
    "agreed": "agreed consent optin newsletter einwilligung zustimmung",
    "proof": "proof where source url page ip quelle",
    "answer": "answer comment text message antwort kommentar",
    "trap": "website homepage honeypot",
}
FIELDS = tuple(_KNOWN)
_SAID = {IdentityKind.EMAIL: "e-mail address", IdentityKind.PHONE: "telephone number", IdentityKind.HANDLE: "account"}
_YES = frozenset({"yes", "y", "true", "1", "x", "on", "ja", "oui", "si", "agreed"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says. `wrong` are rows that could not be taken: which, and why; never their words."""

    entries: tuple[EntryIn, ...]
    wrong: tuple[tuple[int, str], ...]


def read(text: str, *, name: str, network: str, region: str, zone: str, at: datetime) -> Sheet:
    """The rows of a CSV file with a line of names, comma, semicolon or tab between. `network` stands before handles that name none; `zone` is of
    times that name none, `region` of telephones without a country code. Refuses ("no_header") a file in which nothing says who somebody is, and
    ("too_many_rows")."""
    lines = text.lstrip("\ufeff")
    first = lines.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    rows = list(csv.reader(StringIO(lines), delimiter=mark))
    columns = _columns(rows[0] if rows else [])
    if not columns.keys() & {"email", "phone", "handle"}:
        raise Refusal("no_header", "file: its first line must name a column email, phone or handle.", {"file": "no such column"})
    if len(rows) > MOST_ROWS:
        raise Refusal("too_many_rows", f"file: at most {MOST_ROWS:,} rows at once; cut it into parts.", {"file": "too long"})
    entries: list[EntryIn] = []
    wrong: list[tuple[int, str]] = []
    for number, row in enumerate(rows[1:], start=2):
        told = {field: row[place].strip() for field, place in columns.items() if place < len(row)}
        if not any(told.values()):
            continue
        try:
            said_at = _instant(told["at"], zone) if told.get("at") else None
            entries.append(entry(told, row=f"row {number} of {name}", network=network, region=region, said_at=said_at, at=at))
        except ValueError as why:
            wrong.append((number, str(why)))
    return Sheet(tuple(entries), tuple(wrong))


def entry(
    told: Mapping[str, str],
    *,
    row: str,
    network: str,
    region: str,
    said_at: datetime | None,
    at: datetime,
    how: How = How.ENTERED,
) -> EntryIn:
    """One row as an entry, by the fields of `FIELDS`; `row` names it in the proof, `at` stands where it says no time. Told again by the page or by an
    import it has the same key. ValueError, with why, where it names nobody who can be known by it."""
    who = _addresses(told, network, region)
    # a row that says no time is the same entry whenever it is told
    when = f" {said_at.isoformat()}" if said_at else ""
    first = f"{who[0].kind}:{who[0].value.casefold()}"
    return EntryIn(
        key=f"{'follows ' if how is How.FOLLOWS else ''}{first}{when}"[:300],
        how=how,
        addresses=who,
        at=said_at or at,
        agreed=told.get("agreed", "").casefold() in _YES,
        proof=(row + (f"; {told['proof']}" if told.get("proof") else ""))[:500],
        answer=told.get("answer", "")[:2_000],
        trap=told.get("trap", "")[:200],
    )


def _addresses(told: Mapping[str, str], network: str, region: str) -> tuple[Address, ...]:
    """Those that are addresses, the one by which they may be written to first; a malformed one beside a good one is left out."""
    named, called = [], told.get("name", "")
    if handle := told.get("handle", ""):
        whole = handle if ":" in handle else f"{network}:{handle.lstrip('@')}"
        named.append(Address(IdentityKind.HANDLE, whole, called))
    if told.get("email"):
        named.append(Address(IdentityKind.EMAIL, told["email"], called))
    if told.get("phone"):
        named.append(Address(IdentityKind.PHONE, told["phone"], called))
    if not named:
        raise ValueError("it names no e-mail, telephone or account")
    found = [one for one in named if _is_one(one, region)]
    if not found:
        raise ValueError(f"its {_SAID[named[0].kind]} is none")
    return tuple(sorted(found, key=lambda one: one.kind is not IdentityKind.EMAIL))  # where they said that they may be written to


def _is_one(address: Address, region: str) -> bool:
    try:
        normalise(address.kind, address.value, region=region)
    except Refusal:
        return False
    return True


def _columns(names: list[str]) -> dict[str, int]:
    plain = ["".join(letter for letter in name.casefold() if letter.isalnum()) for name in names]
    found: dict[str, int] = {}
    for field, known in _KNOWN.items():
        place = next((plain.index(one) for one in known.split() if one in plain), None)
        if place is not None:
            found[field] = place
    return found


def _instant(text: str, zone: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("its time is none: write it as in 2026-03-01 18:05") from None
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
