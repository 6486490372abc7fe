"""What a command stands on: the database's address, Django, the schema. Never decides anything about the business."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
import psycopg
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from makegood.config import environment
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import postgres_roles, waking
from makegood.platform.postgres import Cluster

DATABASE = "makegood"
_ANSWER_S = 5  # so long an outside database may take to let somebody in


def begin() -> None:
    """Loads Django for the database whose address is known. May be repeated."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")
    django.setup()


@contextmanager
def database() -> Iterator[Cluster | None]:
    """The database reachable and Django loaded, for one command.

    The outside one when an address is set. Else Makegood's own, which is started if it does not run (and then stopped at the end).
    """
    if not environment.settings().embedded:
        begin()
        yield None
        return
    with Cluster(environment.settings().home) as cluster:
        use(cluster)
        begin()
        yield cluster


def use(cluster: Cluster) -> None:
    """Makes roles and database in our own PostgreSQL where they are missing, and points this process at them."""
    postgres_roles.database_roles(cluster.url("postgres", postgres_roles.SUPERUSER), database=DATABASE)
    point_at(cluster)


def point_at(cluster: Cluster) -> None:
    """Tells this process and those it starts where our own PostgreSQL is, or will be once it runs."""
    environment.use_database(app=cluster.url(DATABASE, postgres_roles.APP), owner=cluster.url(DATABASE, postgres_roles.OWNER))


def let_go() -> None:
    """Closes every connection and pool of this process, and ends the thread that would open one again, so that it may fork."""
    waking.end()
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def require_outside() -> None:
    """Knocks at an outside database by every address that is set, so that a start does not end in a page of frames. May be repeated; with our
    own database there is nothing to do. Trouble, which names the setting and the server's first words, when one does not let us in."""
    told = environment.settings()
    if told.embedded:
        return
    addresses = {"MAKEGOOD_DATABASE_URL": told.database_url, "MAKEGOOD_OWNER_DATABASE_URL": told.owner_database_url}
    for variable, address in addresses.items():
        try:
            if address:
                psycopg.connect(address, connect_timeout=_ANSWER_S).close()
        except psycopg.OperationalError as failed:
            raise Trouble(
                f"The database cannot be reached: {str(failed).strip().splitlines()[0]}. Check that it runs, and {variable}; "
                "`makegood doctor` looks at the rest.",
                lasting=False,
            ) from failed


def unlaid() -> int:
    """How many migrations the database lacks. Asks as the owner. Refusal `no_owner` when the owner's address is not set."""
    _require_owner()
    executor = MigrationExecutor(connections["owner"])
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    connections["owner"].close()
    return missing


def migrate() -> int:
    """Lays what the schema lacks, as the owner, and gives the app its rights on the libraries' tables. Returns how many were laid."""
    from django.core.management import call_command

    from makegood.platform import rights

    missing = unlaid()
    if missing:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        rights.grant_shared()
        connections["owner"].close()
    return missing


def _require_owner() -> None:
    if "owner" not in connections.databases:
        sentence = (
            "MAKEGOOD_OWNER_DATABASE_URL is not set, and only the owner may change the schema. Give its address and try again."
        )
        raise Refusal("no_owner", sentence, {"MAKEGOOD_OWNER_DATABASE_URL": "is not set"})
