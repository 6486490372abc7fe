"""Rows into a contest's entrants and followers: one row, one entry, by the same rules as a file that is taken in on the desk."""

from collections.abc import Sequence
from datetime import datetime

from makegood.commands.importing.mapping import Mapping
from makegood.commands.importing.shaping import Bad, Row, Shaped
from makegood.commands.importing.told import Fields
from makegood.commands.importing.values import BadValue
from makegood.contests.rules import sheet
from makegood.contests.types import How
from makegood.flows.history import Told

NETWORK = "handle"  # stands before an account that names no network, as on the desk
_HOW = {"entrants": How.ENTERED, "followers": How.FOLLOWS}


def shape(fields: Fields, places: Sequence[int], mapping: Mapping, *, file: str, region: str, at: datetime) -> Shaped:
    """Entries; `at` stands where a row says no time. The proof of what they agreed to names the file and the row."""
    shaped, how = Shaped(), _HOW[mapping.what]
    for i, place in enumerate(places):
        row = Row(fields, i)
        told = {name: row.text(name) for name in sheet.FIELDS if row.text(name)}
        try:
            said_at = row.instant("at", mapping.times)
            one = sheet.entry(told, row=f"row {place} of {file}", network=NETWORK, region=region, said_at=said_at, at=at, how=how)
        except BadValue as wrong:
            shaped.refuse([place], wrong, "")
        except ValueError as wrong:
            shaped.bad.append(Bad(place, "", str(wrong)))
        else:
            shaped.told.append(Told(place, one))
    return shaped
