"""Looks at follow-up calls. A fixed number of queries each; never writes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.calls import models
from makegood.calls.types import Call, CallId, Result
from makegood.kernel.refusals import Refusal
from makegood.kernel.windows import WINDOWS, Window, columns
from makegood.people.types import Purpose
from makegood.platform import bulk, places


def call(*, call_id: UUID) -> Call:
    """One call. Refuses ("no_such_call")."""
    row = models.Call.objects.filter(id=call_id).first()
    if row is None:
        raise no_such_call()
    return as_value(row)


def due(*, until: datetime, limit: int = 200) -> tuple[Call, ...]:
    """What is to be called before `until`: by their hour, those of greater weight first within it."""
    rows = models.Call.objects.filter(ended_at__isnull=True, due_at__lt=until).order_by("due_at", "-priority", "id")
    return tuple(map(as_value, rows[:limit]))


def how_many_due(*, until: datetime) -> int:
    """How many calls are to be made before `until`."""
    return models.Call.objects.filter(ended_at__isnull=True, due_at__lt=until).count()


def ended_since(*, since: datetime, limit: int = 50) -> tuple[Call, ...]:
    """The calls that ended from `since` on, the latest first."""
    return tuple(map(as_value, models.Call.objects.filter(ended_at__gte=since).order_by("-ended_at", "-id")[:limit]))


def of_identities(*, identity_ids: Sequence[UUID], limit: int = 50) -> tuple[Call, ...]:
    """The calls to somebody, the latest planned first."""
    rows = models.Call.objects.filter(identity_id__in=list(identity_ids)).order_by("-due_at", "-id")
    return tuple(map(as_value, rows[:limit]))


def ended_in(*, windows: Sequence[Window]) -> list[int]:
    """For each window, how many calls with these people a member ended: reached or not, but made. One query."""
    (rows,) = bulk.look((_ENDED_IN, columns(windows)))
    found = dict(rows)
    return [int(found.get(n, 0)) for n in range(len(windows))]


_ENDED_IN = f"""
SELECT w.n, count(*) FROM {WINDOWS} JOIN calls_call c ON c.identity_id = w.who AND c.ended_at > w.since AND c.ended_at <= w.until
WHERE c.by_member_id IS NOT NULL AND c.result <> '{Result.CALLED_OFF}' GROUP BY w.n
"""


def page(
    *,
    before: UUID | None,
    since: UUID | None,
    identity_ids: Sequence[UUID] | None = None,
    open_only: bool = False,
    limit: int,
) -> tuple[Call, ...]:
    """Calls in the order in which they were planned, the last first; of these people alone where they are given. One query."""
    rows = places.latest_first(models.Call.objects.all(), before=before, since=since)
    if identity_ids is not None:
        rows = rows.filter(identity_id__in=list(identity_ids))
    if open_only:
        rows = rows.filter(ended_at=None)
    return tuple(map(as_value, rows[:limit]))


def no_such_call() -> Refusal:
    return Refusal("no_such_call", "There is no such call here.", {"call_id": "unknown"})


def tried_at(row: models.Call) -> list[datetime]:
    """The instants at which nobody picked up, the first one first."""
    return [datetime.fromisoformat(one) for one in row.tried]


def as_value(row: models.Call) -> Call:
    """A row as others may hold it."""
    tried = tried_at(row)
    return Call(
        id=CallId(row.id),
        key=row.key,
        identity_id=row.identity_id,
        phone_id=row.phone_id,
        why=row.why,
        opening=row.opening,
        purpose=Purpose(row.purpose),
        programme=row.programme,
        priority=row.priority,
        language=row.language,
        zone=row.zone,
        occasion_kind=row.occasion_kind,
        occasion_id=row.occasion_id,
        due_at=row.due_at,
        tries=len(tried) + (row.result in (Result.FINE, Result.NOT_FINE, Result.WRONG_NUMBER, Result.NO_MORE)),
        tried_at=tried[-1] if tried else None,
        result=Result(row.result) if row.result else None,
        ended_at=row.ended_at,
        by_member_id=row.by_member_id,
        planned_at=row.planned_at,
    )
