"""A sale was moved, widened or ended: everything that promises it follows. The promises of those who were told, a few thousand at a time; the
coupons that belong to it; the places that follow by themselves. And whoever is told by a statement about it, or about the incident because of
which it was moved, was told of the sale. Tells nobody itself: who knows the old is on the sale's page.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.coupons import queries as coupons
from makegood.coupons.actions import pools
from makegood.coupons.types import Occasion, Pool, PoolState
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import work
from makegood.platform.work import Taken
from makegood.sales import queries as sales
from makegood.sales.actions import announcing, telling
from makegood.sales.rules import promising
from makegood.sales.types import PlaceIn, PlaceKind, Sale
from makegood.statements import queries as statements

WORK, TOLD = "sale_moved", "sale_told"
_BY_THEMSELVES = (PlaceKind.STATUS_PAGE, PlaceKind.COUPONS)  # what is printed there is looked up, or moved with the sale
_ABOUT = ("sale", "incident")


def follow(items: Sequence[Taken], at: datetime) -> None:
    """Brings up to date what these sales promised; comes back while there is more. May be repeated: what stands as it should is left alone."""
    for item in items:
        sale = sales.sale(sale_id=UUID(item.key))
        if sale.ended_at is None:
            _move_coupons(sale, at)
            announcing.places_say(sale_id=sale.id, kinds=_BY_THEMSELVES, by=SYSTEM, at=at)
        if telling.keep_up(sale_id=sale.id, by=SYSTEM, at=at):
            work.postpone(item, due_at=at)


def told(items: Sequence[Taken], at: datetime) -> None:
    """These people were told what a statement says: of the sales that it is about, they know what counts now. May be repeated."""
    whom: dict[UUID, set[UUID]] = defaultdict(set)
    for item in items:
        if item.payload.get("identity_id"):
            whom[UUID(str(item.payload["statement_id"]))].add(UUID(str(item.payload["identity_id"])))
    for statement_id, identity_ids in whom.items():
        occasion = statements.statement(statement_id=statement_id).occasion
        for sale in _about(occasion.kind, occasion.id):
            if sale.ends_at > at and sale.ended_at is None and sale.called_off_at is None:
                telling.note_told(sale_id=sale.id, identity_ids=identity_ids, where=PlaceKind.STATEMENT, by=SYSTEM, at=at)


def tie(*, sale_id: UUID, pool_id: UUID, by: Actor, at: datetime) -> None:
    """The end of these coupons moves with the sale's from now on, and follows at once where the sale goes on longer. May be repeated; refuses
    ("no_such_pool") what is no pool."""
    pool = coupons.pool_of(pool_id=pool_id)
    place = PlaceIn(PlaceKind.COUPONS, pool.name, str(pool.id))
    announcing.note_place(sale_id=sale_id, place=place, by=by, at=at)
    _move_coupons(sales.sale(sale_id=sale_id), at)


def moving_with(sale: Sale, at: datetime) -> tuple[Pool, ...]:
    """The pools whose end moves with the sale's: those that belong to it, and those noted among its places by their id. A look."""
    found = {one.pool.id: one.pool for one in coupons.pools_for(occasion=Occasion("sale", sale.id), at=at)}
    for place in sales.places_of(sale_ids=[sale.id]):
        pool = _named(place.reference) if place.kind is PlaceKind.COUPONS else None
        if pool is not None:
            found.setdefault(pool.id, pool)
    return tuple(found.values())


# ---------------------------------------------------------------------------------------------------------------------


def _about(kind: str, occasion_id: UUID) -> tuple[Sale, ...]:
    """The sales that a statement of this occasion speaks of."""
    if kind not in _ABOUT:
        return ()
    return (sales.sale(sale_id=occasion_id),) if kind == "sale" else sales.of_occasion(kind=kind, occasion_id=occasion_id)


def _move_coupons(sale: Sale, at: datetime) -> None:
    """The pools that belong to the sale, and those noted among its places, are good as long as it runs; later only."""
    for pool in moving_with(sale, at):
        if pool.state is not PoolState.OPEN or pool.terms.valid_until >= sale.ends_at:
            continue
        pools.move_end(
            pool_id=pool.id,
            valid_until=sale.ends_at,
            zone=promising.offset_or_place(sale),
            until_words=sale.said_as,
            by=SYSTEM,
            at=at,
        )


def _named(reference: str) -> Pool | None:
    """The pool that a place names by its id; None where it names it otherwise: then a member brings it up to date."""
    try:
        return coupons.pool_of(pool_id=UUID(reference))
    except (ValueError, Refusal):
        return None
