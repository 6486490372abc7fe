"""Takes in whom another system knew, thousands at once, each at their own instants.

History is silent: nothing here leaves work, and what a member refused or undid is not made again. What cannot be kept is answered with
its refusal; the rest stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from makegood.kernel.actors import SYSTEM
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import events, models, queries
from makegood.people.actions import noting, recognising
from makegood.people.rules import addresses
from makegood.people.types import (
    Address,
    Fact,
    IdentityId,
    IdentityKind,
    LinkState,
    PastPerson,
    PersonId,
    Recognised,
    Sighting,
)
from makegood.platform import bulk, journal, tenancy

Seen = tuple[Sighting, datetime]
_Keyed = list[tuple[addresses.Key, Address]]


def recognise_past(*, seen: Sequence[Seen]) -> list[Recognised | Refusal]:
    """Who was seen, and when: one answer per sighting, in order; a Refusal where a sighting names nobody whom we could recognise.

    As `recognising.recognise`, but at the sightings' own instants: a person was first seen when the earliest of them says so, also where
    we knew them from later. Leaves no work. May be repeated. The number of queries does not grow with the number of sightings.
    """
    answers: list[Recognised | Refusal | None] = [None] * len(seen)
    kept: list[tuple[int, Seen, _Keyed]] = []
    region = queries.region_for({address.kind for sighting, _ in seen for address in sighting.addresses})
    for i, one in enumerate(seen):
        try:
            kept.append((i, one, _addresses_of(one[0], region)))
        except Refusal as refusal:
            answers[i] = refusal
    for (i, *_), answer in zip(kept, _recognise([one for _, one, _ in kept], [keys for *_, keys in kept]), strict=True):
        answers[i] = answer
    return [answer for answer in answers if answer is not None]


def take_people(*, people: Sequence[PastPerson]) -> list[bool | Refusal]:
    """Keeps people with their addresses, names, first day and what they said about being written to; one answer each, in order: True
    where the person was new, False where somebody known was only completed, a Refusal where nothing of it can be kept. May be repeated."""
    checked = [_consents_problem(one) for one in people]
    good = [one for one, problem in zip(people, checked, strict=True) if problem is None]
    found = iter(recognise_past(seen=[(Sighting(one.addresses, strong=True, source=one.source), one.since) for one in good]))
    known: list[tuple[PastPerson, Recognised]] = []
    answers: list[bool | Refusal] = []
    for one, problem in zip(people, checked, strict=True):
        who = problem or next(found)
        if isinstance(who, Refusal):
            answers.append(who)
            continue
        known.append((one, who))
        answers.append(who.is_new)
    noting.note_fact(facts=[Fact(who.identity_id, "joined", "import", one.since) for one, who in known if one.joined])
    _note_consents(known)
    return answers


@lru_cache(maxsize=50_000)
def _normalised(kind: IdentityKind, value: str, region: str) -> str | Refusal:
    try:
        return addresses.normalise(kind, value, region=region)
    except Refusal as refusal:
        return refusal


def _addresses_of(sighting: Sighting, region: str) -> _Keyed:
    """As addresses.addresses_of, which reads each address anew; a history names the same ones again and again."""
    found: _Keyed = []
    for address in sighting.addresses:
        value = _normalised(address.kind, address.value, region)
        if isinstance(value, str):
            found.append(((address.kind, value), address))
    return found or addresses.addresses_of(sighting, region=region)


def _recognise(seen: Sequence[Seen], keyed: Sequence[_Keyed]) -> list[Recognised]:
    if not seen:
        return []
    sightings = [sighting for sighting, _ in seen]
    said = addresses.what_is_said(sightings, keyed)
    first = _first_instants(seen, keyed)
    born = _bear(said, first)
    rows = queries.rows_at(said)
    _look_further_back(rows, born, first)
    at = min(first.values())
    links = recognising.learn_and_join(said, recognising.ties_of(sightings, keyed, rows), rows, born, at, now=False)
    persons = {row.id: row.person_id for row in rows.values()}
    journal.record_past([*_first_seen(said, rows, born, first), *_link_facts(links, born, rows, first)], by=SYSTEM)
    fresh = {row.id for row in rows.values() if row.id in born and row.person_id == row.born_person_id}
    answers = []
    for keys in keyed:
        row = rows[keys[0][0]]
        company = {rows[key].id for key, _ in keys if key in rows}
        answers.append(Recognised(IdentityId(row.id), PersonId(persons[row.id]), bool(company & fresh)))
        fresh -= company
    return answers


def _first_instants(seen: Sequence[Seen], keyed: Sequence[_Keyed]) -> dict[addresses.Key, datetime]:
    first: dict[addresses.Key, datetime] = {}
    for (_, at), keys in zip(seen, keyed, strict=True):
        for key, _ in keys:
            if key not in first or at < first[key]:
                first[key] = at
    return first


def _bear(said: Mapping[addresses.Key, addresses.Said], first: Mapping[addresses.Key, datetime]) -> set[UUID]:
    """Stores the addresses that nobody has seen, in the order of their keys, so that of two callers one waits instead of both."""
    brand_id = tenancy.current_brand()
    born = [(key, new_id(), new_id()) for key in said]
    rows = [
        (identity, brand_id, *key, one.shown, one.name, int(one.name_source), one.verified, person, person, first[key])
        for key, identity, person in sorted(born)
        for one in [said[key]]
    ]
    columns = {
        "id": "uuid",
        "brand_id": "uuid",
        "kind": "text",
        "value": "text",
        "shown": "text",
        "name": "text",
        "name_source": "int",
        "verified": "bool",
        "born_person_id": "uuid",
        "person_id": "uuid",
        "first_seen_at": "timestamptz",
    }
    once = "ON CONFLICT (brand_id, kind, value) DO NOTHING"
    return {row[0] for row in bulk.insert("people_identity", columns, rows, conflict=once, returning="id")}


def _look_further_back(
    rows: Mapping[addresses.Key, models.Identity], born: set[UUID], first: Mapping[addresses.Key, datetime]
) -> None:
    earlier = [row for key, row in sorted(rows.items()) if row.id not in born and first[key] < row.first_seen_at]
    for row in earlier:
        row.first_seen_at = first[IdentityKind(row.kind), row.value]
    models.Identity.objects.bulk_update(earlier, ["first_seen_at"], batch_size=1000)


def _first_seen(
    said: Mapping[addresses.Key, addresses.Said],
    rows: Mapping[addresses.Key, models.Identity],
    born: set[UUID],
    first: Mapping[addresses.Key, datetime],
) -> list[tuple[Event, datetime]]:
    return [
        (events.IdentityFirstSeen(identity_id=row.id, channel=said[key].source), first[key])
        for key, row in rows.items()
        if row.id in born and row.person_id == row.born_person_id
    ]


def _link_facts(
    links: Iterable[models.Link],
    born: set[UUID],
    rows: Mapping[addresses.Key, models.Identity],
    first: Mapping[addresses.Key, datetime],
) -> list[tuple[Event, datetime]]:
    """Two addresses that were first seen together need no word about it; a question is found where questions are."""
    when = {row.id: first[key] for key, row in rows.items()}
    return [
        (
            events.IdentitiesLinked(identity_id=link.low_id, link_id=link.id, other_identity_id=link.high_id),
            max(when.get(link.low_id, link.suggested_at), when.get(link.high_id, link.suggested_at)),
        )
        for link in links
        if link.state == LinkState.LIVE and not {link.low_id, link.high_id} <= born
    ]


def _consents_problem(one: PastPerson) -> Refusal | None:
    for consent in one.consents:
        if not consent.channel.strip():
            return Refusal("bad_consent", "consent: say for which channel it was given.", {"consent": "names no channel"})
    return None


def _note_consents(known: Sequence[tuple[PastPerson, Recognised]]) -> None:
    brand_id = tenancy.current_brand()
    columns = {
        "id": "uuid",
        "brand_id": "uuid",
        "identity_id": "uuid",
        "channel": "text",
        "purpose": "text",
        "granted": "bool",
        "source": "text",
        "text_version": "text",
        "at": "timestamptz",
    }
    rows = [
        (new_id(), brand_id, who.identity_id, one.channel, str(one.purpose), one.granted, person.source[:200], "", one.at)
        for person, who in known
        for one in person.consents
    ]
    told = bulk.insert(
        "people_consent", columns, rows, conflict="ON CONFLICT DO NOTHING", returning="identity_id, channel, purpose, granted, at"
    )
    journal.record_past(
        [
            (events.ConsentNoted(identity_id=identity, channel=channel, purpose=purpose, granted=granted), at)
            for identity, channel, purpose, granted, at in told
        ],
        by=SYSTEM,
    )
