"""Equal requests at the same time: one effect per Idempotency-Key, for whoever asks. Sizes by `python -m tests.api.v1.proof`."""

import os
import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.orders.actions import ordering
from makegood.platform import tenancy
from tests.api.v1.conftest import Answer, Machine, token_of
from tests.api.v1.test_once import told

KEYS, TIMES = int(os.environ.get("API_TEST_KEYS", "40")), int(os.environ.get("MAKEGOOD_TEST_KEY_TIMES", "5"))


@pytest.fixture
def committed(new_brightside: Callable[[], UUID]) -> Machine:
    return token_of(new_brightside())


def at_once(django_db_blocker: DjangoDbBlocker, many: int, ask: Callable[[int], Answer]) -> list[Answer]:
    start, answers = threading.Barrier(many), []

    def one(i: int) -> None:
        with django_db_blocker.unblock():
            start.wait()
            try:
                answers.append(ask(i))
            finally:
                connection.close()

    threads = [threading.Thread(target=one, args=(i,)) for i in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_twelve_equal_requests_at_once_have_one_effect_and_nobody_waits(
    committed: Machine, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is held until the eleven others have their answers: each is told at once that it is under way."""
    others, take = threading.Semaphore(0), ordering.take_orders

    def slowly(**what: object) -> object:
        for _ in range(11):
            assert others.acquire(timeout=30)
        return take(**what)  # type: ignore[arg-type]

    monkeypatch.setattr(ordering, "take_orders", slowly)

    def ask(_i: int) -> Answer:
        answer = committed.post("/orders", told(), key="k-7")
        others.release()
        return answer

    answers = at_once(django_db_blocker, 12, ask)
    assert sorted(answer.status for answer in answers) == [200] + [409] * 11
    busy = {answer.json["type"] for answer in answers if answer.status == 409}
    assert busy == {"urn:makegood:problem:idempotency_key_busy"}
    assert committed.post("/orders", told(), key="k-7").headers["Idempotent-Replayed"] == "true"


def test_each_key_has_one_effect_however_many_ask_at_once(committed: Machine, django_db_blocker: DjangoDbBlocker) -> None:
    """So many at once go through the same keys; whoever is told that another is under way asks again, as the sentence says. Each gets the
    answer of the one that did it, and each thing happened once."""
    given: dict[str, set[str]] = {}
    first = threading.Lock()

    def ask(_i: int) -> Answer:
        for n in range(KEYS):
            body = {"id": f"e-{n}", "who": {"email": "tom@example.org"}, "kind": "visited", "at": "2026-03-02T10:00:00Z"}
            while (answer := committed.post("/events", {"events": [body]}, key=f"key-{n}")).status == 409:
                assert answer.json["type"] == "urn:makegood:problem:idempotency_key_busy"
            assert (answer.status, answer.json["new"]) == (200, 1), answer
            with first:
                replayed = answer.headers.get("Idempotent-Replayed", "first")
                given.setdefault(f"{n} {replayed}", set()).add(str(answer.json))
        return answer

    at_once(django_db_blocker, TIMES, ask)
    assert {key for key in given if key.endswith("first")} == {f"{n} first" for n in range(KEYS)}
    assert all(given[f"{n} true"] == given[f"{n} first"] for n in range(KEYS))
    with tenancy.brand(committed.brand_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT subject) FROM people_fact WHERE kind = 'told.visited'")
        assert cursor.fetchone() == (KEYS, KEYS)
        cursor.execute("SELECT count(*) FROM platform_journal WHERE kind = 'people.SomethingHappened'")
        assert cursor.fetchone() == (KEYS,)
