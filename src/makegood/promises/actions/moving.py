"""Moves and closes many promises at once that were made of one offer to everybody: a sale. Works inside an open brand transaction; everything may
be repeated. What is decided is decided where the offer is kept; here it is written, three statements whatever the number.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.platform import bulk, journal
from makegood.platform.arrays import array
from makegood.promises import events
from makegood.promises.actions import making
from makegood.promises.rules import due as due_rules
from makegood.promises.types import Due, PromiseState, RecordKind


def move(*, promise_ids: Sequence[UUID], due: Due, what: str, by: Actor, at: datetime) -> int:
    """These promises, as far as they run, are from now on for `what` by `due`; each keeps in its history until when it was before. → how many
    moved; those that stand so already are left alone. Refuses (`bad_promise`, `bad_zone`) an impossible time."""
    due_rules.check(due, made_at=at)
    values = [array(promise_ids), due.at, what[:300], due.at, due.since, due.on, due.zone, due.two_readings, what[:300]]
    (moved,) = bulk.look((_MOVE, values))
    now = due.at.isoformat()
    making.write_records(
        [(one, RecordKind.MOVED, at, {"was": was.isoformat(), "due": now}) for one, _, _, was in moved],
    )
    journal.record(
        *(
            events.PromiseMoved(
                identity_id=identity_id,
                promise_id=promise_id,
                promise_kind=kind,
                due=due.at.isoformat(timespec="minutes"),
                was=was.isoformat(timespec="minutes"),
            )
            for promise_id, identity_id, kind, was in moved
        ),
        by=by,
        at=at,
    )
    return len(moved)


def close(*, promise_ids: Sequence[UUID], kept: bool, ended_at: datetime, by: Actor, at: datetime) -> int:
    """These promises were kept, or were broken at `ended_at`, as whoever made the offer says. A later word of theirs corrects an earlier one; what
    was withdrawn stays so. → how many changed."""
    state = PromiseState.KEPT if kept else PromiseState.BROKEN
    (closed,) = bulk.look((_CLOSE, [state.value, kept, ended_at, array(promise_ids), state.value]))
    evidence: dict[str, Any] = {"ended_at": ended_at.isoformat()}
    making.write_records([(one, RecordKind(state.value), at, evidence) for one, _, _, _, _ in closed])
    told = events.PromiseKept if kept else events.PromiseBroken
    journal.record(
        *(
            told(
                identity_id=identity_id,
                case_id=case_id,
                promise_id=promise_id,
                promise_kind=kind,
                due=due_at.isoformat(timespec="minutes"),
            )
            for promise_id, identity_id, case_id, kind, due_at in closed
        ),
        by=by,
        at=at,
    )
    return len(closed)


_MOVE = """
WITH there AS (
    SELECT id, due_at FROM promises_promise WHERE id = ANY(%s::uuid[]) AND state IN ('open', 'at_risk')
        AND (due_at <> %s::timestamptz OR what <> %s::text) ORDER BY id FOR UPDATE
)
UPDATE promises_promise AS p SET due_at = %s::timestamptz, due_from = %s::timestamptz, due_on = %s::date, zone = %s::text,
    two_readings = %s::bool, what = %s::text
FROM there WHERE p.id = there.id RETURNING p.id, p.identity_id, p.kind, there.due_at
"""
_CLOSE = """
UPDATE promises_promise SET state = %s::text, state_at = CASE WHEN %s::bool THEN due_at ELSE %s::timestamptz END, next_look_at = NULL
WHERE id = ANY(%s::uuid[]) AND state <> 'withdrawn' AND state <> %s::text RETURNING id, identity_id, case_id, kind, due_at
"""
