"""Recognises people by their addresses, hundreds at once.

Never links on weak evidence, and never makes again without a member what a member refused or undid.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.kernel.actors import SYSTEM
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.people import events, linked, models, queries
from makegood.people.actions import binding
from makegood.people.rules import addresses, joining, weighing
from makegood.people.types import (
    Address,
    IdentityId,
    IdentityKind,
    LinkState,
    PersonId,
    Recognised,
    Sighting,
)
from makegood.platform import journal, tenancy
from makegood.platform.arrays import array

Keyed = Sequence[list[tuple[addresses.Key, Address]]]


def recognise(*, sightings: Sequence[Sighting], at: datetime) -> list[Recognised]:
    """Who was seen: one answer per sighting, in order. The first well-formed address of a sighting is the one that is recognised.

    Guarantees one identity per address, also when many processes see it at once. A strong sighting links its addresses within the
    guards of joining.plan_joins, beyond which it asks a member; the further addresses of a weak one are noted as hints and link nothing.
    An account whose handle changed is shown by the one it has now.
    Refuses ("nobody_named") a sighting without a well-formed address: then nothing is stored. May be repeated. The number of queries
    does not grow with the number of sightings.
    """
    if not sightings:
        return []
    region = queries.region_for({address.kind for sighting in sightings for address in sighting.addresses})
    keyed = [addresses.addresses_of(sighting, region=region) for sighting in sightings]
    said = addresses.what_is_said(sightings, keyed)
    born = _bear(said, at)
    rows = queries.rows_at(said)
    _note_hints(sightings, keyed, rows, at)
    links = learn_and_join(said, ties_of(sightings, keyed, rows), rows, born, at, now=True)
    journal.record(*_first_seen(said, rows, born), *_link_facts(links, born), by=SYSTEM, at=at)
    return _answers([rows[keys[0][0]] for keys in keyed], born)


def _bear(said: Mapping[addresses.Key, addresses.Said], at: datetime) -> set[UUID]:
    """Stores the addresses that nobody has seen: born in the order of their sightings, inserted in the order of their keys, so that of
    two callers one waits instead of both."""
    born = [(key, new_id(), new_id()) for key in said]
    rows = [
        (identity_id, *key, one.shown, one.name, int(one.name_source), one.verified, person_id)
        for key, identity_id, person_id in sorted(born)
        for one in [said[key]]
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO people_identity
                (brand_id, first_seen_at, id, kind, value, shown, name, name_source, verified, born_person_id, person_id)
            SELECT %s, %s, id, kind, value, shown, name, source, verified, person, person
            FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::bool[], %s::uuid[])
                AS f (id, kind, value, shown, name, source, verified, person)
            ON CONFLICT (brand_id, kind, value) DO NOTHING RETURNING id
            """,
            [tenancy.current_brand(), at, *(array(column) for column in zip(*rows, strict=True))],
        )
        return {row[0] for row in cursor.fetchall()}


def _note_hints(sightings: Sequence[Sighting], keyed: Keyed, rows: Mapping[addresses.Key, models.Identity], at: datetime) -> None:
    hints = {
        (rows[keys[0][0]].id, *key): sighting.source[: addresses.LONGEST_SOURCE]
        for sighting, keys in zip(sightings, keyed, strict=True)
        for key, _ in keys[1:]
        if not sighting.strong and key != keys[0][0]
    }
    models.Hint.objects.bulk_create(
        [
            models.Hint(identity_id=one, kind=kind, value=value, source=hints[one, kind, value], at=at)
            for one, kind, value in sorted(hints)
        ],
        ignore_conflicts=True,
    )


def ties_of(
    sightings: Sequence[Sighting], keyed: Keyed, rows: Mapping[addresses.Key, models.Identity]
) -> dict[joining.Pair, str]:
    """What strong sightings tie together, with their source: each address to the first one that is no telephone."""
    ties: dict[joining.Pair, str] = {}
    for sighting, keys in zip(sightings, keyed, strict=True):
        ids = [rows[key].id for key, _ in keys] if sighting.strong else []
        anchor = next(
            (rows[key].id for key, _ in keys if key in rows and key[0] is not IdentityKind.PHONE), ids[0] if ids else None
        )
        for one in ids:
            if anchor is not None and one != anchor:
                ties.setdefault(joining.ordered(anchor, one), sighting.source)
    return ties


def learn_and_join(
    said: Mapping[addresses.Key, addresses.Said],
    ties: Mapping[joining.Pair, str],
    rows: dict[addresses.Key, models.Identity],
    born: set[UUID],
    at: datetime,
    *,
    now: bool,
) -> list[models.Link]:
    """Writes better names and new links, and puts the rows as they then are into `rows`. Locks only where something is to be written;
    journals nothing. `now` where it was said now, not in the past: of handles the latest counts. For the actions of this package alone."""
    known = linked.links_among({one for pair in ties for one in pair}) if ties else {}
    untied = [pair for pair in ties if pair not in known]
    taught = {row.id: said[key] for key, row in rows.items() if row.id not in born and _teach(row, said[key], now=now)}
    if not untied and not taught:
        return []
    held = binding.hold({*taught, *(one for pair in untied for one in pair)})
    links = _join(held, {pair: ties[pair] for pair in untied}, at)
    for identity_id, one in taught.items():
        _teach(held[identity_id], one, now=now)
    binding.settle(held)
    rows.update({key: held.get(row.id, row) for key, row in rows.items()})
    return links


def _teach(row: models.Identity, said: addresses.Said, *, now: bool) -> bool:
    """Takes what was said into the row where it is better than what the row knows. True when the row changed."""
    better = addresses.is_better_name(said.name, said.name_source, than=row.name, than_source=row.name_source)
    proven = said.verified and not row.verified
    if better:
        row.name, row.name_source = said.name, said.name_source
    row.verified |= said.verified
    renamed = now and addresses.is_another_handle((IdentityKind(row.kind), row.value), said.shown, than=row.shown)
    if renamed:
        row.shown = said.shown
    return better or proven or renamed


def _join(held: binding.Rows, ties: Mapping[joining.Pair, str], at: datetime) -> list[models.Link]:
    states = {pair: LinkState(link.state) for pair, link in linked.links_among(held).items()}
    plan = joining.plan_joins(identities=[queries.as_identity(row) for row in held.values()], ties=ties, links=states)
    links = [_new_link(pair, unknown_id=pair[1], state=state, at=at) for pair, state in plan]
    models.Link.objects.bulk_create(links)
    models.Evidence.objects.bulk_create(
        [
            binding.evidence_row(link.id, weighing.evidence_of_source(ties[pair], alone=state is LinkState.LIVE), at)
            for link, (pair, state) in zip(links, plan, strict=True)
        ]
    )
    return links


def _link_facts(links: Iterable[models.Link], born: set[UUID]) -> list[Event]:
    """Two addresses that were first seen together need no word about it."""
    facts: list[Event] = []
    for link in links:
        if link.state == LinkState.SUGGESTED:
            probability = weighing.weigh([weighing.evidence_of_source("", alone=False)])
            facts.append(events.LinkSuggested(identity_id=link.low_id, link_id=link.id, probability=probability))
        elif not {link.low_id, link.high_id} <= born:
            facts.append(events.IdentitiesLinked(identity_id=link.low_id, link_id=link.id, other_identity_id=link.high_id))
    return facts


def _first_seen(
    said: Mapping[addresses.Key, addresses.Said], rows: Mapping[addresses.Key, models.Identity], born: set[UUID]
) -> list[Event]:
    """A new person was seen; a new address of somebody known is told by its link."""
    return [
        events.IdentityFirstSeen(identity_id=row.id, channel=said[key].source, address=row.kind)
        for key, row in rows.items()
        if row.id in born and row.person_id == row.born_person_id
    ]


def _answers(rows: Iterable[models.Identity], born: set[UUID]) -> list[Recognised]:
    answers = []
    fresh = set(born)
    for row in rows:
        answers.append(Recognised(IdentityId(row.id), PersonId(row.person_id), row.id in fresh))
        fresh.discard(row.id)
    return answers


def _new_link(pair: joining.Pair, *, unknown_id: UUID, state: LinkState, at: datetime) -> models.Link:
    decided_at = at if state is LinkState.LIVE else None
    return models.Link(
        low_id=pair[0], high_id=pair[1], unknown_id=unknown_id, state=state, suggested_at=at, decided_at=decided_at
    )
