"""People by their names, for whoever asks by hand. Never writes."""

from django.db import connection

from makegood.people import queries
from makegood.people.types import Person

MOST_WORDS = 8  # of a name: more find nobody else


def named(*, words: str, limit: int) -> tuple[Person, ...]:
    """Those whose name holds each of these words, whatever their case, the latest known first; nobody without words. Three queries; the first goes
    by an index of the names' letters, three at a time, in which a word of fewer is not: what has no longer one looks at all names of the brand."""
    wanted = sorted(words.split()[:MOST_WORDS], key=len, reverse=True)
    if not wanted:
        return ()
    first, *others = (_holds(one) for one in wanted)
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_named(%s, %s::text[], %s)", [first, others, limit * 4])
        found = [one for (one,) in cursor.fetchall()]
    of = queries.persons_of(identity_ids=found)
    persons = {of[one].id: of[one] for one in found if one in of}
    return tuple(persons.values())[:limit]


def _holds(word: str) -> str:
    """As a pattern, in which nothing that they wrote means anything but itself."""
    plain = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
