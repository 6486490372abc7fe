"""`makegood db`: prepares an outside PostgreSQL, lays the schema, opens a prompt. Never drops anything."""

import argparse
import os
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from makegood.commands import ground
from makegood.config import environment
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import postgres_roles

_ROLES = {"MAKEGOOD_DATABASE_URL": postgres_roles.APP, "MAKEGOOD_OWNER_DATABASE_URL": postgres_roles.OWNER}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    init = parts.add_parser("init", help="make roles and database on an outside PostgreSQL (≥ 15)")
    init.add_argument("--admin", metavar="URL", help="a superuser's address; better given as MAKEGOOD_ADMIN_DATABASE_URL[_FILE]")
    parts.add_parser("migrate", help="lay what the schema lacks, as the owner")
    shell = parts.add_parser("shell", help="open psql")
    shell.add_argument("--app", action="store_true", help="as the app's role, without a brand, instead of the owner's")


def run(arguments: argparse.Namespace) -> int:
    return {"init": _init, "migrate": _migrate, "shell": _shell}[arguments.part](arguments)


def _init(arguments: argparse.Namespace) -> int:
    told = environment.settings()
    admin = arguments.admin or told.admin_database_url
    if not admin:
        sentence = "A superuser's address is needed once: set MAKEGOOD_ADMIN_DATABASE_URL, or give --admin."
        raise Refusal("no_admin", sentence, {"MAKEGOOD_ADMIN_DATABASE_URL": "is not set"})
    app, owner = (_parts(variable, address) for variable, address in _addresses(told).items())
    if app["dbname"] != owner["dbname"]:
        sentence = "MAKEGOOD_DATABASE_URL and MAKEGOOD_OWNER_DATABASE_URL name different databases: name the same one in both."
        raise Refusal("two_databases", sentence, dict.fromkeys(_ROLES, "names another database"))
    try:
        postgres_roles.database_roles(
            admin, database=app["dbname"], owner_password=owner.get("password"), app_password=app.get("password")
        )
    except psycopg.OperationalError as failed:
        raise Trouble(f"The superuser's address cannot be used: {str(failed).strip()}", lasting=True) from failed
    print(f"Roles and database {app['dbname']} are ready. Next: makegood db migrate")
    return 0


def _addresses(told: environment.Settings) -> dict[str, str]:
    found = dict(zip(_ROLES, (told.database_url, told.owner_database_url), strict=True))
    missing = {variable: "is not set" for variable, address in found.items() if not address}
    if missing:
        sentence = f"{' and '.join(missing)} must be set: they say which database and which passwords to make."
        raise Refusal("no_address", sentence, missing)
    return found


def _parts(variable: str, address: str) -> dict[str, str]:
    parts = {key: str(value) for key, value in conninfo_to_dict(address).items() if value}
    if parts["user"] != _ROLES[variable]:
        sentence = f"{variable} names the role {parts['user']}: it must be {_ROLES[variable]}, whose rights the schema knows."
        raise Refusal("wrong_role", sentence, {variable: f"must name {_ROLES[variable]}"})
    return parts


def _migrate(_: argparse.Namespace) -> int:
    ground.require_outside()
    with ground.database():
        laid = ground.migrate()
    print(f"{laid} steps laid. The schema is up to date." if laid else "The schema is up to date.")
    return 0


def _shell(arguments: argparse.Namespace) -> int:
    with ground.database() as cluster:
        told = environment.settings()
        address = told.database_url if arguments.app else told.owner_database_url
        if not address:
            raise Refusal(
                "no_owner",
                "MAKEGOOD_OWNER_DATABASE_URL is not set. Set it, or add --app.",
                {"MAKEGOOD_OWNER_DATABASE_URL": "is not set"},
            )
        psql = (
            str(cluster.place.programs / "psql")
            if cluster and (cluster.place.programs / "psql").exists()
            else shutil.which("psql")
        )
        if psql is None:
            raise Refusal(
                "no_psql", "psql is not installed here. Install PostgreSQL's client, or open the address with another one."
            )
        parts = {key: str(value) for key, value in conninfo_to_dict(address).items() if value}
        names = {"user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE"}
        told_psql = {names[key]: value for key, value in parts.items() if key in names}
        return subprocess.run([str(Path(psql))], env={**os.environ, **told_psql}, check=False).returncode  # noqa: S603 - psql itself
