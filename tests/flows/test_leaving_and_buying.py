"""Who goes is let down and is seen earlier; who wants to buy waits for an answer; what they tell others is remembered and told."""

from typing import Any

import pytest

from makegood.people.types import Address, IdentityKind
from makegood.platform import journal, tenancy
from makegood.understanding.types import NOT_ASKED
from tests import cast
from tests.flows.conftest import House
from tests.flows.said import reads, sure
from tests.flows.test_message_arrived import toms_torch

NELL = Address(IdentityKind.EMAIL, "nell@example.net", "Nell Ward")
PLAIN: dict[str, Any] = {"happened": (), "asked": (), "leaving": NOT_ASKED, "advocacy": NOT_ASKED}


def cases_of(house: House) -> list[Any]:
    from makegood.cases import queries as cases

    with tenancy.brand(house.brand_id):
        return list(cases.cases(case_ids=cases.case_ids(after=None, limit=100)))


def ours(house: House) -> list[tuple[str, str]]:
    """The list of what waits for us, in its order, each with what stands there of going."""
    from makegood.views import queries as views

    with tenancy.brand(house.brand_id):
        found = views.inbox(which="ours", owner_id=None, at=house.now).rows
    return [(row.person_name, row.leaving) for row in found]


def facts(house: House, kind: str) -> list[tuple[str, dict[str, Any]]]:
    from makegood.people import queries as people
    from makegood.people.models import Identity

    with tenancy.brand(house.brand_id):
        ids = list(Identity.objects.values_list("id", flat=True))
        return [(fact.kind, dict(fact.value)) for fact in people.facts_of(identity_ids=ids, kinds=[kind])]


def test_somebody_who_goes_without_saying_why_was_let_down_all_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reads(monkeypatch, "goodbye", **PLAIN | {"act": sure("leaving")})
    house.hears("That was it, goodbye.", by=NELL, subject="My account")
    (case,) = cases_of(house)
    assert (case.title, case.harm, case.leaving) == ("Nell wants to leave: My account", "other", "yes")
    assert facts(house, "complained") == [("complained", {"public": False, "harm": "other"})]


def test_a_harm_by_which_somebody_goes_names_the_case_and_is_proposed_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.gestures.types import Occasion
    from makegood.makegoods import queries as makegoods

    toms_torch(house)
    reads(monkeypatch, "goodbye", **PLAIN | {"act": sure("leaving"), "happened": (sure("faulty"),), "leaving": sure("yes")})
    house.hears("The torch is dead on arrival, goodbye.", subject="Torch")
    (case,) = cases_of(house)
    assert (case.title, case.harm, case.leaving) == ("Tom’s pocket torch arrived faulty", "faulty", "yes")
    with tenancy.brand(house.brand_id):
        assert makegoods.for_occasion(occasion=Occasion("case", case.id)) is not None


def test_who_may_leave_is_seen_two_hours_earlier_than_the_clock_says(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reads(monkeypatch, "patience", **PLAIN | {"act": sure("complaint"), "leaving": sure("risk", 0.72)})
    house.hears("Do you open on Sunday?", by=cast.TOM_BY_EMAIL, at=cast.AT, subject="Sunday")
    house.hears("I lose my patience.", by=NELL, at=cast.later(minutes=30), subject="Enough")
    assert ours(house) == [("Nell Ward", "risk"), ("Tom Arden", "")]


def test_a_wish_to_buy_waits_for_an_answer(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reads(monkeypatch, "Malta", **PLAIN | {"act": sure("buying")})
    house.hears("Two lamps to Malta would be lovely.", by=NELL, subject="Lamps")
    (case,) = cases_of(house)
    assert (case.title, case.harm, case.leaving, case.state) == ("Nell would like to buy: Lamps", "", "", "open")


def test_a_wish_to_buy_opens_a_resolved_case_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.cases.actions import working
    from makegood.kernel.actors import SYSTEM

    house.hears("Do you open on Sunday?", by=NELL, subject="Sunday", external_id="one")
    (case,) = cases_of(house)
    with tenancy.brand(house.brand_id):
        working.resolve(case_id=case.id, how="Answered.", by=SYSTEM, at=cast.later(hours=1))
    reads(monkeypatch, "Malta", **PLAIN | {"act": sure("buying"), "feeling": sure("positive")})
    house.hears("Great, then two lamps to Malta.", by=NELL, at=cast.later(hours=2), subject="Re: Sunday", thread_keys=("one",))
    assert [case.state for case in cases_of(house)] == ["open"]


def test_what_they_say_of_staying_and_to_others_is_remembered_and_told_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads(
        monkeypatch,
        "patience",
        **PLAIN | {"act": sure("complaint"), "leaving": sure("risk", 0.72), "advocacy": sure("warns", 0.9)},
    )
    house.hears("I lose my patience.", by=NELL, subject="Enough")
    house.turn_to(cast.later(hours=1))
    assert facts(house, "may_leave") == [("may_leave", {"answer": "risk", "percent": 72})]
    assert facts(house, "tells_others") == [("tells_others", {"answer": "warns", "percent": 90})]
    with tenancy.brand(house.brand_id):
        told = journal.latest(limit=50, kinds=["understanding.LeavingHeard", "understanding.AdvocacyHeard"])
    assert sorted((one.kind, one.data["percent"]) for one in told) == [
        ("understanding.AdvocacyHeard", 90),
        ("understanding.LeavingHeard", 72),
    ]


def test_what_the_reader_is_not_sure_of_is_remembered_of_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.flows.said import unsure

    reads(monkeypatch, "patience", **PLAIN | {"act": sure("complaint"), "leaving": unsure("yes", 0.6)})
    house.hears("I lose my patience.", by=NELL, subject="Enough")
    assert facts(house, "may_leave") == []
    assert [case.leaving for case in cases_of(house)] == [""]
