"""Calls that somebody was promised: planned for an instant, put off, and ended with how it went. Never dials.

Works inside an open brand transaction. What is done already changes nothing and is not journalled again.
"""

from datetime import datetime
from uuid import UUID

from makegood.cases import models
from makegood.cases.actions import rows, segments
from makegood.cases.events import CallDropped, CallMade, CallMissed, CallPlanned
from makegood.cases.types import CallResult, CaseState
from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import journal

MOST_ABOUT = 300


def plan(
    *,
    case_id: UUID,
    identity_id: UUID,
    number: str,
    due_at: datetime,
    about: str,
    owner_id: UUID | None,
    key: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Promises a call at `due_at` to a number. Refuses an instant that is past. May be repeated: a `key` plans one call."""
    known = models.Call.objects.filter(key=key).values_list("id", flat=True).first()
    if known is not None:
        return known
    _to_come(due_at, at, "due_at")
    case = rows.locked(case_id)
    call = models.Call.objects.create(
        id=new_id(),
        case_id=case.id,
        identity_id=identity_id,
        number=number,
        due_at=due_at,
        about=about.strip()[:MOST_ABOUT],
        owner_id=owner_id,
        key=key,
    )
    journal.record(CallPlanned(**_about(call), due_at=due_at), by=by, at=at)
    return call.id


def miss(*, call_id: UUID, again_at: datetime, by: Actor, at: datetime) -> None:
    """Nobody picked up: it is tried again at `again_at`. Refuses an instant that is past, and a call that is over."""
    _to_come(again_at, at, "again_at")
    call = _running(call_id)
    call.tries, call.due_at = call.tries + 1, again_at
    call.save(update_fields=["tries", "due_at"])
    journal.record(CallMissed(**_about(call), again_at=again_at), by=by, at=at)


def end(*, call_id: UUID, result: CallResult, by: Actor, at: datetime) -> None:
    """The call is over. Having spoken with them is a first answer: it stops that clock, as a letter would. Refuses a call that is over
    with another result."""
    call = models.Call.objects.select_for_update(no_key=True).filter(id=call_id).first()
    if call is None:
        raise _unknown()
    if call.result == result:
        return
    if call.result:
        raise Refusal("call_over", "This call is over already. Plan another one.", {"result": "already said"})
    call.result, call.ended_at = result, at
    call.save(update_fields=["result", "ended_at"])
    if result is CallResult.DROPPED:
        journal.record(CallDropped(**_about(call)), by=by, at=at)
        return
    call.tries += 1
    call.save(update_fields=["tries"])
    _count_as_answer(call.case_id, at)
    journal.record(CallMade(**_about(call), result=result.value), by=by, at=at)


def _count_as_answer(case_id: UUID, at: datetime) -> None:
    case = rows.locked(case_id)
    if case.state == CaseState.RESOLVED:
        return
    segment = segments.running(case)
    if segment.first_replied_at is None:
        segment.first_replied_at = at
        segment.save(update_fields=["first_replied_at"])


def _running(call_id: UUID) -> models.Call:
    call = models.Call.objects.select_for_update(no_key=True).filter(id=call_id).first()
    if call is None:
        raise _unknown()
    if call.ended_at is not None:
        raise Refusal("call_over", "This call is over already. Plan another one.", {"call_id": "over"})
    return call


def _to_come(due_at: datetime, at: datetime, field: str) -> None:
    if due_at <= at:
        raise Refusal("not_to_come", f"{field}: choose a time that is still to come.", {field: "is past"})


def _about(call: models.Call) -> dict[str, UUID]:
    return {"identity_id": call.identity_id, "case_id": call.case_id, "call_id": call.id}


def _unknown() -> Refusal:
    return Refusal("no_such_call", "There is no such call here.", {"call_id": "unknown"})
