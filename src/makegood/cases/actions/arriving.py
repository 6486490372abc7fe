"""Puts what arrives into cases: opens, joins, reopens. Nothing is ever merged.

Works inside an open brand transaction. Arrivals of one conversation or one person are taken one after the other, and only after their turn
has come is anything read; the unique indexes are the last guard. May be repeated: a message is placed once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import connection

from makegood.brands import queries as brands
from makegood.cases import models, queries, rules
from makegood.cases.actions import rows, segments
from makegood.cases.events import CaseJoined, CaseOpened, CaseReopened
from makegood.cases.types import Arrival, Candidate, CaseId, CaseState, Place, Placed, Placement, Turn
from makegood.kernel.actors import SYSTEM
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy

_Settled = tuple[Arrival, Place, Candidate]
_CASE = {**rows.NEW_CASE, "leaving": "text"}
_LINK = {
    "id": "uuid",
    "brand_id": "uuid",
    "case_id": "uuid",
    "conversation_id": "uuid",
    "identity_id": "uuid",
    "linked_at": "timestamptz",
}
_Links = Mapping[UUID, tuple[CaseId, ...]]  # conversation → the cases that hold it
_PLACED = {"id": "uuid", "brand_id": "uuid", "message_id": "uuid", "case_id": "uuid", "placed": "text", "at": "timestamptz"}
_CHANGING = ("title", "foreseen", "state", "turn", "order_number", "harm", "urgency", "feeling", "leaving", "last_at")


def open_or_join(*, arrivals: Sequence[Arrival], at: datetime) -> list[Placement]:
    """Each arrival's case, in the order given: opened, joined, reopened, or none needed (rules.places decides).

    A fixed number of queries whatever the number of arrivals. A message that was placed before keeps its place; one that needed no case
    is looked at again, because it may have been read anew. Two workers with messages of one conversation, or of one person, make
    one case. The clock starts when the message came in, never later than `at`.
    """
    if not arrivals:
        return []
    rows.take_turns(arrivals)
    before = _placed_before(arrivals)
    fresh = {a.message_id: _in_time(a, at) for a in arrivals if a.message_id not in before}
    todo = sorted(fresh.values(), key=lambda a: (a.at, a.message_id))
    links = queries.case_ids_of_conversations(conversation_ids=[a.conversation_id for a in todo]) if todo else {}
    found = _lock_candidates(todo, links)
    settled = rules.place_all(todo, _as_candidates(found, links), [new_id() for _ in todo])
    _store([(a, place, case) for a, place, case in settled if case is not None], found, links, at)
    after = before | {a.message_id: Placement(a.message_id, place.case_id, place.placed) for a, place, _ in settled}
    return [after[a.message_id] for a in arrivals]


def take_numbers(count: int) -> range:
    """The brand's next `count` case numbers, by one statement on the brand's counter row, which is held to the end of the transaction: no number is
    left out or given twice."""
    if not count:
        return range(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_casecounter (id, brand_id, last_number) VALUES (%s, %s, %s) ON CONFLICT (brand_id) "
            "DO UPDATE SET last_number = cases_casecounter.last_number + EXCLUDED.last_number RETURNING last_number",
            [new_id(), tenancy.current_brand(), count],
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


# The steps in their order ----------------------------------------------------------------------------------------------


def _placed_before(arrivals: Sequence[Arrival]) -> dict[UUID, Placement]:
    found = models.CaseMessage.objects.filter(message_id__in=[a.message_id for a in arrivals])
    return {
        message_id: Placement(message_id, CaseId(case_id), Placed(placed), is_new=False)
        for message_id, case_id, placed in found.values_list("message_id", "case_id", "placed")
    }


def _in_time(arrival: Arrival, at: datetime) -> Arrival:
    if arrival.at <= at and len(arrival.order_number) <= 100 and len(arrival.title) <= rows.TITLE_LENGTH:
        return arrival
    title = arrival.title[: rows.TITLE_LENGTH]
    return replace(arrival, at=min(arrival.at, at), order_number=arrival.order_number[:100], title=title)


def _lock_candidates(arrivals: Sequence[Arrival], links: _Links) -> dict[UUID, models.Case]:
    """The cases that these arrivals may belong to, locked in the order of their ids."""
    if not arrivals:
        return {}
    people = {identity for a in arrivals for identity in (a.identity_id, *a.person_identity_ids)}
    live = models.Case.objects.filter(identity_id__in=people, last_at__gte=min(a.at for a in arrivals) - rules.SAME_MATTER)
    ids = {*chain.from_iterable(links.values()), *live.exclude(state=CaseState.RESOLVED).values_list("id", flat=True)}
    return {row.id: row for row in models.Case.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id")}


def _as_candidates(found: Mapping[UUID, models.Case], links: _Links) -> list[Candidate]:
    held: dict[UUID, set[UUID]] = {}
    for conversation_id, case_ids in links.items():
        for case_id in case_ids:
            held.setdefault(case_id, set()).add(conversation_id)
    return [
        Candidate(
            case_id=CaseId(row.id),
            state=CaseState(row.state),
            turn=Turn(row.turn),
            identity_id=row.identity_id,
            conversation_ids=frozenset(held.get(row.id, ())),
            order_number=row.order_number,
            harm=row.harm,
            urgency=row.urgency,
            feeling=row.feeling,
            last_at=row.last_at,
            leaving=row.leaving,
            invited_at=row.invited_at,
            title=row.title,
            foreseen=row.foreseen,
        )
        for row in found.values()
    ]


def _store(touched: Sequence[_Settled], found: Mapping[UUID, models.Case], links: _Links, at: datetime) -> None:
    """Writes everything that was settled, each table once."""
    if not touched:
        return
    brand = brands.current()
    opened = {case.case_id: arrival for arrival, place, case in touched if place.placed is Placed.OPENED}
    final = {case.case_id: case for _, _, case in touched}
    _update_cases([case for case_id, case in final.items() if case_id not in opened])
    segments.resume(_asked_again(touched, set(opened)), brand)
    numbers = {row.id: row.number for row in found.values()} | _insert_cases([(a, final[c]) for c, a in opened.items()])
    starts = [(c.case_id, _since(a, found.get(c.case_id))) for a, p, c in touched if p.placed is not Placed.JOINED]
    segments.start(starts, brand, fresh=frozenset(opened))
    _link(touched, links)
    _note_places(touched)
    journal.record(*(_event(a, p, c, numbers) for a, p, c in touched), by=SYSTEM, at=at)


def _update_cases(cases: Sequence[Candidate]) -> None:
    if not cases:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET title = now.title, foreseen = now.foreseen, state = now.state, turn = now.turn, order_number = now.order_number, harm = now.harm, "
            "urgency = now.urgency, feeling = now.feeling, leaving = now.leaving, last_at = now.last_at, "
            "resolved_at = CASE WHEN now.state = 'resolved' THEN cases_case.resolved_at END "
            "FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], "
            "%s::text[], %s::timestamptz[]) AS now(id, title, foreseen, state, turn, order_number, harm, urgency, feeling, leaving, last_at) WHERE cases_case.id = now.id",
            [[c.case_id for c in cases], *([getattr(c, field) for c in cases] for field in _CHANGING)],
        )


def _asked_again(touched: Sequence[_Settled], opened: set[CaseId]) -> dict[UUID, datetime]:
    """When they wrote again in cases that were there, mere thanks left out."""
    asked: dict[UUID, datetime] = {}
    for arrival, place, case in touched:
        if place.placed is Placed.JOINED and case.case_id not in opened and not rules.is_mere_thanks(arrival):
            asked.setdefault(case.case_id, arrival.at)
    return asked


def _insert_cases(opened: Sequence[tuple[Arrival, Candidate]]) -> dict[UUID, int]:
    """Creates the cases and returns their numbers."""
    numbers: dict[UUID, int] = dict(zip((case.case_id for _, case in opened), take_numbers(len(opened)), strict=True))
    brand_id = tenancy.current_brand()
    written = [
        (
            case.case_id,
            brand_id,
            numbers[case.case_id],
            _title(arrival),
            case.state,
            case.turn,
            case.identity_id,
            case.harm,
            case.urgency,
            case.feeling,
            case.order_number,
            arrival.at,
            case.last_at,
            case.leaving,
        )
        for arrival, case in opened
    ]
    bulk.insert("cases_case", _CASE, written)
    return numbers


def _link(touched: Sequence[_Settled], links: _Links) -> None:
    """Each new conversation belongs to the case that its first message came to; a public one to the case of each who complained in it."""
    fresh = {
        (a.conversation_id, c.identity_id if a.public else None): (c.case_id, a.at)
        for a, _, c in reversed(touched)
        if c.case_id not in links.get(a.conversation_id, ())
    }
    brand_id = tenancy.current_brand()
    written = [(new_id(), brand_id, case, conversation, whose, at) for (conversation, whose), (case, at) in fresh.items()]
    bulk.insert("cases_caseconversation", _LINK, written)


def _note_places(touched: Iterable[_Settled]) -> None:
    brand_id = tenancy.current_brand()
    written = [(new_id(), brand_id, a.message_id, c.case_id, p.placed, a.at) for a, p, c in touched]
    bulk.insert("cases_casemessage", _PLACED, written)


def _event(arrival: Arrival, place: Place, case: Candidate, numbers: Mapping[UUID, int]) -> Event:
    about = {"identity_id": arrival.identity_id, "case_id": case.case_id, "message_id": arrival.message_id}
    if place.placed is Placed.OPENED:
        return CaseOpened(**about, number=numbers[case.case_id], harm=case.harm)
    if place.placed is Placed.REOPENED:
        return CaseReopened(**about, number=numbers[case.case_id])
    return CaseJoined(**about)


def _title(arrival: Arrival) -> str:
    return (arrival.title.strip() or arrival.words.strip() or "Somebody wrote to us")[: rows.TITLE_LENGTH]


def _since(arrival: Arrival, row: models.Case | None) -> datetime:
    """When a segment starts: when the message came in, but not before the case was resolved."""
    return max(arrival.at, row.resolved_at) if row is not None and row.resolved_at else arrival.at
