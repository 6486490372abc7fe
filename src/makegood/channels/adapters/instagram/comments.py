"""Reads what an Instagram account's calls tell of comments under its pictures (fields `comments` and `live_comments`). Pure."""

from collections.abc import Iterator
from typing import Any

from makegood.channels.providers import meta_talk, reading
from makegood.channels.types import Authenticity, Envelope


def read(entry: dict[str, Any], network: meta_talk.Network, *, ours: str) -> Iterator[Envelope]:
    """Comments of others. The call tells no time of its own: the instant of the entry is taken."""
    for change in reading.many(entry, "changes"):
        value = reading.one(change, "value")
        if reading.text(change, "field") in ("comments", "live_comments") and reading.text(value, "from", "id") != ours:
            yield _comment(entry, value, network)


def _comment(entry: dict[str, Any], value: dict[str, Any], network: meta_talk.Network) -> Envelope:
    comment, words = reading.needed(value, "id"), reading.text(value, "text").strip()
    parent = reading.text(value, "parent_id")
    return Envelope(
        external_id=comment,
        author=meta_talk.address(network, reading.needed(value, "from", "id"), reading.name(value, "from", "username")),
        text=words,
        visible=words,
        sent_at=reading.epoch(entry, "time"),
        thread_key=meta_talk.comment_key(comment),
        thread_keys=(meta_talk.comment_key(parent),) if parent else (),
        public=True,
        authentic=Authenticity.VOUCHED,
    )
