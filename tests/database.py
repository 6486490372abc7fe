"""A PostgreSQL for the tests, and in it a fresh database with the whole schema.

The schema is laid once per set of migrations into a template, and each run copies it, which takes a fraction of a second. The app's
role is what tests connect as; the owner only migrates.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from makegood.platform import postgres, postgres_roles

TUNING = {
    "max_connections": "200",
    "deadlock_timeout": "100ms",  # the races wait for one another often
    "wal_compression": "off",  # its log is never read, and packing it takes a thirtieth of the server's time
    "synchronous_commit": "off",  # nobody pulls this server's plug: those that are killed in tests are others, tuned like the product's
}
FIRST_ACCOUNT = 2_000_000_000  # the product's own numbers for accounts begin above all that tests give (the cast's are 1 to 4)
_TOLD = "TESTS_ADMIN_URL"
_PASSWORD = "tests-only"  # for an outside server; the embedded one asks for none


@dataclass
class Server:
    """A database for this run. `admin` is a superuser's address, `name` the run's own database; `cluster` is ours to stop."""

    root: Path
    admin: str
    name: str
    cluster: postgres.Cluster | None = None
    turn: IO[str] | None = None

    def address(self, role: str, database: str | None = None) -> str:
        parts = conninfo_to_dict(self.admin)
        where = urlencode({"host": parts["host"], "port": parts.get("port") or 5432})
        return f"postgresql://{role}:{'' if self.cluster else _PASSWORD}@/{database or self.name}?{where}"

    def environment(self, database: str | None = None) -> dict[str, str]:
        home = self.root / ".var" / "tests" / str(os.getpid())
        home.mkdir(parents=True, exist_ok=True)
        return {
            "MAKEGOOD_HOME": str(home),
            "MAKEGOOD_DATABASE_URL": self.address("makegood_app", database),
            "MAKEGOOD_OWNER_DATABASE_URL": self.address("makegood_owner", database),
            "MAKEGOOD_SECRET_KEY": "tests-only-" + "x" * 50,
            "MAKEGOOD_DATABASE_POOL": "40",
            "MAKEGOOD_TIME_MACHINE": "yes",
        }

    @contextmanager
    def another(self, name: str) -> Iterator[dict[str, str]]:
        """One more fresh database, for processes that share nothing with the other tests: its environment. Dropped at the end."""
        database = sql.Identifier(f"{self.name}_{name}")
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database)
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_advisory_lock(20261122)"
            )  # a template that is being copied can be copied by nobody else
            connection.execute(drop)
            _copy(connection, f"{self.name}_{name}", _template(self.root))
        try:
            yield self.environment(f"{self.name}_{name}")
        finally:
            with psycopg.connect(self.admin, autocommit=True) as connection:
                connection.execute(drop)

    def end(self) -> None:
        """Drops the run's database and data; stops the embedded server when no other run uses it."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))
        shutil.rmtree(self.root / ".var" / "tests" / str(os.getpid()), ignore_errors=True)
        if self.cluster is None or self.turn is None:
            return
        try:
            fcntl.flock(self.turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another run, or another worker of this one, still needs it
        else:
            self.cluster.stop()
        finally:
            self.turn.close()


def begin(root: Path) -> Server:
    """The run's database, ready: the server started if need be, the template laid if the migrations changed."""
    server = _server(root)
    template = _template(root)
    with psycopg.connect(server.admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(20261122)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _lay(server, connection, template)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(server.name)))
        _copy(connection, server.name, template)
    return server


def _server(root: Path) -> Server:
    name = f"mg_test_{os.getpid()}"
    admin = os.environ.pop("MAKEGOOD_TEST_ADMIN_URL", "") or os.environ.get(_TOLD, "")
    if admin:
        os.environ[_TOLD] = admin  # for this run's workers, under a name that the product does not take for a setting of its own
        return Server(root, admin, name)
    (root / ".var").mkdir(exist_ok=True)
    turn = (root / ".var" / "test-postgres.turn").open("w")
    fcntl.flock(turn, fcntl.LOCK_SH)
    cluster = postgres.Cluster(root / ".var" / "test-postgres", tuning=TUNING)
    cluster.start()
    return Server(root, cluster.url("postgres", postgres_roles.SUPERUSER), name, cluster, turn)


def _template(root: Path) -> str:
    return f"mg_template_{_fingerprint(root)}"


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted((root / "src").rglob("migrations/*.py")):
        digest.update(path.read_bytes())
    for path in ("borders.py", "rights.py", "postgres_roles.py"):
        digest.update((root / "src/makegood/platform" / path).read_bytes())
    digest.update(Path(__file__).read_bytes())
    digest.update((root / "requirements.lock").read_bytes())
    return digest.hexdigest()[:16]


def _copy(connection: psycopg.Connection, name: str, template: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER makegood_owner").format(sql.Identifier(name), sql.Identifier(template))
    )


def _lay(server: Server, connection: psycopg.Connection, template: str) -> None:
    """Lays the schema as the owner would, in a process of its own, because Django reads its settings once."""
    building = f"mg_building_{os.getpid()}"
    name = sql.Identifier(building)
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    password = None if server.cluster else _PASSWORD
    postgres_roles.database_roles(server.admin, database=building, owner_password=password, app_password=password)
    code = (
        "import django; django.setup(); from django.core.management import call_command; from django.db import connections; "
        "call_command('migrate', database='owner', verbosity=0); "
        f"connections['owner'].cursor().execute('ALTER TABLE auth_user ALTER id RESTART WITH {FIRST_ACCOUNT}'); "
        "from makegood.platform import rights; rights.grant_shared()"
    )
    environment = {**os.environ, **server.environment(building), "DJANGO_SETTINGS_MODULE": "makegood.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=server.root, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The schema could not be laid:\n{done.stderr[-4000:]}")
    connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(name, sql.Identifier(template)))
