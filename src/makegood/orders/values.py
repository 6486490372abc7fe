"""Rows of orders, parcels and returns as the frozen values that leave this package. Never writes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from makegood.kernel.money import Money
from makegood.orders import models, rules
from makegood.orders.types import (
    Line,
    LineKind,
    Order,
    OrderId,
    Parcel,
    ParcelId,
    ParcelMove,
    ParcelState,
    Return,
    ReturnId,
    ReturnKind,
    Sales,
)
from makegood.platform import asking


def sales(sums: Iterable[tuple[UUID, str, int, datetime, int]]) -> dict[UUID, list[Sales]]:
    """Identity → what it bought, one sum for each currency."""
    found: dict[UUID, list[Sales]] = defaultdict(list)
    for identity_id, currency, count, first_at, minor in sums:
        found[identity_id].append(Sales(count, first_at, Money(int(minor), currency)))
    return found


def whole(rows: Iterable[models.Order]) -> tuple[Order, ...]:
    """Each row as an order with its lines and parcels, in their order. One query of theirs, three sent together."""
    orders = list(rows)
    ids = [row.id for row in orders]
    if not ids:
        return ()
    lines: dict[UUID, list[models.Line]] = defaultdict(list)
    parcels = models.Parcel.objects.filter(order_id__in=ids).order_by("tracking")
    asked = asking.Question(
        lambda *found: found,
        models.Line.objects.filter(order_id__in=ids).order_by("position"),
        parcels,
        models.ParcelEvent.objects.filter(parcel_id__in=parcels.order_by().values("id")),
    )
    found, sent, events = asked.answer
    for line in found:
        lines[line.order_id].append(line)
    on_the_way = _parcels(sent, events)
    return tuple(order(row, lines[row.id], on_the_way[row.id]) for row in orders)


def _parcels(rows: Iterable[models.Parcel], events: Iterable[models.ParcelEvent]) -> dict[UUID, list[Parcel]]:
    moves: dict[UUID, list[ParcelMove]] = defaultdict(list)
    for event in events:
        moves[event.parcel_id].append(ParcelMove(ParcelState(event.state), event.at, event.courier, event.note, event.kind))
    result: dict[UUID, list[Parcel]] = defaultdict(list)
    for row in rows:
        if row.order_id is not None:
            result[row.order_id].append(parcel(row, moves[row.id]))
    return result


def parcel(row: models.Parcel, moves: Sequence[ParcelMove]) -> Parcel:
    """A row with its moves, which are put in order."""
    return Parcel(
        id=ParcelId(row.id),
        tracking=row.tracking,
        carrier=row.carrier,
        state=ParcelState(row.state),
        moves=tuple(rules.in_order(moves)),
        delivered_at=row.delivered_at,
        courier=row.courier,
    )


def order(row: models.Order, lines: Sequence[models.Line], parcels: Sequence[Parcel]) -> Order:
    """A row with its lines and parcels."""
    return Order(
        id=OrderId(row.id),
        number=row.number,
        identity_id=row.identity_id,
        placed_at=row.placed_at,
        lines=tuple(_line(line, row.currency) for line in lines),
        total=Money(row.total_minor, row.currency),
        service=row.service,
        reason=row.reason,
        replaces=row.replaces,
        command_key=row.command_key,
        parcels=tuple(parcels),
    )


def _line(row: models.Line | models.ReturnLine, currency: str) -> Line:
    return Line(row.sku, row.title, row.quantity, Money(row.unit_minor, currency), LineKind(row.kind))


def returned(row: models.Return, lines: Sequence[models.ReturnLine], numbers: Mapping[UUID, str]) -> Return:
    """A row of a return or cancellation with its lines; `numbers` are those of the orders."""
    return Return(
        id=ReturnId(row.id),
        number=row.number,
        identity_id=row.identity_id,
        order_number=numbers.get(row.order_id, "") if row.order_id else "",
        at=row.at,
        kind=ReturnKind(row.kind),
        lines=tuple(_line(line, row.currency) for line in lines),
        refund=Money(row.refund_minor, row.currency),
    )
