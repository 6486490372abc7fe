"""What the desk shows of sales where several packages must be asked: looks only, each with a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.coupons import queries as coupons
from makegood.coupons.types import Pool, PoolState
from makegood.flows import sale_moved
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
from makegood.people import queries as people
from makegood.people.types import PersonId
from makegood.sales import queries as sales
from makegood.sales.actions import announcing
from makegood.sales.rules import readings, words
from makegood.sales.types import End, Place, PlaceKind, Sale, SaleState, Terms, Told, ToldOne

LISTED, SHOWN = 100, 20


@dataclass(frozen=True, slots=True)
class SaleLine:
    """A sale in the list: how it stands, who was told, and how many places still say the old."""

    sale: Sale
    state: SaleState
    told: Told
    behind: int


@dataclass(frozen=True, slots=True)
class ToldLine:
    """Somebody who was told terms that count no more."""

    told: ToldOne
    name: str
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class SalePage:
    """One sale with all that hangs on it. `old`: the first of those who were told the old; `moving`: promises that are being brought up to date
    just now. `pools`: coupons whose end moves with its own; `other_pools`: open ones whose end could."""

    sale: Sale
    state: SaleState
    terms: tuple[Terms, ...]  # the latest first
    places: tuple[Place, ...]
    told: Told
    where: dict[PlaceKind, int]
    old: tuple[ToldLine, ...]
    moving: int
    pools: tuple[Pool, ...]
    other_pools: tuple[Pool, ...]


def list_page(*, at: datetime) -> tuple[SaleLine, ...]:
    """The brand's sales, the one announced last first. Three queries."""
    found = sales.page(limit=LISTED)
    return lines(found, at=at)


def lines(found: tuple[Sale, ...], *, at: datetime) -> tuple[SaleLine, ...]:
    """These sales as lines. Two queries."""
    ids = [one.id for one in found]
    told, places = sales.told_of(sale_ids=ids), sales.places_of(sale_ids=ids)
    return tuple(
        SaleLine(
            sale=one,
            state=one.state(at),
            told=told.get(one.id, Told(0, 0)),
            behind=sum(place.sale_id == one.id and place.terms < one.terms for place in places),
        )
        for one in found
    )


def page(*, sale_id: UUID, away: OutOfSight = EVERYBODY_SEEN, at: datetime) -> SalePage:
    """One sale; whoever is `away` for the one who looks is counted and not named. Refuses ("no_such_sale"). Some fourteen queries, and one for each pool that moves with it."""
    sale = sales.sale(sale_id=sale_id)
    old = away.without(sales.told_old(sale_id=sale_id, limit=SHOWN), lambda one: one.identity_id)
    who = people.persons_of(identity_ids=[one.identity_id for one in old])
    pools = sale_moved.moving_with(sale, at)
    mine = {one.id for one in pools}
    return SalePage(
        sale=sale,
        state=sale.state(at),
        terms=tuple(reversed(sales.terms_of(sale_id=sale_id))),
        places=sales.places_of(sale_ids=[sale_id]),
        told=sales.told(sale_id=sale_id),
        where=sales.told_by_place(sale_id=sale_id),
        old=tuple(ToldLine(one, who[one.identity_id].name, who[one.identity_id].id) for one in old if one.identity_id in who),
        moving=sales.unsettled(sale_id=sale_id),
        pools=pools,
        other_pools=tuple(
            one.pool for one in coupons.pools(at=at) if one.pool.state is PoolState.OPEN and one.pool.id not in mine
        ),
    )


def of_incident(*, incident_id: UUID, at: datetime) -> tuple[tuple[SaleLine, ...], tuple[Sale, ...]]:
    """The sales that were changed because of an incident, and those that still run or will, which could be. Four queries."""
    mine = sales.of_occasion(kind="incident", occasion_id=incident_id)
    ids = {one.id for one in mine}
    return lines(mine, at=at), tuple(one for one in sales.to_promise(at=at) if one.id not in ids)


def reading(*, text: str, zone: str) -> str:
    """What an end that is being typed means, in a sentence. Refuses impossible ones."""
    brand = brands.current()
    meant = announcing.meant(End(readings.parse(text), zone))
    return words.explained(meant, home=brand.zone, language=brand.language)
