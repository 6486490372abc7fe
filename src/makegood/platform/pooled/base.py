"""Django's PostgreSQL, with pooled connections that are looked at before use without asking the server each time.

Django's own check asks the server at every request, a round trip of its own. A connection that died while it lay in the pool (a restart, an
administrator's order) has something to read: its end. So only where something waits to be read is the server asked. And whoever gets no connection
in the pool's time asks whether the database is there at all: where it is not, they are told at once. Changes nothing else.
"""

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as Djangos
from psycopg_pool import ConnectionPool, PoolTimeout

PATIENCE_S = 20.0  # so long one waits for the others, while the database is there
LOOK_S = 2  # so long it may take to answer when somebody asks whether it is there


class DatabaseOperations(Djangos):
    compiler_module = "makegood.platform.pooled.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """`ENGINE = "makegood.platform.pooled"`, with CONN_HEALTH_CHECKS off."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A living connection. Dead ones are given back, and the pool makes others in their place; without a pool it is a fresh one."""
        line = self._wait_for_one(conn_params)
        while self.pool is not None and not _is_alive(line):
            self.pool.putconn(line)
            line = self._wait_for_one(conn_params)
        return line

    def _wait_for_one(self, conn_params: dict[str, Any]) -> Any:
        """The pool's own time, and on where only the others are in the way: PATIENCE_S at least. Raises PoolTimeout."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return super().get_new_connection(conn_params)
            except PoolTimeout:
                if time.monotonic() >= until or not is_there(conn_params):
                    raise


def is_there(conn_params: dict[str, Any]) -> bool:
    """Whether the database answers, asked by a connection of its own that is given up at once."""
    try:
        psycopg.connect(**conn_params | {"connect_timeout": LOOK_S}).close()
    except psycopg.OperationalError:
        return False
    return True


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
