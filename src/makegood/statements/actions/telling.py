"""Who is told, row by row: an address is there once in a round, and of one person's addresses one carries the words. Says nothing itself: a flow
takes the words through the gate and writes down here what became of them.

Works in the open brand transaction. Everything may be repeated; the database holds what must never happen (two tellings of one person).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import SYSTEM, Actor, ActorKind
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy
from makegood.platform.arrays import arrays_of
from makegood.statements import events, models, queries
from makegood.statements.rules import approving, once
from makegood.statements.rules.ways import Way
from makegood.statements.types import Recipient, Statement, Told, ToldState, Why

_TOLD = {
    "id": "uuid",
    "brand_id": "uuid",
    "statement_id": "uuid",
    "round": "int",
    "identity_id": "uuid",
    "why": "text",
    "state": "text",
    "channel_kind": "text",
    "public": "bool",
    "because": "text",
    "tried": "jsonb",
    "words": "int",
    "asked_at": "timestamptz",
}

_NOTE_TOLD = """
UPDATE statements_told t SET state = 'told', because = '', words = t.words + 1, person_id = n.person_id, to_identity_id = n.to_identity_id,
    channel_id = n.channel_id, channel_kind = n.kind, public = n.public, outgoing_id = n.outgoing_id, at = n.at
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::bool[], %s::uuid[], %s::timestamptz[])
    AS n (id, person_id, to_identity_id, channel_id, kind, public, outgoing_id, at) WHERE t.id = n.id
"""
_NOTE_NOT_TOLD = """
UPDATE statements_told t SET state = 'not_told', because = n.because, outgoing_id = NULL, at = n.at
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[]) AS n (id, because, at) WHERE t.id = n.id
"""


def tell(
    *,
    statement_id: UUID,
    cohort: Iterable[Recipient],
    nth: int = 0,
    why: Why = Why.AFFECTED,
    by: Actor,
    at: datetime,
) -> list[UUID]:
    """Takes these in, each address once; → the rows that are new, for whom work is to be left. A round that was stopped goes on where a member says so.

    May be repeated with the same people, or with more of them. Refuses (`not_published`) what nobody may read yet.
    """
    there = queries.statement(statement_id=statement_id)
    approving.require_published(there)
    brand_id = tenancy.current_brand()
    ids = dict.fromkeys(one for each in cohort for one in (each.identity_id, *each.others))
    fresh = [
        (new_id(), brand_id, there.id, nth, identity_id, why.value, ToldState.WAITING.value, "", False, "", "[]", 0, at)
        for identity_id in ids
    ]
    _begin(there, nth, by, at)
    written = bulk.insert("statements_told", _TOLD, fresh, conflict="ON CONFLICT DO NOTHING", returning="id")
    found = [row[0] for row in written]
    if found:
        fact = events.TellingBegan(statement_id=there.id, number=there.number, round=nth, people=len(found))
        journal.record(fact, by=by, at=at)
    return found


def tell_again(*, statement_id: UUID, nth: int = 0, by: Actor, at: datetime) -> list[UUID]:
    """Those who were stopped, and those for whom there was no way, are tried once more; → their rows. May be repeated."""
    there = queries.statement(statement_id=statement_id)
    rows = models.Told.objects.filter(statement_id=statement_id, round=nth, state__in=[ToldState.STOPPED, ToldState.NOT_TOLD])
    found = list(rows.order_by("id").values_list("id", flat=True))
    rows.update(state=ToldState.WAITING, because="", tried=[])
    if found:
        _begin(there, nth, by, at)
        fact = events.TellingBegan(statement_id=there.id, number=there.number, round=nth, people=len(found))
        journal.record(fact, by=by, at=at)
    return found


def take_up(*, told_ids: Sequence[UUID]) -> tuple[Told, ...]:
    """Those of these that still wait, held to the end of the transaction, in one order for everybody."""
    rows = models.Told.objects.select_for_update(no_key=True).filter(id__in=list(told_ids), state=ToldState.WAITING)
    return tuple(queries.as_told(row) for row in rows.order_by("id"))


def beside(*, rows: Sequence[Told], identity_ids: Sequence[UUID]) -> tuple[Told, ...]:
    """Whatever stands in the rounds of these rows at these addresses. One query."""
    found = models.Told.objects.filter(
        statement_id__in={one.statement_id for one in rows},
        round__in={one.round for one in rows},
        identity_id__in=list(identity_ids),
    )
    return tuple(queries.as_told(row) for row in found.order_by("id"))


@dataclass(frozen=True, slots=True)
class Said:
    """Words for somebody went through the gate: by which way, and whose the address is."""

    told: Told
    way: Way
    person_id: UUID
    outgoing_id: UUID


def note_told(*, said: Sequence[Said], number: int, at: datetime) -> None:
    """Words for these went through the gate. The database refuses a second telling of one person in a round. One round trip."""
    rows = [
        (
            *(one.told.id, one.person_id, one.way.identity_id, one.way.channel_id, one.way.kind, one.way.public),
            one.outgoing_id,
            at,
        )
        for one in said
    ]
    facts = [
        events.PersonTold(
            statement_id=one.told.statement_id,
            number=number,
            round=one.told.round,
            channel=f"{one.way.kind} in public" if one.way.public else one.way.kind,
            told_id=one.told.id,
            identity_id=one.told.identity_id,
        )
        for one in said
    ]
    if rows:
        with bulk.together():
            bulk.write(_NOTE_TOLD, arrays_of(rows))
            journal.record(*facts, by=SYSTEM, at=at)


def note_another(*, told_ids: Sequence[UUID], at: datetime) -> None:
    """They are told at another address of theirs."""
    if told_ids:
        models.Told.objects.filter(id__in=told_ids).update(state=ToldState.ANOTHER, because="", outgoing_id=None, at=at)


def note_not_told(*, because: Sequence[tuple[Told, str]], number: int, at: datetime) -> None:
    """There was no way for these words to them, and why. One round trip."""
    facts = [
        events.PersonNotTold(
            statement_id=told.statement_id,
            number=number,
            round=told.round,
            because=why[:200],
            told_id=told.id,
            identity_id=told.identity_id,
        )
        for told, why in because
    ]
    if facts:
        with bulk.together():
            bulk.write(_NOTE_NOT_TOLD, arrays_of([(told.id, why[:500], at) for told, why in because]))
            journal.record(*facts, by=SYSTEM, at=at)


def note_stopped(*, told_ids: Sequence[UUID], at: datetime) -> None:
    """These do not leave: a member stopped the round."""
    models.Told.objects.filter(id__in=list(told_ids)).update(state=ToldState.STOPPED, outgoing_id=None, at=at)


def did_not_arrive(*, told: Told) -> bool:
    """What went to them did not arrive: that way is tried no more, and they wait again. False where it was known, or they were told otherwise
    since."""
    row = (
        models.Told.objects.select_for_update(no_key=True)
        .filter(id=told.id, state=ToldState.TOLD, outgoing_id=told.outgoing_id)
        .first()
    )
    if row is None:
        return False
    way = f"{row.channel_id} {row.to_identity_id}{' public' if row.public else ''}"
    row.tried = list(dict.fromkeys([*row.tried, way]))
    row.state, row.outgoing_id, row.channel_kind, row.public = ToldState.WAITING, None, "", False
    row.save(update_fields=["tried", "state", "outgoing_id", "channel_kind", "public"])
    return True


def wait_again(*, told: Sequence[Told]) -> None:
    """These wait for their own words again: their address turned out to be somebody else's than the one that was told."""
    models.Told.objects.filter(id__in=[one.id for one in told]).update(state=ToldState.WAITING, because="", outgoing_id=None)


def belongs_to(*, told: Told, person_id: UUID) -> None:
    """Whose this address is now, where it was told something: after somebody said that two people are not one, or are."""
    rows = models.Told.objects.filter(id=told.id, state=ToldState.TOLD).exclude(person_id=person_id)
    rows.update(person_id=person_id)


def stop(*, statement_id: UUID, nth: int = 0, by: Actor, at: datetime) -> list[UUID]:
    """Nobody else is told in this round. → the messages that went through the gate, of which whatever has not left may still be taken back. May be
    repeated."""
    there = queries.statement(statement_id=statement_id)
    models.Telling.objects.filter(statement_id=statement_id, round=nth, stopped_at=None).update(stopped_at=at)
    waiting = models.Told.objects.filter(statement_id=statement_id, round=nth, state=ToldState.WAITING)
    many = waiting.update(state=ToldState.STOPPED, at=at)
    fact = events.TellingStopped(statement_id=there.id, number=there.number, round=nth, people=many)
    journal.record(fact, by=by, at=at)
    return list(queries.outgoing_ids(statement_id=statement_id, nth=nth))


def note_recalled(*, outgoing_ids: Sequence[UUID], at: datetime) -> int:
    """These messages were taken back before they left. → how many people they were for."""
    rows = models.Told.objects.filter(outgoing_id__in=list(outgoing_ids), state=ToldState.TOLD)
    return rows.update(state=ToldState.STOPPED, outgoing_id=None, at=at)


def doubled(*, rows: Sequence[Told]) -> list[Told]:
    """Of rows of one person, those whose words should not leave as well."""
    return once.too_many(rows)


def _begin(there: Statement, nth: int, by: Actor, at: datetime) -> None:
    """The round is under way; a member's word also ends its stop."""
    member_id = by.id if by.kind is ActorKind.MEMBER else None
    fresh = models.Telling(statement_id=there.id, round=nth, began_at=at, by_member_id=member_id)
    models.Telling.objects.bulk_create([fresh], ignore_conflicts=True)
    if member_id is not None:
        here = models.Telling.objects.filter(statement_id=there.id, round=nth)
        here.filter(by_member_id=None).update(by_member_id=member_id)
        here.exclude(stopped_at=None).update(stopped_at=None)
