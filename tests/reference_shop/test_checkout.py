"""The reference shop tells of its checkout through its signed door, and Makegood makes people, facts and counts of it."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client

from makegood.api import doors
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import clock, tenancy
from makegood.signals import queries as signals
from makegood.signals.types import REFUSED_CHECKOUTS
from reference_shop.shop import ReferenceShop
from tests import cast
from tests.reference_shop.conftest import TOM


class Door:
    """Makegood's door for this shop, asked in this process."""

    def __init__(self, path: str) -> None:
        self.path, self.answers = path, list[tuple[int, dict[str, object]]]()

    def __call__(self, door: str, headers: dict[str, str], body: bytes) -> int:
        told = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers.items() if k.lower() != "content-type"}
        answer = Client().post(f"{self.path}/{door}", body, content_type="application/json", headers=None, **told)  # type: ignore[arg-type]
        self.answers.append((answer.status_code, json.loads(answer.content)))
        return answer.status_code


@pytest.fixture
def brand(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> UUID:
    monkeypatch.setattr(clock, "now", lambda: cast.later(hours=2))
    return committed_brightside


@pytest.fixture
def told(brand: UUID) -> Iterator[tuple[ReferenceShop, Door]]:
    with tenancy.brand(brand):
        opened = doors.open_door(kind=doors.SHOP, by=SYSTEM, at=cast.AT)
    door = Door(opened.url_path)
    with ReferenceShop(deliver=door, now=lambda: cast.AT, secrets=[opened.secret]) as shop:
        yield shop, door


def test_a_visit_that_is_refused_becomes_toms_with_its_basket(brand: UUID, told: tuple[ReferenceShop, Door]) -> None:
    shop, door = told
    shop.at_checkout("basket_held", session="v-1", minor=5_099)
    shop.at_checkout("checkout_refused", session="v-1", customer=TOM, at=cast.later(minutes=4))
    shop.at_checkout("checkout_refused", session="v-2", at=cast.later(minutes=4))
    assert shop.tell_now() == 3
    assert [status for status, _ in door.answers] == [202, 202, 202]
    with tenancy.brand(brand):
        tom = people.find_identity(address=Address(IdentityKind.EMAIL, cast.TOM_EMAIL))
        assert tom is not None
        facts = people.facts_of(identity_ids=[tom.id], kinds=["basket_held", "checkout_refused"])
        assert [(one.kind, one.at) for one in facts] == [("basket_held", cast.AT), ("checkout_refused", cast.later(minutes=4))]
        assert facts[0].value["minor"] == 5_099
        (count,) = signals.to_hand(kind=REFUSED_CHECKOUTS)[""]
        assert (count.at, count.count) == (cast.later(minutes=4), 2)


@pytest.mark.parametrize(
    ("event", "field", "why"),
    [
        ({"kind": "dance"}, "events[0].kind", "must be one of basket_held, basket_left, checkout_refused, order_placed"),
        ({"session": ""}, "events[0].session", "must not be empty"),
        ({"who": {"email": "nobody"}}, "events[0].who.email", "is not a mail address like tom@example.org"),
        ({"who": {}}, "events[0].who", "must have exactly one address"),
        ({"amount_minor": 100}, "events[0].currency", "is missing"),
        ({"colour": "red"}, "events[0].colour", "is not a field that we know"),
        ({"at": "2030-01-01T00:00:00Z"}, "events[0].at", "lies ahead"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_kept(
    brand: UUID, told: tuple[ReferenceShop, Door], event: dict[str, object], field: str, why: str
) -> None:
    shop, door = told
    body = {"id": "e-1", "session": "v-1", "kind": "checkout_refused", "at": cast.AT.isoformat()} | event
    from reference_shop import selling

    with shop.store.change():
        selling.tell(shop.store, "checkout", {"events": [body]})
    assert shop.tell_now() == 0
    status, answer = door.answers[0]
    assert (status, answer["errors"]) == (422, [{"field": field, "message": why}])
    with tenancy.brand(brand):
        assert signals.to_hand(kind=REFUSED_CHECKOUTS) == {}
