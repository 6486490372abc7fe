"""Many at once: an address is one identity, a person is what the links say, and a brand keeps its last owner."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.brands import actions as brands
from makegood.brands import queries as brand_queries
from makegood.brands.types import Role
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import linked, models
from makegood.people.actions import linking, recognising
from makegood.people.rules import joining
from makegood.people.types import Address, IdentityKind, Recognised
from makegood.platform import tenancy
from tests import cast

pytestmark = pytest.mark.races
THREADS = 16
T = TypeVar("T")


def together(count: int, work: Callable[[int], T]) -> list[T]:
    """Runs `work(0)` … `work(count - 1)`, all starting at the same instant, each on its own connection."""
    start = Barrier(count)

    def one(number: int) -> T:
        try:
            start.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.fixture
def brand_id(committed_brightside: UUID, django_db_blocker: DjangoDbBlocker) -> UUID:
    django_db_blocker.unblock()
    return committed_brightside


def test_sixteen_threads_that_see_the_same_200_new_addresses_make_200_people(brand_id: UUID) -> None:
    sightings = [cast.seen(Address(IdentityKind.EMAIL, f"new{i}@example.org", f"New Person {i}")) for i in range(200)]

    def see(number: int) -> list[Recognised]:
        mixed = Random(number).sample(sightings, len(sightings))
        with tenancy.brand(brand_id):
            found = recognising.recognise(sightings=mixed, at=cast.AT)
        by_sighting = dict(zip(mixed, found, strict=True))
        return [by_sighting[one] for one in sightings]

    answers = together(THREADS, see)
    identities = [{answer[i].identity_id for answer in answers} for i in range(200)]
    assert [len(one) for one in identities] == [1] * 200
    assert sum(one.is_new for answer in answers for one in answer) == 200
    with tenancy.brand(brand_id):
        assert models.Identity.objects.count() == 200
        assert models.Identity.objects.values("person_id").distinct().count() == 200


def test_the_same_orders_at_once_tie_each_customer_together_once(brand_id: UUID) -> None:
    orders = [
        cast.seen(
            Address(IdentityKind.EMAIL, f"buyer{i}@example.org"),
            Address(IdentityKind.CUSTOMER_NUMBER, f"B-{i}"),
            Address(IdentityKind.PHONE, f"+447700901{i:03d}"),
            strong=True,
            source=f"order {i}",
        )
        for i in range(30)
    ]

    def take(number: int) -> set[UUID]:
        with tenancy.brand(brand_id):
            mixed = Random(number).sample(orders, len(orders))
            return {one.person_id for one in recognising.recognise(sightings=mixed, at=cast.AT)}

    answers = together(THREADS, take)
    assert answers == [answers[0]] * THREADS
    with tenancy.brand(brand_id):
        assert (models.Identity.objects.count(), models.Link.objects.count(), models.Evidence.objects.count()) == (90, 60, 60)
        assert models.Identity.objects.values("person_id").distinct().count() == 30


def test_links_made_and_undone_at_once_leave_what_a_recount_finds(brand_id: UUID) -> None:
    """Sixteen threads link and unlink among ten people at random; nobody is lost and no deadlock kills anybody."""
    with tenancy.brand(brand_id):
        by = actors.member(brand_queries.members()[0].id)
        seen = [
            recognising.recognise(sightings=[cast.seen(Address(IdentityKind.EMAIL, f"p{i}@example.org"))], at=cast.AT)[
                0
            ].identity_id
            for i in range(10)
        ]

    def play(number: int) -> int:
        chance = Random(number)
        for _ in range(8):
            one, other = chance.sample(seen, 2)
            with tenancy.brand(brand_id):
                link_id = linking.link(identity_id=one, other_identity_id=other, evidence=[], by=by, at=cast.AT)
            if chance.random() < 0.6:
                undo(link_id)
        return number

    def undo(link_id: UUID) -> None:
        with tenancy.brand(brand_id):
            linking.unlink(link_id=link_id, by=by, at=cast.AT)

    assert together(THREADS, play) == list(range(THREADS))
    with tenancy.brand(brand_id):
        rows = {row.id: row for row in models.Identity.objects.all()}
        live = [pair for pair, link in linked.links_among(rows).items() if link.state == "live"]
        for part in joining.components(rows, live):
            assert {rows[one].person_id for one in part} == {min(rows[one].born_person_id for one in part)}


def test_two_owners_who_leave_at_once_leave_one(brand_id: UUID) -> None:
    with tenancy.brand(brand_id):
        for number in range(3):
            brands.add_member(
                user_id=100 + number,
                name=f"Owner {number}",
                email=f"owner{number}@brightside.example",
                role=Role.OWNER,
                by=actors.SYSTEM,
                at=cast.AT,
            )
        owners = [one for one in brand_queries.members() if one.role is Role.OWNER]
    assert len(owners) == 4

    def leave(number: int) -> str:
        try:
            with tenancy.brand(brand_id):
                brands.remove_member(member_id=owners[number].id, by=actors.SYSTEM, at=cast.AT)
        except Refusal as refusal:
            return refusal.code
        return "left"

    assert sorted(together(4, leave)) == ["last_owner", "left", "left", "left"]
