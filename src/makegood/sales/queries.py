"""Looks at sales: frozen values, a fixed number of queries. Never writes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, Subquery

from makegood.kernel.refusals import Refusal
from makegood.platform import places as pages
from makegood.sales import models
from makegood.sales.types import (
    Because,
    End,
    Place,
    PlaceId,
    PlaceKind,
    Sale,
    SaleId,
    Scope,
    Terms,
    Told,
    ToldOne,
)


def sale(*, sale_id: UUID) -> Sale:
    """One of them. Refuses ("no_such_sale") an id that the brand does not have."""
    row = models.Sale.objects.filter(id=sale_id).first()
    if row is None:
        raise Refusal("no_such_sale", "There is no such sale here.", {"sale_id": "unknown"})
    return as_value(row)


def of_reference(*, reference: str) -> tuple[Sale, ...]:
    """The sale that the shop calls so, if there is one. One query, none for an empty name."""
    rows = models.Sale.objects.filter(reference=reference.strip()) if reference.strip() else ()
    return tuple(map(as_value, rows))


def page(*, before: UUID | None = None, since: UUID | None = None, limit: int) -> tuple[Sale, ...]:
    """The brand's sales, the one announced last first. One query."""
    rows = pages.latest_first(models.Sale.objects.all(), before=before, since=since)
    return tuple(map(as_value, rows[:limit]))


def to_promise(*, at: datetime) -> tuple[Sale, ...]:
    """Those that somebody can still be told of: announced or running, the soonest to end first. One query."""
    rows = models.Sale.objects.filter(ends_at__gt=at, ended_at=None, called_off_at=None).order_by("ends_at", "id")
    return tuple(map(as_value, rows))


def of_occasion(*, kind: str, occasion_id: UUID) -> tuple[Sale, ...]:
    """The sales that were announced, moved or widened because of this (an incident). One query."""
    ids = models.Terms.objects.filter(occasion_kind=kind, occasion_id=occasion_id).values("sale_id")
    return tuple(map(as_value, models.Sale.objects.filter(id__in=ids).order_by("id")))


def terms_of(*, sale_id: UUID) -> tuple[Terms, ...]:
    """What it promised from when on, the first in front. One query."""
    rows = models.Terms.objects.filter(sale_id=sale_id).order_by("number")
    return tuple(map(_as_terms, rows))


def places_of(*, sale_ids: Sequence[UUID]) -> tuple[Place, ...]:
    """Where these sales are promised, those that still say the old first. One query."""
    rows = models.Place.objects.filter(sale_id__in=list(sale_ids)).order_by("terms", "name", "id")
    return tuple(map(as_place, rows))


def place(*, place_id: UUID) -> Place:
    """One place. Refuses ("no_such_place")."""
    row = models.Place.objects.filter(id=place_id).first()
    if row is None:
        raise Refusal("no_such_place", "There is no such place here.", {"place_id": "unknown"})
    return as_place(row)


def told(*, sale_id: UUID) -> Told:
    """How many people were told, and how many of them know what counts now. One query."""
    return told_of(sale_ids=[sale_id]).get(SaleId(sale_id), Told(0, 0))


def told_of(*, sale_ids: Sequence[UUID]) -> dict[SaleId, Told]:
    """`told` of several sales; those of which nobody was told are left out. One query."""
    rows = models.Told.objects.filter(sale_id__in=list(sale_ids))
    current = Subquery(models.Sale.objects.filter(id=OuterRef("sale_id")).values("terms")[:1])
    found = (
        rows.annotate(current=current)
        .values_list("sale_id")
        .annotate(people=Count("id"), now=Count("id", filter=Q(terms__gte=F("current"))))
        .order_by()
    )
    return {SaleId(sale_id): Told(people, of_now) for sale_id, people, of_now in found}


def told_old(*, sale_id: UUID, after: UUID | None = None, limit: int) -> tuple[ToldOne, ...]:
    """Who was told terms that count no more, in the order in which they were told first: a page of them. One query."""
    current = models.Sale.objects.filter(id=sale_id).values("terms")[:1]
    rows = models.Told.objects.filter(sale_id=sale_id, terms__lt=current)
    if after is not None:
        rows = rows.filter(id__gt=after)
    return tuple(map(_as_told, rows.order_by("id")[:limit]))


def told_by_place(*, sale_id: UUID) -> dict[PlaceKind, int]:
    """How many people were told where. One query."""
    rows = (
        models.Told.objects.filter(sale_id=sale_id).values_list("place").annotate(people=Count("id")).order_by("-people", "place")
    )
    return {PlaceKind(kind): people for kind, people in rows}


def of_identities(*, identity_ids: Sequence[UUID]) -> dict[UUID, tuple[Sale, ...]]:
    """The sales of which these identities were told. Two queries."""
    rows = models.Told.objects.filter(identity_id__in=list(identity_ids)).order_by("id").values_list("identity_id", "sale_id")
    pairs = list(rows)
    sales = {row.id: as_value(row) for row in models.Sale.objects.filter(id__in={sale_id for _, sale_id in pairs})}
    found: dict[UUID, tuple[Sale, ...]] = {}
    for identity_id, sale_id in pairs:
        found[identity_id] = (*found.get(identity_id, ()), sales[sale_id])
    return found


def unsettled(*, sale_id: UUID) -> int:
    """Of how many people the promise is not brought up to date yet. One query."""
    row = models.Sale.objects.filter(id=sale_id).values_list("terms", "ended_at").first()
    if row is None:
        return 0
    rows = models.Told.objects.filter(sale_id=sale_id)
    behind = rows.filter(promised__lt=row[0]) if row[1] is None else rows.exclude(settled_at=row[1])
    return behind.count()


def as_value(row: models.Sale) -> Sale:
    """A row as others may hold it."""
    return Sale(
        id=SaleId(row.id),
        name=row.name,
        reference=row.reference,
        scope=Scope(row.words, tuple(row.skus), tuple(row.collections)),
        starts_at=row.starts_at,
        ends=End(datetime.fromisoformat(row.ends_local), row.zone),
        ends_at=row.ends_at,
        two_readings=row.two_readings,
        said_as=row.said_as,
        explained=row.explained,
        terms=row.terms,
        announced_at=row.announced_at,
        ended_at=row.ended_at,
        called_off_at=row.called_off_at,
    )


def as_place(row: models.Place) -> Place:
    """A row as others may hold it."""
    return Place(PlaceId(row.id), SaleId(row.sale_id), PlaceKind(row.kind), row.name, row.reference, row.terms, row.at)


def _as_terms(row: models.Terms) -> Terms:
    return Terms(
        number=row.number,
        scope=Scope(row.words, tuple(row.skus), tuple(row.collections)),
        ends=End(datetime.fromisoformat(row.ends_local), row.zone),
        ends_at=row.ends_at,
        two_readings=row.two_readings,
        said_as=row.said_as,
        explained=row.explained,
        at=row.at,
        because=Because(row.because, row.occasion_kind, row.occasion_id),
        by_kind=row.by_kind,
        by_id=row.by_actor,
    )


def _as_told(row: models.Told) -> ToldOne:
    return ToldOne(row.id, row.identity_id, PlaceKind(row.place), row.terms, row.told_at, row.promise_id)
