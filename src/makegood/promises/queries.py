"""Looks at promises: frozen values, a fixed number of queries. Never writes, and knows no order: what is asked of orders is asked there."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from makegood.kernel.refusals import Refusal
from makegood.platform import asking, places
from makegood.promises import models
from makegood.promises.rules import learning, survival, verdicts
from makegood.promises.rules.learning import Knowledge
from makegood.promises.rules.roads import Roads
from makegood.promises.types import (
    RUNNING,
    Due,
    OfTouchpoint,
    Promise,
    PromiseId,
    PromiseKind,
    PromiseState,
    Reason,
    Record,
    RecordKind,
    Source,
    Tally,
    ToldFirst,
)


def ask_of_person(*, identity_ids: Sequence[UUID], limit: int) -> asking.Question[tuple[Promise, ...]]:
    """What was promised to these identities, the latest due first; to be asked together with others."""
    rows = models.Promise.objects.filter(identity_id__in=list(identity_ids)).order_by("-due_at", "-id")[:limit]
    return asking.Question(lambda found: tuple(map(as_value, found)), rows)


def of_orders(*, order_ids: Sequence[UUID]) -> tuple[Promise, ...]:
    """The promises made with these orders, the first made in front."""
    rows = models.Promise.objects.filter(order_id__in=list(order_ids)).order_by("made_at", "id")
    return tuple(map(as_value, rows))


def in_trouble(*, case_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these cases in which a promise is at risk, or broke. One query."""
    rows = models.Promise.objects.filter(case_id__in=list(case_ids), state__in=[PromiseState.AT_RISK, PromiseState.BROKEN])
    return frozenset(case_id for case_id in rows.values_list("case_id", flat=True) if case_id)


def days_missed(*, order_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these orders whose day mattered, and went by (`verdicts.DAY_MATTERS`). One query."""
    rows = models.Promise.objects.filter(
        order_id__in=list(order_ids), state=PromiseState.BROKEN, touchpoint__in=verdicts.DAY_MATTERS
    )
    return frozenset(order_id for order_id in rows.values_list("order_id", flat=True) if order_id)


def promise(*, promise_id: UUID) -> Promise:
    """One of them. Refuses (`no_such_promise`) an id that the brand does not have."""
    row = models.Promise.objects.filter(id=promise_id).first()
    if row is None:
        raise Refusal("no_such_promise", "There is no such promise here.", {"promise_id": "unknown"})
    return as_value(row)


def of_ids(*, promise_ids: Sequence[UUID]) -> tuple[Promise, ...]:
    """Those of these that are there. One query."""
    return tuple(map(as_value, models.Promise.objects.filter(id__in=list(promise_ids)).order_by("id")))


def records_of(*, promise_ids: Sequence[UUID]) -> tuple[Record, ...]:
    """Their history, the earliest first."""
    rows = models.Record.objects.filter(promise_id__in=list(promise_ids)).order_by("at", "id")
    return tuple(Record(PromiseId(row.promise_id), RecordKind(row.kind), row.at, row.evidence) for row in rows)


def page(
    *, before: UUID | None, state: PromiseState | None, identity_ids: Sequence[UUID] | None, since: UUID | None, limit: int
) -> tuple[Promise, ...]:
    """The brand's promises, the one written down last first: `limit` of them from before a place on. One query."""
    rows = places.latest_first(models.Promise.objects.all(), before=before, since=since)
    if state is not None:
        rows = rows.filter(state=state)
    if identity_ids is not None:
        rows = rows.filter(identity_id__in=identity_ids)
    return tuple(map(as_value, rows[:limit]))


def due_for_a_look(*, at: datetime, limit: int) -> tuple[Promise, ...]:
    """Those at which somebody should look now, the longest due first."""
    rows = models.Promise.objects.filter(next_look_at__lte=at).order_by("next_look_at", "id")[:limit]
    return tuple(map(as_value, rows))


def next_look() -> datetime | None:
    """When somebody should look next."""
    return (
        models.Promise.objects.filter(next_look_at__isnull=False)
        .order_by("next_look_at")
        .values_list("next_look_at", flat=True)
        .first()
    )


def by_key(*, key: str) -> Promise | None:
    """The promise that was made under this key, or None. One query."""
    row = models.Promise.objects.filter(key=key).first()
    return as_value(row) if row else None


def at_risk(*, limit: int, but: Collection[UUID] = ()) -> tuple[Promise, ...]:
    """Those that are at risk and watched, without those to some identities; the soonest due first."""
    rows = models.Promise.objects.filter(state=PromiseState.AT_RISK, watched=True).exclude(identity_id__in=but)
    return tuple(map(as_value, rows.order_by("due_at", "id")[:limit]))


def broken(
    *, since: datetime, limit: int, touchpoints: Sequence[str] | None = None, but: Collection[UUID] = ()
) -> tuple[Promise, ...]:
    """Those that broke since then, the latest first; those made at some touchpoints alone where they are given, without those to some identities."""
    rows = models.Promise.objects.filter(state=PromiseState.BROKEN, state_at__gt=since).exclude(identity_id__in=but)
    if touchpoints is not None:
        rows = rows.filter(touchpoint__in=touchpoints)
    return tuple(map(as_value, rows.order_by("-state_at", "-id")[:limit]))


def not_holding(*, since: datetime, limit: int) -> tuple[Promise, ...]:
    """Those watched that are at risk, or broke since then, those of the latest change first. One query."""
    wanted = Q(state=PromiseState.AT_RISK) | Q(state=PromiseState.BROKEN, state_at__gt=since)
    rows = models.Promise.objects.filter(wanted, watched=True).order_by("-state_at", "-id")[:limit]
    return tuple(map(as_value, rows))


def counts(*, since: datetime, until: datetime, but: Collection[UUID] = ()) -> dict[PromiseState, int]:
    """How many run now, and how many ended how within a stretch; without those to some identities."""
    ended = Q(state_at__gt=since, state_at__lte=until)
    rows = (
        models.Promise.objects.filter(ended | Q(state__in=RUNNING, watched=True))
        .exclude(identity_id__in=but)
        .values_list("state")
        .annotate(Count("id"))
        .order_by()
    )
    return {PromiseState(state): number for state, number in rows}


def tally(*, identity_ids: Sequence[UUID], since: datetime | None = None) -> Tally:
    """How many promises to these identities were kept and broken; ever, or after `since`. One query."""
    rows = models.Promise.objects.filter(identity_id__in=list(identity_ids), state__in=[PromiseState.KEPT, PromiseState.BROKEN])
    rows = rows.filter(state_at__gt=since) if since else rows
    found = dict(rows.order_by().values_list("state").annotate(n=Count("id")))
    return Tally(kept=found.get(PromiseState.KEPT, 0), broken=found.get(PromiseState.BROKEN, 0))


def of_touchpoints(*, since: datetime, until: datetime) -> tuple[OfTouchpoint, ...]:
    """How the promises of each touchpoint ended within a stretch, those broken most often first."""
    rows = models.Promise.objects.filter(state_at__gt=since, state_at__lte=until)
    kept, broke = Count("id", filter=Q(state=PromiseState.KEPT)), Count("id", filter=Q(state=PromiseState.BROKEN))
    found = rows.values_list("touchpoint").annotate(kept=kept, broke=broke).order_by()
    told = [OfTouchpoint(touchpoint, one, other) for touchpoint, one, other in found if one or other]
    return tuple(sorted(told, key=lambda one: (-one.rate, one.touchpoint)))


def told_first(*, since: datetime, until: datetime, but: Collection[UUID] = ()) -> ToldFirst:
    """Of the watched promises that broke within a stretch, those to some identities left out, to whom we spoke before they complained. One query."""
    rows = models.Promise.objects.filter(state=PromiseState.BROKEN, watched=True, state_at__gt=since, state_at__lte=until)
    rows = rows.exclude(identity_id__in=but)
    told = Q(told_at__isnull=False) & (Q(complained_at=None) | Q(told_at__lt=F("complained_at")))
    found = rows.aggregate(
        all=Count("id"), told=Count("id", filter=told), said=Count("id", filter=Q(complained_at__isnull=False) & ~told)
    )
    return ToldFirst(told=found["told"], complained=found["said"], neither=found["all"] - found["told"] - found["said"])


def learned_at() -> datetime | None:
    """When the roads were learned last."""
    return models.Learned.objects.values_list("learned_at", flat=True).first()


def has_begun() -> bool:
    """Whether anything was ever learned, or tried to be."""
    return models.Learned.objects.exists()


def parcels_learned() -> int:
    """From how many parcels."""
    return models.Learned.objects.values_list("parcels", flat=True).first() or 0


def knowledge(*, roads_of: Iterable[tuple[str, str]]) -> Knowledge | None:
    """What was learned, with the roads of these carriers and lanes and what they lean on; None where nothing was learned. Two queries."""
    row = models.Learned.objects.exclude(weights=None).first()
    if row is None or row.weights is None:
        return None
    wanted = {(carrier, one) for carrier, lane in roads_of for one in (lane, "")} | {("", "")}
    there = models.Road.objects.filter(carrier__in={carrier for carrier, _ in wanted}, lane__in={lane for _, lane in wanted})
    counts = {
        (road.stage, road.carrier, road.lane): survival.read(road.counts) for road in there if (road.carrier, road.lane) in wanted
    }
    return learning.read(row.weights, Roads(counts))


def as_value(row: models.Promise) -> Promise:
    """A row as others may hold it."""
    return Promise(
        id=PromiseId(row.id),
        identity_id=row.identity_id,
        kind=PromiseKind(row.kind),
        source=Source(row.source),
        what=row.what,
        touchpoint=row.touchpoint,
        made_at=row.made_at,
        due=Due(row.due_at, row.zone, row.due_on, row.due_from, row.two_readings),
        state=PromiseState(row.state),
        state_at=row.state_at,
        order_id=row.order_id,
        message_id=row.message_id,
        case_id=row.case_id,
        chance=row.chance,
        reason=_reason(row.reason),
        looked_at=row.looked_at,
        warned_at=row.warned_at,
        told_at=row.told_at,
        complained_at=row.complained_at,
        watched=row.watched,
    )


def _reason(kept: dict[str, Any] | None) -> Reason | None:
    return Reason(kept["code"], kept["values"]) if kept else None


LOOKS_BACK = timedelta(days=400)  # what is learned from
