"""Looks at whose goods came when: an order counts once, with its first parcel. Never writes, and holds no address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Arrived:
    """The goods of an order came."""

    order_id: UUID
    at: datetime


Spoken = Sequence[tuple[str, datetime]]
"""Order numbers, each with an instant: where it is not before the goods came, that order is left out."""


def between(*, since: datetime, until: datetime, spoken: Spoken = ()) -> tuple[Arrived, ...]:
    """Whose goods came within a half-open stretch, the first first. One query."""
    rows = _ask(f"SELECT order_id, delivered_at {_CAME} AND p.delivered_at < %(until)s ORDER BY 2, 1", since, spoken, until=until)
    return tuple(Arrived(*row) for row in rows)


def by_day(*, since: datetime, zone: str, spoken: Spoken = ()) -> dict[date, int]:
    """Local day → how many orders' goods came, from then on. One query."""
    on = "(delivered_at AT TIME ZONE %(zone)s)::date"
    return dict(_ask(f"SELECT {on}, count(*)::int {_CAME} GROUP BY 1", since, spoken, zone=zone))


def by_week(*, since: datetime, until: datetime, spoken: Spoken = ()) -> dict[int, int]:
    """Weeks back from `until` → how many orders' goods came, after `since` and up to then. One query."""
    ago = "floor(extract(epoch FROM (%(until)s - delivered_at)) / 604800)::int"
    stretch = "AND p.delivered_at > %(since)s AND p.delivered_at <= %(until)s"
    return dict(_ask(f"SELECT {ago}, count(*)::int {_CAME} {stretch} GROUP BY 1", since, spoken, until=until))


_CAME = """
FROM orders_parcel p WHERE p.delivered_at >= %(since)s AND p.order_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM orders_parcel e WHERE e.brand_id = p.brand_id AND e.order_id = p.order_id
        AND (e.delivered_at, e.id) < (p.delivered_at, p.id))
    AND NOT EXISTS (SELECT FROM unnest(%(numbers)s::text[], %(instants)s::timestamptz[]) AS s (number, at)
        WHERE s.number = p.order_number AND s.at >= p.delivered_at)
"""


def _ask(statement: str, since: datetime, spoken: Spoken, **more: object) -> list[tuple[Any, ...]]:
    told: dict[str, Any] = {
        "since": since,
        "numbers": [number for number, _ in spoken],
        "instants": [at for _, at in spoken],
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
