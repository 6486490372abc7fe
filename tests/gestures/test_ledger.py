"""The ledger and the purse are one: after any sequence, and against any raw SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.brands.types import Brand
from makegood.gestures import models, queries
from makegood.gestures.actions import grants, purses
from makegood.gestures.rules.booking import change_of
from makegood.gestures.types import GrantState, LedgerKind
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from tests import cast
from tests.gestures.given import CREDIT, a_case, ask, pounds, stock, tom

MOVE = st.one_of(
    st.tuples(st.just("hold"), st.integers(1, 3)),
    st.tuples(st.just("owe"), st.integers(0, 900)),
    st.tuples(st.just("give"), st.integers(0, 9)),
    st.tuples(st.just("release"), st.integers(0, 9)),
    st.tuples(st.just("refill"), st.integers(1, 500)),
    st.tuples(st.just("again"), st.integers(0, 9)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVE, max_size=14))
def test_after_any_sequence_the_purse_is_the_sum_of_its_ledger(brightside: Brand, moves: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        _play(moves)
        _settle_constraints()
        row = models.Budget.objects.get()
        sums = {"limit": 0, "held": 0, "spent": 0, "owed_held": 0, "owed_spent": 0}
        for booked in models.LedgerRow.objects.order_by("entry"):
            change = change_of(LedgerKind(booked.kind), booked.amount_minor, owed=booked.owed)
            for column in sums:
                sums[column] += getattr(change, column)
        assert sums == {column: getattr(row, f"{column}_minor") for column in sums}
        assert row.entries == models.LedgerRow.objects.count()
        assert 0 <= row.held_minor + row.spent_minor <= row.limit_minor
        for state, columns in ((GrantState.HELD, ("held", "owed_held")), (GrantState.GIVEN, ("spent", "owed_spent"))):
            of_grants = sum(models.Grant.objects.filter(state=state).values_list("cost_minor", flat=True))
            assert of_grants == sum(sums[column] for column in columns)
        transaction.set_rollback(True)


def _play(moves: list[tuple[str, int]]) -> None:
    budget, whom, made = stock([CREDIT], limit=1_000), tom(), []
    for n, (move, number) in enumerate(moves):
        try:
            if move == "hold":
                late = ask(CREDIT, harm="late", role="lead", price=pounds(100_000))
                made.append(_hold(number, whom, late, f"k{n}"))
            elif move == "owe":
                made.append(
                    grants.hold_amount(
                        name="Fix", amount=pounds(number), occasion=a_case(), identity_id=whom, key=f"k{n}", by=SYSTEM, at=cast.AT
                    )
                )
            elif move == "refill":
                purses.refill(budget_id=budget.id, amount=pounds(number), key=f"k{n % 3}", by=SYSTEM, at=cast.AT)
            elif made:
                act: Callable[..., Any] = grants.release if move == "release" else grants.give
                act(grant_id=made[number % len(made)].id, at=cast.AT)
        except Refusal:
            continue


def _hold(quantity: int, whom: Any, late: Any, key: str) -> Any:
    return grants.hold(
        item_code=CREDIT.code, quantity=quantity, occasion=a_case(), identity_id=whom, ask=late, key=key, by=SYSTEM, at=cast.AT
    )


def _settle_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


NEW_ROW = """
INSERT INTO gestures_ledgerrow (id, brand_id, budget_id, entry, kind, amount_minor, owed, limit_after, held_after, spent_after,
    owed_held_after, owed_spent_after, occasion_kind, key, note, at)
SELECT gen_random_uuid(), brand_id, id, entries + {ahead}, '{kind}', 5, false, limit_minor + {limit}, held_minor, spent_minor,
    owed_held_minor, owed_spent_minor, '', '', '', now() FROM gestures_budget
"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE gestures_budget SET held_minor = limit_minor + 1",
        "UPDATE gestures_budget SET held_minor = -1",
        "UPDATE gestures_budget SET spent_minor = -1",
        "UPDATE gestures_budget SET limit_minor = -1",
        "UPDATE gestures_budget SET held_minor = 5",
        "UPDATE gestures_budget SET limit_minor = limit_minor + 5",
        "UPDATE gestures_budget SET limit_minor = limit_minor + 5, entries = entries + 1",
        "UPDATE gestures_budget SET owed_spent_minor = 5",
        "UPDATE gestures_budget SET entries = entries - 1",
        "INSERT INTO gestures_budget SELECT gen_random_uuid(), brand_id, 'Mine', currency, 5, 0, 0, 0, 0, 0, now() FROM gestures_budget",
        "DELETE FROM gestures_budget",
        "UPDATE gestures_ledgerrow SET amount_minor = 1",
        "DELETE FROM gestures_ledgerrow",
        "TRUNCATE gestures_ledgerrow",
        "UPDATE gestures_catalogueitem SET stock = -1",
        "UPDATE gestures_policyversion SET text = ''",
        NEW_ROW.format(ahead=1, kind="refill", limit=5),
        NEW_ROW.format(ahead=2, kind="refill", limit=5),
        NEW_ROW.format(ahead=1, kind="hold", limit=0),
        NEW_ROW.format(ahead=1, kind="gift", limit=0),
        NEW_ROW.format(ahead=1, kind="refill", limit=6)
        + "; UPDATE gestures_budget SET limit_minor = limit_minor + 6, entries = entries + 1",
    ],
)
def test_raw_sql_can_neither_overspend_nor_change_a_purse_without_its_ledger(brightside: Brand, statement: str) -> None:
    stock(limit=1_000)
    _settle_constraints()
    with pytest.raises(Error):
        _run(statement)
    assert queries.budget() == stock(limit=1_000)


def _run(statement: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
        _settle_constraints()


def test_a_booking_by_raw_sql_that_adds_up_is_a_booking(brightside: Brand) -> None:
    stock(limit=1_000)
    with connection.cursor() as cursor:
        cursor.execute(NEW_ROW.format(ahead=1, kind="refill", limit=5))
        cursor.execute("UPDATE gestures_budget SET limit_minor = limit_minor + 5, entries = entries + 1")
    _settle_constraints()
    assert models.Budget.objects.get().limit_minor == 1_005


def test_the_ledger_tells_what_was_left_after_each_booking(brightside: Brand) -> None:
    budget = stock([CREDIT], limit=1_000)
    grant = _hold(1, tom(), ask(CREDIT, harm="late", price=pounds(2_000)), "k")
    grants.give(grant_id=grant.id, at=cast.AT)
    told = [(row.entry, row.kind, str(row.amount), str(row.left_after)) for row in queries.ledger(budget_id=budget.id, limit=9)]
    assert told == [(3, "spend", "£3.00", "£7.00"), (2, "hold", "£3.00", "£7.00"), (1, "refill", "£10.00", "£10.00")]
