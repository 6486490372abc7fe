"""Says one answer as a post: never for more eyes than the question was for, and a repeat is one post.

The server keeps an Idempotency-Key for an hour; an older letter is first looked for among our own posts.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from makegood.channels.adapters.mastodon import pictures, posts
from makegood.channels.adapters.mastodon.server import Server
from makegood.channels.adapters.mastodon.settings import MastodonSettings
from makegood.channels.providers import html_text, reading
from makegood.channels.types import Announcement, OutgoingLetter, SendReceipt
from makegood.kernel.refusals import Refusal, Trouble

KEY_IS_KEPT = timedelta(minutes=50)  # the server says an hour
CLOCKS = timedelta(seconds=5)  # that two clocks may differ
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w/])@(\w+)@[\w.-]+\w")


def length(text: str) -> int:
    """As servers count: a link is 23 characters whatever its length, of a name with its server only the name counts."""
    return len(_MENTION.sub(r"@\1", _LINK.sub("x" * 23, text)))


def say(letter: OutgoingLetter, settings: MastodonSettings) -> SendReceipt:
    """Posts it. Raises Refusal and Trouble."""
    name = letter.to.value.partition(":")[2].lstrip("@")
    if letter.to.value.partition(":")[0] != posts.NETWORK or not name:
        raise Refusal("wrong_address", f"{letter.to.value} is no Mastodon account.", {"to": "no Mastodon account"})
    text = letter.text if re.search(rf"@{re.escape(name)}\b", letter.text, re.IGNORECASE) else f"@{name} {letter.text}"
    if length(text) > settings.max_characters:
        sentence = f"text: {length(text)} characters with their name; {settings.host} takes {settings.max_characters}."
        raise Refusal("too_long", sentence, {"text": "too long"})
    server = Server(settings)
    question = _question(server, letter)
    seen_by = _visibility(letter, question)
    said = _already_said(server, letter, text) or _post(server, letter, text, seen_by, question)
    at = reading.text(said, "created_at")
    return SendReceipt(reading.needed(said, "id"), reading.instant(at) if at else datetime.now(UTC), f"seen by: {seen_by}")


def announce(said: Announcement, settings: MastodonSettings) -> SendReceipt:
    """Posts it for everybody. Raises Refusal and Trouble."""
    if length(said.text) > settings.max_characters:
        sentence = f"text: {length(said.text)} characters; {settings.host} takes {settings.max_characters}."
        raise Refusal("too_long", sentence, {"text": "too long"})
    server = Server(settings)
    there = None
    if datetime.now(UTC) - said.written_at >= KEY_IS_KEPT:  # the server may have forgotten the key of an earlier try
        there = _mine(server, said.text, "", said.written_at)
    posted = there or _hand_in(server, {"status": said.text, "visibility": "public"}, said.key)
    at = reading.text(posted, "created_at")
    return SendReceipt(reading.needed(posted, "id"), reading.instant(at) if at else datetime.now(UTC), "seen by: public")


def _question(server: Server, letter: OutgoingLetter) -> dict[str, Any]:
    """The post that this answers; nothing where it is gone or never was."""
    if not letter.in_reply_to:
        return {}
    reply = server.get(f"/api/v1/statuses/{letter.in_reply_to}")
    found: dict[str, Any] = reply.value if reply.fine and isinstance(reply.value, dict) else {}
    if letter.public and not found:
        sentence = "The post that this answers is gone. Write to them in private, if something is still to be said."
        raise Refusal("question_gone", sentence, {"in_reply_to": "gone"})
    return found


def _visibility(letter: OutgoingLetter, question: dict[str, Any]) -> str:
    """The narrower of what the letter allows and what the question was: a post for their followers is answered directly, because our
    followers are others than theirs."""
    asked = reading.text(question, "visibility") or "public"
    return asked if letter.public and asked in posts.OPEN_TO_ALL else "direct"


def _already_said(server: Server, letter: OutgoingLetter, text: str) -> dict[str, Any] | None:
    """Our own post with these words and this question, where the server may have forgotten the key of an earlier try."""
    if letter.queued_at is None or datetime.now(UTC) - letter.queued_at < KEY_IS_KEPT:
        return None
    return _mine(server, text, letter.in_reply_to, letter.queued_at)


def _mine(server: Server, text: str, answers: str, since: datetime) -> dict[str, Any] | None:
    """Our own post with these words in this place, since then."""
    mine = server.list(f"/api/v1/accounts/{reading.text(server.me(), 'id')}/statuses", {"limit": "40", "exclude_reblogs": "true"})
    for status in mine:
        same = _folded(html_text.plain(reading.text(status, "content"))) == _folded(text)
        if same and reading.text(status, "in_reply_to_id") == answers and _is_since(status, since):
            return status
    return None


def _is_since(status: dict[str, Any], queued_at: datetime) -> bool:
    return reading.instant(reading.needed(status, "created_at")) >= queued_at - CLOCKS


def _post(server: Server, letter: OutgoingLetter, text: str, visibility: str, question: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = {"status": text, "visibility": visibility}
    if letter.attachments:
        value["media_ids"] = [pictures.hand_over(server, one) for one in letter.attachments]
    if question:
        value["in_reply_to_id"] = letter.in_reply_to
    return _hand_in(server, value, letter.message_key)


def _hand_in(server: Server, value: dict[str, Any], key: str) -> dict[str, Any]:
    reply = server.post("/api/v1/statuses", value, key=key)
    if reply.fine and isinstance(reply.value, dict):
        return reply.value
    why = " ".join(reading.text(reply.value, "error").split())[:200] or f"HTTP {reply.status}"
    if reply.status == 422:
        raise Refusal("not_taken", f"{server.whom} does not take this post: {why}", {"text": why})
    raise Trouble(f"{server.whom} did not take the post: {why}", lasting=True)


def _folded(text: str) -> str:
    """Words as they compare: a server writes names without their host, and spaces as it likes."""
    return " ".join(_MENTION.sub(r"@\1", text).split()).casefold()


def greet(settings: MastodonSettings) -> str:
    """Enters and says as whom, and how long a post may be there. Raises Trouble."""
    server = Server(settings)
    me = reading.text(server.me(), "acct")
    told = server.get("/api/v2/instance").value
    most = reading.number(told, "configuration", "statuses", "max_characters")
    hint = "" if most in (None, settings.max_characters) else f" Set max_characters to {most}: so long may a post be there."
    return f"Speaking works: {settings.host} let us in as @{me}.{hint}"
