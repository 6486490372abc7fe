"""What the app's role may do with the tables that libraries brought: users, sessions. They are without a brand and hold no content.

Runs as the owner after every migration, so that a library's new table is reachable at once. Brand-owned tables get their rights from
`borders.guard`, never here.
"""

from django.db import connections

from makegood.platform.borders import APP_ROLE

SHARED = (
    "auth_",
    "account_",
    "mfa_",
    "django_session",
    "django_content_type",
    "socialaccount_",
    "usersessions_",
)


def grant_shared(*, alias: str = "owner") -> list[str]:
    """Grants the app its rights on the shared tables and their sequences; may be repeated. Returns the tables' names."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall() if name.startswith(SHARED)]
        for table in tables:
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}")
        cursor.execute(f"GRANT SELECT ON django_migrations TO {APP_ROLE}")
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        for (sequence,) in cursor.fetchall():
            if sequence.startswith(SHARED):
                cursor.execute(f"GRANT USAGE, SELECT ON SEQUENCE {sequence} TO {APP_ROLE}")
    return tables
