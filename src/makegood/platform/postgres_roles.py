"""The three roles and the database, on the embedded PostgreSQL or on somebody's own.

`makegood_owner` owns the database and every table; `makegood_app` is what pages, API and worker connect as: it owns nothing and row-level
security binds it; `makegood_search` cannot log in and sees across brands: it owns the few search functions, which filter by themselves.
Never gives the app a right on a table: migrations do that, table by table.
"""

import psycopg
from psycopg import sql

from makegood.kernel.refusals import Refusal

SUPERUSER = "makegood_root"  # of the embedded cluster only
OWNER = "makegood_owner"
APP = "makegood_app"
SEARCH = "makegood_search"
OLDEST = 15

_ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
    APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT",
    SEARCH: "NOLOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
}
_EXTENSIONS = ("pg_trgm", "btree_gin", "btree_gist", "unaccent")
_WELCOME = ("vector",)  # taken where the server has them; nothing needs them


def database_roles(
    superuser_address: str, *, database: str = "makegood", owner_password: str | None = None, app_password: str | None = None
) -> None:
    """Makes roles, database, schema rights and extensions where they are missing, and mends the roles' attributes. May be repeated.

    `superuser_address` names any existing database, with a role that may create roles and databases. Passwords are for an outside
    server; None leaves them as they are. Refusal `postgres_too_old` below PostgreSQL 15.
    """
    with psycopg.connect(superuser_address, autocommit=True) as connection:
        if connection.info.server_version < OLDEST * 10_000:
            sentence = f"Makegood needs PostgreSQL {OLDEST} or newer, and this is {connection.info.server_version // 10_000}."
            raise Refusal("postgres_too_old", sentence, {"MAKEGOOD_ADMIN_DATABASE_URL": "too old"})
        connection.execute("SELECT pg_advisory_lock(hashtext('makegood roles'))")
        for role, password in ((OWNER, owner_password), (APP, app_password), (SEARCH, None)):
            _role(connection, role, password)
        _grant_search(connection)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            statement = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0"
            connection.execute(sql.SQL(statement).format(sql.Identifier(database), sql.Identifier(OWNER)))
        _inside(superuser_address, database)


def _role(connection: psycopg.Connection, role: str, password: str | None) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    statement = sql.SQL("ALTER ROLE {} {}" if known else "CREATE ROLE {} {}")
    connection.execute(statement.format(sql.Identifier(role), sql.SQL(_ATTRIBUTES[role])))
    if password is not None:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))


def _grant_search(connection: psycopg.Connection) -> None:
    """The owner may hand functions over to the search role, which needs membership."""
    member = "SELECT pg_has_role(%s::name, %s::name, 'MEMBER')"
    row = connection.execute(member, [OWNER, SEARCH]).fetchone()
    if row and not row[0]:
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(SEARCH), sql.Identifier(OWNER)))


def _inside(superuser_address: str, database: str) -> None:
    name, owner, app, search = (sql.Identifier(word) for word in (database, OWNER, APP, SEARCH))
    statements: list[sql.SQL | sql.Composed] = [
        sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, owner),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, app),
        sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(app, search),
        *(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)) for extension in _EXTENSIONS),
    ]
    with psycopg.connect(superuser_address, dbname=database) as connection:
        connection.execute("SET client_min_messages = warning")
        there = connection.execute("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [list(_WELCOME)]).fetchall()
        wanted = [sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)) for (extension,) in there]
        for statement in (*statements, *wanted):
            connection.execute(statement)
