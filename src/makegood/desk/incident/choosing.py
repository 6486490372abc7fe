"""The incidents that a form offers to choose from: by their words, and not by a number that somebody has to know. Decides nothing."""

from makegood.incidents import queries
from makegood.incidents.types import Incident

MOST = 30


def offered(chosen: str = "") -> tuple[Incident, ...]:
    """The confirmed ones, the latest first; with the one that is chosen, where it is older or nobody has judged it. One query, two where it is."""
    found = tuple(one for one in queries.incidents(limit=MOST * 2) if one.is_confirmed)[:MOST]
    if not chosen.isascii() or not chosen.isdigit() or int(chosen) in {one.number for one in found}:
        return found
    return (*found, *(one for one in queries.incidents(limit=1_000) if str(one.number) == chosen))
