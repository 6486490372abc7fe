"""Many hands in one purse, on one shelf, for one key and one person: exactly what is there is given, never more and never less."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import Error, connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.gestures import models, queries
from makegood.gestures.actions import grants, purses
from makegood.gestures.types import BudgetId, Grant, Occasion
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising as people
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import tenancy
from tests import cast
from tests.gestures.given import CREDIT, SWEETS, ask, pounds, shelve

pytestmark = pytest.mark.races

THREADS, ASKS = 24, 120
CARD = replace(CREDIT, code="card-5", name="£5.00 card", face_value=pounds(500), real_cost=pounds(500))


def together(brand_id: UUID, count: int, act: Callable[[int], object]) -> list[object]:
    """Runs `act(0)` … `act(count - 1)` from THREADS threads that start at once, each call in a transaction of its own connection.
    What each returned, or the code of its refusal; any other exception is the test's."""
    barrier, results, failures = threading.Barrier(THREADS), [object()] * count, list[BaseException]()

    def work(first: int) -> None:
        try:
            barrier.wait(timeout=60)
            for n in range(first, count, THREADS):
                results[n] = _once(brand_id, act, n)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    assert not failures, failures[0]
    return results


def _once(brand_id: UUID, act: Callable[[int], object], n: int) -> object:
    try:
        with tenancy.brand(brand_id):
            return act(n)
    except Refusal as refusal:
        return refusal.code


@pytest.fixture
def brand(committed_brightside: UUID, django_db_blocker: DjangoDbBlocker) -> UUID:
    """A committed brand with sweets (7) and five-pound cards (uncounted) on its shelf."""
    with tenancy.brand(committed_brightside):
        shelve(CARD)
        shelve(replace(SWEETS, stock=7))
    return committed_brightside


def purse(brand_id: UUID, name: str, pence: int, *, minutes: int = 0) -> BudgetId:
    with tenancy.brand(brand_id):
        return purses.open_budget(name=name, limit=pounds(pence), by=SYSTEM, at=cast.later(minutes=minutes)).id


def strangers(brand_id: UUID, count: int) -> list[UUID]:
    seen = [Sighting((Address(IdentityKind.EMAIL, f"p{n}@example.org"),)) for n in range(count)]
    with tenancy.brand(brand_id):
        return [one.identity_id for one in people.recognise(sightings=seen, at=cast.AT)]


def card(whom: UUID, *, key: str, budget_id: UUID | None = None, occasion: Occasion | None = None) -> Grant:
    return grants.hold(
        item_code=CARD.code,
        quantity=1,
        occasion=occasion or Occasion("case", new_id()),
        identity_id=whom,
        ask=ask(CARD, role="owner", price=pounds(5_000)),
        key=key,
        by=SYSTEM,
        at=cast.AT,
        budget_id=budget_id,
    )


def sweets(whom: UUID, *, key: str) -> Grant:
    return grants.hold(
        item_code=SWEETS.code,
        quantity=1,
        occasion=Occasion("case", new_id()),
        identity_id=whom,
        ask=ask(),
        key=key,
        by=SYSTEM,
        at=cast.AT,
    )


def counted(results: list[object]) -> Counter[object]:
    return Counter(result if isinstance(result, str) else "granted" for result in results)


def test_two_budgets_give_exactly_what_they_hold(brand: UUID) -> None:
    ours, sponsors = purse(brand, "Ours", 10_000), purse(brand, "Sponsor", 7_499, minutes=1)
    whom = strangers(brand, ASKS)
    results = together(brand, ASKS, lambda n: card(whom[n], key=f"k{n}", budget_id=(ours, sponsors)[n % 2]))
    assert counted(results) == {"granted": 20 + 14, "budget_spent": 40 + 46}
    with tenancy.brand(brand):
        assert [(b.name, b.held, b.left) for b in queries.budgets()] == [
            ("Ours", pounds(10_000), pounds(0)),
            ("Sponsor", pounds(7_000), pounds(499)),
        ]
        assert models.Grant.objects.count() == 34
        assert models.LedgerRow.objects.filter(kind="hold").count() == 34
        entries = models.LedgerRow.objects.filter(budget_id=ours).order_by("entry").values_list("entry", flat=True)
        assert list(entries) == list(range(1, 22))


def test_the_shelf_gives_exactly_what_stands_on_it(brand: UUID) -> None:
    purse(brand, "Ours", 100_000)
    whom = strangers(brand, ASKS)
    results = together(brand, ASKS, lambda n: sweets(whom[n], key=f"s{n}"))
    assert counted(results) == {"granted": 7, "out_of_stock": 113}
    with tenancy.brand(brand):
        assert [item.stock for item in queries.catalogue() if item.code == SWEETS.code] == [0]
        assert [b.held for b in queries.budgets()] == [pounds(7 * 45)], "what found no sweets took no money"


def test_the_same_key_from_all_threads_is_one_grant(brand: UUID) -> None:
    purse(brand, "Ours", 10_000)
    whom, case = strangers(brand, 1)[0], Occasion("case", new_id())
    results = together(brand, THREADS, lambda n: card(whom, key="the same", occasion=case))
    assert len({result.id for result in results if isinstance(result, Grant)}) == 1
    assert counted(results) == {"granted": THREADS}
    with tenancy.brand(brand):
        assert (models.Grant.objects.count(), [b.held for b in queries.budgets()]) == (1, [pounds(500)])


def test_one_person_is_surprised_once_however_many_desks_try(brand: UUID) -> None:
    purse(brand, "Ours", 10_000)
    whom = strangers(brand, 1)[0]
    results = together(brand, THREADS, lambda n: sweets(whom, key=f"s{n}"))
    assert counted(results) == {"granted": 1, "policy_forbids": THREADS - 1}


def test_giving_and_putting_back_at_once_leaves_one_of_both(brand: UUID) -> None:
    purse(brand, "Ours", 10_000)
    whom = strangers(brand, 12)
    with tenancy.brand(brand):
        held = [card(one, key=f"k{n}") for n, one in enumerate(whom)]
    acts = (grants.give, grants.release)
    together(brand, 48, lambda n: acts[n % 2](grant_id=held[n // 4].id, at=cast.AT))
    with tenancy.brand(brand):
        (budget,) = queries.budgets()
        given = models.Grant.objects.filter(state="given").count()
        assert models.Grant.objects.filter(state="released").count() == 12 - given
        assert (budget.held, budget.spent) == (pounds(0), pounds(500 * given))


def test_what_is_owed_is_never_refused_in_a_crowd(brand: UUID) -> None:
    purse(brand, "Ours", 2_000)
    whom = strangers(brand, ASKS)

    def owe(n: int) -> Grant:
        case = Occasion("case", new_id())
        return grants.hold_amount(
            name="Fix", amount=pounds(199), occasion=case, identity_id=whom[n], key=f"f{n}", by=SYSTEM, at=cast.AT
        )

    results = together(brand, ASKS, owe)
    assert counted(results) == {"granted": ASKS}
    assert Counter(result.owed for result in results if isinstance(result, Grant)) == {False: 10, True: 110}
    with tenancy.brand(brand):
        (budget,) = queries.budgets()
        assert (budget.held, budget.owed_beyond) == (pounds(1_990), pounds(110 * 199))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE gestures_budget SET held_minor = held_minor + 10001, entries = entries + 1",
        "UPDATE gestures_budget SET held_minor = held_minor + 1",
        "UPDATE gestures_budget SET limit_minor = 1000000",
        "UPDATE gestures_catalogueitem SET stock = stock - 8 WHERE stock IS NOT NULL",
        "DELETE FROM gestures_ledgerrow",
    ],
)
def test_raw_sql_cannot_overspend(brand: UUID, statement: str) -> None:
    purse(brand, "Ours", 10_000)
    with pytest.raises(Error):
        _commit(brand, statement)
    with tenancy.brand(brand):
        (budget,) = queries.budgets()
        assert (budget.limit, budget.held, budget.spent) == (pounds(10_000), pounds(0), pounds(0))


def _commit(brand_id: UUID, statement: str) -> None:
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(statement)
