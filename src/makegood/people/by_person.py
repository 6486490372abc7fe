"""Facts gathered by person, as SELECTs for whoever keeps the answer by the same statement; and who lives by another clock. Never writes.

Each person is spoken for by the address with which they were born (`identity_id`), which stays whatever is linked to it; companies are left out.
`persons` keeps to these people (ids as `person_ids_of` gives them); None is everybody of the open brand.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from makegood.people.rules import zones
from makegood.platform import bulk
from makegood.platform.arrays import array

_OF = """
FROM people_fact AS f JOIN people_identity AS i ON i.id = f.identity_id WHERE f.kind = ANY(%s::text[]) AND f.at >= %s::timestamptz
"""
_EVERYBODY = " AND i.person_id NOT IN (SELECT person_id FROM people_identity WHERE company)"
_THESE = (
    " AND f.identity_id = ANY(ARRAY(SELECT id FROM people_identity WHERE person_id = ANY(%s::uuid[])))"
    " AND NOT EXISTS (SELECT FROM people_identity AS c WHERE c.person_id = i.person_id AND c.company)"
)
_EARLIEST, _LATEST = timedelta(hours=14), timedelta(hours=36)  # a local day in any zone, from midnight of its date in UTC
_ROOT = "CASE WHEN i.born_person_id = i.person_id THEN i.id ELSE (SELECT r.id FROM people_identity AS r WHERE r.born_person_id = i.person_id) END"


def each(*, kinds: Sequence[str], since: datetime | None = None, persons: Sequence[UUID] | None = None) -> bulk.Statement:
    """All facts of these kinds from `since` on: identity_id (as above), subject, at, value, fact_id."""
    text, values = _of(kinds, since, persons)
    return f"SELECT {_ROOT} AS identity_id, f.subject, f.at, f.value, f.id AS fact_id {text}", values


def latest(*, kinds: Sequence[str], part: str = "", persons: Sequence[UUID] | None = None) -> bulk.Statement:
    """Each person's latest fact of these kinds, or where `part` names a part of the value, the latest for each of what that part says:
    identity_id, part, at, value."""
    text, values = _of(kinds, None, persons)
    said = "f.value->>%s::text" if part else "''::text"
    return (
        f"SELECT DISTINCT ON (identity_id, part) * FROM (SELECT {_ROOT} AS identity_id, {said} AS part, f.at, f.value, f.id AS fact_id {text}) AS told "
        "ORDER BY identity_id, part, at DESC, fact_id DESC"
    ), [*([part] if part else []), *values]


def first(*, kinds: Sequence[str], persons: Sequence[UUID] | None = None) -> bulk.Statement:
    """Since when each person has a fact of these kinds: identity_id, at."""
    text, values = _of(kinds, None, persons)
    return f"SELECT {_ROOT} AS identity_id, min(f.at) AS at {text} GROUP BY 1", values


def last(*, kinds: Sequence[str], persons: Sequence[UUID] | None = None) -> bulk.Statement:
    """When each person had a fact of these kinds last: identity_id, at."""
    text, values = _of(kinds, None, persons)
    return f"SELECT {_ROOT} AS identity_id, max(f.at) AS at {text} GROUP BY 1", values


def born(*, persons: Sequence[UUID]) -> bulk.Statement:
    """The addresses of these people that may stand for them, now or before they were linked: identity_id."""
    return "SELECT id AS identity_id FROM people_identity WHERE person_id = ANY(%s::uuid[])", [array(persons)]


def roots(*, persons: Sequence[UUID]) -> bulk.Statement:
    """The address with which each of these people was born: identity_id."""
    return "SELECT id AS identity_id FROM people_identity WHERE born_person_id = ANY(%s::uuid[])", [array(persons)]


def between(*, kinds: Sequence[str]) -> tuple[datetime, datetime] | None:
    """When the first and the last fact of these kinds happened, of everybody; None where there is none. One query, which looks at an index alone."""
    ((found,),) = bulk.look((_BETWEEN, [array(kinds)]))
    return (found[0], found[1]) if found[0] is not None else None


def saying(*, kinds: Sequence[str], parts: tuple[str, str], values: Sequence[tuple[str, str]]) -> tuple[UUID, ...]:
    """The people of whom a fact of these kinds says one of these pairs in these two parts, whether or not a later one says something else. One query."""
    first, second = ([value[nth] for value in values] for nth in range(2))
    (found,) = bulk.look((_SAYING, [array(kinds), *parts, array(first), array(second)]))
    return tuple(person_id for (person_id,) in found)


def around(*, kinds: Sequence[str], days: Sequence[date]) -> tuple[UUID, ...]:
    """The people of whom a fact of these kinds happened on one of these local days, wherever they live, and perhaps some of whom one happened on the
    day beside. One query, which goes by the time alone."""
    spans = [
        (datetime.combine(on, time(), tzinfo=UTC) - _EARLIEST, datetime.combine(on, time(), tzinfo=UTC) + _LATEST) for on in days
    ]
    (found,) = bulk.look((_AROUND, [array(kinds), array(start for start, _ in spans), array(end for _, end in spans)]))
    return tuple(person_id for (person_id,) in found)


def share(*, parts: Sequence[int], of: int) -> tuple[UUID, ...]:
    """So many shares of all people, out of `of` equal ones (the same people are always in the same share). One query."""
    (found,) = bulk.look((_SHARE, [of, array(parts)]))
    return tuple(person_id for (person_id,) in found)


def zones_elsewhere(*, ours: str, persons: Sequence[UUID] | None = None) -> tuple[tuple[UUID, str], ...]:
    """Those of these people (None: of everybody) who live by another clock than `ours`: the address with which each was born, and the zone, as
    `queries.zones_of` says it. Two queries; the numbers of telephones are looked into one by one."""
    scope, theirs = ("", []) if persons is None else (" AND i.person_id = ANY(%s::uuid[])", [array(persons)])
    noted, phones = bulk.look(
        (_NOTED.format(scope=scope), [array(zones.KINDS), *theirs]),
        (_PHONES.format(scope=scope), theirs),
    )
    told: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for root, kind, value in noted:
        said = json.loads(value) if isinstance(value, str) else value
        told[root].append((kind, str(said.get(zones.ZONE) or said.get(zones.COUNTRY) or "")))
    rung: dict[UUID, set[str]] = defaultdict(set)
    for root, number in phones:
        rung[root].add(_of_number(number))
    found = {root: _zone(told.get(root, ()), rung.get(root, set()), ours) for root in {*told, *rung}}
    return tuple(sorted((root, zone) for root, zone in found.items() if zone != ours))


def with_new_facts(*, kinds: Sequence[str], within: timedelta) -> tuple[UUID, ...]:
    """The addresses of whom a fact of these kinds was written down within so much time by the database's clock, whenever it happened. One query."""
    ((*found,),) = bulk.look((_NEW, [within, array(kinds)]))
    return tuple(one for (one,) in found)


def _zone(told: Sequence[tuple[str, str]], rung: set[str], ours: str) -> str:
    """As `rules.zones.zone_of` says it."""
    for kind, said in reversed(told):
        if kind in zones.KINDS[:2] and zones.is_zone(said):
            return said
    countries = [said for kind, said in told if kind in zones.KINDS[2:]]
    if countries and (only := _of_country(countries[-1])):
        return only
    return next(iter(rung)) or ours if len(rung) == 1 else ours


@lru_cache(maxsize=1_000)
def _of_country(country: str) -> str:
    return zones.of_country(country)


@lru_cache(maxsize=10_000)
def _of_number(number: str) -> str:
    return zones.of_number(number)


_NOTED = """
SELECT root.id, f.kind, f.value::text FROM people_fact AS f JOIN people_identity AS i ON i.id = f.identity_id
JOIN people_identity AS root ON root.born_person_id = i.person_id WHERE f.kind = ANY(%s::text[]){scope} ORDER BY f.at, f.id
"""
_PHONES = """
SELECT root.id, i.value FROM people_identity AS i JOIN people_identity AS root ON root.born_person_id = i.person_id WHERE i.kind = 'phone'{scope}
"""
_BETWEEN = """
SELECT min(first.at), max(last.at) FROM unnest(%s::text[]) AS k (kind)
CROSS JOIN LATERAL (SELECT f.at FROM people_fact AS f WHERE f.kind = k.kind ORDER BY f.at LIMIT 1) AS first
CROSS JOIN LATERAL (SELECT f.at FROM people_fact AS f WHERE f.kind = k.kind ORDER BY f.at DESC LIMIT 1) AS last
"""
_SAYING = """
SELECT DISTINCT i.person_id FROM people_fact AS f JOIN people_identity AS i ON i.id = f.identity_id WHERE f.kind = ANY(%s::text[])
    AND (f.value->>%s::text, f.value->>%s::text) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
"""
_AROUND = """
SELECT DISTINCT i.person_id FROM unnest(%s::text[]) AS k (kind) CROSS JOIN unnest(%s::timestamptz[], %s::timestamptz[]) AS s (start, stop)
JOIN people_fact AS f ON f.kind = k.kind AND f.at >= s.start AND f.at < s.stop JOIN people_identity AS i ON i.id = f.identity_id
"""
_SHARE = """
SELECT DISTINCT person_id FROM people_identity WHERE (uuid_hash(person_id) & 2147483647) %% %s::int = ANY(%s::int[])
"""
_NEW = """
SELECT DISTINCT f.identity_id FROM people_fact AS f
WHERE f.id >= (lpad(to_hex((extract(epoch FROM statement_timestamp() - %s::interval) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
    AND f.kind = ANY(%s::text[])
"""


def _of(kinds: Sequence[str], since: datetime | None, persons: Sequence[UUID] | None) -> tuple[str, list[Any]]:
    values: list[Any] = [array(kinds), since or "-infinity"]
    if persons is None:
        return _OF + _EVERYBODY, values
    return _OF + _THESE, [*values, array(persons)]
