"""Looks at visits: who can be booked, what is free, a day, a person's. Values only; never writes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.platform import places
from makegood.visits import models
from makegood.visits.rules import slots as rules
from makegood.visits.types import (
    HOLDING,
    Resource,
    ResourceId,
    ResourceIn,
    ResourceKind,
    Slot,
    Spared,
    Visit,
    VisitId,
    VisitKind,
    VisitState,
    Wanted,
    Where,
)


def resources(*, retired_too: bool = False) -> tuple[Resource, ...]:
    """Who and what can be booked, by name. One query."""
    rows = models.Resource.objects.order_by("name", "id")
    return tuple(map(as_resource, rows if retired_too else rows.filter(active=True)))


def resource(*, resource_id: UUID) -> Resource:
    """One. Refuses ("no_resource") an unknown one."""
    row = models.Resource.objects.filter(id=resource_id).first()
    if row is None:
        raise Refusal("no_resource", "There is nobody and nothing of this kind to book here.", {"resource_id": "unknown"})
    return as_resource(row)


def free(
    *,
    wanted: Wanted,
    since: datetime,
    until: datetime,
    resource_ids: Sequence[UUID] = (),
    but: UUID | None = None,
    limit: int = 60,
) -> tuple[Slot, ...]:
    """The free slots within a stretch that fit, the earliest first, of these resources (none given: of all). `but`: a visit that is being moved and
    so holds nothing. Three queries."""
    those = [one for one in resources() if not resource_ids or one.id in resource_ids]
    hours = brands.current().hours
    longest = timedelta(minutes=rules.MOST_MINUTES * 2)
    rows = models.Visit.objects.filter(
        resource_id__in=[one.id for one in those], state__in=HOLDING, from_at__lt=until + longest, until_at__gt=since - longest
    ).exclude(id=but or UUID(int=0))
    taken = list(rows.values_list("resource_id", "from_at", "until_at"))
    found = [
        slot
        for one in those
        for slot in rules.free(
            one,
            [(begins, ends) for resource_id, begins, ends in taken if resource_id == one.id],
            zone=hours.zone,
            holidays=hours.holidays,
            wanted=wanted,
            since=since,
            until=until,
        )
    ]
    return tuple(sorted(found, key=lambda one: (one.from_at, one.resource_id))[:limit])


def visit(*, visit_id: UUID) -> Visit:
    """One visit. Refuses ("no_visit") an unknown one."""
    row = models.Visit.objects.filter(id=visit_id).first()
    if row is None:
        raise Refusal("no_visit", "There is no such visit here.", {"visit_id": "unknown"})
    return as_visit(row)


def by_ids(*, visit_ids: Sequence[UUID]) -> tuple[Visit, ...]:
    """Those of these that are there. One query."""
    return tuple(map(as_visit, models.Visit.objects.filter(id__in=list(visit_ids)).order_by("from_at", "id")))


def within(*, since: datetime, until: datetime, limit: int = 500) -> tuple[Visit, ...]:
    """The visits that begin within a stretch, the earliest first, cancelled ones too. One query."""
    rows = models.Visit.objects.filter(from_at__gte=since, from_at__lt=until).order_by("from_at", "id")[:limit]
    return tuple(map(as_visit, rows))


def page(*, before: UUID | None, since: UUID | None, identity_ids: Sequence[UUID] | None = None, limit: int) -> tuple[Visit, ...]:
    """Visits in the order in which they were booked, the last first; of these people alone where they are given. One query."""
    rows = places.latest_first(models.Visit.objects.all(), before=before, since=since)
    if identity_ids is not None:
        rows = rows.filter(identity_id__in=list(identity_ids))
    return tuple(map(as_visit, rows[:limit]))


def of_people(*, identity_ids: Sequence[UUID], limit: int = 20) -> tuple[Visit, ...]:
    """A person's visits, the latest first. One query."""
    rows = models.Visit.objects.filter(identity_id__in=list(identity_ids)).order_by("-from_at", "-id")[:limit]
    return tuple(map(as_visit, rows))


def as_resource(row: models.Resource) -> Resource:
    """The row as others may see it."""
    openings = brands.read_openings(row.openings)
    told = ResourceIn(ResourceKind(row.kind), row.name, openings, row.minutes, row.between, row.member_id, row.place)
    return Resource(ResourceId(row.id), told, row.active)


def as_visit(row: models.Visit) -> Visit:
    """The row as others may see it."""
    money = Money(row.spared_minor, row.spared_currency) if row.spared_minor is not None else None
    return Visit(
        id=VisitId(row.id),
        identity_id=row.identity_id,
        resource_id=ResourceId(row.resource_id),
        kind=VisitKind(row.kind),
        from_at=row.from_at,
        until_at=row.until_at,
        about=row.about,
        where=Where(row.where),
        address=row.address,
        wanted=row.wanted,
        state=VisitState(row.state),
        sequence=row.sequence,
        booked_at=row.booked_at,
        ended_at=row.ended_at,
        case_id=row.case_id,
        reminded_at=row.reminded_at,
        spared=Spared(row.spared_words, money, row.spared_minutes) if row.spared_words else None,
        km=row.km,
        because=row.because,
        uid=f"visit-{row.id}@makegood",
    )
