"""The calls that were promised in cases. Looks only, beside `queries`."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from makegood.cases import models
from makegood.cases.types import Call, CallResult, CaseId
from makegood.platform import asking


def calls_of(*, case_id: UUID, limit: int = 20) -> tuple[Call, ...]:
    """The calls that were promised in a case: those still to be made by their time, then the others."""
    return ask_calls_of(case_id=case_id, limit=limit).answer


def ask_calls_of(*, case_id: UUID, limit: int = 20) -> asking.Question[tuple[Call, ...]]:
    """`calls_of`, to be asked together with others."""
    rows = models.Call.objects.filter(case_id=case_id).order_by("ended_at", "due_at", "id")[:limit]
    return asking.Question(
        lambda found: tuple(sorted(map(_call, found), key=lambda call: (call.ended_at is not None, call.due_at, call.id))), rows
    )


def calls_due(*, until: datetime, member_id: UUID, limit: int = 50) -> tuple[Call, ...]:
    """What is to be called before `until` by this member, or by anybody, the earliest first."""
    mine = Q(owner_id=member_id) | Q(owner_id=None)
    rows = models.Call.objects.filter(mine, ended_at__isnull=True, due_at__lt=until).order_by("due_at", "id")[:limit]
    return tuple(map(_call, rows))


def call(*, call_id: UUID) -> Call | None:
    """One call, or None."""
    row = models.Call.objects.filter(id=call_id).first()
    return _call(row) if row else None


def _call(row: models.Call) -> Call:
    result = CallResult(row.result) if row.result else None
    return Call(
        row.id,
        CaseId(row.case_id),
        row.identity_id,
        row.number,
        row.about,
        row.due_at,
        row.owner_id,
        row.tries,
        result,
        row.ended_at,
    )
