"""Who is meant by a segment, found by the database over all facts of the open brand. Never writes.

The twin of `rules.segments`, which works the same out over facts in hand. One statement each, whatever the number of people: facts are gathered by
address before they are joined to people, and each is looked at once.
"""

import json
from datetime import datetime
from typing import Any

from makegood.people import models
from makegood.people.rules import segments as rules
from makegood.people.types import Among, IdentityId, Meant, Noted, PersonId, Segment
from makegood.platform import bulk
from makegood.platform.arrays import array

_NOTED = "f.kind = %s::text AND f.at < %s::timestamptz"
_HOLDS = " AND f.value @> %s::jsonb"
_AT = " AND f.at >= %s::timestamptz"
_LASTED = " AND (f.at >= %s::timestamptz OR (f.value->>%s::text)::timestamptz >= %s::timestamptz)"
_FACTS = "SELECT f.identity_id, {bits} AS bit FROM people_fact AS f WHERE {some}"
_AMONG = "SELECT unnest(%s::uuid[]), {bit}"
_WHO = (
    "SELECT person_id, passed FROM (SELECT i.person_id, bit_or(said.bit) AS passed FROM "
    "(SELECT identity_id, bit_or(bit) AS bit FROM ({hits}) AS hit GROUP BY identity_id) AS said "
    "JOIN people_identity AS i ON i.id = said.identity_id GROUP BY i.person_id) AS each "
    "WHERE ({some} = 0 OR passed & {some} <> 0) AND passed & {every} = {every} AND passed & {none} = 0 "
    "AND person_id NOT IN (SELECT person_id FROM people_identity WHERE company)"
)
_SPEAKS = (
    "SELECT DISTINCT ON (who.person_id) who.person_id, i.id AS identity_id, who.passed FROM ({who}) AS who "
    "JOIN people_identity AS i ON i.person_id = who.person_id ORDER BY who.person_id, i.kind <> 'email', NOT i.verified, i.id"
)
_BOTH = (
    "WITH meant AS MATERIALIZED ({who}) SELECT NULL::uuid, NULL::uuid, passed, count(*) FROM meant GROUP BY passed "
    "UNION ALL SELECT * FROM (SELECT person_id, identity_id, passed, 0 FROM ({first}) AS shown ORDER BY person_id) AS first"
)


def look(*, segment: Segment, most: int) -> tuple[dict[int, int], tuple[Meant, ...]]:
    """How many people pass just these tests, by the sum of their places' powers of two; and the first of them in the order of their ids, at most so
    many. Refuses ("segment_malformed")."""
    text, values = _who(segment)
    first = _SPEAKS.format(who=f"SELECT person_id, passed FROM meant ORDER BY person_id LIMIT {int(most)}")
    (found,) = bulk.look((_BOTH.format(who=text, first=first), values))
    counts = {int(passed): int(people) for person, _, passed, people in found if person is None}
    return counts, tuple(Meant(PersonId(who), IdentityId(says), int(passed)) for who, says, passed, _ in found if who is not None)


def statement(*, segment: Segment) -> bulk.Statement:
    """A SELECT of all of them (person_id, identity_id, passed), for whoever keeps the answer by the same statement. Refuses
    ("segment_malformed")."""
    text, values = _who(segment)
    return _SPEAKS.format(who=text), values


def noted_between(*, kind: str, since: datetime | None, until: datetime | None, limit: int) -> tuple[IdentityId, ...]:
    """Whose facts of a kind are from `since` on and before `until`, so many at most. One query."""
    rows = (
        models.Fact.objects.filter(kind=kind, at__gte=since, at__lt=until)
        .order_by("identity_id")
        .values_list("identity_id", flat=True)
    )
    return tuple(IdentityId(one) for one in rows.distinct()[:limit])


def kinds_told() -> tuple[str, ...]:
    """The kinds of facts that other systems told us of. One query, which steps from kind to kind in their index."""
    (found,) = bulk.look((_KINDS_TOLD, []))
    return tuple(kind for (kind,) in found if kind is not None)


def _who(segment: Segment) -> tuple[str, list[Any]]:
    rules.check(segment)
    hits, values = _hits(segment)
    some, every, none = (rules.mask(places) for places in (segment.any_of, segment.all_of, segment.none_of))
    return _WHO.format(hits=" UNION ALL ".join(hits), some=some, every=every, none=none), values


def _hits(segment: Segment) -> tuple[list[str], list[Any]]:
    """Where each test is looked for: the facts in one go, and then those who are named."""
    noted = [(1 << place, *_of_facts(test)) for place, test in enumerate(segment.tests) if isinstance(test, Noted)]
    hits, values = [], list[Any]()
    if noted:
        bits = " | ".join(f"CASE WHEN {text} THEN {bit} ELSE 0 END" for bit, text, _ in noted)
        asked = {(text, tuple(map(str, told))): told for _, text, told in noted}  # the same test twice is looked for once
        hits.append(_FACTS.format(bits=bits, some=" OR ".join(f"({text})" for text, _ in asked)))
        values += [value for _, _, told in noted for value in told] + [value for told in asked.values() for value in told]
    for place, test in enumerate(segment.tests):
        if isinstance(test, Among):
            hits.append(_AMONG.format(bit=1 << place))
            values.append(array(test.identity_ids))
    return hits, values


def _of_facts(test: Noted) -> tuple[str, list[Any]]:
    text, values = _NOTED, list[Any]([test.kind, test.until or "infinity"])
    if test.value:
        text, values = text + _HOLDS, [*values, json.dumps(dict(test.value))]
    if test.lasts:
        since = test.since or "-infinity"
        return text + _LASTED, [*values, since, test.lasts, since]
    return (text + _AT, [*values, test.since]) if test.since else (text, values)


_KINDS_TOLD = """
WITH RECURSIVE told AS (
    SELECT (SELECT min(kind) FROM people_fact WHERE kind >= 'told.' AND kind < 'told/') AS kind
    UNION ALL SELECT (SELECT min(kind) FROM people_fact WHERE kind > told.kind AND kind < 'told/') FROM told WHERE told.kind IS NOT NULL
) SELECT kind FROM told LIMIT 200
"""
