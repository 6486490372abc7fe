"""Talking by Messenger and by Instagram, which speak the same words: what their webhooks tell of messages, and how an answer is said.

Both know people by a number that is good for one page or account alone (page-scoped, Instagram-scoped): it is the identity.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from makegood.channels.providers import meta, reading
from makegood.channels.types import Authenticity, Automatic, Envelope, OutgoingLetter, SendReceipt
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind

OURS = "makegood:"  # what our own messages carry as metadata, so that their echo is known
CLOCKS = timedelta(seconds=5)  # that two clocks may differ
_WHAT = {
    "image": "picture",
    "video": "video",
    "audio": "sound",
    "file": "file",
    "ig_reel": "reel",
    "reel": "reel",
    "story_mention": "story that names us",
}


@dataclass(frozen=True, slots=True)
class Network:
    """How the two differ."""

    name: str  # of handles: "messenger"
    whom: str  # in sentences: "Messenger"
    comments: str  # the edge under a comment: "comments", "replies"
    words: str  # the field of a comment's words: "message", "text"
    since: str  # the field of a comment's instant


def entries(raw: bytes, *, kind: str, of: str, ours: str) -> list[dict[str, Any]]:
    """What one call tells of our own page or account, without what it tells of others. ValueError where it is no call for `of` ("a page")."""
    told = reading.load(raw)
    if reading.text(told, "object") != kind:
        raise ValueError(f"this is no call for {of}")
    return [entry for entry in reading.many(told, "entry") if reading.text(entry, "id") == ours]


def read(entry: dict[str, Any], network: Network, *, ours: str) -> Iterator[Envelope]:
    """The messages of one entry of a call. Receipts and what other apps do there are left out."""
    for event in reading.many(entry, "messaging"):
        them = reading.text(event, "sender", "id")
        if reading.one(event, "message").get("is_echo") is True:
            yield from _echo(event, network, ours)
        elif "message" in event:
            yield _message(event, network, them)
        elif "postback" in event:
            yield _pressed(event, network, them)
        elif reading.text(event, "reaction", "action") == "react":
            yield _reacted(event, network, them)


def address(network: Network, number: str, name: str = "") -> Address:
    return Address(IdentityKind.HANDLE, f"{network.name}:{number}", name)


def say(letter: OutgoingLetter, settings: Mapping[str, str], network: Network, *, ours: str) -> SendReceipt:
    """In public a comment under theirs; in private a message, or the one private answer that a comment allows. A repeat is looked for among
    what we said. Raises Refusal and Trouble."""
    if letter.attachments:
        raise Refusal("no_attachments", f"{network.whom} carries no files from here.", {"attachments": "not possible here"})
    comment = letter.in_reply_to.removeprefix("comment ") if letter.in_reply_to.startswith("comment ") else ""
    if letter.public and comment:
        return _comment(letter, settings, network, comment, ours)
    if letter.public:
        raise Refusal(
            "nothing_to_answer", f"{network.whom}: in public we can only answer a comment.", {"public": "no comment to answer"}
        )
    known, _, number = letter.to.value.partition(":")
    if not comment and (known != network.name or not number):
        raise Refusal("wrong_address", f"{letter.to.value} is nobody on {network.whom}.", {"to": "not of this network"})
    if not comment and (letter.heard_at is None or datetime.now(UTC) - letter.heard_at > timedelta(hours=meta.WINDOW_HOURS)):
        raise meta.window_closed(network.whom)
    return _message_to(letter, settings, network, number, comment, ours)


def comment_key(comment: str) -> str:
    """What a comment is called as a thread key, so that an answer knows that it was one."""
    return f"comment {comment}"


def _base(event: dict[str, Any], network: Network, them: str, external_id: str, text: str, **more: Any) -> Envelope:
    return Envelope(
        external_id=external_id,
        author=address(network, _whole(them)),
        text=text,
        visible=text,
        sent_at=reading.epoch(event, "timestamp", per_second=1_000),
        authentic=Authenticity.VOUCHED,
        **more,
    )


def _whole(them: str) -> str:
    if not them:
        raise ValueError("sender.id is missing")
    return them


def _message(event: dict[str, Any], network: Network, them: str) -> Envelope:
    message, mid = reading.one(event, "message"), reading.needed(event, "message", "mid")
    if message.get("is_deleted") is True:
        words, belongs = "[They took this message back.]", (mid, _with(them))
        return _base(event, network, them, f"{mid}:deleted", words, thread_keys=belongs, automatic=Automatic.REPORT)
    above = reading.text(message, "reply_to", "mid")
    keys = tuple(key for key in (above, _with(them)) if key)
    return _base(event, network, them, mid, _words(message), thread_key=mid, thread_keys=keys)


def _pressed(event: dict[str, Any], network: Network, them: str) -> Envelope:
    title = reading.name(event, "postback", "title") or reading.name(event, "postback", "payload")
    mid = reading.text(event, "postback", "mid") or f"postback {them} {reading.needed(event, 'timestamp')}"
    return _base(event, network, them, mid, f"[They pressed “{title}”.]", thread_key=mid, thread_keys=(_with(them),))


def _reacted(event: dict[str, Any], network: Network, them: str) -> Envelope:
    mid = reading.needed(event, "reaction", "mid")
    sign = reading.text(event, "reaction", "emoji") or reading.name(event, "reaction", "reaction")
    words, external_id = f"[They reacted with {sign}.]", f"{mid}:reaction:{them}:{reading.needed(event, 'timestamp')}"
    return _base(event, network, them, external_id, words, thread_keys=(mid, _with(them)), automatic=Automatic.REPORT)


def _echo(event: dict[str, Any], network: Network, ours: str) -> Iterator[Envelope]:
    """What somebody of ours said in another program. What we said from here is known here already."""
    message, to = reading.one(event, "message"), reading.needed(event, "recipient", "id")
    if not reading.text(message, "metadata").startswith(OURS):
        mid = reading.needed(message, "mid")
        keys = (_with(to),)
        yield _base(event, network, ours, mid, _words(message), thread_key=mid, thread_keys=keys, automatic=Automatic.OWN)


def _with(them: str) -> str:
    """The thread key of everything private between one person and us."""
    return f"with {them}"


def _words(message: dict[str, Any]) -> str:
    story = reading.text(message, "reply_to", "story", "url")
    parts = [f"[about our story] {story}" if story else "", reading.text(message, "text").strip()]
    parts += [_file(one) for one in reading.many(message, "attachments")]
    if message.get("is_unsupported") is True:
        parts.append("[Something that the network does not hand on: look in its own program.]")
    return "\n".join(part for part in parts if part)


def _file(file: dict[str, Any]) -> str:
    kind, payload = reading.text(file, "type"), reading.one(file, "payload")
    place = reading.one(payload, "coordinates")
    if place:
        return f"[place] {place.get('lat')}, {place.get('long')}"
    title = reading.name(file, "title") or reading.name(payload, "title")
    where = reading.text(payload, "url") or reading.text(file, "URL") or reading.text(file, "url")
    return f"[{_WHAT.get(kind, 'shared post' if kind in ('share', 'fallback') else 'file')}{f': {title}' if title else ''}] {where}".strip()


def _comment(letter: OutgoingLetter, settings: Mapping[str, str], network: Network, comment: str, ours: str) -> SendReceipt:
    if letter.queued_at is not None:
        fields = f"id,{network.words},from,{network.since}"
        there = meta.ask(
            settings, "GET", f"{comment}/{network.comments}", whom=network.whom, query={"fields": fields, "limit": "50"}
        )
        for one in reading.many(there, "data"):
            if _is_ours(one, letter, ours, words=network.words, since=network.since):
                return SendReceipt(comment_key(reading.needed(one, "id")), datetime.now(UTC), "was said already")
    said = meta.ask(settings, "POST", f"{comment}/{network.comments}", whom=network.whom, value={"message": letter.text})
    return SendReceipt(comment_key(reading.needed(said, "id")), datetime.now(UTC), "comment")


def _message_to(
    letter: OutgoingLetter, settings: Mapping[str, str], network: Network, number: str, comment: str, ours: str
) -> SendReceipt:
    if (said := _said_already(letter, settings, network, number, ours)) is not None:
        return said
    recipient = {"comment_id": comment} if comment else {"id": number}
    value = {
        "recipient": recipient,
        "messaging_type": "RESPONSE",
        "message": {"text": letter.text, "metadata": OURS + letter.message_key},
    }
    told = meta.ask(settings, "POST", f"{ours}/messages", whom=network.whom, value=value)
    return SendReceipt(
        reading.needed(told, "message_id"), datetime.now(UTC), "private answer to a comment" if comment else "message"
    )


def _said_already(
    letter: OutgoingLetter, settings: Mapping[str, str], network: Network, number: str, ours: str
) -> SendReceipt | None:
    """The very message, where an earlier try brought it out: with our words, and not older than the letter."""
    if letter.queued_at is None or not letter.to.value.startswith(f"{network.name}:"):
        return None
    told = {"platform": network.name, "user_id": number, "fields": "messages.limit(20){id,message,from,created_time}"}
    found = meta.ask(settings, "GET", f"{ours}/conversations", whom=network.whom, query=told)
    for conversation in reading.many(found, "data"):
        for one in reading.many(conversation, "messages", "data"):
            if _is_ours(one, letter, ours, words="message", since="created_time"):
                return SendReceipt(
                    reading.needed(one, "id"), reading.instant(reading.needed(one, "created_time")), "was said already"
                )
    return None


def _is_ours(one: dict[str, Any], letter: OutgoingLetter, ours: str, *, words: str, since: str) -> bool:
    same = reading.text(one, words).split() == letter.text.split() and reading.text(one, "from", "id") == ours
    at = reading.text(one, since)
    return same and letter.queued_at is not None and bool(at) and reading.instant(at) >= letter.queued_at - CLOCKS
