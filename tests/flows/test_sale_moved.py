"""Everything that promises a sale follows when it moves: promises, coupons, places; and who is told by a statement knows what counts now."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from makegood.coupons import queries as coupons
from makegood.coupons.actions import pools
from makegood.coupons.types import Occasion as CouponOccasion
from makegood.coupons.types import Terms
from makegood.flows import own_page_looks, sale_moved
from makegood.gestures.types import Occasion
from makegood.kernel.actors import SHOP, SYSTEM
from makegood.kernel.money import Money
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import jobs, tenancy
from makegood.platform.work import Taken
from makegood.promises.types import PromiseState
from makegood.sales import queries as sales
from makegood.sales.actions import announcing, telling
from makegood.sales.rules import promising
from makegood.sales.types import Because, End, PlaceIn, PlaceKind, Sale, SaleIn, Scope
from makegood.statements.actions import writing
from makegood.statements.types import FactsForDraft
from tests import cast

TUESDAY = End(datetime(2026, 3, 3, 23, 59, 59), "CST")  # noqa: DTZ001 - as it is said
WEDNESDAY = End(datetime(2026, 3, 4, 23, 59, 59), "CST")  # noqa: DTZ001
DOWN = Because("The shop was down.", "incident", UUID(int=7))


@pytest.fixture
def brand(committed_brightside: UUID) -> UUID:
    return committed_brightside


def announced() -> Sale:
    told = SaleIn("Spring Cleaning", Scope("all shirts"), cast.later(hours=-9), TUESDAY)
    return announcing.announce(sale=told, by=SHOP, at=cast.AT)


def opened(occasion: CouponOccasion | None, until: datetime) -> UUID:
    terms = Terms(worth=Money(500, "GBP"), minimum_order=Money(5_000, "GBP"), valid_until=until, zone="UTC-6", cap_uses=10)
    return pools.open_pool(name="Five off fifty", terms=terms, occasion=occasion, by=SYSTEM, at=cast.AT)


def test_coupons_of_a_moved_sale_are_good_as_long_as_it_runs_and_never_shorter(brand: UUID) -> None:
    with tenancy.brand(brand):
        sale = announced()
        own = opened(CouponOccasion("sale", sale.id), sale.ends_at)
        noted = opened(None, sale.ends_at)
        longer = opened(CouponOccasion("sale", sale.id), sale.ends_at + timedelta(days=30))
        elsewhere = opened(None, sale.ends_at)
        place = PlaceIn(PlaceKind.COUPONS, "Five off fifty", str(noted))
        announcing.note_place(sale_id=sale.id, place=place, by=SHOP, at=cast.AT)
        moved = announcing.move_end(sale_id=sale.id, ends=WEDNESDAY, because=DOWN, by=SHOP, at=cast.AT)
    jobs.do_all_due(brand, at=cast.later(minutes=1))
    with tenancy.brand(brand):
        until = {name: coupons.pool_of(pool_id=one).terms for name, one in
                 {"own": own, "noted": noted, "longer": longer, "elsewhere": elsewhere}.items()}  # fmt: skip
        assert moved.ends_at == datetime(2026, 3, 5, 6, tzinfo=UTC)
        assert (until["own"].valid_until, until["noted"].valid_until) == (moved.ends_at, moved.ends_at)
        assert (until["own"].zone, until["own"].until_words) == ("UTC-6", "11:59:59 pm CST on Wednesday 4 March 2026")
        assert until["longer"].valid_until == sale.ends_at + timedelta(days=30)
        assert until["elsewhere"].valid_until == sale.ends_at
        assert [one.terms for one in sales.places_of(sale_ids=[sale.id])] == [2]


def test_who_is_told_by_the_incidents_statement_knows_what_counts_now(brand: UUID) -> None:
    with tenancy.brand(brand):
        sale = announced()
        seen = [Sighting((Address(IdentityKind.EMAIL, f"{name}@example.org"),)) for name in ("tom", "ana")]
        tom, ana = (one.identity_id for one in recognising.recognise(sightings=seen, at=cast.AT))
        telling.note_told(sale_id=sale.id, identity_ids=[tom], where=PlaceKind.NEWSLETTER, by=SHOP, at=cast.AT)
        announcing.move_end(sale_id=sale.id, ends=WEDNESDAY, because=DOWN, by=SHOP, at=cast.AT)
        facts = FactsForDraft(what="The checkout was down", began_at=cast.AT, zone="Europe/London")
        about = writing.draft(occasion=Occasion("incident", UUID(int=7)), facts=facts, by=SYSTEM, at=cast.AT)
        other = writing.draft(occasion=Occasion("incident", UUID(int=8)), facts=facts, by=SYSTEM, at=cast.AT)
        assert [one.identity_id for one in sales.told_old(sale_id=sale.id, limit=9)] == [tom]
        sale_moved.told([taken(brand, other, tom)], cast.later(minutes=1))
        assert len(sales.told_old(sale_id=sale.id, limit=9)) == 1
        items = [taken(brand, about, one) for one in (tom, ana)]
        for _ in range(2):
            sale_moved.told(items, cast.later(minutes=2))
        assert sales.told_old(sale_id=sale.id, limit=9) == ()
        assert (sales.told(sale_id=sale.id).people, sales.told(sale_id=sale.id).of_now) == (2, 2)


def test_whoever_was_told_sees_it_on_their_own_page_while_it_runs_and_when_it_is_known_how_it_ended(brand: UUID) -> None:
    with tenancy.brand(brand):
        sale = announced()
        seen = Sighting((Address(IdentityKind.EMAIL, "tom@example.org"),))
        tom = recognising.recognise(sightings=[seen], at=cast.AT)[0].identity_id
        telling.note_told(sale_id=sale.id, identity_ids=[tom], where=PlaceKind.NEWSLETTER, by=SHOP, at=cast.AT)
        (one,) = own_page_looks.promises_of(identity_ids=[tom], at=cast.AT)
        assert (one.titles, one.words, one.due_at) == (("Spring Cleaning: all shirts",), "", sale.ends_at)
        over = sale.ends_at + timedelta(hours=1)
        assert own_page_looks.promises_of(identity_ids=[tom], at=over) == ()
        announcing.end(sale_id=sale.id, ended_at=sale.ends_at, by=SHOP, at=over)
        telling.keep_up(sale_id=sale.id, by=SYSTEM, at=over)
        (one,) = own_page_looks.promises_of(identity_ids=[tom], at=over)
        assert one.state is PromiseState.KEPT


def taken(brand: UUID, statement_id: UUID, identity_id: UUID) -> Taken:
    payload = {"statement_id": str(statement_id), "identity_id": str(identity_id)}
    return Taken(UUID(int=1), brand, sale_moved.TOLD, "k", payload, 0, UUID(int=2))


@pytest.mark.parametrize(
    ("zone", "said"),
    [("CST", "UTC-6"), ("America/Chicago", "America/Chicago"), ("UTC+5:30", "UTC+5:30"), ("GMT", "UTC+0"), ("NST", "UTC-3:30")],
)
def test_a_zone_is_said_as_a_place_or_an_offset_where_letters_are_not_known(brand: UUID, zone: str, said: str) -> None:
    with tenancy.brand(brand):
        told = SaleIn("S", Scope("all"), cast.later(hours=-9), End(datetime(2026, 3, 3, 23, 59, 59), zone))  # noqa: DTZ001
        assert promising.offset_or_place(announcing.announce(sale=told, by=SHOP, at=cast.AT)) == said
