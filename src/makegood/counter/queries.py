"""Looks at what was done at the counter. Never writes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.counter import models
from makegood.counter.types import Done, Touch, TouchId


def of_identities(*, identity_ids: Sequence[UUID], since: datetime | None = None, limit: int = 20) -> tuple[Touch, ...]:
    """What was done with somebody at the counter, the latest first."""
    rows = models.Touch.objects.filter(identity_id__in=list(identity_ids))
    if since is not None:
        rows = rows.filter(at__gte=since)
    return tuple(map(as_value, rows.order_by("-at", "-id")[:limit]))


def has_begun() -> bool:
    """Whether anybody was ever received at a counter here. One query."""
    return models.Touch.objects.exists()


def as_value(row: models.Touch) -> Touch:
    """A row as others may hold it."""
    return Touch(
        id=TouchId(row.id),
        identity_id=row.identity_id,
        done=Done(row.done),
        words=row.words,
        what=row.what,
        number=row.number,
        occasion_kind=row.occasion_kind,
        occasion_id=row.occasion_id,
        at=row.at,
        by_member_id=row.by_member_id,
    )
