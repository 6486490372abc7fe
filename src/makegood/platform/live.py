"""Tells open pages that something changed: a topic, never content. Sent with the commit, lost with a rollback."""

import json
from uuid import UUID

from makegood.platform import bulk, tenancy
from makegood.platform.arrays import array

CHANNEL = "makegood_live"


GONE = "gone:"  # and a member's id: no stream of theirs goes on


def announce_gone(member_id: UUID) -> None:
    """Ends the open streams of a member of the open brand, and lets none of their tickets open another."""
    announce(f"{GONE}{member_id}")


def announce(*topics: str) -> None:
    """Pages of the open brand that watch one of these topics refresh: 'inbox', 'case:7'. May be repeated; PostgreSQL folds equal ones. One
    statement, whatever the number."""
    brand_id = str(tenancy.current_brand())
    told = [json.dumps({"brand": brand_id, "topic": topic}) for topic in dict.fromkeys(topics)]
    if told:
        bulk.write("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [CHANNEL, array(told)])
