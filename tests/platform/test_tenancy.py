"""The border: one brand per transaction, nothing without one, nothing across."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from makegood.kernel.actors import SYSTEM
from makegood.people.events import IdentityFirstSeen
from makegood.platform import journal, tenancy
from makegood.platform.models import JournalEntry

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def note(brand_id: UUID) -> None:
    with tenancy.brand(brand_id):
        journal.record(IdentityFirstSeen(channel="email"), by=SYSTEM, at=AT)


@pytest.mark.django_db
def test_without_a_brand_there_are_no_rows() -> None:
    note(uuid4())
    assert JournalEntry.objects.count() == 0


@pytest.mark.django_db
def test_a_brand_sees_its_own_rows_only() -> None:
    one, two = uuid4(), uuid4()
    note(one)
    note(two)
    with tenancy.brand(one):
        assert [entry.brand_id for entry in JournalEntry.objects.all()] == [one]


@pytest.mark.django_db
def test_a_second_brand_cannot_be_opened_inside_the_first() -> None:
    with tenancy.brand(uuid4()), pytest.raises(tenancy.AnotherBrand), tenancy.brand(uuid4()):
        pass


@pytest.mark.django_db
def test_the_same_brand_can_be_opened_again_inside_itself() -> None:
    brand_id = uuid4()
    with tenancy.brand(brand_id):
        with tenancy.brand(brand_id):
            assert tenancy.current_brand() == brand_id
        assert tenancy.current_brand() == brand_id
    with pytest.raises(tenancy.NoBrand):
        tenancy.current_brand()


@pytest.mark.django_db
def test_a_row_cannot_be_written_into_another_brand() -> None:
    other = uuid4()
    with tenancy.brand(uuid4()), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        JournalEntry.objects.create(brand_id=other, at=AT, kind="x", actor_kind="system")


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE platform_journal SET kind = 'forged'", "DELETE FROM platform_journal"])
def test_the_journal_cannot_be_changed_or_emptied(statement: str) -> None:
    brand_id = uuid4()
    note(brand_id)
    with tenancy.brand(brand_id):
        with (
            pytest.raises((ProgrammingError, InternalError), match=r"permission denied|append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_the_app_connects_as_a_role_that_cannot_step_around_the_border() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolname FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, "makegood_app")
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_brand_that_is_looked_for_is_open_from_the_same_message_on() -> None:
    one, other = uuid4(), uuid4()
    note(one)
    note(other)
    find = "SELECT found.brand_id, found.word FROM (VALUES (%s::uuid, 'here')) AS found (brand_id, word)"
    with tenancy.brand_behind((find, [one]), ("SELECT brand_id FROM platform_journal", [])) as (found, seen):
        assert (found, seen, tenancy.current_brand()) == ([(one, "here")], [(one,)], one)
        assert [entry.brand_id for entry in JournalEntry.objects.all()] == [one]
    assert (JournalEntry.objects.count(), tenancy.open_brand()) == (0, None)


@pytest.mark.django_db
def test_where_no_brand_is_found_none_is_open_and_nothing_is_seen() -> None:
    note(uuid4())
    with tenancy.brand_behind(
        ("SELECT NULL::uuid AS brand_id WHERE false", []), ("SELECT 1 FROM platform_journal", [])
    ) as looked:
        assert looked == ([], [])
        assert tenancy.open_brand() is None
    with tenancy.brand(uuid4()), pytest.raises(tenancy.AnotherBrand), tenancy.brand_behind(("SELECT 1", [])):
        pass
