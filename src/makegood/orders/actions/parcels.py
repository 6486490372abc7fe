"""Keeps what carriers tell of parcels. They tell it doubled, late, and sometimes before the order is known; everything may be repeated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max, Min

from makegood.kernel.actors import SHOP, Actor
from makegood.kernel.events import Event
from makegood.kernel.refusals import Refusal
from makegood.orders import events, models, rules
from makegood.orders.types import ParcelEventIn, ParcelMove, ParcelState
from makegood.platform import journal, tenancy


@dataclass(frozen=True, slots=True)
class Owner:
    """The order that a parcel belongs to, and whose it is."""

    order_id: UUID
    identity_id: UUID
    command_key: str


def take_parcel_events(*, events: Sequence[ParcelEventIn], by: Actor = SHOP, at: datetime) -> int:
    """Keeps each carrier event once and moves the parcels: their state is that of the latest instant, however the events come.

    → how many were new. An event that is older than what is known of its parcel is kept, not announced; a delivery is announced once.
    Events of orders that nobody told of yet wait for them. An event without an order number belongs to the parcel of its tracking number whose
    events lie nearest in time. A fixed number of queries for 500. Refuses the whole lot (`bad_parcel_event`) when one cannot be kept, naming
    the field; a tracking number that is not the brand's own is such a one.
    """
    events = _with_orders(events)
    for i, event in enumerate(events):
        rules.check_parcel_event(event, path=f"events[{i}]", at=at)
    take_turns([event.order_number for event in events])
    parcels = _parcels_for(events)
    new = _new_events(events, parcels, at)
    if not new:
        return 0
    _bring_up_to_date(parcels, new, by, at)
    return len(new)


def _with_orders(told: Sequence[ParcelEventIn]) -> list[ParcelEventIn]:
    """The events with the order number that their tracking number leads to, where they name none."""
    lost = {event.tracking for event in told if not event.order_number.strip() and event.tracking.strip()}
    if not lost:
        return list(told)
    there = models.Parcel.objects.filter(tracking__in=lost).values_list("id", "tracking", "order_number", "state_at", "carrier")
    spans = models.ParcelEvent.objects.filter(parcel_id__in=[row[0] for row in there]).values("parcel_id")
    between = {one["parcel_id"]: (one["first"], one["last"]) for one in spans.annotate(first=Min("at"), last=Max("at"))}
    known: dict[str, list[_Span]] = {}
    for parcel_id, tracking, number, state_at, carrier in there:
        known.setdefault(tracking, []).append((carrier, number, *between.get(parcel_id, (state_at, state_at))))
    return [_with_order(event, known, f"events[{i}]") for i, event in enumerate(told)]


_Span = tuple[str, str, datetime, datetime]  # carrier, order number, first event, last event


def _with_order(event: ParcelEventIn, known: Mapping[str, list[_Span]], path: str) -> ParcelEventIn:
    if event.order_number.strip() or not event.tracking.strip():
        return event
    theirs = [span for span in known.get(event.tracking, ()) if rules.may_be_one_carrier(span[0], event.carrier)]
    number = rules.whose_parcel([span[1:] for span in theirs], at=event.at)
    if number is None:
        sentence = f"{path}.tracking: no parcel of yours has this number in these weeks. Say whose order it is in order_number."
        raise Refusal("bad_parcel_event", sentence, {f"{path}.tracking": "is not a parcel of yours"})
    return replace(event, order_number=number)


def take_turns(numbers: Sequence[str]) -> None:
    """Whoever writes the same order numbers takes turns until the transaction ends (64 buckets a brand), so that an order and its
    parcel's events find each other whichever comes first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), bucket) FROM (SELECT DISTINCT abs(hashtext(n) %% 64) AS bucket "
            "FROM unnest(%s::text[]) AS n ORDER BY 1) AS buckets",
            [f"orders {tenancy.current_brand()}", list(numbers)],
        )


def attach(owners: Mapping[str, Owner]) -> list[Event]:
    """Gives the parcels that waited for these orders (by number) to them. → for each where it is now, and its delivery if there was one"""
    waiting = list(models.Parcel.objects.filter(order_number__in=list(owners), order_id__isnull=True))
    for parcel in waiting:
        parcel.order_id = owners[parcel.order_number].order_id
    models.Parcel.objects.bulk_update(waiting, ["order_id"])
    last = {event.parcel_id: event.id for event in _latest_events(waiting)}
    told: list[Event] = []
    for parcel in waiting:
        owner = owners[parcel.order_number]
        told.append(_moved(parcel, owner, last[parcel.id], parcel.state))
        told += [_delivered(parcel, owner)] if parcel.delivered_at else []
    return told


def _latest_events(parcels: Sequence[models.Parcel]) -> list[models.ParcelEvent]:
    rows = models.ParcelEvent.objects.filter(parcel_id__in=[parcel.id for parcel in parcels])
    return list(rows.order_by("parcel_id", "-at", "-id").distinct("parcel_id"))


_ParcelKey = tuple[str, str]  # order number, tracking


def _parcels_for(told: Sequence[ParcelEventIn]) -> dict[_ParcelKey, models.Parcel]:
    """The parcels of these events; one that is not stored yet is made, and stored when its first event is."""
    numbers = {event.order_number for event in told}
    rows = models.Parcel.objects.filter(order_number__in=numbers)
    parcels = {(row.order_number, row.tracking): row for row in rows}
    orders = dict(models.Order.objects.filter(number__in=numbers).values_list("number", "id"))
    for event in told:
        key = (event.order_number, event.tracking)
        if key not in parcels:
            parcels[key] = models.Parcel(order_id=orders.get(event.order_number), order_number=key[0], tracking=key[1])
    return parcels


def _new_events(
    told: Sequence[ParcelEventIn], parcels: dict[_ParcelKey, models.Parcel], at: datetime
) -> list[models.ParcelEvent]:
    found: dict[tuple[UUID, str, datetime], models.ParcelEvent] = {}
    for event in told:
        parcel = parcels[event.order_number, event.tracking]
        parcel.carrier = event.carrier or parcel.carrier
        row = models.ParcelEvent(
            parcel_id=parcel.id,
            state=event.state,
            raw_code=event.raw_code,
            at=event.at,
            courier=event.courier,
            note=event.note,
            kind=event.kind,
            received_at=at,
        )
        found.setdefault((row.parcel_id, row.raw_code, row.at), row)
    known = models.ParcelEvent.objects.filter(parcel_id__in=[parcel.id for parcel in parcels.values()])
    for key in known.values_list("parcel_id", "raw_code", "at"):
        found.pop(key, None)
    return list(found.values())


def _bring_up_to_date(
    parcels: dict[_ParcelKey, models.Parcel], new: Sequence[models.ParcelEvent], by: Actor, at: datetime
) -> None:
    touched = {event.parcel_id for event in new}
    rows = [parcel for parcel in parcels.values() if parcel.id in touched]
    before: dict[UUID, tuple[datetime | None, datetime | None]] = {row.id: (row.state_at, row.delivered_at) for row in rows}
    moves: dict[UUID, list[ParcelMove]] = {row.id: [] for row in rows}
    for event in [*models.ParcelEvent.objects.filter(parcel_id__in=touched), *new]:
        moves[event.parcel_id].append(ParcelMove(ParcelState(event.state), event.at, event.courier, event.note))
    for row in rows:
        now = rules.whereabouts(moves[row.id])
        row.state, row.state_at, row.delivered_at, row.courier = now.state, now.since, now.delivered_at, now.courier
    models.Parcel.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["brand_id", "order_number", "tracking"],
        update_fields=["carrier", "state", "state_at", "delivered_at", "courier"],
    )
    models.ParcelEvent.objects.bulk_create(new)
    _announce_moves(rows, new, before, by, at)


def _announce_moves(
    rows: Sequence[models.Parcel],
    new: Sequence[models.ParcelEvent],
    before: dict[UUID, tuple[datetime | None, datetime | None]],
    by: Actor,
    at: datetime,
) -> None:
    owners = _owners(rows)
    by_id = {row.id: row for row in rows if row.order_id in owners}
    told: list[Event] = []
    for event in sorted(new, key=lambda event: event.at):
        since = before[event.parcel_id][0]
        if event.parcel_id in by_id and (since is None or event.at > since):
            row = by_id[event.parcel_id]
            told.append(_moved(row, owners[row.order_id], event.id, event.state))
    told += [
        _delivered(row, owners[row.order_id])
        for row in by_id.values()
        if row.delivered_at is not None and before[row.id][1] is None
    ]
    told += [_corrected(row, owners[row.order_id]) for row in by_id.values() if before[row.id][1] not in (None, row.delivered_at)]
    journal.record(*told, by=by, at=at)


def _owners(rows: Sequence[models.Parcel]) -> dict[UUID | None, Owner]:
    orders = models.Order.objects.filter(id__in=[row.order_id for row in rows if row.order_id])
    return {row.id: Owner(row.id, row.identity_id, row.command_key) for row in orders}


def _moved(parcel: models.Parcel, owner: Owner, event_id: UUID, state: str) -> Event:
    return events.ParcelMoved(
        identity_id=owner.identity_id,
        order_id=owner.order_id,
        parcel_id=parcel.id,
        number=parcel.order_number,
        state=ParcelState(state).value.replace("_", " "),
        command_key=owner.command_key,
        move_id=event_id,
    )


def _corrected(parcel: models.Parcel, owner: Owner) -> Event:
    return events.DeliveryCorrected(
        identity_id=owner.identity_id, order_id=owner.order_id, parcel_id=parcel.id, number=parcel.order_number
    )


def _delivered(parcel: models.Parcel, owner: Owner) -> Event:
    return events.ParcelDelivered(
        identity_id=owner.identity_id,
        order_id=owner.order_id,
        parcel_id=parcel.id,
        number=parcel.order_number,
        command_key=owner.command_key,
    )
