"""Statements that Django wrote once and that are used again: the same text and the same values as Django would write, and the same rows."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from makegood.brands.models import Member as Members
from makegood.brands.types import Brand, Member
from makegood.cases import models
from makegood.platform import asking, written
from tests.cast import AT

pytestmark = pytest.mark.django_db
A, B, C = uuid4(), uuid4(), uuid4()
CASES = models.Case.objects
PLAIN: list[QuerySet[models.Case]] = [
    CASES.all(),
    CASES.filter(number=3),
    CASES.filter(number=4),
    CASES.filter(id__in=[A, B]).order_by("-opened_at", "id"),
    CASES.filter(id__in=[C]).order_by("-opened_at", "id"),
    CASES.filter(id__in=[C]).order_by("opened_at", "id"),
    CASES.filter(number=3)[:2],
    CASES.filter(number=3)[:3],
    CASES.exclude(state="resolved").filter(owner_id=None),
    CASES.exclude(state="open").filter(owner_id=A),
    CASES.filter(Q(last_at__lt=AT) | Q(last_at__gt=AT, opened_at__gte=AT), identity_id=B),
    CASES.filter(Q(last_at__lt=AT, opened_at__gte=AT) | Q(last_at__gt=AT), identity_id=B),
    CASES.filter(state__in=["open", "waiting"], number=3),
    CASES.filter(state__in=["resolved"], number=4),
    CASES.filter(owner_id__isnull=False, opened_at__lte=AT + timedelta(days=1)),
]
TUPLES = [CASES.filter(number=3).values_list("id", "title"), CASES.filter(number=3).values_list("title", "id")]
STRANGE = [
    CASES.annotate(n=Count("id")),
    CASES.filter(number__lt=2),
    CASES.filter(number=F("number")),
    CASES.filter(title__icontains="lamp"),
    CASES.filter(id__in=CASES.filter(number=3).values("id")),
    CASES.filter(Exists(CASES.filter(id=OuterRef("id")))),
    CASES.only("id"),
    CASES.distinct(),
    CASES.select_for_update(),
    CASES.order_by(F("number").desc()),
]


@pytest.fixture(autouse=True)
def nothing_is_kept_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "_kept", {})


def _django(look: QuerySet[models.Case, Any]) -> tuple[str, list[object]]:
    compiler: Any = look.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
    text, values = compiler.anew()
    return text, list(values)


def test_what_is_kept_reads_as_django_writes_it_whatever_was_asked_before() -> None:
    for look in [*PLAIN, *TUPLES, *reversed(PLAIN), *reversed(TUPLES)]:
        found = written.statement(look.all(), connections[DEFAULT_DB_ALIAS])
        assert found is not None, str(look.query)
        assert (found[0].text, found[1]) == _django(look)
    assert len(written._kept) == len(PLAIN) + len(TUPLES) - 2, "two pairs differ in nothing but values"


@pytest.mark.parametrize("number", range(len(STRANGE)))
def test_whatever_is_not_plain_is_left_to_django(number: int) -> None:
    assert written.statement(STRANGE[number], connections[DEFAULT_DB_ALIAS]) is None


def test_no_ids_find_nothing_and_take_nothing_from_what_stands_beside_them(brightside: Brand, mara: Member) -> None:
    for look in (Members.objects.filter(id__in=[]), Members.objects.filter(Q(id__in=[]) | Q(id=mara.id))):
        assert written.statement(look, connections[DEFAULT_DB_ALIAS]) is None
        assert asking.Question(list, look.values_list("name", flat=True)).answer == [one.name for one in look]


def test_the_rows_are_those_that_django_brings(brightside: Brand, mara: Member, joe: Member) -> None:
    members = Members.objects.filter(active=True)
    for look in (members.filter(id__in=[mara.id, joe.id]).order_by("name"), members.filter(id__in=[mara.id]).order_by("name")):
        asked: list[Any] = asking.Question(list, look.all()).answer
        assert [vars(one) | {"_state": None} for one in asked] == [vars(one) | {"_state": None} for one in look]
        assert asking.Question(list, look.values_list("id", flat=True)).answer == [one.id for one in look]
        pairs: list[Any] = asking.Question(list, look.values_list("name", "role")).answer
        assert [tuple(one) for one in pairs] == [(one.name, one.role) for one in look]


def test_a_look_by_itself_brings_the_same_rows_by_what_is_kept_as_by_django_anew(
    brightside: Brand, mara: Member, joe: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = Members.objects.order_by("name")

    def looked() -> list[Any]:
        whole: list[Any] = [vars(one) | {"_state": None} for one in members.filter(active=True)]
        pairs = list(members.filter(id__in=[mara.id, joe.id]).values_list("role", "name"))
        named = list(members.values("name"))
        return [whole, pairs, named, members.get(id=joe.id).name, members.count(), members.filter(id=mara.id).exists()]

    first, kept = looked(), looked()
    assert len(written._kept) > 2
    monkeypatch.setattr(written, "of", lambda *_: None)
    assert first == kept == looked()


def test_a_number_that_no_row_can_have_is_left_to_django(brightside: Brand) -> None:
    assert written.statement(CASES.filter(number=3), connections[DEFAULT_DB_ALIAS]) is not None
    assert written.statement(CASES.filter(number=10**12), connections[DEFAULT_DB_ALIAS]) is None
    assert asking.Question(list, CASES.filter(number=10**12)).answer == []


def test_so_many_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "MOST", 2)
    for most in (1, 2, 3):
        written.statement(CASES.all()[:most], connections[DEFAULT_DB_ALIAS])
    assert len(written._kept) == 1
