"""Taking turns: whoever works on the same thing waits for the other, and nobody else does. Held to the end of the transaction.

A turn is an advisory lock of PostgreSQL for exactly one thing: with locks for groups of things, two workers with hundreds of things each would
always wait for each other. Never knows what the things are, and never looks at rows.
"""

import hashlib
from collections.abc import Collection

from makegood.platform import bulk
from makegood.platform.arrays import array

MOST = 700  # things of one statement; the database has room for some thousand locks in all, so for more than these the place is taken whole


def statement(place: str, things: Collection[str]) -> bulk.Statement:
    """A SELECT, for `bulk.look`, that waits until all these things of this place are ours; what is looked up after it is what the others
    left. `place` names whose things they are and of which kind, the brand included, where things of two brands may have one name.

    Always in ascending order, so that of two who ask once in a transaction one waits and not both. May be repeated.
    """
    whole = len(things) > MOST
    way = "pg_advisory_xact_lock" if whole else "pg_advisory_xact_lock_shared"
    keys = [] if whole else sorted({_key(f"{place} {thing}") for thing in things})
    one_by_one = "SELECT pg_advisory_xact_lock(turn) FROM (SELECT unnest(%s::bigint[]) AS turn ORDER BY 1 OFFSET 0) AS one_by_one"
    return f"SELECT {way}(%s::bigint) UNION ALL {one_by_one}", [_key(place), array(keys)]


def take(place: str, things: Collection[str]) -> None:
    """Takes these turns now: `statement`, asked."""
    bulk.look(statement(place, things))


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=8, person=b"turns").digest(), signed=True)
