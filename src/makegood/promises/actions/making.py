"""Makes promises, takes them back, and notes who spoke of them first. Works inside an open brand transaction; everything may be repeated."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy
from makegood.platform.arrays import array
from makegood.promises import events, models, queries
from makegood.promises.rules import due as due_rules
from makegood.promises.rules import looking
from makegood.promises.types import RUNNING, Promise, PromiseId, PromiseIn, PromiseState, RecordKind

_PROMISE = {
    "id": "uuid",
    "brand_id": "uuid",
    "key": "text",
    "identity_id": "uuid",
    "kind": "text",
    "source": "text",
    "what": "text",
    "touchpoint": "text",
    "made_at": "timestamptz",
    "due_from": "timestamptz",
    "due_at": "timestamptz",
    "due_on": "date",
    "zone": "text",
    "two_readings": "bool",
    "order_id": "uuid",
    "message_id": "uuid",
    "case_id": "uuid",
    "member_id": "uuid",
    "watched": "bool",
    "state": "text",
    "state_at": "timestamptz",
    "next_look_at": "timestamptz",
}
_RECORD = {"id": "uuid", "brand_id": "uuid", "promise_id": "uuid", "kind": "text", "at": "timestamptz", "evidence": "jsonb"}
RecordRow = tuple[UUID, RecordKind, datetime, dict[str, Any]]


def make(*, promises: Sequence[PromiseIn], by: Actor, at: datetime) -> list[PromiseId]:
    """Keeps each promise once by its key and says so in the journal, history (`watched` False) apart. → those that are new, in order.

    Three statements whatever the number. Refuses the whole lot (`bad_promise`, `bad_zone`) when one is for an impossible time.
    """
    once = {one.key: one for one in promises}
    for one in once.values():
        due_rules.check(one.due, made_at=one.made_at)
    brand_id = tenancy.current_brand()
    ids = {new_id(): one for one in once.values()}
    rows = [_row(promise_id, brand_id, one, at) for promise_id, one in ids.items()]
    kept = bulk.insert("promises_promise", _PROMISE, rows, conflict="ON CONFLICT (brand_id, key) DO NOTHING", returning="id")
    new = [(PromiseId(promise_id), ids[promise_id]) for (promise_id,) in kept]
    write_records([(promise_id, RecordKind.MADE, one.made_at, {"source": one.source.value}) for promise_id, one in new])
    journal.record(*(_made(promise_id, one) for promise_id, one in new if one.watched), by=by, at=at)
    return [promise_id for promise_id, _ in new]


def watch(*, order_ids: Sequence[UUID], at: datetime) -> None:
    """From now on the running promises of these orders are watched: the shop or a carrier told of them, so they are no mere history."""
    models.Promise.objects.filter(order_id__in=list(order_ids), watched=False, state__in=RUNNING, due_at__gt=at).update(
        watched=True, next_look_at=at
    )


def withdraw(*, promise_id: UUID, because: str, by: Actor, at: datetime) -> None:
    """Takes a running promise back, and keeps why. A repeat changes nothing. Refuses without a reason, and one that has ended."""
    if not because.strip():
        raise Refusal("because_missing", "because: say why it no longer stands.", {"because": "missing"})
    row = locked(promise_id)
    if row.state == PromiseState.WITHDRAWN:
        return
    if row.state not in RUNNING:
        raise Refusal(
            "promise_over", "This promise was kept or broken already; that cannot be taken back.", {"promise_id": "over"}
        )
    _end(row, PromiseState.WITHDRAWN, {"because": because.strip()[:200]}, at)
    journal.record(events.PromiseWithdrawn(**about(queries.as_value(row))), by=by, at=at)


def keep(*, promise_id: UUID, by: Actor, at: datetime) -> None:
    """A member says that it was done. A repeat changes nothing. Refuses one that was withdrawn; one whose time had passed stays broken."""
    row = locked(promise_id)
    if row.state in (PromiseState.KEPT, PromiseState.BROKEN):
        return
    if row.state == PromiseState.WITHDRAWN:
        raise Refusal("promise_over", "This promise was withdrawn.", {"promise_id": "over"})
    kept = at < row.due_at
    _end(row, PromiseState.KEPT if kept else PromiseState.BROKEN, {"because": "a member said that it was done"}, at)
    told = events.PromiseKept if kept else events.PromiseBroken
    journal.record(told(**about(queries.as_value(row))), by=by, at=at)


def note_told(*, case_ids: Sequence[UUID], at: datetime) -> int:
    """We wrote in these cases: whoever has a promise at risk or broken there has been told. The first time counts."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [at, list(case_ids)])
        ids = [promise_id for (promise_id,) in cursor.fetchall()]
    write_records([(promise_id, RecordKind.TOLD, at, {}) for promise_id in ids])
    return len(ids)


def note_complaints(*, complaints: Sequence[tuple[Sequence[UUID], Sequence[UUID], datetime]]) -> int:
    """They spoke of it: (identities of the person, the orders meant or none, when). Any promise of theirs that is running or broke within 60
    days is meant where they name no order. The first time counts. Two statements whatever the number, none for none."""
    spoken = [(one, order, at) for whose, orders, at in complaints for one in whose for order in (orders or _ANY)]
    if not spoken:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_SPOKEN_OF, [[row[column] for row in spoken] for column in range(3)])
        noted = cursor.fetchall()
    write_records([(promise_id, RecordKind.COMPLAINED, at, {}) for promise_id, at in noted])
    return len(noted)


def note_spoken_of(*, spoken: Mapping[UUID, datetime]) -> None:
    """History: of these promises their people spoke to us then. The first time counts. Two statements, none for none."""
    if not spoken:
        return
    (noted,) = bulk.look((_SPOKEN_THEN, [array(spoken.keys()), array(spoken.values())]))
    write_records([(promise_id, RecordKind.COMPLAINED, at, {}) for promise_id, at in noted])


def put_to_cases(*, cases: Mapping[UUID, UUID]) -> None:
    """Promise → the case in which somebody takes care of it. One statement."""
    if cases:
        bulk.write(_TO_CASES, [array(cases.keys()), array(cases.values())])


def move_to_case(*, case_ids: Sequence[UUID], case_id: UUID) -> None:
    """Whatever was taken care of in these cases is from now on taken care of in that one. One statement."""
    models.Promise.objects.filter(case_id__in=list(case_ids)).update(case_id=case_id)


def locked(promise_id: UUID) -> models.Promise:
    """The row, held to the end of the transaction. Refuses an id that the brand does not have."""
    row = models.Promise.objects.select_for_update().filter(id=promise_id).first()
    if row is None:
        raise Refusal("no_such_promise", "There is no such promise here.", {"promise_id": "unknown"})
    return row


def write_records(told: Sequence[RecordRow]) -> None:
    """Writes these down; what is there already stays. One statement."""
    brand_id = tenancy.current_brand()
    rows = [(new_id(), brand_id, promise_id, kind, at, json.dumps(evidence)) for promise_id, kind, at, evidence in told]
    bulk.insert("promises_record", _RECORD, rows, conflict="ON CONFLICT (brand_id, promise_id, kind, at) DO NOTHING")


def about(promise: Promise) -> dict[str, Any]:
    """What each fact about it says."""
    due = promise.due.on.isoformat() if promise.due.on else promise.due.at.isoformat(timespec="minutes")
    return {
        "identity_id": promise.identity_id,
        "case_id": promise.case_id,
        "promise_id": promise.id,
        "promise_kind": promise.kind.value,
        "due": due,
    }


_TO_CASES = """
UPDATE promises_promise SET case_id = now.case_id FROM unnest(%s::uuid[], %s::uuid[]) AS now (id, case_id)
WHERE promises_promise.id = now.id
"""
_SPOKEN_THEN = """
UPDATE promises_promise AS promise SET complained_at = spoken.at FROM unnest(%s::uuid[], %s::timestamptz[]) AS spoken (id, at)
WHERE promise.id = spoken.id AND promise.complained_at IS NULL RETURNING promise.id, promise.complained_at
"""
_ANY: tuple[UUID | None, ...] = (None,)  # where they name no order
_TOLD = """
UPDATE promises_promise SET told_at = %s
WHERE told_at IS NULL AND watched AND case_id = ANY(%s) AND state IN ('at_risk', 'broken') RETURNING id
"""
_SPOKEN_OF = """
UPDATE promises_promise AS promise SET complained_at = spoken.at FROM (
    SELECT p.id, min(c.at) AS at FROM promises_promise p
    JOIN unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS c (identity_id, order_id, at)
        ON p.identity_id = c.identity_id AND (c.order_id IS NULL OR p.order_id = c.order_id)
        AND p.made_at <= c.at AND p.due_at > c.at - interval '60 days'
    WHERE p.complained_at IS NULL AND p.watched AND p.state IN ('open', 'at_risk', 'broken') GROUP BY p.id
) AS spoken WHERE promise.id = spoken.id AND promise.complained_at IS NULL RETURNING promise.id, promise.complained_at
"""


def _end(row: models.Promise, state: PromiseState, evidence: dict[str, Any], at: datetime) -> None:
    row.state, row.state_at, row.next_look_at = state, at, None
    row.save(update_fields=["state", "state_at", "next_look_at"])
    write_records([(row.id, RecordKind(state.value), at, evidence)])


def _row(promise_id: UUID, brand_id: UUID, one: PromiseIn, at: datetime) -> tuple[Any, ...]:
    look = looking.next_look(one.due, one.kind, at=at) if one.watched else None
    return (
        *(promise_id, brand_id, one.key, one.identity_id, one.kind, one.source, one.what[:300], one.touchpoint[:100]),
        *(one.made_at, one.due.since, one.due.at, one.due.on, one.due.zone, one.due.two_readings),
        *(one.order_id, one.message_id, one.case_id, one.member_id, one.watched, PromiseState.OPEN, one.made_at, look),
    )


def _made(promise_id: PromiseId, one: PromiseIn) -> events.PromiseMade:
    due = one.due.on.isoformat() if one.due.on else one.due.at.isoformat(timespec="minutes")
    return events.PromiseMade(
        identity_id=one.identity_id, case_id=one.case_id, promise_id=promise_id, promise_kind=one.kind.value, due=due
    )
