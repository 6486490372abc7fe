"""Instants are read by the driver's compiled reader and are what Django's own would give."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from makegood.platform import instants

MOMENT = datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["2026-03-02 10:00:00.123456+00", "2026-03-02 11:00:00.123456+01"])
def test_an_instant_comes_back_to_the_microsecond_and_in_utc(written: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz, ARRAY[%s::timestamptz]", [written, written])
        (one, nothing, several) = cursor.fetchone()
    assert (one, nothing, several) == (MOMENT, None, [MOMENT])
    assert one.utcoffset() == UTC.utcoffset(None)


@pytest.mark.django_db
def test_the_compiled_reader_is_the_one_in_use() -> None:
    connection.ensure_connection()
    loader = connection.connection.adapters.get_loader(1184, instants.Format.TEXT)
    assert loader is instants._Compiled
