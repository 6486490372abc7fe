"""Pooled connections: one that died while nobody used it is replaced before anybody notices."""

from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.platform import troubles
from makegood.platform.pooled import base
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


def _wrapper(alias: str, **parts: object) -> DatabaseWrapper:
    """A connection of its own pool, which holds one and waits a tenth of a second."""
    told = connection.settings_dict | parts
    options = told["OPTIONS"] | {"pool": {"min_size": 0, "max_size": 1, "timeout": 0.1}, "connect_timeout": 2}
    return DatabaseWrapper(told | {"OPTIONS": options}, alias=alias)


def test_where_the_database_is_away_one_is_told_at_once(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    away = _wrapper("away", HOST=str(tmp_path), PORT="1")
    try:
        with django_db_blocker.unblock(), pytest.raises(OperationalError) as told:
            away.ensure_connection()
        assert troubles.is_away(told.value)
    finally:
        away.close_pool()


def test_where_only_the_others_are_in_the_way_one_waits_on(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _wrapper("busy"), _wrapper("busy")
    asked = []

    def look(conn_params: dict[str, object]) -> bool:
        asked.append(there(conn_params))
        first.close()  # the other is done
        return asked[-1]

    there = base.is_there
    monkeypatch.setattr(base, "is_there", look)
    with django_db_blocker.unblock():
        try:
            first.connect()
            second.connect()  # waits in vain once, looks, and gets it
            assert asked == [True]
        finally:
            second.close()
            first.close_pool()
