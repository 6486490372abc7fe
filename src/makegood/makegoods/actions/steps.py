"""Runs an approved plan step by step, each step once.

A step is taken by one conditional UPDATE with a lease; its effect carries the step's id as idempotency key; finishing it books what
it cost in the same transaction. Killed at any instant, the effects happen once. Never talks to a shop or a person itself: a flow does,
between `start_step` and `finish_step`.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from makegood.gestures.actions import grants
from makegood.kernel.actors import SHOP, SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.makegoods import events, models, queries
from makegood.makegoods.actions import rows
from makegood.makegoods.rules import running
from makegood.makegoods.types import MakegoodId, MakegoodState, Step, StepKind, StepState
from makegood.platform import journal

LEASE_SECONDS = 45  # longer than any effect takes (20 s for the shop); after that another worker may take the step up again

_START = """
UPDATE makegoods_step
SET state = 'doing', attempt = attempt + 1, leased_until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE id = %(id)s AND ((state = 'waiting' AND %(waiting)s) OR (state = 'doing' AND leased_until < clock_timestamp()))
RETURNING attempt
"""


def ready_steps(*, makegood_id: UUID, at: datetime) -> tuple[Step, ...]:
    """The steps of a running plan that somebody may start now: due, with their forerunners settled, or left lying by a worker whose
    lease has run out. A wait is ready only when it is overdue. Nothing while a person must look (stuck)."""
    row = models.Makegood.objects.filter(id=makegood_id, state=MakegoodState.RUNNING).first()
    if row is None:
        return ()
    steps = queries.steps_of(makegood_id=makegood_id)
    lying = _lying(makegood_id)
    return tuple(s for s in steps if s.id in lying or s in running.ready(steps, at))


def start_step(*, step_id: UUID, at: datetime, lease_seconds: int = LEASE_SECONDS) -> int:
    """Takes the step for this worker: the number of the attempt (1, 2, …), or 0 where it is not ready or somebody else has it.

    Commit before the effect. The effect's idempotency key is the step's id, the same in every attempt.
    """
    row, _ = rows.locked_step(step_id)
    if row.state != MakegoodState.RUNNING:
        return 0
    steps = queries.steps_of(makegood_id=row.id)
    waiting = step_id in {ready.id for ready in running.ready(steps, at)}
    with connection.cursor() as cursor:
        cursor.execute(_START, {"id": step_id, "waiting": waiting, "seconds": lease_seconds})
        taken = cursor.fetchone()
    return int(taken[0]) if taken else 0


def finish_step(*, step_id: UUID, outcome: str, reference: str, at: datetime) -> None:
    """The step is done: what it cost is booked as spent, what waited for it is due, and the last one ends the plan (MakegoodDone).

    Done again, it changes nothing. Refuses "no_such_step" and "not_started" (a wait may end without being started).
    """
    with transaction.atomic():
        row, step = rows.locked_step(step_id)
        if step.state is StepState.DONE:
            return
        waited = step.kind is StepKind.WAIT and step.state is StepState.WAITING
        if row.state not in rows.LIVE or (step.state is not StepState.DOING and not waited):
            raise Refusal("not_started", f"“{step.title}” was not started ({step.state}); it cannot be finished.")
        _done(row, step, outcome, reference, SYSTEM, at)


def wait_step(*, step_id: UUID, due_at: datetime, attempt: int | None = None) -> None:
    """Puts a started step back until `due_at`: what it waits for has not come, or the outside failed for now. Of two attempts only
    the later may say so. Refuses "no_such_step"."""
    row, step = rows.locked_step(step_id)
    if row.state in rows.LIVE:
        _doing(step.id, attempt).update(state=StepState.WAITING, due_at=due_at, leased_until=None)


def fail_step(*, step_id: UUID, trouble: str, at: datetime, attempt: int | None = None) -> None:
    """The step failed for good: the plan is stuck until a person looks (`retry_step`, `do_by_hand`). Of two attempts only the later
    may say so, and never one after it was done. Refuses "no_such_step"."""
    row, step = rows.locked_step(step_id)
    if row.state not in rows.LIVE or not _doing(step.id, attempt).update(
        state=StepState.FAILED, trouble=trouble, leased_until=None
    ):
        return
    models.Makegood.objects.filter(id=row.id).update(state=MakegoodState.STUCK)
    fact = events.StepFailed(**rows.whose(row), makegood_id=row.id, step_id=step.id, title=step.title)
    journal.record(fact, by=SYSTEM, at=at)


def retry_step(*, step_id: UUID, by: Actor, at: datetime) -> None:
    """Lets a failed step be tried again, under the same key. Repeated, it changes nothing. Refuses "no_such_step", "not_allowed"."""
    rows.may(by)
    row, step = rows.locked_step(step_id)
    if step.state is StepState.FAILED:
        models.Step.objects.filter(id=step.id).update(state=StepState.WAITING, due_at=None, trouble="")
        _unstick(row)
        fact = events.StepRetried(**rows.whose(row), makegood_id=row.id, step_id=step.id, title=step.title)
        journal.record(fact, by=by, at=at)


def do_by_hand(*, step_id: UUID, outcome: str, by: Actor, at: datetime) -> None:
    """A member did the failed step themselves, and says how. Repeated, it changes nothing.

    Refuses "no_such_step", "not_allowed", "outcome_missing" and "not_failed".
    """
    rows.may(by)
    if not outcome.strip():
        raise Refusal("outcome_missing", "outcome: say how it was done.", {"outcome": "missing"})
    with transaction.atomic():
        row, step = rows.locked_step(step_id)
        if step.state is StepState.DONE:
            return
        if step.state is not StepState.FAILED:
            raise Refusal("not_failed", f"“{step.title}” has not failed; it goes its way.")
        _done(row, step, outcome.strip(), "", by, at)
        _unstick(row)


def leave_out(*, step_id: UUID, by: Actor, at: datetime) -> None:
    """Does without a failed step and frees what was set aside for it. What is owed (the fix, the words) cannot be left out.

    Repeated, it changes nothing. Refuses "no_such_step", "not_allowed", "owed" and "not_failed".
    """
    rows.may(by)
    with transaction.atomic():
        row, step = rows.locked_step(step_id)
        if step.state is StepState.SKIPPED:
            return
        if step.kind in (StepKind.FIX, StepKind.SAY):
            raise Refusal("owed", f"“{step.title}” is owed to them and cannot be left out.")
        if step.state is not StepState.FAILED:
            raise Refusal("not_failed", f"“{step.title}” has not failed; it goes its way.")
        models.Step.objects.filter(id=step.id).update(state=StepState.SKIPPED)
        if step.grant_id:
            grants.release(grant_id=step.grant_id, at=at, by=by)
        fact = events.StepLeftOut(**rows.whose(row), makegood_id=row.id, step_id=step.id, title=step.title)
        journal.record(fact, by=by, at=at)
        _go_on(row, step, by, at)
        _unstick(row)


def note_delivery(*, command_key: str, delivered_at: datetime) -> MakegoodId | None:
    """The parcel of the fix with this key has arrived: the wait is over, and the follow-up is due its hours later. May be repeated
    and may come before the fix is noted as done. The makegood that went on, or None where the key is none of ours."""
    try:
        fix = models.Step.objects.filter(id=UUID(command_key), kind=StepKind.FIX).first()
    except ValueError:
        return None
    if fix is None:
        return None
    row = rows.locked(fix.makegood_id)
    wait = models.Step.objects.filter(makegood_id=row.id, kind=StepKind.WAIT).first()
    if wait is None or row.state not in rows.LIVE or wait.state in (StepState.DONE, StepState.SKIPPED):
        return MakegoodId(row.id)
    with transaction.atomic():
        _done(row, queries.as_step(wait), "It has arrived.", "", SHOP, delivered_at)
        _unstick(row)
    return MakegoodId(row.id)


def _done(row: models.Makegood, step: Step, outcome: str, reference: str, by: Actor, at: datetime) -> None:
    models.Step.objects.filter(id=step.id).update(
        state=StepState.DONE, done_at=at, outcome=outcome, reference=reference[:200], trouble="", leased_until=None
    )
    if step.grant_id:
        grants.give(grant_id=step.grant_id, at=at, by=by)
    fact = events.StepDone(**rows.whose(row), makegood_id=row.id, step_id=step.id, step_kind=step.kind, title=step.title)
    journal.record(fact, by=by, at=at)
    _go_on(row, step, by, at)


def _go_on(row: models.Makegood, step: Step, by: Actor, at: datetime) -> None:
    """After a step was settled: wakes what waited for it, or ends the plan."""
    steps = queries.steps_of(makegood_id=row.id)
    _wake(step, steps, at)
    if running.finished(steps):
        models.Makegood.objects.filter(id=row.id).update(state=MakegoodState.DONE, done_at=at)
        journal.record(events.MakegoodDone(**rows.whose(row), makegood_id=row.id), by=by, at=at)


def _wake(done: Step, steps: Sequence[Step], at: datetime) -> None:
    """Sets the hour of those steps that this one was the last to hold up."""
    for step in steps:
        pause = running.pause(step)
        if done.key in step.after and step.state is StepState.WAITING and pause and running.free(step, steps):
            models.Step.objects.filter(id=step.id).update(due_at=at + pause)


def _unstick(row: models.Makegood) -> None:
    failed = models.Step.objects.filter(makegood_id=row.id, state=StepState.FAILED).exists()
    if not failed:
        stuck = models.Makegood.objects.filter(id=row.id, state=MakegoodState.STUCK)
        stuck.update(state=MakegoodState.RUNNING)


def _doing(step_id: UUID, attempt: int | None) -> "QuerySet[models.Step]":
    """The step while it is being done: by this attempt, where one is named. A worker that was away too long finds nothing."""
    found = models.Step.objects.filter(id=step_id, state=StepState.DOING)
    return found if attempt is None else found.filter(attempt=attempt)


def _lying(makegood_id: UUID) -> set[UUID]:
    """Steps whose worker is gone: started, and the lease has run out by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM makegoods_step WHERE makegood_id = %s AND state = 'doing' AND leased_until < clock_timestamp()",
            [makegood_id],
        )
        return {row[0] for row in cursor.fetchall()}
