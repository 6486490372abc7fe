"""Says one answer on X: in public as a reply under their post, in private as a direct message. A repeat is one post.

X has no keys for repeats, but refuses words that it has just been told: then our own post with these very words is looked for, and only if it
is found was it said. Before a direct message our last ones to them are looked at.
"""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from makegood.channels.adapters.x import api, posts, weighing
from makegood.channels.adapters.x.settings import LONGEST, XSettings
from makegood.channels.providers import reading
from makegood.channels.types import OutgoingLetter, SendReceipt
from makegood.kernel.refusals import Refusal, Trouble

_NAME = re.compile(r"\w{1,50}", re.ASCII)  # so that it can stand in a path
CLOCKS = timedelta(seconds=5)  # that two clocks may differ


def say(letter: OutgoingLetter, settings: XSettings) -> SendReceipt:
    """Posts it or sends it. Raises Refusal and Trouble."""
    network, _, username = letter.to.value.partition(":")
    if network != posts.NETWORK or not _NAME.fullmatch(username.lstrip("@")):
        raise Refusal("wrong_address", f"{letter.to.value} is no account on X.", {"to": "no account on X"})
    if letter.public and not letter.in_reply_to.startswith(f"{posts.DIRECT}:"):
        return _reply(letter, settings, username.lstrip("@"))
    return _direct(letter, settings, username.lstrip("@"))


def greet(settings: XSettings) -> str:
    """Says as whom X lets us in. Raises Trouble."""
    reply = api.ask(settings, "GET", "/2/users/me")
    if not reply.fine:
        raise Trouble(f"X does not let us in: {api.why(reply)}", lasting=True)
    return f"Speaking works: X let us in as @{reading.text(reply.value, 'data', 'username')}."


def _reply(letter: OutgoingLetter, settings: XSettings, username: str) -> SendReceipt:
    text = letter.text if letter.in_reply_to else f"@{username} {letter.text}"
    weight = weighing.weight(text)
    if weight > LONGEST:
        raise Refusal("too_long", f"text: {weight} characters as X counts them; it takes {LONGEST}.", {"text": "too long"})
    value: dict[str, Any] = {"text": text}
    if letter.in_reply_to:
        value["reply"] = {"in_reply_to_tweet_id": letter.in_reply_to}
    reply = api.ask(settings, "POST", "/2/tweets", value=value)
    if reply.fine:
        return SendReceipt(reading.needed(reply.value, "data", "id"), datetime.now(UTC), "posted")
    if reply.status == 403 and "duplicate" in api.why(reply).casefold():
        return _said_already(letter, settings, text)
    raise Refusal("not_taken", f"X does not take this post: {api.why(reply)}", {"text": "not taken"})


def _said_already(letter: OutgoingLetter, settings: XSettings, text: str) -> SendReceipt:
    told = {"max_results": "100", "tweet.fields": "created_at,referenced_tweets"}
    mine = api.ask(settings, "GET", f"/2/users/{settings.me}/tweets", query=told)
    for tweet in reading.many(mine.value, "data"):
        answers = [reading.text(one, "id") for one in reading.many(tweet, "referenced_tweets") if one.get("type") == "replied_to"]
        same = _bare(reading.text(tweet, "text")) == _bare(text) and answers == (
            [letter.in_reply_to] if letter.in_reply_to else []
        )
        if same and _is_since(tweet, letter.queued_at):
            return SendReceipt(
                reading.needed(tweet, "id"), reading.instant(reading.needed(tweet, "created_at")), "was posted already"
            )
    raise Refusal("duplicate", "X refuses words that we said there lately. Change them a little.", {"text": "said lately"})


def _direct(letter: OutgoingLetter, settings: XSettings, username: str) -> SendReceipt:
    them = _participant(letter, settings, username)
    if (said := _sent_already(letter, settings, them)) is not None:
        return said
    reply = api.ask(settings, "POST", f"/2/dm_conversations/with/{them}/messages", value={"text": letter.text})
    if reply.fine:
        return SendReceipt(reading.needed(reply.value, "data", "dm_event_id"), datetime.now(UTC), "direct message")
    if reply.status == 403:
        sentence = f"They take no direct messages from us on X ({api.why(reply)}). Find another way to reach them."
        raise Refusal("no_private_way", sentence, {"to": "takes no direct messages"})
    raise Refusal("not_taken", f"X does not take this message: {api.why(reply)}", {"text": "not taken"})


def _participant(letter: OutgoingLetter, settings: XSettings, username: str) -> str:
    """Their account's number: from the direct message that this answers, else by their name."""
    kind, _, rest = letter.in_reply_to.partition(":")
    if kind == posts.DIRECT:
        return rest.partition(":")[0]
    found = reading.text(api.ask(settings, "GET", f"/2/users/by/username/{username}").value, "data", "id")
    if not found:
        raise Refusal("no_such_account", f"There is no @{username} on X any more.", {"to": "unknown"})
    return found


def _sent_already(letter: OutgoingLetter, settings: XSettings, them: str) -> SendReceipt | None:
    if letter.queued_at is None:
        return None
    told = {"event_types": "MessageCreate", "dm_event.fields": "id,text,created_at,sender_id", "max_results": "20"}
    for event in reading.many(api.ask(settings, "GET", f"/2/dm_conversations/with/{them}/dm_events", query=told).value, "data"):
        ours = reading.text(event, "sender_id") == settings.me and _bare(reading.text(event, "text")) == _bare(letter.text)
        if ours and _is_since(event, letter.queued_at):
            return SendReceipt(
                reading.needed(event, "id"), reading.instant(reading.needed(event, "created_at")), "was sent already"
            )
    return None


def _is_since(one: dict[str, Any], queued_at: datetime | None) -> bool:
    return queued_at is None or reading.instant(reading.needed(one, "created_at")) >= queued_at - CLOCKS


def _bare(text: str) -> str:
    """Words as they compare: X writes every address anew, puts names before a reply, and spells & < > its own way."""
    told = re.sub(r"https?://\S+", "", html.unescape(text))
    return " ".join(re.sub(r"^(?:@\w+\s+)+", "", told.strip()).split())
