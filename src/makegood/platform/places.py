"""Lists that are read page by page: a place is an id, so that a page stays the same while others come in. Runs no query."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def latest_first(rows: QuerySet[M], *, before: UUID | None, since: UUID | None) -> QuerySet[M]:
    """These rows, the one written last first: those before one place, down to another and with it; all where neither is given."""
    if before is not None:
        rows = rows.filter(id__lt=before)
    if since is not None:
        rows = rows.filter(id__gte=since)
    return rows.order_by("-id")
