"""Pooled connections: one that died while nobody used it is replaced before anybody notices."""

import psycopg
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.platform.pooled.base import DatabaseWrapper
from tests import database


def _who() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_connection_that_the_server_ended_is_replaced_before_it_is_used(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, server: database.Server
) -> None:
    with django_db_blocker.unblock():
        assert isinstance(connection, DatabaseWrapper) or connection.settings_dict["ENGINE"] == "makegood.platform.pooled"
        before = _who()
        connection.close()  # back into the pool
        with psycopg.connect(server.admin, autocommit=True) as administrator:
            administrator.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
        assert _who() != before
        connection.close()


def test_a_living_connection_is_used_again(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        before = _some()
        assert _some() <= before


def _some() -> set[int]:
    """All that the pool holds, which hands them out in turn: it may hold several, where others worked side by side before."""
    seen = set()
    for _ in range(40):
        seen.add(_who())
        connection.close()
    return seen
