"""Looks at orders for the sake of what was promised with them: the promised time, and where their parcels are. Never writes, and holds no address."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from makegood.orders.types import Carried, Known, ParcelState, Promised, Way

_COLUMNS = tuple(Promised.__dataclass_fields__)[:11]
_MOST_PARCELS = 50  # of one order that are looked at


def orders(*, order_ids: Sequence[UUID]) -> tuple[Promised, ...]:
    """Those of these orders that have a promised time. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_PROMISED} WHERE o.id = ANY(%s) AND o.promised_until IS NOT NULL", [list(order_ids)])
        return tuple(_promised(row) for row in cursor.fetchall())


def after(*, after: UUID, before: UUID, limit: int) -> tuple[Promised, ...]:
    """The next orders with a promised time, by id, from `after` on and below `before`: for going through all of them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_PROMISED} WHERE o.id > %s AND o.id < %s AND o.promised_until IS NOT NULL ORDER BY o.id LIMIT %s",
            [after, before, limit],
        )
        return tuple(_promised(row) for row in cursor.fetchall())


def known_of(*, order_ids: Sequence[UUID], numbers: Sequence[str]) -> tuple[Known, ...]:
    """What is known of these orders besides, for counting: the first thing of each, its carrier and its road. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(order_ids), list(numbers)])
        return tuple(Known(*row) for row in cursor.fetchall())


def ways(*, since: datetime, until: datetime) -> tuple[Way, ...]:
    """How the orders with a promised time that were placed within a stretch went, the earliest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, [since, until])
        return tuple(Way(*row) for row in cursor.fetchall())


def telling(*, carriers: Sequence[str]) -> frozenset[str]:
    """Those of these carriers that tell of parcels under way: of at least five that they delivered to us (the latest fifty count), four in five
    were told of an hour or more before they arrived. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TELLING, [list(carriers)])
        return frozenset(carrier for (carrier,) in cursor.fetchall())


def _promised(row: Sequence[Any]) -> Promised:
    held: dict[str, Any] = dict(zip(_COLUMNS, row[:11], strict=True))
    return Promised(**held, parcels=tuple(_carried(row[11] or [])))


def _carried(told: Sequence[Sequence[Any]]) -> Iterator[Carried]:
    for state, since, delivered_at, carrier, handed_at, kind in told:
        yield Carried(ParcelState(state), _instant(since), _maybe(delivered_at), carrier, _maybe(handed_at), kind or "")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


_HAS_IT = "('accepted', 'moving', 'customs', 'out_for_delivery', 'attempt_failed', 'ready_for_pickup', 'delivered', 'returning')"
_PROMISED = f"""
SELECT o.id, o.number, o.identity_id, o.placed_at, o.promised_from, o.promised_until, o.service, o.reason, o.lane, o.cancelled_at,
    (SELECT string_agg(l.title, ', ' ORDER BY l.position) FROM (
        SELECT title, position FROM orders_line WHERE brand_id = o.brand_id AND order_id = o.id AND kind = 'goods' ORDER BY position LIMIT 5
    ) AS l),
    (SELECT json_agg(json_build_array(p.state, p.state_at, p.delivered_at, p.carrier,
            (SELECT min(e.at) FROM orders_parcelevent e WHERE e.brand_id = p.brand_id AND e.parcel_id = p.id AND e.state IN {_HAS_IT}),
            (SELECT e.kind FROM orders_parcelevent e WHERE e.brand_id = p.brand_id AND e.parcel_id = p.id AND e.at = p.state_at
                AND e.state = p.state ORDER BY e.id DESC LIMIT 1)) ORDER BY p.tracking)
        FROM (SELECT * FROM orders_parcel WHERE brand_id = o.brand_id AND order_id = o.id ORDER BY tracking LIMIT {_MOST_PARCELS}) AS p)
FROM orders_order o
"""
_KNOWN = """
SELECT o.id, o.number, coalesce((SELECT title FROM orders_line WHERE brand_id = o.brand_id AND order_id = o.id AND kind = 'goods' ORDER BY position LIMIT 1), ''),
    coalesce((SELECT min(carrier) FROM orders_parcel WHERE brand_id = o.brand_id AND order_id = o.id), ''), o.lane
FROM orders_order o WHERE o.id = ANY(%s) OR o.number = ANY(%s)
"""
_WAYS = f"""
SELECT o.placed_at, o.promised_from, o.promised_until, p.handed_at, p.delivered_at,
    CASE WHEN p.delivered_at IS NULL THEN coalesce(o.cancelled_at, p.ended_at) END, coalesce(p.carrier, ''), CASE WHEN o.lane = '' THEN left(o.service, 80) ELSE o.lane END
FROM orders_order o LEFT JOIN LATERAL (
    SELECT min(h.handed_at) AS handed_at, CASE WHEN bool_and(p.delivered_at IS NOT NULL) THEN max(p.delivered_at) END AS delivered_at,
        max(p.state_at) FILTER (WHERE p.state IN ('returning', 'cancelled')) AS ended_at, min(p.carrier) AS carrier
    FROM orders_parcel p LEFT JOIN LATERAL (
        SELECT min(e.at) AS handed_at FROM orders_parcelevent e
        WHERE e.brand_id = p.brand_id AND e.parcel_id = p.id AND e.state IN {_HAS_IT}
    ) AS h ON true WHERE p.brand_id = o.brand_id AND p.order_id = o.id
) AS p ON true
WHERE o.placed_at >= %s AND o.placed_at < %s AND o.promised_until IS NOT NULL ORDER BY o.placed_at, o.id
"""
_TELLING = f"""
SELECT carrier FROM unnest(%s::text[]) AS asked (carrier), LATERAL (
    SELECT count(*) AS delivered, count(*) FILTER (WHERE EXISTS (
        SELECT FROM orders_parcelevent e WHERE e.brand_id = p.brand_id AND e.parcel_id = p.id AND e.state IN {_HAS_IT}
            AND e.at <= p.delivered_at - interval '1 hour'
    )) AS told FROM (
        SELECT * FROM orders_parcel WHERE carrier = asked.carrier AND delivered_at IS NOT NULL ORDER BY delivered_at DESC LIMIT 50
    ) AS p
) AS seen WHERE delivered >= 5 AND told * 5 >= delivered * 4
"""
