"""Reads what a Facebook page's calls tell of comments under its posts (field `feed`). Pure."""

from collections.abc import Iterator
from typing import Any

from makegood.channels.providers import meta_talk, reading
from makegood.channels.types import Authenticity, Automatic, Envelope
from makegood.people.types import Address, IdentityKind

_VERBS = ("add", "edited", "remove")


def read(entry: dict[str, Any], *, page: str) -> Iterator[Envelope]:
    """Comments of others: new, edited, taken back. What else happens under a post is left out."""
    for change in reading.many(entry, "changes"):
        value = reading.one(change, "value")
        is_comment = reading.text(change, "field") == "feed" and reading.text(value, "item") == "comment"
        if is_comment and reading.text(value, "from", "id") != page and reading.text(value, "verb") in _VERBS:
            yield _comment(value, at=reading.text(entry, "time"))


def _comment(value: dict[str, Any], *, at: str) -> Envelope:
    comment, verb = reading.needed(value, "comment_id"), reading.text(value, "verb")
    words, external_id, automatic = _words(value), comment, None
    if verb == "edited":
        words, external_id = f"[Edited]\n{words}", f"{comment}:edited:{at}"
    elif verb == "remove":
        words, external_id, automatic = "[They took this comment back.]", f"{comment}:deleted", Automatic.REPORT
    parent = reading.text(value, "parent_id")
    keys = (meta_talk.comment_key(parent),) if parent and parent != reading.text(value, "post_id") else ()
    return Envelope(
        external_id=external_id,
        author=Address(
            IdentityKind.HANDLE, f"facebook:{reading.needed(value, 'from', 'id')}", reading.name(value, "from", "name")
        ),
        text=words,
        visible=words,
        sent_at=reading.epoch(value, "created_time"),
        thread_key=meta_talk.comment_key(comment),
        thread_keys=keys,
        automatic=automatic,
        public=True,
        link=f"https://www.facebook.com/{comment}",
        authentic=Authenticity.VOUCHED,
    )


def _words(value: dict[str, Any]) -> str:
    file = reading.text(value, "photo") or reading.text(value, "video")
    return "\n".join(part for part in (reading.text(value, "message").strip(), f"[file] {file}" if file else "") if part)
