"""Takes in what another system knows of orders, returns and parcels, thousands at once, each at its own instant.

History is silent: nothing here leaves work, and what is known already stays as it is. What cannot be kept is answered with its refusal;
the rest stays. Everything may be repeated.
"""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from makegood.kernel.actors import SHOP
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.orders import events, models, rules
from makegood.orders.actions import parcels
from makegood.orders.types import LineIn, OrderIn, ParcelEventIn, ParcelMove, ParcelState, ReturnIn, ReturnKind
from makegood.people.actions import history as people
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId, Sighting
from makegood.platform import bulk, journal, tenancy

_ORDER = {
    "id": "uuid",
    "brand_id": "uuid",
    "number": "text",
    "identity_id": "uuid",
    "placed_at": "timestamptz",
    "total_minor": "bigint",
    "currency": "text",
    "service": "text",
    "promised_from": "timestamptz",
    "promised_until": "timestamptz",
    "reason": "text",
    "replaces": "text",
    "command_key": "text",
    "told_at": "timestamptz",
    "lane": "text",
    "cancelled_at": "timestamptz",
}
_RETURN = {
    "id": "uuid",
    "brand_id": "uuid",
    "number": "text",
    "identity_id": "uuid",
    "order_id": "uuid",
    "kind": "text",
    "at": "timestamptz",
    "refund_minor": "bigint",
    "currency": "text",
}
_PARCEL = {
    "id": "uuid",
    "brand_id": "uuid",
    "order_id": "uuid",
    "order_number": "text",
    "tracking": "text",
    "carrier": "text",
    "state": "text",
    "state_at": "timestamptz",
    "courier": "text",
}
_PARCEL_EVENT = {
    "id": "uuid",
    "brand_id": "uuid",
    "parcel_id": "uuid",
    "state": "text",
    "raw_code": "text",
    "at": "timestamptz",
    "courier": "text",
    "note": "text",
    "kind": "text",
}
_COMING = """CREATE TEMPORARY TABLE IF NOT EXISTS lines_coming (
    id uuid, owner_id uuid, position int, sku text, title text, quantity int, unit_minor bigint, kind text) ON COMMIT DELETE ROWS"""
_Thing = TypeVar("_Thing", OrderIn, ReturnIn)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one thing that was told: `is_new` or known before, or `refused`. `new_person` where it brought somebody new."""

    is_new: bool = False
    new_person: bool = False
    refused: Refusal | None = None


def take_past_orders(*, orders: Sequence[OrderIn]) -> list[Answer]:
    """Keeps each order once by its number, recognises who ordered, and tells it at `placed_at`; an answer each, in order. A number that is
    known already changes nothing. Parcels that came before their order are attached. A fixed number of queries."""
    parcels.take_turns([order.number for order in orders])
    known = set(models.Order.objects.filter(number__in=[order.number for order in orders]).values_list("number", flat=True))
    answers, fresh = _sifted(orders, known)
    who = people.recognise_past(seen=[(rules.sighting_of(order), order.placed_at) for _, order in fresh])
    kept: list[tuple[OrderIn, IdentityId, UUID]] = []
    for (i, order), found in zip(fresh, who, strict=True):
        if isinstance(found, Refusal):
            answers[i] = Answer(refused=found)
            continue
        answers[i] = Answer(is_new=True, new_person=found.is_new)
        kept.append((order, found.identity_id, new_id()))
    brand_id = tenancy.current_brand()
    totals = [rules.total_of(order.lines) for order, *_ in kept]
    rows = [_order_row(order, who, one, total, brand_id) for (order, who, one), total in zip(kept, totals, strict=True)]
    bulk.insert("orders_order", _ORDER, rows)
    _write_lines("orders_line", "order_id", [(one, order.lines) for order, _, one in kept], brand_id)
    noting.note_fact(facts=[_order_fact(order, who, total) for (order, who, _), total in zip(kept, totals, strict=True)])
    told = [(_told(order, who, one, total), order.placed_at) for (order, who, one), total in zip(kept, totals, strict=True)]
    journal.record_past(told, by=SHOP)
    _attach({order.number: parcels.Owner(one, who, order.command_key) for order, who, one in kept})
    return answers


def take_past_returns(*, returns: Sequence[ReturnIn]) -> list[Answer]:
    """Keeps each return or cancellation once by its number and tells it at `at`; an answer each, in order. A number that is known already
    changes nothing; one whose order nobody knows is kept without it. A fixed number of queries."""
    parcels.take_turns([one.number for one in returns])
    known = set(models.Return.objects.filter(number__in=[one.number for one in returns]).values_list("number", flat=True))
    answers, fresh = _sifted(returns, known)
    wanted = {one.order_number for _, one in fresh if one.order_number}
    orders = {row.number: row.id for row in models.Order.objects.filter(number__in=wanted)}
    who = people.recognise_past(seen=[(_sighting(one), one.at) for _, one in fresh])
    kept: list[tuple[ReturnIn, IdentityId, UUID]] = []
    for (i, one), found in zip(fresh, who, strict=True):
        if isinstance(found, Refusal):
            answers[i] = Answer(refused=found)
            continue
        answers[i] = Answer(is_new=True, new_person=found.is_new)
        kept.append((one, found.identity_id, new_id()))
    brand_id = tenancy.current_brand()
    rows = [
        (row_id, brand_id, one.number, who, orders.get(one.order_number), one.kind, one.at, one.refund.minor, one.refund.currency)
        for one, who, row_id in kept
    ]
    bulk.insert("orders_return", _RETURN, rows)
    _write_lines("orders_returnline", "return_id", [(row_id, one.lines) for one, _, row_id in kept], brand_id)
    noting.note_fact(facts=[_return_fact(one, who) for one, who, _ in kept])
    journal.record_past([(_told_back(one, who, row_id), one.at) for one, who, row_id in kept], by=SHOP)
    return answers


def _sifted(told: Sequence[_Thing], known: Container[str]) -> tuple[list[Answer], list[tuple[int, _Thing]]]:
    """An answer for each that is known or cannot be kept, and those that are to be kept with their places. Of one number the first."""
    answers = [Answer()] * len(told)
    fresh: dict[str, tuple[int, _Thing]] = {}
    for i, one in enumerate(told):
        if one.number in known or one.number in fresh:
            continue
        try:
            if isinstance(one, OrderIn):
                rules.check_order(one, path="order")
            else:
                rules.check_return(one, path="return")
        except Refusal as refusal:
            answers[i] = Answer(refused=refusal)
            continue
        fresh[one.number] = (i, one)
    return answers, list(fresh.values())


def _order_row(order: OrderIn, who: UUID, order_id: UUID, total: Money, brand_id: UUID) -> tuple[Any, ...]:
    return (
        order_id,
        brand_id,
        order.number,
        who,
        order.placed_at,
        total.minor,
        total.currency,
        order.service,
        order.promised_from,
        order.promised_until,
        order.reason,
        order.replaces,
        order.command_key,
        order.told_at,
        order.lane,
        order.cancelled_at,
    )


def _write_lines(table: str, owner: str, owned: Sequence[tuple[UUID, Sequence[LineIn]]], brand_id: UUID) -> None:
    """By COPY, which row-level security forbids into the table itself: lines are by far the most of what comes in. A line's id is its
    owner's, counted on from there."""
    text = [
        f"{one.int + i + 1:032x}\t{one.hex}\t{i}\t{_copied(line.sku)}\t{_copied(line.title)}\t{line.quantity}"
        f"\t{line.unit_price.minor}\t{line.kind.value}\n"
        for one, lines in owned
        for i, line in enumerate(lines)
    ]
    columns = "position, sku, title, quantity, unit_minor, kind"
    with connection.cursor() as cursor:
        cursor.execute(_COMING)
        with cursor.copy("COPY lines_coming FROM STDIN") as copy:
            copy.write("".join(text))
        cursor.execute(
            f"INSERT INTO {table} (id, brand_id, {owner}, {columns}) SELECT id, %s, owner_id, {columns} FROM lines_coming",
            [brand_id],
        )
        cursor.execute("TRUNCATE lines_coming")


@lru_cache(maxsize=50_000)
def _copied(text: str) -> str:
    """The text as COPY wants it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _order_fact(order: OrderIn, who: IdentityId, total: Money) -> Fact:
    kind = "replacement_sent" if order.reason == "replacement" else "order_placed"
    return Fact(who, kind, order.number, order.placed_at, {"total_minor": total.minor, "currency": total.currency})


def _told(order: OrderIn, who: IdentityId, order_id: UUID, total: Money) -> Event:
    titles = rules.titles_of(order.lines)
    if order.reason == "replacement":
        return events.ReplacementSent(
            identity_id=who, order_id=order_id, number=order.number, titles=titles, command_key=order.command_key
        )
    return events.OrderPlaced(identity_id=who, order_id=order_id, number=order.number, titles=titles, total=str(total))


def _sighting(one: ReturnIn) -> Sighting:
    """The source is the order where it is named, for that is what the person knows."""
    return replace(rules.sighting_of(one), source=f"order {one.order_number or one.number}")


_FACTS = {ReturnKind.RETURN: "returned", ReturnKind.CANCELLATION: "cancelled", ReturnKind.PAID_BACK: "paid_back"}


def _return_fact(one: ReturnIn, who: IdentityId) -> Fact:
    value: dict[str, object] = {"total_minor": one.refund.minor, "currency": one.refund.currency}
    return Fact(who, _FACTS[one.kind], one.number, one.at, value)


def _told_back(one: ReturnIn, who: IdentityId, return_id: UUID) -> Event:
    about = {"identity_id": who, "return_id": return_id}
    number, titles = one.order_number or one.number, rules.titles_of(one.lines)
    if one.kind is ReturnKind.PAID_BACK:
        return events.MoneyPaidBack(**about, number=number, refund=str(one.refund))
    if one.kind is ReturnKind.CANCELLATION and not one.refund:
        return events.LinesCancelled(**about, number=number, titles=titles)
    event = events.ThingsReturned if one.kind is ReturnKind.RETURN else events.OrderCancelled
    return event(**about, number=one.number, titles=titles, refund=str(one.refund))


def _attach(owners: Mapping[str, parcels.Owner]) -> None:
    """Gives waiting parcels to their orders, told at the instants at which they moved."""
    told = [event for event in parcels.attach(owners) if isinstance(event, events.ParcelMoved | events.ParcelDelivered)]
    if not told:
        return
    rows = models.Parcel.objects.in_bulk({event.parcel_id for event in told})
    facts: list[tuple[Event, datetime]] = []
    for event in told:
        row = rows[event.parcel_id]
        if isinstance(event, events.ParcelDelivered):
            facts.append((event, row.delivered_at or row.state_at))
        elif row.state != ParcelState.DELIVERED:
            facts.append((event, row.state_at))
    journal.record_past(facts, by=SHOP)


# Parcels -------------------------------------------------------------------------------------------------------------


def take_past_parcels(*, told: Sequence[ParcelEventIn]) -> list[Answer]:
    """Keeps each carrier event once, moves the parcels to where their latest event says, and tells each event at its own instant; an
    answer each, in order. Events of orders that nobody told of yet wait for them. A fixed number of queries."""
    answers = [Answer()] * len(told)
    good: list[tuple[int, ParcelEventIn]] = []
    for i, event in enumerate(told):
        try:
            rules.check_parcel_event(event, path="event")
            good.append((i, event))
        except Refusal as refusal:
            answers[i] = Answer(refused=refusal)
    if not good:
        return answers
    parcels.take_turns([event.order_number for _, event in good])
    ids = _parcels_of([event for _, event in good])
    fresh: dict[tuple[UUID, str, datetime], tuple[int, ParcelEventIn, UUID]] = {}
    for i, event in good:
        fresh.setdefault((ids[event.order_number, event.tracking], event.raw_code, event.at), (i, event, new_id()))
    brand_id = tenancy.current_brand()
    rows = [
        (one, brand_id, key[0], event.state.value, event.raw_code, event.at, event.courier, event.note, event.kind)
        for key, (_, event, one) in fresh.items()
    ]
    once = "ON CONFLICT (brand_id, parcel_id, raw_code, at) DO NOTHING"
    new = {row[0] for row in bulk.insert("orders_parcelevent", _PARCEL_EVENT, rows, conflict=once, returning="id")}
    kept = [(key[0], event, one) for key, (_, event, one) in fresh.items() if one in new]
    for i, _, one in fresh.values():
        if one in new:
            answers[i] = Answer(is_new=True)
    _bring_up_to_date({parcel_id for parcel_id, *_ in kept})
    _tell(kept)
    return answers


def _parcels_of(told: Sequence[ParcelEventIn]) -> dict[tuple[str, str], UUID]:
    """The parcels of these events by order number and tracking; those that nobody knew are made."""
    numbers = {event.order_number for event in told}
    orders = {row.number: row.id for row in models.Order.objects.filter(number__in=numbers)}
    brand_id = tenancy.current_brand()
    rows = {
        (event.order_number, event.tracking): (
            new_id(),
            brand_id,
            orders.get(event.order_number),
            event.order_number,
            event.tracking,
            event.carrier,
            event.state.value,
            event.at,
            "",
        )
        for event in told
    }
    bulk.insert(
        "orders_parcel", _PARCEL, list(rows.values()), conflict="ON CONFLICT (brand_id, order_number, tracking) DO NOTHING"
    )
    found = models.Parcel.objects.filter(order_number__in=numbers).values_list("order_number", "tracking", "id")
    return {(number, tracking): one for number, tracking, one in found}


def _bring_up_to_date(parcel_ids: Collection[UUID]) -> None:
    """Each parcel is where everything that was ever said of it puts it."""
    moves: dict[UUID, list[ParcelMove]] = {}
    for row in models.ParcelEvent.objects.filter(parcel_id__in=parcel_ids):
        moves.setdefault(row.parcel_id, []).append(ParcelMove(ParcelState(row.state), row.at, row.courier, row.note))
    now = {one: rules.whereabouts(said) for one, said in moves.items()}
    values = [(one, w.state.value, w.since, w.delivered_at, w.courier) for one, w in now.items()]
    if not values:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_parcel p SET state = n.state, state_at = n.since, delivered_at = n.delivered_at, courier = n.courier "
            "FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[]) "
            "AS n (id, state, since, delivered_at, courier) WHERE p.id = n.id",
            [list(column) for column in zip(*values, strict=True)],
        )


def _tell(kept: Sequence[tuple[UUID, ParcelEventIn, UUID]]) -> None:
    """What moved, where the order is known; a delivery is told as a delivery."""
    numbers = {event.order_number for _, event, _ in kept}
    owners = {row.number: row for row in models.Order.objects.filter(number__in=numbers)}
    facts: list[tuple[Event, datetime]] = []
    for parcel_id, event, one in kept:
        order = owners.get(event.order_number)
        if order is None:
            continue
        where = {"identity_id": order.identity_id, "order_id": order.id, "parcel_id": parcel_id}
        if event.state is ParcelState.DELIVERED:
            facts.append((events.ParcelDelivered(**where, number=order.number, command_key=order.command_key), event.at))
        else:
            state = event.state.value.replace("_", " ")
            moved = events.ParcelMoved(**where, number=order.number, command_key=order.command_key, state=state, move_id=one)
            facts.append((moved, event.at))
    journal.record_past(facts, by=SHOP)
