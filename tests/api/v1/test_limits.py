"""How fast a token may ask: a bucket per token, one for all web processes, said on every answer."""

from datetime import timedelta

from django.db.models import F

from makegood.api.models import Bucket, Token
from tests.api.v1.conftest import Let, Machine


def let_pass(machine: Machine, seconds: float) -> None:
    """As if so long had passed since the last request."""
    token_id = Token.objects.values_list("id", flat=True).get(machine_id=machine.machine_id)
    Bucket.objects.filter(token_id=token_id).update(at=F("at") - timedelta(seconds=seconds))


def test_a_minutes_requests_may_come_at_once_and_the_next_is_told_when(let_in: Let) -> None:
    slow = let_in(per_minute=3)
    answers = [slow.get("/channels") for _ in range(5)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    assert [answer.headers["RateLimit"].partition(";t=")[0] for answer in answers] == [
        '"token";r=2', '"token";r=1', '"token";r=0', '"token";r=0', '"token";r=0',
    ]  # fmt: skip
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"token";q=3;w=60'}
    assert 19 <= int(answers[-1].headers["Retry-After"]) <= 20
    assert answers[-1].json["type"] == "urn:makegood:problem:too_fast"
    assert "Retry-After" not in answers[0].headers


def test_it_fills_evenly_and_no_further_than_a_minutes_worth(let_in: Let) -> None:
    slow = let_in(per_minute=3)
    for _ in range(4):
        slow.get("/channels")
    let_pass(slow, 20.5)
    assert [slow.get("/channels").status for _ in range(2)] == [200, 429]
    let_pass(slow, 3600)
    assert [slow.get("/channels").status for _ in range(4)] == [200, 200, 200, 429]


def test_a_refused_request_takes_nothing_out(let_in: Let) -> None:
    slow = let_in(per_minute=1)
    slow.get("/channels")
    let_pass(slow, 30)
    assert [slow.get("/channels").status for _ in range(3)] == [429] * 3
    let_pass(slow, 30)
    assert slow.get("/channels").status == 200


def test_one_token_does_not_slow_another(let_in: Let) -> None:
    slow, other = let_in(per_minute=1), let_in(per_minute=1)
    assert [one.get("/channels").status for one in (slow, slow, other)] == [200, 429, 200]
