"""Keeps the orders that the shop tells of, and learns from them who is one person. Everything may be repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.kernel.actors import SHOP, Actor
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.orders import events, models, rules
from makegood.orders.actions import parcels
from makegood.orders.types import OrderId, OrderIn
from makegood.people.actions import noting, recognising
from makegood.people.types import Fact, IdentityId
from makegood.platform import journal

_TOLD = (
    "identity_id",
    "placed_at",
    "total_minor",
    "currency",
    "service",
    "promised_from",
    "promised_until",
    "reason",
    "replaces",
    "command_key",
    "told_at",
    "lane",
    "cancelled_at",
)


def take_orders(*, orders: Sequence[OrderIn], by: Actor = SHOP, at: datetime) -> list[OrderId]:
    """Keeps each order once by its number and recognises who ordered; ids in the order given, a fixed number of queries for 500.

    A later telling of a number updates it, an older one (`told_at`) changes nothing; either way it is announced once. Parcel events
    that came before their order are attached. Refuses the whole lot (`bad_order`) when one order cannot be kept, naming the field.
    """
    for i, order in enumerate(orders):
        rules.check_order(order, path=f"orders[{i}]")
    parcels.take_turns([order.number for order in orders])
    known = {row.number: row for row in models.Order.objects.filter(number__in=[order.number for order in orders])}
    fresh = _newest(orders, known)
    recognised = recognising.recognise(sightings=[rules.sighting_of(order) for order in fresh], at=at)
    kept = [
        _Kept(order, who.identity_id, _id_of(known, order), order.number not in known)
        for order, who in zip(fresh, recognised, strict=True)
    ]
    _keep(kept)
    noting.note_fact(facts=[_fact(one) for one in kept])
    journal.record(
        *[_announcement(one) for one in kept if one.is_new],
        *[event for one in kept for event in _changes(one, known.get(one.order.number))],
        *parcels.attach({one.order.number: one.owner for one in kept}),
        by=by,
        at=at,
    )
    ids = {number: OrderId(row.id) for number, row in known.items()} | {one.order.number: one.id for one in kept}
    return [ids[order.number] for order in orders]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An order that is written now."""

    order: OrderIn
    identity_id: IdentityId
    id: OrderId
    is_new: bool

    @property
    def owner(self) -> parcels.Owner:
        return parcels.Owner(self.id, self.identity_id, self.order.command_key)


def _newest(orders: Sequence[OrderIn], known: dict[str, models.Order]) -> list[OrderIn]:
    """Of each number the telling to keep, in the order of first mention; none where what is known is as new."""
    kept: dict[str, OrderIn] = {}
    for order in orders:
        held, row = kept.get(order.number), known.get(order.number)
        told_at = held.told_at if held else (row.told_at if row else None)
        if (held is None and row is None) or rules.is_newer(order.told_at, than=told_at):
            kept[order.number] = order
    return list(kept.values())


def _id_of(known: dict[str, models.Order], order: OrderIn) -> OrderId:
    row = known.get(order.number)
    return OrderId(row.id if row else new_id())


def _keep(kept: Sequence[_Kept]) -> None:
    rows = [_order_row(one) for one in kept]
    models.Order.objects.bulk_create(rows, update_conflicts=True, unique_fields=["brand_id", "number"], update_fields=_TOLD)
    models.Line.objects.filter(order_id__in=[one.id for one in kept if not one.is_new]).delete()
    models.Line.objects.bulk_create([line for one in kept for line in _line_rows(one)])


def _order_row(one: _Kept) -> models.Order:
    order, total = one.order, rules.total_of(one.order.lines)
    return models.Order(
        id=one.id,
        number=order.number,
        identity_id=one.identity_id,
        placed_at=order.placed_at,
        total_minor=total.minor,
        currency=total.currency,
        service=order.service,
        promised_from=order.promised_from,
        promised_until=order.promised_until,
        reason=order.reason,
        replaces=order.replaces,
        command_key=order.command_key,
        told_at=order.told_at,
        lane=order.lane,
        cancelled_at=order.cancelled_at,
    )


def _line_rows(one: _Kept) -> list[models.Line]:
    return [
        models.Line(
            order_id=one.id,
            position=i,
            sku=line.sku,
            title=line.title,
            quantity=line.quantity,
            unit_minor=line.unit_price.minor,
            kind=line.kind,
        )
        for i, line in enumerate(one.order.lines)
    ]


def _fact(one: _Kept) -> Fact:
    total = rules.total_of(one.order.lines)
    kind = "replacement_sent" if one.order.reason == "replacement" else "order_placed"
    value: dict[str, object] = {"total_minor": total.minor, "currency": total.currency}
    return Fact(one.identity_id, kind, one.order.number, one.order.placed_at, value)


def _changes(one: _Kept, before: models.Order | None) -> list[Event]:
    """What a later telling says that somebody must hear of: another promised time, or that it was called off."""
    about: dict[str, Any] = {"identity_id": one.identity_id, "order_id": one.id, "number": one.order.number}
    told: list[Event] = []
    if before is not None and before.promised_until != one.order.promised_until:
        told.append(events.PromisedTimeTold(**about))
    if one.order.cancelled_at is not None and (before is None or before.cancelled_at is None):
        told.append(events.OrderCalledOff(**about))
    return told


def _announcement(one: _Kept) -> Event:
    order, titles = one.order, rules.titles_of(one.order.lines)
    if order.reason == "replacement":
        return events.ReplacementSent(
            identity_id=one.identity_id, order_id=one.id, number=order.number, titles=titles, command_key=order.command_key
        )
    return events.OrderPlaced(
        identity_id=one.identity_id, order_id=one.id, number=order.number, titles=titles, total=str(rules.total_of(order.lines))
    )
