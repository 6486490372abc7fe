"""Tells open pages that something changed: a topic, never content. Sent with the commit, lost with a rollback."""

import json

from makegood.platform import bulk, tenancy
from makegood.platform.arrays import array

CHANNEL = "makegood_live"


def announce(*topics: str) -> None:
    """Pages of the open brand that watch one of these topics refresh: 'inbox', 'case:7'. May be repeated; PostgreSQL folds equal ones. One
    statement, whatever the number."""
    brand_id = str(tenancy.current_brand())
    told = [json.dumps({"brand": brand_id, "topic": topic}) for topic in dict.fromkeys(topics)]
    if told:
        bulk.write("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [CHANNEL, array(told)])
