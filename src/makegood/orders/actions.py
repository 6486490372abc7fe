"""Keeps what the shop and its carriers tell: orders, parcels, and where the shop takes commands. Never speaks to the shop itself.

Whoever takes the same order number takes turns (64 buckets a brand), so that an order and its parcel's events find each other whichever
comes first. Everything may be repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection

from makegood.kernel.actors import SHOP, Actor
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.orders import events, models, rules
from makegood.orders.types import OrderId, OrderIn, ParcelEventIn, ParcelMove, ParcelState
from makegood.people.actions import noting, recognising
from makegood.people.types import Fact, IdentityId
from makegood.platform import journal, signatures, strict_json, tenancy

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
)


def take_orders(*, orders: Sequence[OrderIn], at: datetime) -> list[OrderId]:
    """Keeps each order once by its number and recognises who ordered; ids in the order given, a fixed number of queries for 500.

    A later telling of a number updates it, an older one (`told_at`) changes nothing; either way it is announced once. Parcel events
    that came before their order are attached. Refuses the whole lot (`bad_order`) when one order cannot be kept, naming the field.
    """
    for i, order in enumerate(orders):
        rules.check_order(order, path=f"orders[{i}]")
    _take_turns([order.number for order in orders])
    known = {row.number: row for row in models.Order.objects.filter(number__in=[order.number for order in orders])}
    fresh = _newest(orders, known)
    recognised = recognising.recognise(sightings=[rules.sighting_of(order) for order in fresh], at=at)
    kept = [
        _Kept(order, who.identity_id, _id_of(known, order), order.number not in known)
        for order, who in zip(fresh, recognised, strict=True)
    ]
    _keep(kept)
    noting.note_fact(facts=[_fact(one) for one in kept])
    journal.record(*[_announcement(one) for one in kept if one.is_new], *_attach_parcels(kept), by=SHOP, at=at)
    ids = {number: OrderId(row.id) for number, row in known.items()} | {one.order.number: one.id for one in kept}
    return [ids[order.number] for order in orders]


def take_parcel_events(*, events: Sequence[ParcelEventIn], at: datetime) -> int:
    """Keeps each carrier event once and moves the parcels: their state is that of the latest instant, however the events come.

    → how many were new. An event that is older than what is known of its parcel is kept, not announced; a delivery is announced once.
    Events of orders that nobody told of yet wait for them. A fixed number of queries for 500.
    """
    for i, event in enumerate(events):
        rules.check_parcel_event(event, path=f"events[{i}]")
    _take_turns([event.order_number for event in events])
    parcels = _parcels_for(events)
    new = _new_events(events, parcels)
    if not new:
        return 0
    _bring_up_to_date(parcels, new, at)
    return len(new)


def connect_shop(*, url: str, secrets: Sequence[str], courier_address: str = "", by: Actor, at: datetime) -> None:
    """Says where the brand's shop takes commands and which secrets sign them, the current one first. May be repeated with others.

    Refuses an address that is no web address and a malformed secret, naming the field and never the secret.
    """
    if not strict_json.is_web_address(url):
        raise Refusal(
            "bad_url", "url: give the http or https address where the shop takes commands.", {"url": "not a web address"}
        )
    if not secrets:
        raise Refusal("bad_secret", "secrets: give at least one.", {"secrets": "missing"})
    if courier_address and "@" not in courier_address.strip("@"):
        raise Refusal(
            "bad_address",
            "courier_address: give an e-mail address, or leave it empty.",
            {"courier_address": "not an e-mail address"},
        )
    row = models.ShopConnection(
        url=url, secrets=[signatures.checked_secret(one, field="secrets") for one in secrets], courier_address=courier_address
    )
    models.ShopConnection.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["brand_id"], update_fields=["url", "secrets", "courier_address"]
    )
    journal.record(events.ShopConnected(host=urlsplit(url).hostname or ""), by=by, at=at)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An order that is written now."""

    order: OrderIn
    identity_id: IdentityId
    id: OrderId
    is_new: bool


def _take_turns(numbers: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), bucket) FROM (SELECT DISTINCT abs(hashtext(n) %% 64) AS bucket "
            "FROM unnest(%s::text[]) AS n ORDER BY 1) AS buckets",
            [f"orders {tenancy.current_brand()}", list(numbers)],
        )


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
    )


def _line_rows(one: _Kept) -> list[models.Line]:
    return [
        models.Line(
            order_id=one.id, position=i, sku=line.sku, title=line.title, quantity=line.quantity, unit_minor=line.unit_price.minor
        )
        for i, line in enumerate(one.order.lines)
    ]


def _fact(one: _Kept) -> Fact:
    total = rules.total_of(one.order.lines)
    kind = "replacement_sent" if one.order.reason == "replacement" else "order_placed"
    value: dict[str, object] = {"total_minor": total.minor, "currency": total.currency}
    return Fact(one.identity_id, kind, one.order.number, one.order.placed_at, value)


def _announcement(one: _Kept) -> Event:
    order, titles = one.order, rules.titles_of(one.order.lines)
    if order.reason == "replacement":
        return events.ReplacementSent(
            identity_id=one.identity_id, order_id=one.id, number=order.number, titles=titles, command_key=order.command_key
        )
    return events.OrderPlaced(
        identity_id=one.identity_id, order_id=one.id, number=order.number, titles=titles, total=str(rules.total_of(order.lines))
    )


def _attach_parcels(kept: Sequence[_Kept]) -> list[Event]:
    """Gives parcels that waited for these orders to them; says for each where it is now, and that it was delivered if it was."""
    by_number = {one.order.number: one for one in kept}
    waiting = list(models.Parcel.objects.filter(order_number__in=list(by_number), order_id__isnull=True))
    for parcel in waiting:
        parcel.order_id = by_number[parcel.order_number].id
    models.Parcel.objects.bulk_update(waiting, ["order_id"])
    last = {event.parcel_id: event.id for event in _latest_events(waiting)}
    told: list[Event] = []
    for parcel in waiting:
        one = by_number[parcel.order_number]
        about = _About(one.id, one.identity_id, one.order.command_key)
        told.append(_moved(parcel, about, last[parcel.id], parcel.state))
        told += [_delivered(parcel, about)] if parcel.delivered_at else []
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


def _new_events(told: Sequence[ParcelEventIn], parcels: dict[_ParcelKey, models.Parcel]) -> list[models.ParcelEvent]:
    found: dict[tuple[UUID, str, datetime], models.ParcelEvent] = {}
    for event in told:
        parcel = parcels[event.order_number, event.tracking]
        parcel.carrier = event.carrier or parcel.carrier
        row = models.ParcelEvent(
            parcel_id=parcel.id, state=event.state, raw_code=event.raw_code, at=event.at, courier=event.courier, note=event.note
        )
        found.setdefault((row.parcel_id, row.raw_code, row.at), row)
    known = models.ParcelEvent.objects.filter(parcel_id__in=[parcel.id for parcel in parcels.values()])
    for key in known.values_list("parcel_id", "raw_code", "at"):
        found.pop(key, None)
    return list(found.values())


def _bring_up_to_date(parcels: dict[_ParcelKey, models.Parcel], new: Sequence[models.ParcelEvent], at: datetime) -> None:
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
    _announce_moves(rows, new, before, at)


def _announce_moves(
    rows: Sequence[models.Parcel],
    new: Sequence[models.ParcelEvent],
    before: dict[UUID, tuple[datetime | None, datetime | None]],
    at: datetime,
) -> None:
    about = _abouts(rows)
    by_id = {row.id: row for row in rows if row.order_id in about}
    told: list[Event] = []
    for event in sorted(new, key=lambda event: event.at):
        since = before[event.parcel_id][0]
        if event.parcel_id in by_id and (since is None or event.at > since):
            row = by_id[event.parcel_id]
            told.append(_moved(row, about[row.order_id], event.id, event.state))
    told += [
        _delivered(row, about[row.order_id])
        for row in by_id.values()
        if row.delivered_at is not None and before[row.id][1] is None
    ]
    journal.record(*told, by=SHOP, at=at)


@dataclass(frozen=True, slots=True)
class _About:
    """Whose order a parcel belongs to."""

    order_id: UUID
    identity_id: UUID
    command_key: str


def _abouts(rows: Sequence[models.Parcel]) -> dict[UUID | None, _About]:
    orders = models.Order.objects.filter(id__in=[row.order_id for row in rows if row.order_id])
    return {row.id: _About(row.id, row.identity_id, row.command_key) for row in orders}


def _moved(parcel: models.Parcel, about: _About, event_id: UUID, state: str) -> Event:
    return events.ParcelMoved(
        identity_id=about.identity_id,
        order_id=about.order_id,
        parcel_id=parcel.id,
        number=parcel.order_number,
        state=ParcelState(state).value.replace("_", " "),
        command_key=about.command_key,
        move_id=event_id,
    )


def _delivered(parcel: models.Parcel, about: _About) -> Event:
    return events.ParcelDelivered(
        identity_id=about.identity_id,
        order_id=about.order_id,
        parcel_id=parcel.id,
        number=parcel.order_number,
        command_key=about.command_key,
    )
