"""What is planned and begun for many people by several hands at once, of which one is killed: nothing twice, and nothing lost."""

import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from makegood.channels.actions import connecting
from makegood.flows import rhythm_due, rhythms
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.platform import draining, jobs, tenancy
from makegood.relationships.actions import planning, telling
from makegood.relationships.types import ProgrammeIn, Rhythm, Rule
from tests import cast
from tests.nursery import Nursery
from tests.relationships.test_carried_out import BIRTHDAYS, WISH, born, make, said
from tests.relationships.test_laying import laid, people

NINE = datetime(2026, 4, 1, 8, tzinfo=UTC)  # nine in London on the first of April
LATEST = ProgrammeIn("Fifth", Rule(Rhythm.BIRTHDAY, ahead=5), (WISH,), alone=True)


def at_once(brand_id: UUID, acts: Sequence[Callable[[], object]]) -> None:
    """Each in a transaction of its own; where two waited for each other the database chose one, and it tries again as the worker would."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(60)
            for _ in range(20):
                try:
                    with tenancy.brand(brand_id):
                        act()
                    return
                except OperationalError as lost:
                    if "deadlock" not in str(lost):
                        raise
            raise AssertionError("twenty deadlocks in a row")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        list(threads.map(run, acts))


@pytest.mark.races
def test_who_plans_and_who_changes_at_once_leave_each_person_one_day_the_one_they_told_last(committed_brightside: UUID) -> None:
    """Two lay the first plan, one a day's, while eight people each tell another birthday, and another: at the end the plan is the rules'."""
    dice = random.Random(8)
    told = [(dice.randint(1, 12), dice.randint(1, 28)) for _ in range(40)]
    with tenancy.brand(committed_brightside):
        whom = people(*(f"p{nth}" for nth in range(40)))
        for one, (month, day) in zip(whom, told, strict=True):
            born(one, month, day, agreed=False)
        made = [make(BIRTHDAYS), make(LATEST)]

    def plans(programme_id: UUID) -> Callable[[], object]:
        return lambda: planning.plan(programme_id=programme_id, at=cast.AT)

    def tells(nth: int) -> Callable[[], object]:
        def tell() -> None:
            for minute, (month, day) in enumerate([(1 + nth, 20), (1 + nth, 10 + nth)], 1):
                at = cast.later(minutes=minute)
                telling.tell_birthday(identity_id=whom[nth], month=month, day=day, by=actors.person(whom[nth]), at=at)

        return tell

    changing = [tells(nth) for nth in range(8)]
    at_once(
        committed_brightside,
        [*map(plans, made), *map(plans, made), lambda: planning.plan_day(at=cast.later(minutes=5)), *changing],
    )
    draining.drain(committed_brightside, jobs.known()[rhythms.KNOWN], at=cast.later(minutes=9))
    told[:8] = [(1 + nth, 10 + nth) for nth in range(8)]
    with tenancy.brand(committed_brightside):
        for programme_id, ahead in zip(made, (0, 5), strict=True):
            found = {who: (occurrence, on) for who, occurrence, on, _ in laid(programme_id)}
            assert len(laid(programme_id)) == len(found) == 40
            wanted = {who: _next(month, day, ahead) for who, (month, day) in zip(whom, told, strict=True)}
            assert found == wanted


def _next(month: int, day: int, ahead: int) -> tuple[str, date]:
    """The birthday that is announced within the year from the second of March 2026, and when."""
    for year in (2026, 2027):
        on = date.fromordinal(date(year, month, day).toordinal() - ahead)
        if on >= cast.AT.date():
            return str(year), on
    raise AssertionError((month, day))


@pytest.mark.faults
def test_what_is_due_at_once_is_begun_once_by_three_workers_of_which_one_is_killed(
    committed_brightside: UUID, tmp_path: Path
) -> None:
    """The first dies with all that was due in its hands, another with what it had begun and not yet told anybody; three go on beside it."""
    with tenancy.brand(committed_brightside):
        connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)
        whom = people(*(f"p{nth}" for nth in range(30)))
        for one in whom:
            born(one, 4, 1)
        made = make(BIRTHDAYS)
        planning.plan(programme_id=made, at=cast.AT)
    known = jobs.known()

    def works() -> None:
        try:
            for kind in (rhythms.DUE, rhythm_due.WORK) * 3:
                draining.drain(committed_brightside, replace(known[kind], batch=min(4, known[kind].batch)), at=NINE)
        finally:
            connection.close()

    with Nursery(os.environ) as nursery:

        def dies(kind: str) -> None:
            log = tmp_path / f"{kind}.log"
            died = nursery.bear("tests.relationships.dying", str(committed_brightside), kind, NINE.isoformat(), "4", log=log)
            assert died.wait(120) == -9, log.read_text()

        dies(rhythms.DUE)
        _let_go(committed_brightside)
        draining.drain(committed_brightside, known[rhythms.DUE], at=NINE)
        with ThreadPoolExecutor(4) as threads:
            killed = threads.submit(dies, rhythm_due.WORK)
            for worker in [threads.submit(works) for _ in range(3)]:
                worker.result(120)
            killed.result(120)
    _let_go(committed_brightside)
    works()
    with tenancy.brand(committed_brightside):
        assert Counter(who for who, _ in said()) == dict.fromkeys(whom, 1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT state, count(*) FROM relationships_occasion WHERE day = %s GROUP BY 1", [date(2026, 4, 1)])
            assert cursor.fetchall() == [("done", 30)]
            cursor.execute("SELECT count(*) FROM platform_work WHERE kind = %s", [rhythm_due.WORK])
            assert cursor.fetchone() == (0,)


def _let_go(brand_id: UUID) -> None:
    """What the dead had in their hands is anybody's, as it is after a minute."""
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute("UPDATE platform_work SET leased_until = clock_timestamp() - interval '1 second' WHERE lease IS NOT NULL")
