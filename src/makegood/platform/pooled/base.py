"""Django's PostgreSQL, with pooled connections that are looked at before use without asking the server each time.

Django's own check asks the server at every request, a round trip of its own. A connection that died while it lay in the pool (a restart, an
administrator's order) has something to read: its end. So only where something waits to be read is the server asked. Changes nothing else.
"""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as Djangos
from psycopg_pool import ConnectionPool


class DatabaseOperations(Djangos):
    compiler_module = "makegood.platform.pooled.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """`ENGINE = "makegood.platform.pooled"`, with CONN_HEALTH_CHECKS off."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A living connection. Dead ones are given back, and the pool makes others in their place; without a pool it is a fresh one."""
        line = super().get_new_connection(conn_params)
        while self.pool is not None and not _is_alive(line):
            self.pool.putconn(line)
            line = super().get_new_connection(conn_params)
        return line


def _is_alive(line: psycopg.Connection[Any]) -> bool:
    if not _something_to_read(line):
        return True
    try:
        ConnectionPool.check_connection(line)
    except psycopg.OperationalError:
        return False
    return True


def _something_to_read(line: psycopg.Connection[Any]) -> bool:
    looking = select.poll()
    looking.register(line.fileno(), select.POLLIN)
    return bool(looking.poll(0))
