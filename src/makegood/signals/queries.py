"""Looks at what machines told: frozen values, a fixed number of queries. Never writes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from makegood.kernel.refusals import Refusal
from makegood.platform import places
from makegood.signals import models
from makegood.signals.types import MinuteCount, Signal, SignalId, SignalKind, SignalState, Span


def signal(*, signal_id: UUID) -> Signal:
    """One of them. Refuses ("no_such_signal")."""
    row = models.Signal.objects.filter(id=signal_id).first()
    if row is None:
        raise Refusal("no_such_signal", "There is no such signal here.", {"signal_id": "unknown"})
    return as_value(row)


def signals(*, signal_ids: Sequence[UUID]) -> tuple[Signal, ...]:
    """Those of these ids that are there, the earliest first. One query."""
    return tuple(map(as_value, models.Signal.objects.filter(id__in=list(signal_ids)).order_by("from_at", "id")))


def page(*, before: UUID | None, since: UUID | None, limit: int) -> tuple[Signal, ...]:
    """The brand's signals, the one heard last first. One query."""
    rows = places.latest_first(models.Signal.objects.all(), before=before, since=since)
    return tuple(map(as_value, rows[:limit]))


def of(*, attached_id: UUID) -> tuple[Signal, ...]:
    """What belongs to this incident, the earliest first. One query."""
    return tuple(map(as_value, models.Signal.objects.filter(attached_id=attached_id).order_by("from_at", "id")))


def within(*, from_at: datetime, until_at: datetime | None, limit: int = 20) -> tuple[Signal, ...]:
    """What is kept and attached to nothing, and lies at least in part in this stretch (None: it still lasts), the earliest first. One query."""
    wanted = Q(state=SignalState.KEPT) & (Q(until_at=None) | Q(until_at__gt=from_at))
    if until_at is not None:
        wanted &= Q(from_at__lt=until_at)
    return tuple(map(as_value, models.Signal.objects.filter(wanted).order_by("from_at", "id")[:limit]))


def to_hand(*, kind: str) -> dict[str, tuple[MinuteCount, ...]]:
    """What was counted of this kind and the watch was not told of, by facet, the earliest first. One query."""
    rows = models.Counted.objects.filter(kind=kind).exclude(count=F("handed")).order_by("facet", "at")
    found: dict[str, tuple[MinuteCount, ...]] = {}
    for facet, at, count, handed in rows.values_list("facet", "at", "count", "handed"):
        found[facet] = (*found.get(facet, ()), MinuteCount(at, count, handed))
    return found


def counts(*, kind: str, facet: str = "", from_at: datetime, until_at: datetime) -> tuple[MinuteCount, ...]:
    """What was counted within a stretch, the earliest first. One query."""
    rows = models.Counted.objects.filter(kind=kind, facet=facet, at__gte=from_at, at__lt=until_at).order_by("at")
    return tuple(MinuteCount(at, count, handed) for at, count, handed in rows.values_list("at", "count", "handed"))


def counted(*, kind: str, places: Sequence[tuple[str, datetime]]) -> dict[tuple[str, datetime], int]:
    """How many were counted of this kind at these facets and beginnings. One query."""
    rows = models.Counted.objects.filter(kind=kind, at__in={at for _, at in places}, facet__in={facet for facet, _ in places})
    return {(facet, at): count for facet, at, count in rows.values_list("facet", "at", "count")}


def as_value(row: models.Signal) -> Signal:
    """A row as others may hold it."""
    return Signal(
        id=SignalId(row.id),
        kind=SignalKind(row.kind),
        source=row.source,
        reference=row.reference,
        title=row.title,
        span=Span(row.from_at, row.until_at),
        heard_at=row.heard_at,
        state=SignalState(row.state),
        attached_id=row.attached_id,
    )
