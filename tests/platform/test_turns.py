"""Turns: one thing is held by one worker, and two different things never wait for each other."""

import threading
from collections.abc import Collection, Iterator
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.platform import tenancy, turns


@pytest.fixture
def brand_id(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    with django_db_blocker.unblock():
        yield uuid4()


def another_must_wait(brand_id: UUID, place: str, things: Collection[str]) -> bool:
    """Whether another worker, who wants these, finds them taken."""
    found: list[bool] = []

    def want() -> None:
        try:
            with tenancy.brand(brand_id), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")
                turns.take(place, things)
            found.append(False)
        except OperationalError:
            found.append(True)
        finally:
            connection.close()

    thread = threading.Thread(target=want)
    thread.start()
    thread.join(30)
    return found[0]


def test_one_thing_is_held_to_the_end_of_the_transaction(brand_id: UUID) -> None:
    place = f"cases of {brand_id}"
    with tenancy.brand(brand_id):
        turns.take(place, ["ana", "ben"])
        assert another_must_wait(brand_id, place, ["ben", "cleo"])
    assert not another_must_wait(brand_id, place, ["ben", "cleo"])


def test_hundreds_of_things_keep_nobody_from_hundreds_of_others(brand_id: UUID) -> None:
    place = f"cases of {brand_id}"
    with tenancy.brand(brand_id):
        turns.take(place, [f"ours {n}" for n in range(300)])
        assert not another_must_wait(brand_id, place, [f"theirs {n}" for n in range(300)])
        assert not another_must_wait(brand_id, f"messages of {brand_id}", ["ours 1"]), "another place"


def test_more_things_than_the_lock_table_bears_take_the_place_whole(brand_id: UUID) -> None:
    place = f"cases of {brand_id}"
    with tenancy.brand(brand_id):
        turns.take(place, [f"{n}" for n in range(turns.MOST + 1)])
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            assert cursor.fetchone() == (1,)
        assert another_must_wait(brand_id, place, ["somebody else's"])
    with tenancy.brand(brand_id):
        turns.take(place, ["one"])
        assert another_must_wait(brand_id, place, [f"{n}" for n in range(turns.MOST + 1)])


def test_no_things_wait_for_nobody(brand_id: UUID) -> None:
    with tenancy.brand(brand_id):
        turns.take(f"cases of {brand_id}", ["ana"])
        assert not another_must_wait(brand_id, f"cases of {brand_id}", [])
