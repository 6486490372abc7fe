"""Many who want one time at once: one has it, whoever asks and however it is written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from makegood.visits import queries
from makegood.visits.actions import booking
from tests import cast
from tests.visits import given

pytestmark = pytest.mark.races
SIX = datetime.fromisoformat("2026-03-04T18:00:00+00:00")


def at_once(brand: UUID, acts: list[Callable[[], object]]) -> list[str]:
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait(30)
            with tenancy.brand(brand):
                act()
        except Refusal as no:
            return no.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_of_many_who_book_overlapping_times_one_gets_it(committed_brightside: UUID) -> None:
    with tenancy.brand(committed_brightside):
        sam, tom = given.sam(), given.tom()

    def books(number: int) -> Callable[[], object]:
        wish = given.wish(tom, sam, SIX + timedelta(minutes=5 * (number % 8)), key=f"wish-{number}")
        return lambda: booking.book(visit=wish, by=SYSTEM, at=cast.AT)

    answers = at_once(committed_brightside, [books(number) for number in range(16)])
    assert sorted(answers) == ["done"] + ["slot_taken"] * 15
    with tenancy.brand(committed_brightside):
        assert len(queries.within(since=cast.AT, until=cast.later(days=9))) == 1


def test_moving_into_one_time_from_two_sides_moves_one(committed_brightside: UUID) -> None:
    with tenancy.brand(committed_brightside):
        sam, tom = given.sam(), given.tom()
        apart = [SIX + timedelta(days=day) for day in (1, 2)]
        visits = [booking.book(visit=given.wish(tom, sam, one, key=f"{one}"), by=SYSTEM, at=cast.AT) for one in apart]

    def moves(visit_id: UUID) -> Callable[[], object]:
        return lambda: booking.move(visit_id=visit_id, from_at=SIX, by=SYSTEM, at=cast.AT)

    assert sorted(at_once(committed_brightside, [moves(one.id) for one in visits])) == ["done", "slot_taken"]
