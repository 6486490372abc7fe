"""Waking: after the commit, gathered, and never the only way: whoever looks finds what nobody was woken for."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.config import environment
from makegood.platform import jobs, tenancy, waking, work
from makegood.platform.work import Consumer, Item
from tests import cast


@pytest.fixture
def brand_id(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    with django_db_blocker.unblock():
        yield uuid4()


@pytest.fixture
def line() -> Iterator[psycopg.Connection]:
    """A worker that listens."""
    with psycopg.connect(environment.settings().database_url, autocommit=True) as opened:
        opened.execute(f"LISTEN {waking.CHANNEL}")
        yield opened


@pytest.fixture(autouse=True)
def nobody_else_sends(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The thread that gathers wishes would send them at its own time; here the test does."""
    waking.end()
    monkeypatch.setattr(waking._Bell, "_ring", lambda self: None)
    yield
    waking.end()  # its thread has run out: whoever wishes after this test needs one that rings


def heard(line: psycopg.Connection, brand_id: UUID) -> list[str]:
    return [n.payload.split(" ")[1] for n in line.notifies(timeout=0.2) if n.payload.startswith(str(brand_id))]


def test_a_hundred_messages_wake_the_workers_once(brand_id: UUID, line: psycopg.Connection) -> None:
    for n in range(100):
        with tenancy.brand(brand_id):
            work.leave("try", [Item(key=str(n), due_at=cast.AT)])
    waking.send()
    assert heard(line, brand_id) == ["try"]


def test_nobody_is_woken_for_work_that_was_rolled_back(brand_id: UUID, line: psycopg.Connection) -> None:
    def leave_and_fail() -> None:
        with tenancy.brand(brand_id):
            work.leave("try", [Item(key="a", due_at=cast.AT)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        leave_and_fail()
    waking.send()
    assert heard(line, brand_id) == []


def test_a_wake_that_fails_loses_nothing_because_the_sweep_looks(
    brand_id: UUID, line: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "CHANNEL", "longer than a name in PostgreSQL may be" * 3)
    with tenancy.brand(brand_id):
        work.leave("try", [Item(key="a", due_at=cast.AT)])
    waking.send()
    monkeypatch.undo()
    assert heard(line, brand_id) == []
    monkeypatch.setitem(jobs._consumers, "try", Consumer("try", lambda items, at: None))
    assert (brand_id, "try") in jobs.all_due()


def test_what_a_worker_leaves_is_told_to_itself_and_to_nobody_else(brand_id: UUID, line: psycopg.Connection) -> None:
    told: list[tuple[UUID, str]] = []
    waking.be_woken_here(lambda brand, kind: told.append((brand, kind)))
    with tenancy.brand(brand_id):
        work.leave("try", [Item(key="a", due_at=cast.AT)])
    waking.be_woken_here(None)
    waking.send()
    assert told == [(brand_id, "try")]
    assert heard(line, brand_id) == []


def test_everything_due_is_done_in_this_process_when_asked(brand_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setitem(jobs._consumers, "try", Consumer("try", lambda items, at: seen.extend(item.key for item in items)))
    with tenancy.brand(brand_id):
        work.leave("try", [Item(key="now", due_at=cast.AT), Item(key="later", due_at=cast.later(days=1))])
    assert jobs.do_all_due(brand_id, at=cast.AT) == 1
    assert seen == ["now"]
