"""Whoever is told of a sale while its end moves is promised the new end; and a thousand tellings at once promise each person once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection

from makegood.kernel.actors import SHOP, SYSTEM
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import jobs, tenancy
from makegood.promises import queries as promises
from makegood.sales import queries as sales
from makegood.sales.actions import announcing, telling
from makegood.sales.types import Because, End, PlaceKind, SaleIn, Scope
from makegood.signals import queries as signals
from makegood.signals.actions import checkout, hearing
from makegood.signals.types import REFUSED_CHECKOUTS, CheckoutIn, CheckoutKind, Span, Word
from tests import cast

pytestmark = pytest.mark.races
FRIDAY = End(datetime(2026, 3, 6, 23, 59, 59), "CST")  # noqa: DTZ001 - as it is said
SUNDAY = End(datetime(2026, 3, 8, 23, 59, 59), "CST")  # noqa: DTZ001


def at_once(brand: UUID, *acts: Callable[[], object]) -> None:
    """Each in a thread and a transaction of its own."""

    def run(act: Callable[[], object]) -> None:
        try:
            with tenancy.brand(brand):
                act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        list(threads.map(run, acts))


def test_who_is_told_while_the_end_moves_is_promised_the_new_end(committed_brightside: UUID) -> None:
    brand = committed_brightside
    with tenancy.brand(brand):
        sale = announcing.announce(sale=SaleIn("Spring", Scope("all"), cast.later(hours=-1), FRIDAY), by=SHOP, at=cast.AT)
        seen = [Sighting((Address(IdentityKind.EMAIL, f"p{i}@example.org"),)) for i in range(60)]
        ids = [one.identity_id for one in recognising.recognise(sightings=seen, at=cast.AT)]

    def told(part: list[UUID]) -> Callable[[], object]:
        return lambda: telling.note_told(sale_id=sale.id, identity_ids=part, where=PlaceKind.NEWSLETTER, by=SHOP, at=cast.AT)

    def moved() -> object:
        because = Because("The shop was down.")
        return announcing.move_end(sale_id=sale.id, ends=SUNDAY, because=because, by=SHOP, at=cast.AT)

    at_once(brand, *(told(ids[i : i + 30]) for i in range(0, 60, 10)), moved, moved)
    jobs.do_all_due(brand, at=cast.later(minutes=1))
    with tenancy.brand(brand):
        now = sales.sale(sale_id=sale.id)
        assert now.terms == 2  # two who moved it to one end moved it once
        made = promises.page(before=None, state=None, identity_ids=None, since=None, limit=200)
        assert len(made) == 60
        assert {one.due.at for one in made} == {now.ends_at}
        assert (sales.told(sale_id=sale.id).people, sales.unsettled(sale_id=sale.id)) == (60, 0)


def test_words_and_visits_told_at_once_end_as_if_told_in_turn(committed_brightside: UUID) -> None:
    brand = committed_brightside
    words = [Word("Pingdom", "checkout", i % 2 == 0, cast.later(minutes=10 * i)) for i in range(8)]
    visits = [CheckoutIn(f"e-{i}", f"v-{i}", CheckoutKind.CHECKOUT_REFUSED, cast.later(minutes=i % 3)) for i in range(30)]

    def heard(part: list[Word]) -> Callable[[], object]:
        return lambda: hearing.hear(words=part, by=SYSTEM, at=cast.later(hours=3))

    def took(part: list[CheckoutIn]) -> Callable[[], object]:
        return lambda: checkout.take(told=part, by=SYSTEM, at=cast.later(hours=3))

    at_once(brand, *(heard([one]) for one in words), *(took(visits[i : i + 15]) for i in (0, 5, 10, 15)))
    with tenancy.brand(brand):
        found = sorted((one.span for one in signals.page(before=None, since=None, limit=20)), key=lambda one: one.from_at)
        assert found == [Span(cast.later(minutes=20 * i), cast.later(minutes=20 * i + 10)) for i in range(4)]
        counts = signals.to_hand(kind=REFUSED_CHECKOUTS)[""]
        assert [(one.at, one.count) for one in counts] == [(cast.later(minutes=i), 10) for i in range(3)]
