"""Idempotency-Key: one effect per key, whatever is repeated, at once or later."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from makegood.api.models import Answer as Kept
from makegood.orders import queries as orders
from makegood.orders.actions import ordering
from makegood.platform import clock, tenancy
from tests.api.v1.conftest import Let, Machine, order


def told(number: str = "2001") -> dict[str, object]:
    return {"orders": [order(clock.now(), number, placed_at="2026-03-01T10:00:00Z")]}


def test_the_same_request_gets_the_same_answer_and_does_nothing(till: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    first = till.post("/orders", told(), key="k-1")
    monkeypatch.setattr(ordering, "take_orders", _never)
    again = till.post("/orders", told(), key="k-1")
    assert (first.status, "Idempotent-Replayed" in first.headers) == (200, False)
    assert (again.status, again.json, again.headers["Idempotent-Replayed"]) == (200, first.json, "true")


def test_the_status_is_kept_too(till: Machine) -> None:
    body = {"email": "fresh@example.org"}
    assert [till.post("/people", body, key="k-2").status for _ in range(2)] == [201, 201]
    assert till.post("/people", body).status == 200


def test_another_body_or_address_under_the_key_is_refused(till: Machine) -> None:
    till.post("/orders", told(), key="k-3")
    for path, body in (("/orders", told("2002")), ("/people", {"email": "a@example.org"})):
        answer = till.post(path, body, key="k-3")
        assert (answer.status, answer.json["type"]) == (409, "urn:makegood:problem:idempotency_key_reused")
        assert answer.errors == {"Idempotency-Key": "used for another request"}
    with tenancy.brand(till.brand_id):
        assert orders.order_by_number(number="2002") is None


def test_a_key_is_its_tokens_own(till: Machine, let_in: Let) -> None:
    till.post("/orders", told(), key="k-4")
    assert let_in().post("/orders", told("2003"), key="k-4").status == 200


def test_a_refused_request_leaves_its_key_free(till: Machine) -> None:
    bad = {"orders": [order(clock.now(), "2004", currency="pounds")]}
    assert till.post("/orders", bad, key="k-5").status == 422
    assert till.post("/cases/9999/answers", {"text": "Hello"}, key="k-5").status == 404
    assert till.post("/orders", told("2004"), key="k-5").status == 200


@pytest.mark.parametrize(("trouble", "status"), [(OperationalError("gone"), 503), (RuntimeError("secret words"), 500)])
def test_what_failed_is_not_kept(till: Machine, monkeypatch: pytest.MonkeyPatch, trouble: Exception, status: int) -> None:
    def fail(**_told: object) -> None:
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr(ordering, "take_orders", fail)
        answer = till.post("/orders", told("2005"), key="k-6")
    assert (answer.status, "secret" in str(answer.json)) == (status, False)
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert till.post("/orders", told("2005"), key="k-6").status == 200


@pytest.mark.parametrize("key", ["", " ", "k" * 256, "k k", "schlüssel"])
def test_a_malformed_key_is_refused(till: Machine, key: str) -> None:
    answer = till.ask("POST", "/orders", told(), HTTP_IDEMPOTENCY_KEY=key)
    assert (answer.status, list(answer.errors)) == (422, ["Idempotency-Key"])


def test_answers_are_forgotten_after_two_days(till: Machine) -> None:
    till.post("/people", {"email": "a@example.org"}, key="old")
    with tenancy.brand(till.brand_id):
        Kept.objects.update(answered_at=datetime.now(UTC) - timedelta(hours=47))
    till.post("/people", {"email": "b@example.org"}, key="younger")
    with tenancy.brand(till.brand_id):
        assert set(Kept.objects.values_list("key", flat=True)) == {"old", "younger"}
        Kept.objects.filter(key="old").update(answered_at=datetime.now(UTC) - timedelta(hours=49))
    till.post("/people", {"email": "c@example.org"}, key="youngest")
    with tenancy.brand(till.brand_id):
        assert set(Kept.objects.values_list("key", flat=True)) == {"younger", "youngest"}


def _never(**_told: object) -> None:
    raise AssertionError("done twice")
