"""Waking: coalesced, after the commit, and never the only way: the sweep finds what nobody was woken for, the rescue frees dead jobs."""

import asyncio
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.platform import jobs, tenancy, waking, work
from makegood.platform.work import Consumer, Item
from tests import cast


@pytest.fixture
def brand_id(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    with django_db_blocker.unblock():
        yield uuid4()


def queued(brand_id: UUID) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'kind', status::text FROM procrastinate_jobs WHERE args->>'brand_id' = %s", [str(brand_id)])
        return list(cursor.fetchall())


def test_a_hundred_messages_wake_one_worker(brand_id: UUID) -> None:
    for n in range(100):
        with tenancy.brand(brand_id):
            work.leave("try", [Item(key=str(n), due_at=cast.AT)])
    assert queued(brand_id) == [("try", "todo")]


def test_nobody_is_woken_for_work_that_was_rolled_back(brand_id: UUID) -> None:
    def leave_and_fail() -> None:
        with tenancy.brand(brand_id):
            work.leave("try", [Item(key="a", due_at=cast.AT)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        leave_and_fail()
    assert queued(brand_id) == []


def test_a_wake_that_fails_loses_nothing_because_the_sweep_looks(brand_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking.app, "configure_task", None)
    with tenancy.brand(brand_id):
        work.leave("try", [Item(key="a", due_at=cast.AT)])
    assert queued(brand_id) == []
    monkeypatch.undo()
    monkeypatch.setitem(jobs._consumers, "try", Consumer("try", lambda items, at: None))
    jobs.wake_all_due()
    assert queued(brand_id) == [("try", "todo")]


def test_the_job_of_a_dead_worker_is_put_back(brand_id: UUID) -> None:
    waking.wake(brand_id, "try")
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id) "
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead WHERE args->>'brand_id' = %s",
            [str(brand_id)],
        )
    assert queued(brand_id) == [("try", "doing")]
    asyncio.run(jobs.rescue(timestamp=0))
    assert queued(brand_id) == [("try", "todo")]


def test_a_dead_workers_job_gives_way_to_one_that_waits_for_the_same_work(brand_id: UUID) -> None:
    waking.wake(brand_id, "try")
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id) "
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead WHERE args->>'brand_id' = %s",
            [str(brand_id)],
        )
    waking.wake(brand_id, "try")
    asyncio.run(jobs.rescue(timestamp=0))
    assert queued(brand_id) == [("try", "todo")]


def test_everything_due_is_done_in_this_process_when_asked(brand_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setitem(jobs._consumers, "try", Consumer("try", lambda items, at: seen.extend(item.key for item in items)))
    with tenancy.brand(brand_id):
        work.leave("try", [Item(key="now", due_at=cast.AT), Item(key="later", due_at=cast.later(days=1))])
    assert jobs.do_all_due(brand_id, at=cast.AT) == 1
    assert seen == ["now"]
