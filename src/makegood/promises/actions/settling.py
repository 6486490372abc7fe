"""Writes down what a look at promises found. Works inside an open brand transaction, on rows that were held before what is looked at was read, so
that any number of workers end with the state that the facts give."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import SYSTEM
from makegood.kernel.events import Event
from makegood.platform import journal
from makegood.promises import events, models, queries
from makegood.promises.actions import making
from makegood.promises.rules import looking
from makegood.promises.rules.looking import Finding
from makegood.promises.types import RUNNING, Change, Promise, PromiseState, RecordKind

_TOLD: dict[PromiseState, type[events._AboutPromise]] = {
    PromiseState.OPEN: events.PromiseSafeAgain,
    PromiseState.AT_RISK: events.PromiseAtRisk,
    PromiseState.KEPT: events.PromiseKept,
    PromiseState.BROKEN: events.PromiseBroken,
    PromiseState.WITHDRAWN: events.PromiseWithdrawn,
}
_CHANGING = ("state", "state_at", "chance", "reason", "looked_at", "next_look_at", "warned_at")


def hold(*, promise_ids: Sequence[UUID] = (), order_ids: Sequence[UUID] = ()) -> tuple[Promise, ...]:
    """The promises of these ids, or of these orders, held to the end of the transaction, in one order for everybody."""
    rows = models.Promise.objects.select_for_update()
    found = rows.filter(id__in=list(promise_ids)) if promise_ids else rows.filter(order_id__in=list(order_ids))
    return tuple(queries.as_value(row) for row in found.order_by("id"))


def bring_up_to_date(*, findings: Sequence[Finding], at: datetime) -> list[Change]:
    """Gives each promise the state that follows from what was found, with a record and a fact for each change. → those that changed.

    May be repeated: the same finding changes nothing more. History (not watched) is settled without a fact. A fixed number of queries.
    """
    found = {one.promise_id: one for one in findings}
    rows = list(models.Promise.objects.select_for_update().filter(id__in=list(found)).order_by("id"))
    changes: list[Change] = []
    for row in rows:
        before = PromiseState(row.state)
        _apply(row, found[queries.as_value(row).id], at)
        if PromiseState(row.state) is not before:
            changes.append(Change(queries.as_value(row), before))
    models.Promise.objects.bulk_update(rows, _CHANGING, batch_size=500)
    making.write_records(
        [(one.promise.id, _kind(one), one.promise.state_at, _evidence(found[one.promise.id])) for one in changes]
    )
    journal.record(*(_fact(one.promise) for one in changes if one.promise.watched), by=SYSTEM, at=at)
    return changes


def _apply(row: models.Promise, found: Finding, at: datetime) -> None:
    before = PromiseState(row.state)
    state, since = looking.state_after(before, found, at=at)
    if state is not before:
        row.state, row.state_at = state, since
    promise = queries.as_value(row)
    runs = state in RUNNING
    row.looked_at = at
    row.next_look_at = looking.next_look(promise.due, promise.kind, at=at) if runs and row.watched else None
    if found.risk is not None and runs:
        row.chance, row.reason = found.risk.chance, asdict(found.risk.reason)
    if state is PromiseState.AT_RISK and row.warned_at is None:
        row.warned_at = at


def _kind(change: Change) -> RecordKind:
    return RecordKind.SAFE_AGAIN if change.promise.state is PromiseState.OPEN else RecordKind(change.promise.state.value)


def _evidence(found: Finding) -> dict[str, str | int | float | None]:
    if found.verdict.state is not None or found.risk is None:
        return dict(found.verdict.evidence)
    return {"chance": found.risk.chance, "because": found.risk.reason.code, **found.risk.reason.values}


def _fact(promise: Promise) -> Event:
    told = making.about(promise)
    if promise.state is PromiseState.AT_RISK:
        return events.PromiseAtRisk(**told, chance=promise.chance)
    return _TOLD[promise.state](**told)
