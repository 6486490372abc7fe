"""Looks at orders and parcels: frozen values, a fixed number of queries whatever the number of orders. Never writes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q, Sum

from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.kernel.windows import WINDOWS, Window, columns
from makegood.orders import models, values
from makegood.orders.types import (
    Journey,
    Line,
    Order,
    OrderId,
    OrderOutline,
    ParcelState,
    Placed,
    RecentLine,
    Return,
    ReturnKind,
    ReturnOutline,
    Sales,
    ShopConnection,
    ShopLook,
)
from makegood.platform import asking, bulk, places
from makegood.platform.arrays import array


def orders_of(*, identity_ids: Sequence[UUID], limit: int) -> tuple[Order, ...]:
    """The latest orders of these identities, latest first, with lines and parcels."""
    rows = models.Order.objects.filter(identity_id__in=identity_ids).order_by("-placed_at", "-id")
    return values.whole(rows[:limit])


def ask_latest(*, identity_ids: Sequence[UUID], limit: int, number: str = "") -> asking.Question[tuple[Order, ...]]:
    """The latest orders of these identities, latest first, and that of theirs with this number, with their lines and how their parcels stand,
    without their parcels' moves; to be asked together with others."""
    theirs = array(list(dict.fromkeys(identity_ids)))
    whose = [theirs, limit, limit, number, theirs]

    def read(found: Sequence[Any], lines: Sequence[Any], parcels: Sequence[Any]) -> tuple[Order, ...]:
        told = [(row, models.Line(**dict(zip(_OF_LINE, row[1:], strict=True)))) for row in lines]
        sent = [(row, models.Parcel(**dict(zip(_OF_PARCEL, row[1:], strict=True)))) for row in parcels]
        return tuple(
            values.order(
                models.Order(**dict(zip(_OF_ORDER, order, strict=True))),
                [line for row, line in told if row[0] == order[0]],
                [values.parcel(parcel, ()) for row, parcel in sent if row[0] == order[0]],
            )
            for order in found
        )

    return asking.Question(
        read, (f"{_LATEST} ORDER BY placed_at DESC, id DESC", whose), (_LATEST_LINES, whose), (_LATEST_PARCELS, whose)
    )


def with_parcels(*, carrier: str, since: datetime, until: datetime, sent_within: timedelta) -> tuple[UUID, ...]:
    """Whose orders had a parcel under way at some time in this half-open stretch: its order was placed before the end and at most `sent_within`
    before the beginning, and it was not delivered before the beginning. `carrier` in any case, '' for every one. One query."""
    rows = models.Order.objects.filter(placed_at__lt=until, placed_at__gte=since - sent_within)
    parcels = models.Parcel.objects.filter(order_id__in=rows.values("id")).exclude(state=ParcelState.CANCELLED)
    under_way = parcels.filter(Q(delivered_at=None) | Q(delivered_at__gte=since))
    under_way = under_way.filter(carrier__iexact=carrier.strip()) if carrier.strip() else under_way
    return tuple(rows.filter(id__in=under_way.values("order_id")).values_list("identity_id", flat=True).distinct())


def ask_outlines(*, identity_ids: Sequence[UUID], limit: int) -> asking.Question[tuple[OrderOutline, ...]]:
    """The latest orders of these identities in outline, latest first; to be asked together with others."""
    return asking.Question(
        lambda found: tuple(
            OrderOutline(number, placed_at, reason, Money(minor, currency), tuple(delivered))
            for number, placed_at, reason, minor, currency, delivered in found
        ),
        (_OUTLINES, [array(list(dict.fromkeys(identity_ids))), limit, limit]),
    )


def ask_return_outlines(*, identity_ids: Sequence[UUID], limit: int) -> asking.Question[tuple[ReturnOutline, ...]]:
    """The latest returns and cancellations of these identities in outline, latest first; to be asked together with others."""
    rows = models.Return.objects.filter(identity_id__in=identity_ids).order_by("-at", "-id")[:limit]
    return asking.Question(
        lambda found: tuple(
            ReturnOutline(row.number, ReturnKind(row.kind), row.at, Money(row.refund_minor, row.currency)) for row in found
        ),
        rows,
    )


def ask_paid_back(*, identity_ids: Sequence[UUID]) -> asking.Question[list[Money]]:
    """What was ever paid back to these identities together, one sum per currency; to be asked together with others."""
    rows = models.Return.objects.filter(identity_id__in=identity_ids)
    sums = rows.values_list("currency").annotate(Sum("refund_minor")).order_by()
    return asking.Question(lambda found: [Money(int(minor), currency) for currency, minor in found], sums)


def page(*, before: UUID | None, since: UUID | None, identity_ids: Sequence[UUID] | None, limit: int) -> tuple[Order, ...]:
    """The brand's orders, the one told of last first: `limit` of them, from before a place on, down to `since`; those of `identity_ids`
    alone where they are given. Places are ids, so that a page stays the same while others come in. Two queries."""
    rows = places.latest_first(models.Order.objects.all(), before=before, since=since)
    if identity_ids is not None:
        rows = rows.filter(identity_id__in=identity_ids)
    return values.whole(rows[:limit])


def order_by_number(*, number: str) -> Order | None:
    """The order of that number, or None."""
    found = values.whole(models.Order.objects.filter(number=number))
    return found[0] if found else None


def whole(*, order_ids: Sequence[UUID]) -> tuple[Order, ...]:
    """These orders, with lines and parcels. Two queries."""
    return values.whole(models.Order.objects.filter(id__in=list(order_ids)).order_by("-placed_at", "-id"))


def known_numbers(*, numbers: Sequence[str]) -> frozenset[str]:
    """Those of these order numbers that are known. One query."""
    return frozenset(models.Order.objects.filter(number__in=list(numbers)).values_list("number", flat=True))


def buyers(*, numbers: Sequence[str]) -> dict[str, UUID]:
    """Order number → who ordered, for those of these orders that are known. One query."""
    return dict(models.Order.objects.filter(number__in=list(numbers)).values_list("number", "identity_id"))


def order_by_command_key(*, key: str) -> Order | None:
    """The order that the command of this key caused (a replacement), or None while the shop has not told of it."""
    found = values.whole(models.Order.objects.filter(command_key=key).order_by("placed_at", "id")[:1]) if key else ()
    return found[0] if found else None


def recent_lines(*, identity_ids: Sequence[UUID], since: datetime) -> tuple[RecentLine, ...]:
    """Every line of goods in these identities' orders placed at or after `since`, latest order first: what they may be speaking of.
    One query."""
    with connection.cursor() as cursor:
        cursor.execute(_RECENT_LINES, [list(identity_ids), since])
        return tuple(
            RecentLine(
                order_id=OrderId(order_id),
                order_number=number,
                identity_id=identity_id,
                placed_at=placed_at,
                service=service,
                reason=reason,
                line=Line(sku, title, quantity, Money(minor, currency)),
                delivered_at=delivered_at,
            )
            for order_id, number, identity_id, placed_at, service, reason, currency, delivered_at, sku, title, quantity, minor in cursor
        )


def placed_by(*, identity_ids: Sequence[UUID], since: datetime, until: datetime) -> tuple[Placed, ...]:
    """The orders that these identities placed from `since` until before `until`, the first first; replacements are none. One query."""
    rows = models.Order.objects.filter(identity_id__in=identity_ids, reason="sale", placed_at__gte=since, placed_at__lt=until)
    found = rows.order_by("placed_at", "id").values_list("number", "identity_id", "placed_at", "total_minor", "currency")
    return tuple(Placed(number, who, placed_at, Money(minor, currency)) for number, who, placed_at, minor, currency in found)


def sales_to(*, identity_ids: Sequence[UUID], since: datetime | None = None) -> dict[UUID, list[Sales]]:
    """What each of these identities bought after `since` (None: ever), one sum per currency; replacements are no sales. Those who bought
    nothing are left out. One query."""
    return ask_sales(identity_ids=identity_ids, since=since).answer


def ask_sales(*, identity_ids: Sequence[UUID], since: datetime | None = None) -> asking.Question[dict[UUID, list[Sales]]]:
    """`sales_to`, to be asked together with others."""
    rows = models.Order.objects.filter(identity_id__in=identity_ids, reason="sale")
    if since is not None:
        rows = rows.filter(placed_at__gt=since)
    sums = rows.values_list("identity_id", "currency").annotate(Count("id"), Min("placed_at"), Sum("total_minor")).order_by()
    return asking.Question(values.sales, sums)


def bought(*, windows: Sequence[Window]) -> list[dict[str, tuple[int, int]]]:
    """For each window, by currency: how many orders (replacements are none), and their sum in minor units less what was paid back in the same window.
    One query."""
    found: list[dict[str, tuple[int, int]]] = [{} for _ in windows]
    (rows,) = bulk.look((_BOUGHT, columns(windows) * 2))
    for n, currency, count, minor in rows:
        found[n][currency] = (int(count), int(minor))
    return found


_BOUGHT = f"""
SELECT n, currency, sum(orders), sum(minor) FROM (
    SELECT w.n, o.currency, count(*) AS orders, sum(o.total_minor) AS minor FROM {WINDOWS}
    JOIN orders_order o ON o.identity_id = w.who AND o.placed_at > w.since AND o.placed_at <= w.until
    WHERE o.reason = 'sale' AND o.cancelled_at IS NULL GROUP BY w.n, o.currency
    UNION ALL
    SELECT w.n, r.currency, 0, -sum(r.refund_minor) FROM {WINDOWS}
    JOIN orders_return r ON r.identity_id = w.who AND r.at > w.since AND r.at <= w.until GROUP BY w.n, r.currency
) AS moved GROUP BY n, currency
"""


def first_of(*, identity_ids: Sequence[UUID]) -> dict[UUID, Placed]:
    """The first order that each of these identities ever placed and that was not called off, by itself or by a cancellation that paid all of it back;
    replacements are none. One query."""
    rows = models.Order.objects.filter(identity_id__in=list(identity_ids), reason="sale", cancelled_at=None)
    all_back = models.Return.objects.filter(
        order_id=OuterRef("id"), kind=ReturnKind.CANCELLATION, refund_minor__gt=0, refund_minor__gte=OuterRef("total_minor")
    )
    found = rows.filter(~Exists(all_back)).order_by("identity_id", "placed_at", "id").distinct("identity_id")
    told = found.values_list("number", "identity_id", "placed_at", "total_minor", "currency")
    return {who: Placed(number, who, placed_at, Money(minor, currency)) for number, who, placed_at, minor, currency in told}


def sold(*, since: datetime) -> int:
    """How many orders the brand took after `since`; replacements are none. One query."""
    return models.Order.objects.filter(reason="sale", placed_at__gt=since).count()


def sells() -> bool:
    """Whether the brand has any order at all. One query."""
    return models.Order.objects.exists()


def journeys(*, order_ids: Sequence[UUID]) -> dict[UUID, Journey]:
    """Order → its way, for those of these orders that exist. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_JOURNEYS, [list(order_ids)])
        return {row[0]: Journey(*row[1:]) for row in cursor.fetchall()}


def customers_among(*, identity_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these identities that ever ordered. One query."""
    return frozenset(models.Order.objects.filter(identity_id__in=identity_ids).values_list("identity_id", flat=True).distinct())


def returns_of(*, identity_ids: Sequence[UUID], limit: int) -> tuple[Return, ...]:
    """The latest returns and cancellations of these identities, latest first, with their lines. Three queries at most."""
    rows = list(models.Return.objects.filter(identity_id__in=identity_ids).order_by("-at", "-id")[:limit])
    numbers = dict(models.Order.objects.filter(id__in=[row.order_id for row in rows if row.order_id]).values_list("id", "number"))
    lines: dict[UUID, list[models.ReturnLine]] = defaultdict(list)
    for line in models.ReturnLine.objects.filter(return_id__in=[row.id for row in rows]).order_by("position"):
        lines[line.return_id].append(line)
    return tuple(values.returned(row, lines[row.id], numbers) for row in rows)


def shop_connection() -> ShopConnection:
    """Where the brand's shop takes commands. Refuses (`no_shop`) when nobody has said so yet."""
    row = _connection()
    return ShopConnection(row.url, tuple(row.secrets), row.courier_address, row.kind, row.settings)


def has_shop() -> bool:
    """Whether the brand's shop is connected. One query."""
    return models.ShopConnection.objects.exists()


def shop_look() -> ShopLook:
    """How far the brand's shop was looked into. Refuses (`no_shop`) where none is connected. One query."""
    row = _connection()
    return ShopLook(row.kind, row.cursor, row.looked_at, row.news_at, row.trouble)


def _connection() -> models.ShopConnection:
    row = models.ShopConnection.objects.first()
    if row is None:
        raise Refusal("no_shop", "No shop is connected yet: say where it takes commands, and the secret that signs them.")
    return row


_JOURNEYS = """
SELECT o.id, o.promised_until, min(e.at) FILTER (WHERE e.state NOT IN ('created', 'cancelled')),
    min(e.at) FILTER (WHERE e.state IN ('exception', 'returning')), max(e.at) FILTER (WHERE e.state = 'delivered')
FROM orders_order o
LEFT JOIN orders_parcel p ON p.brand_id = o.brand_id AND p.order_id = o.id
LEFT JOIN orders_parcelevent e ON e.brand_id = p.brand_id AND e.parcel_id = p.id
WHERE o.id = ANY(%s) GROUP BY o.id, o.promised_until
"""

_RECENT_LINES = """
SELECT o.id, o.number, o.identity_id, o.placed_at, o.service, o.reason, o.currency,
    (SELECT min(p.delivered_at) FROM orders_parcel p WHERE p.brand_id = o.brand_id AND p.order_id = o.id),
    l.sku, l.title, l.quantity, l.unit_minor
FROM orders_order o JOIN orders_line l ON l.brand_id = o.brand_id AND l.order_id = o.id AND l.kind = 'goods'
WHERE o.identity_id = ANY(%s) AND o.placed_at >= %s
ORDER BY o.placed_at DESC, o.id DESC, l.position
"""

_OF_ORDER = (
    "id",
    "number",
    "identity_id",
    "placed_at",
    "total_minor",
    "currency",
    "service",
    "reason",
    "replaces",
    "command_key",
)
_OF_LINE = ("sku", "title", "quantity", "unit_minor", "kind")
_OF_PARCEL = ("id", "tracking", "carrier", "state", "delivered_at", "courier")
_LATEST = f"""
(SELECT {", ".join(f"o.{name}" for name in _OF_ORDER)} FROM unnest(%s::uuid[]) AS whose (identity_id)
    CROSS JOIN LATERAL (SELECT * FROM orders_order latest WHERE latest.identity_id = whose.identity_id
        ORDER BY latest.placed_at DESC, latest.id DESC LIMIT %s) AS o
    ORDER BY o.placed_at DESC, o.id DESC LIMIT %s)
UNION SELECT {", ".join(_OF_ORDER)} FROM orders_order WHERE number = %s AND identity_id = ANY(%s::uuid[])
"""
_LATEST_LINES = f"""
SELECT o.id, {", ".join(f"l.{name}" for name in _OF_LINE)} FROM ({_LATEST}) AS o
CROSS JOIN LATERAL (SELECT * FROM orders_line of_it WHERE of_it.order_id = o.id) AS l ORDER BY l.position
"""
_LATEST_PARCELS = f"""
SELECT o.id, {", ".join(f"p.{name}" for name in _OF_PARCEL)} FROM ({_LATEST}) AS o
CROSS JOIN LATERAL (SELECT * FROM orders_parcel of_it WHERE of_it.order_id = o.id) AS p ORDER BY p.tracking
"""
_OUTLINES = """
SELECT o.number, o.placed_at, o.reason, o.total_minor, o.currency,
    ARRAY(SELECT p.delivered_at FROM orders_parcel p
        WHERE p.brand_id = o.brand_id AND p.order_id = o.id AND p.delivered_at IS NOT NULL ORDER BY p.tracking)
FROM unnest(%s::uuid[]) AS whose (identity_id)
CROSS JOIN LATERAL (SELECT * FROM orders_order latest WHERE latest.identity_id = whose.identity_id
    ORDER BY latest.placed_at DESC, latest.id DESC LIMIT %s) AS o
ORDER BY o.placed_at DESC, o.id DESC LIMIT %s
"""
