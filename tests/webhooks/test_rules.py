"""What webhooks are told, in what shape, and when a delivery is tried again: exact values."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from makegood.kernel.refusals import Refusal
from makegood.webhooks import rules
from makegood.webhooks.types import DeliveryId, Fact, Outcome
from tests.cast import AT

ONE = DeliveryId(UUID(int=1))
KNOWN = ("cases.CaseOpened", "cases.CaseResolved", "people.NameNoted")


def told(status: int | None, retry_after_s: float | None = None) -> Outcome:
    return Outcome(ONE, status, 12, retry_after_s=retry_after_s)


def test_only_two_hundreds_are_success() -> None:
    good = [
        status for status in range(100, 600) if isinstance(rules.verdict(told(status), tries=1, chance=0, at=AT), rules.Delivered)
    ]
    assert good == list(range(200, 300))


def test_the_schedule_is_the_documented_one_and_ends_after_three_days() -> None:
    verdicts = [rules.verdict(told(500), tries=tries, chance=0, at=AT) for tries in range(1, 12)]
    pauses = [int((verdict.after - AT).total_seconds()) for verdict in verdicts if isinstance(verdict, rules.Again)]
    assert pauses == [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    assert verdicts[10] == rules.Failed()
    assert sum(pauses) == 272_165  # 3 days, 3 h 36 min


def test_chance_makes_a_pause_longer_by_a_fifth_at_most_and_never_shorter() -> None:
    assert rules.verdict(told(500), tries=2, chance=0.0, at=AT) == rules.Again(AT + timedelta(seconds=60))
    assert rules.verdict(told(500), tries=2, chance=1.0, at=AT) == rules.Again(AT + timedelta(seconds=72))


def test_the_receivers_own_wish_counts_where_it_is_longer_and_up_to_a_day() -> None:
    after = [rules.verdict(told(429, wish), tries=2, chance=0, at=AT) for wish in (10, 600, 10_000_000)]
    assert after == [rules.Again(AT + timedelta(seconds=s)) for s in (60, 600, 86_400)]


def test_gone_is_gone_at_the_first_try() -> None:
    assert rules.verdict(told(410), tries=1, chance=0, at=AT) == rules.Gone()


def test_silence_and_redirects_are_tried_again() -> None:
    for status in (None, 301, 302, 307, 308, 400, 401, 404, 500, 503):
        assert isinstance(rules.verdict(told(status), tries=1, chance=0, at=AT), rules.Again), status


def test_a_receiver_that_fails_is_left_alone_ever_longer_up_to_an_hour() -> None:
    rests = [int(rules.rest(n, wished_s=None, chance=0).total_seconds()) for n in (1, 2, 3, 4, 5, 6, 7, 8, 100)]
    assert rests == [5, 15, 60, 300, 900, 1_800, 3_600, 3_600, 3_600]
    assert rules.rest(1, wished_s=90, chance=0) == timedelta(seconds=90)


def test_it_is_given_up_after_five_days_of_nothing_but_failures() -> None:
    assert not rules.is_given_up(failing_since=None, at=AT)
    assert not rules.is_given_up(failing_since=AT, at=AT + timedelta(days=5, seconds=-1))
    assert rules.is_given_up(failing_since=AT, at=AT + timedelta(days=5))


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        (("*",), True),
        (("cases.*",), True),
        (("cases.CaseOpened",), True),
        (("cases.CaseResolved",), False),
        (("people.*",), False),
        ((), False),
    ],
)
def test_a_fact_is_told_to_those_who_asked_for_its_kind(kinds: tuple[str, ...], wanted: bool) -> None:
    assert rules.is_wanted("cases.CaseOpened", kinds=kinds) is wanted


@pytest.mark.parametrize("kinds", [[], [" "], ["cases.CaseOpend"], ["shops.*"], ["cases.Case*"], ["**"], ["a'b"], ["x"] * 201])
def test_kinds_that_are_none_are_refused_by_name(kinds: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        rules.checked_kinds([f"{kind}{i}" if kind == "x" else kind for i, kind in enumerate(kinds)], known=KNOWN)
    assert set(refused.value.fields) == {"kinds"}


def test_kinds_come_once_each_in_their_order() -> None:
    assert rules.checked_kinds(["people.*", " cases.CaseOpened", "people.*"], known=KNOWN) == ("people.*", "cases.CaseOpened")


def test_no_word_of_anybody_is_told() -> None:
    data = {
        "message_id": "0195a3b0-0000-7000-8000-000000000001",
        "number": 7,
        "public": True,
        "reason": "Tom says that the torch is broken",
        "name": "Tom Arden",
        "ids": ["0195a3b0-0000-7000-8000-000000000002"],
        "mixed": ["0195a3b0-0000-7000-8000-000000000002", "Tom"],
        "amount": "£6.40",
    }
    assert set(rules.ids_in(data)) == {"message_id", "number", "public", "ids"}


def test_the_payload_is_type_time_and_ids() -> None:
    fact = Fact(UUID(int=5), "cases.CaseOpened", AT, {"case_id": "c"}, {"case": "http://shop.example/api/v1/cases/7"})
    assert json.loads(rules.body(fact, brand="brightside")) == {
        "type": "cases.CaseOpened",
        "timestamp": "2026-03-02T10:00:00+00:00",
        "data": {
            "id": "00000000-0000-0000-0000-000000000005",
            "brand": "brightside",
            "case_id": "c",
            "links": {"case": "http://shop.example/api/v1/cases/7"},
        },
    }


def test_a_payload_that_would_be_large_leaves_its_ids_out_and_says_so() -> None:
    fact = Fact(UUID(int=5), "cases.CaseOpened", AT, {f"n{i}": 10**30 for i in range(900)}, {})
    written = rules.body(fact, brand="brightside")
    assert len(written) < 20_000
    assert json.loads(written)["data"]["shortened"] is True
