"""Who spoke of a promise first, for very many complaints at once: as many statements for twenty as for one, and the first word counts."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.platform import tenancy
from makegood.promises.actions import making
from makegood.promises.types import Promise
from tests import cast
from tests.promises import telling

NUMBERS = ("1007", "1008", "1009")


@pytest.fixture
def brand(committed_brightside: UUID) -> UUID:
    with tenancy.brand(committed_brightside):
        telling.take(*(telling.order(number) for number in NUMBERS))
    telling.work_off(committed_brightside, cast.AT)
    return committed_brightside


def by_number() -> dict[str, Promise]:
    return {number: one for one in telling.the_promises() for number in NUMBERS if number in one.what}


def test_where_they_name_an_order_only_its_promise_is_meant_and_the_first_word_counts(brand: UUID) -> None:
    first, later = cast.later(days=1), cast.later(days=2)
    with tenancy.brand(brand):
        meant = by_number()["1008"]
        whose, orders = [meant.identity_id], [meant.order_id] if meant.order_id else []
        assert making.note_complaints(complaints=[(whose, orders, later), (whose, orders, first)]) == 1
        assert making.note_complaints(complaints=[(whose, orders, later)]) == 0
        assert {number: one.complained_at for number, one in by_number().items()} == {"1007": None, "1008": first, "1009": None}


def test_where_they_name_none_all_that_runs_or_broke_lately_is_meant(brand: UUID) -> None:
    due = telling.DUE
    with tenancy.brand(brand):
        whose = [by_number()["1007"].identity_id]
        assert making.note_complaints(complaints=[(whose, [], due + timedelta(days=60))]) == 0
        assert making.note_complaints(complaints=[(whose, [], due + timedelta(days=59))]) == 3


def test_as_many_statements_for_twenty_as_for_one_and_none_for_none(brand: UUID) -> None:
    counts = []
    with tenancy.brand(brand):
        whose = [by_number()["1007"].identity_id]
        for many in (0, 1, 20):
            with CaptureQueriesContext(connection) as seen:
                making.note_complaints(complaints=[(whose, [], cast.later(days=1, minutes=many))] * many)
            counts.append(len(seen))
    assert counts == [0, 2, 1]  # the second time nobody speaks first, and nothing is written down
