"""Keeps who was told of a sale, as the promises that this made, and brings those up to date, a few thousand at a time. Works inside an open
brand transaction; everything may be repeated. Speaks to nobody: who tells people notes it here.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.people import queries as people
from makegood.platform import bulk, journal, tenancy
from makegood.promises.actions import making
from makegood.promises.actions import moving as promises
from makegood.promises.types import Due, PromiseIn, PromiseKind, Source
from makegood.sales import events, models, queries
from makegood.sales.rules import moving, promising
from makegood.sales.types import PlaceKind, Sale, SaleState

AT_ONCE = 2_000  # promises brought up to date in one go
_TOLD = {
    "id": "uuid",
    "brand_id": "uuid",
    "sale_id": "uuid",
    "identity_id": "uuid",
    "place": "text",
    "terms": "int",
    "told_at": "timestamptz",
    "promise_id": "uuid",
    "promised": "int",
}


def note_told(
    *, sale_id: UUID, identity_ids: Collection[UUID], where: PlaceKind, terms: int | None = None, by: Actor, at: datetime
) -> int:
    """These people were told of the sale, of what counts now or of earlier terms by their number: each is promised it, once a person however
    many of their addresses were told. Who was told already is told of newer terms by this. → how many people had not been told before.

    Refuses a sale that is over ("sale_over"). A fixed number of statements whatever the number.
    """
    sale = _held(sale_id)
    moving.check_open(sale, at=at)
    number = sale.terms if terms is None else min(terms, sale.terms)
    groups = _whole_persons(identity_ids)
    theirs = [one for group in groups for one in group]
    rows_there = models.Told.objects.filter(sale_id=sale_id, identity_id__in=theirs)
    known = set(rows_there.values_list("identity_id", flat=True))
    fresh = [group[0] for group in groups if not known & set(group)]
    rows_there.filter(terms__lt=number).update(terms=number, told_at=at)
    made = making.make(promises=[_promise(sale, one, at) for one in fresh], by=by, at=at)
    rows = [
        (new_id(), tenancy.current_brand(), sale.id, one, where.value, number, at, promise_id, sale.terms)
        for one, promise_id in zip(fresh, made, strict=True)
    ]
    bulk.insert("sales_told", _TOLD, rows)
    if fresh:
        fact = events.SaleToldOf(sale_id=sale.id, name=sale.name, people=len(fresh), where=where.value, terms=number)
        journal.record(fact, by=by, at=at)
    return len(fresh)


def keep_up(*, sale_id: UUID, by: Actor, at: datetime) -> bool:
    """Brings the next promises of this sale up to date: moved to what counts now, or closed as the shop said. Whether there are more."""
    sale = queries.sale(sale_id=sale_id)
    if sale.ended_at is not None:
        return _close(sale, by, at)
    behind = models.Told.objects.filter(sale_id=sale_id, promised__lt=sale.terms).order_by("id")[:AT_ONCE]
    rows = list(behind.values_list("id", "promise_id"))
    promise_ids = [promise_id for _, promise_id in rows if promise_id is not None]
    if promise_ids and sale.state(at) in (SaleState.ANNOUNCED, SaleState.RUNNING):
        promises.move(promise_ids=promise_ids, due=_due(sale), what=promising.what(sale), by=by, at=at)
    models.Told.objects.filter(id__in=[one for one, _ in rows]).update(promised=sale.terms)
    return len(rows) == AT_ONCE


# ---------------------------------------------------------------------------------------------------------------------


def _held(sale_id: UUID) -> Sale:
    """The sale, held to the end of the transaction: whoever moves it waits, so that nobody is promised what counted just before."""
    queries.sale(sale_id=sale_id)
    return queries.as_value(models.Sale.objects.select_for_update(no_key=True).get(id=sale_id))


def _close(sale: Sale, by: Actor, at: datetime) -> bool:
    if sale.ended_at is None:
        return False
    open_ = models.Told.objects.filter(sale_id=sale.id).exclude(settled_at=sale.ended_at).order_by("id")[:AT_ONCE]
    rows = list(open_.values_list("id", "promise_id"))
    promise_ids = [promise_id for _, promise_id in rows if promise_id is not None]
    if promise_ids:
        kept = sale.ended_at >= sale.ends_at
        promises.close(promise_ids=promise_ids, kept=kept, ended_at=sale.ended_at, by=by, at=at)
    models.Told.objects.filter(id__in=[one for one, _ in rows]).update(settled_at=sale.ended_at)
    return len(rows) == AT_ONCE


def _whole_persons(identity_ids: Collection[UUID]) -> list[list[UUID]]:
    """The identities of each person among these, the one that was told in front; unknown ids are left out."""
    found: dict[UUID, list[UUID]] = {}
    persons = people.persons_of(identity_ids=list(identity_ids))
    for identity_id, person in persons.items():
        others = [UUID(str(one.id)) for one in person.identities if one.id != identity_id]
        found.setdefault(person.id, [identity_id, *others])
    return list(found.values())


def _promise(sale: Sale, identity_id: UUID, at: datetime) -> PromiseIn:
    return PromiseIn(
        key=f"sale:{sale.id}:{identity_id}",
        identity_id=identity_id,
        kind=PromiseKind.OFFER,
        source=Source.SALE,
        what=promising.what(sale),
        touchpoint=promising.TOUCHPOINT,
        made_at=at,
        due=_due(sale),
    )


def _due(sale: Sale) -> Due:
    return Due(at=sale.ends_at, zone=promising.zone(sale.ends.zone), two_readings=sale.two_readings)
