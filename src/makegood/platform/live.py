"""Tells open pages that something changed: a topic, never content, but for news of what everybody may read. Sent with the commit, lost with a
rollback."""

import json
from collections.abc import Mapping
from uuid import UUID

from makegood.platform import bulk, tenancy
from makegood.platform.arrays import array

CHANNEL = "makegood_live"
MOST_BYTES = 7_900  # PostgreSQL takes payloads of up to 7,999


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


def announce_news(topic: str, news: Mapping[str, Mapping[str, object]]) -> None:
    """Tells those who watch this one topic what is new, part by part: for pages that everybody may read, and never for anything else, because it
    travels as it is. Of a part that somebody has not been told yet, they hear only the last. What does not fit into a notice (8,000 bytes)
    travels as "" : look for yourself. One statement, whatever the number."""
    brand_id = str(tenancy.current_brand())
    told = [_news(brand_id, topic, part, what) for part, what in news.items()]
    if told:
        bulk.write("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [CHANNEL, array(told)])


def _news(brand_id: str, topic: str, part: str, what: Mapping[str, object]) -> str:
    about = {"brand": brand_id, "topic": topic, "part": part}
    whole = json.dumps({**about, "news": json.dumps(what, ensure_ascii=False)}, ensure_ascii=False)
    return whole if len(whole.encode()) < MOST_BYTES else json.dumps({**about, "news": ""})
