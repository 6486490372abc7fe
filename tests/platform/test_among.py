"""Many ids are looked for by one array, and find what Django's own way finds."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand
from makegood.people import models
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting

VALUES = ("ada@example.org", "bea@example.org", "cem@example.org")


AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def three(brightside: Brand) -> list[UUID]:
    seen = [Sighting((Address(IdentityKind.EMAIL, value),)) for value in VALUES]
    return [one.identity_id for one in recognising.recognise(sightings=seen, at=AT)]


def found(rows: QuerySet[models.Identity]) -> set[str]:
    return set(rows.values_list("value", flat=True))


def test_many_ids_travel_as_one_value(three: list[UUID]) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert found(models.Identity.objects.filter(id__in=three[:2])) == set(VALUES[:2])
    assert "= ANY" in asked.captured_queries[-1]["sql"]
    assert " IN (" not in asked.captured_queries[-1]["sql"]


def test_every_kind_of_collection_finds_the_same(three: list[UUID]) -> None:
    for ids in (three, tuple(three), set(three), dict.fromkeys(three), [str(one) for one in three], [*three, None, three[0]]):
        assert found(models.Identity.objects.filter(id__in=ids)) == set(VALUES)


def test_no_ids_find_nothing_and_leave_nothing_out(three: list[UUID]) -> None:
    assert found(models.Identity.objects.filter(id__in=[])) == set()
    assert found(models.Identity.objects.filter(id__in=[None])) == set()
    assert found(models.Identity.objects.exclude(id__in=[])) == set(VALUES)
    assert found(models.Identity.objects.exclude(id__in=three[:1])) == set(VALUES[1:])


def test_a_look_inside_a_look_goes_its_own_way(three: list[UUID]) -> None:
    inner = models.Identity.objects.filter(value=VALUES[2]).values("person_id")
    assert found(models.Identity.objects.filter(person_id__in=inner)) == {VALUES[2]}
    assert models.Identity.objects.in_bulk(three).keys() == set(three)
