"""Tells open pages that something changed: a topic, never content. Sent with the commit, lost with a rollback."""

import json

from django.db import connection

from makegood.platform import tenancy

CHANNEL = "makegood_live"


def announce(*topics: str) -> None:
    """Pages of the open brand that watch one of these topics refresh: 'inbox', 'case:7'. May be repeated; PostgreSQL folds equal ones."""
    brand_id = str(tenancy.current_brand())
    with connection.cursor() as cursor:
        for topic in topics:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"brand": brand_id, "topic": topic})])
