"""What changed in the shop since the last look. Vendure tells nobody by itself, so it is asked.

Two ways at once. Orders that were written since the cursor, by the shop's own clock, with a stretch before it once more, because what was
begun earlier may be committed later. And one page of all orders of these months, round and round: a refund and the second of three parcels
change no order's date. What comes twice is known by its natural keys.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from makegood.orders.adapters.vendure import answers, documents, doing, telling
from makegood.orders.adapters.vendure.answers import Node
from makegood.orders.adapters.vendure.server import Server
from makegood.orders.adapters.vendure.settings import VendureSettings
from makegood.orders.types import Told

AGAIN = timedelta(minutes=2)
ROUND = timedelta(days=90)  # whatever happens to an older order beside its own row is not seen
PAGE = 50


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the last look ended: by the clock (`skip` orders of that very instant are known), and in the round."""

    since: datetime
    skip: int = 0
    gone_round: int = 0


def look(server: Server, *, settings: VendureSettings, cursor: str, at: datetime) -> Told:
    """One page of what changed, and where nothing more did, one page of the round. `more` where there is more that changed."""
    place = _read(cursor) if cursor else _Place(at - timedelta(days=settings.past_days))
    precision = doing.ground(server).precision
    changed = _ask(
        server, settings, {"updatedAt": {"after": place.since.isoformat()}}, {"updatedAt": "ASC", "id": "ASC"}, place.skip
    )
    if len(changed) == PAGE:
        return _told(changed, settings, precision, _next(place, changed), more=True)
    after = (server.said_at - ROUND).isoformat()
    known = _ask(server, settings, {"orderPlacedAt": {"after": after}}, {"id": "ASC"}, place.gone_round)
    latest = answers.instant(changed[-1], "updatedAt") if changed else place.since
    here = _Place(
        since=max(place.since, latest - AGAIN),
        gone_round=place.gone_round + PAGE if len(known) == PAGE else 0,
    )
    return _told([*changed, *known], settings, precision, here, more=False)


def _ask(server: Server, settings: VendureSettings, where: Node, sort: Node, skip: int) -> list[Node]:
    fields = [name for name in (settings.promised_from, settings.promised_until) if name]
    query = documents.ORDERS % (f"customFields {{ {' '.join(fields)} }}" if fields else "")
    filters = {**where, "active": {"eq": False}}
    options = {"filter": filters, "sort": sort, "skip": skip, "take": PAGE}
    return list(answers.many(server.ask(query, options=options), "orders", "items"))


def _next(place: _Place, changed: list[Node]) -> _Place:
    """The next page begins just before the last instant of this one; where all of it is of one instant, after so many of that."""
    last = answers.instant(changed[-1], "updatedAt") - timedelta(milliseconds=1)
    if last > place.since:
        return _Place(last, 0, place.gone_round)
    return _Place(place.since, place.skip + len(changed), place.gone_round)


def _told(found: list[Node], settings: VendureSettings, precision: int, place: _Place, *, more: bool) -> Told:
    orders = {answers.needed(one, "id"): one for one in found if telling.is_order(one)}
    return Told(
        orders=tuple(telling.order(one, settings=settings, precision=precision) for one in orders.values()),
        events=tuple(event for one in orders.values() for event in telling.parcel_events(one)),
        returns=tuple(back for one in orders.values() for back in telling.returns(one, precision=precision)),
        cursor=json.dumps({"since": place.since.isoformat(), "skip": place.skip, "round": place.gone_round}),
        more=more,
    )


def _read(cursor: str) -> _Place:
    value = json.loads(cursor)
    return _Place(datetime.fromisoformat(value["since"]).astimezone(UTC), value["skip"], value["round"])
