"""A file of entrants, as text: which column is what by its name, each row an entry or what is wrong with it. Pure."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

from makegood.contests.types import EntryIn, How
from makegood.kernel.refusals import Refusal
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
_YES = frozenset({"yes", "y", "true", "1", "x", "on", "ja", "oui", "si", "agreed"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says. `wrong` are rows that could not be taken: which, and why; never their words."""

    entries: tuple[EntryIn, ...]
    wrong: tuple[tuple[int, str], ...]


def read(text: str, *, name: str, network: str, zone: str, at: datetime) -> Sheet:
    """The rows of a CSV file with a line of names, comma, semicolon or tab between. `network` stands before handles that name none; `zone` is of
    times that name none. Refuses ("no_header") a file in which nothing says who somebody is, and ("too_many_rows")."""
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
            entries.append(_entry(told, number, name, network, zone, at))
        except ValueError as why:
            wrong.append((number, str(why)))
    return Sheet(tuple(entries), tuple(wrong))


def _columns(names: list[str]) -> dict[str, int]:
    plain = ["".join(letter for letter in name.casefold() if letter.isalnum()) for name in names]
    found: dict[str, int] = {}
    for field, known in _KNOWN.items():
        place = next((plain.index(one) for one in known.split() if one in plain), None)
        if place is not None:
            found[field] = place
    return found


def _entry(told: dict[str, str], number: int, name: str, network: str, zone: str, at: datetime) -> EntryIn:
    addresses = []
    if handle := told.get("handle", ""):
        whole = handle if ":" in handle else f"{network}:{handle.lstrip('@')}"
        addresses.append(Address(IdentityKind.HANDLE, whole, told.get("name", "")))
    if told.get("email"):
        addresses.append(Address(IdentityKind.EMAIL, told["email"], told.get("name", "")))
    if told.get("phone"):
        addresses.append(Address(IdentityKind.PHONE, told["phone"], told.get("name", "")))
    if not addresses:
        raise ValueError("it names no e-mail, telephone or account")
    if told.get("email"):  # where they said that they may be written to
        addresses.sort(key=lambda one: one.kind is not IdentityKind.EMAIL)
    said_at = _instant(told["at"], zone) if told.get("at") else at
    proof = f"row {number} of {name}" + (f"; {told['proof']}" if told.get("proof") else "")
    return EntryIn(
        key=f"{addresses[0].kind}:{addresses[0].value.casefold()} {said_at.isoformat()}"[:300],
        how=How.ENTERED,
        addresses=tuple(addresses),
        at=said_at,
        agreed=told.get("agreed", "").casefold() in _YES,
        proof=proof[:500],
        answer=told.get("answer", "")[:2_000],
        trap=told.get("trap", "")[:200],
    )


def _instant(text: str, zone: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("its time is none: write it as in 2026-03-01 18:05") from None
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
