"""Says something for an account: a public answer under a post, or a direct message. A repeat says it once.

Never says in public what is not marked public, and never answers a post that is gone or whose author shut us out.
"""

import re
from datetime import UTC, datetime
from typing import Any

from makegood.channels.adapters.bluesky import graphemes, pictures, posts, record_key
from makegood.channels.adapters.bluesky.server import Answer, Server
from makegood.channels.providers import reading
from makegood.channels.types import Announcement, OutgoingLetter, SendReceipt
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import IdentityKind

LONGEST = 300
LONGEST_PRIVATE = 1000  # graphemes of a direct message (lexicon chat.bsky.convo.defs)
_POST = "app.bsky.feed.post"
_LINK = re.compile(r"https?://[^\s<>“”\"]+[^\s<>“”\".,;:!?)\]’']")
_LOOKED_BACK = 50  # direct messages in which a repeat is looked for


def send(server: Server, letter: OutgoingLetter) -> SendReceipt:
    """Says it. Refuses what can never be said; raises Trouble."""
    if letter.attachments and not letter.public:
        raise Refusal("no_attachments", "A direct message on Bluesky carries no files.", {"attachments": "not possible here"})
    length, most = graphemes.length(letter.text), LONGEST if letter.public else LONGEST_PRIVATE
    if length > most:
        raise Refusal("too_long", f"text: {length} characters; Bluesky takes {most}.", {"text": "too_long"})
    return _reply(server, letter) if letter.public else _tell(server, letter)


def _reply(server: Server, letter: OutgoingLetter) -> SendReceipt:
    where, said = _place(server, letter)
    if said:
        return SendReceipt(said, datetime.now(UTC), "It was there already.")
    parent = _parent(server, letter.in_reply_to)
    record = {
        "$type": _POST,
        "text": letter.text,
        "createdAt": _stamp(letter.message_key),
        "reply": {"root": _root(parent), "parent": _reference(parent)},
        **_facets(letter.text),
        **pictures.embed(server, letter.attachments),
    }
    answer = server.do("com.atproto.repo.putRecord", {**where, "record": record, "swapRecord": None})
    if answer.error == "InvalidSwap":  # another of our workers was quicker: the same record
        return SendReceipt(f"at://{server.did}/{_POST}/{where['rkey']}", datetime.now(UTC), "It was there already.")
    return SendReceipt(reading.text(_taken(server, answer), "uri"), datetime.now(UTC))


def announce(server: Server, said: Announcement) -> SendReceipt:
    """Posts it for everybody. Refuses what is too long; raises Trouble."""
    length = graphemes.length(said.text)
    if length > LONGEST:
        raise Refusal("too_long", f"text: {length} characters; Bluesky takes {LONGEST}.", {"text": "too_long"})
    where, there = _free_place(server, said.key, said.text, "")
    if there:
        return SendReceipt(there, datetime.now(UTC), "It was there already.")
    record = {"$type": _POST, "text": said.text, "createdAt": _stamp(said.key), **_facets(said.text)}
    answer = server.do("com.atproto.repo.putRecord", {**where, "record": record, "swapRecord": None})
    if answer.error == "InvalidSwap":  # another of our workers was quicker: the same record
        return SendReceipt(f"at://{server.did}/{_POST}/{where['rkey']}", datetime.now(UTC), "It was there already.")
    return SendReceipt(reading.text(_taken(server, answer), "uri"), datetime.now(UTC))


def _place(server: Server, letter: OutgoingLetter) -> tuple[dict[str, str], str]:
    return _free_place(server, letter.message_key, letter.text, letter.in_reply_to)


def _free_place(server: Server, key: str, text: str, answers: str) -> tuple[dict[str, str], str]:
    """Where the record of these words goes, and its address where it is there already. A place that another message has is passed over."""
    turn = 0
    while True:
        where = {"repo": server.did, "collection": _POST, "rkey": record_key.of(key, turn)}
        found = server.ask("com.atproto.repo.getRecord", where)
        if found.error:
            return where, ""
        there = reading.one(found.value, "value")
        if (reading.text(there, "text"), reading.text(there, "reply", "parent", "uri")) == (text, answers):
            return where, reading.needed(found.value, "uri")
        turn += 1


def _parent(server: Server, uri: str) -> dict[str, Any]:
    """The post that is answered, as it is now. Raises lasting Trouble where nobody can answer it any more."""
    if not uri.startswith("at://"):
        raise Refusal("nothing_to_answer", "In public only a post that they wrote can be answered.", {"in_reply_to": "no post"})
    found = server.needs(server.ask("app.bsky.feed.getPosts", {"uris": [uri]}), "look at the post")
    post = next(iter(reading.many(found, "posts")), {})
    if not post:
        raise Trouble(_why_gone(server, uri), lasting=True)
    if reading.one(post, "viewer").get("replyDisabled") is True:
        raise Trouble("They allow no answers to this post, or only from some people.", lasting=True)
    return post


def _why_gone(server: Server, uri: str) -> str:
    shown = server.ask("app.bsky.feed.getPostThread", {"uri": uri, "depth": 0, "parentHeight": 0})
    if reading.one(shown.value, "thread").get("blocked") is True:
        return "They blocked our account, or we theirs: nothing we say there reaches them."
    return "They deleted the post that this answers, or it was taken down."


def _reference(post: dict[str, Any]) -> dict[str, str]:
    return {"uri": reading.text(post, "uri"), "cid": reading.text(post, "cid")}


def _root(post: dict[str, Any]) -> dict[str, str]:
    root = reading.one(post, "record", "reply", "root")
    return _reference(root) if root else _reference(post)


def _tell(server: Server, letter: OutgoingLetter) -> SendReceipt:
    convo = _conversation(server, letter)
    facets = _facets(letter.text)
    said = _said_before(server, convo, letter)
    if said:
        return SendReceipt(f"{posts.CHAT}{convo}/{said}", datetime.now(UTC), "It was there already.")
    value = {"convoId": convo, "message": {"text": letter.text, **facets}}
    answer = _taken(server, server.do("chat.bsky.convo.sendMessage", value, chat=True))
    return SendReceipt(f"{posts.CHAT}{convo}/{reading.text(answer, 'id')}", datetime.now(UTC))


def _conversation(server: Server, letter: OutgoingLetter) -> str:
    """Where they wrote, or the conversation with them alone; by their DID, so that nobody who took over a handle reads it."""
    if letter.in_reply_to.startswith(posts.CHAT):
        return letter.in_reply_to.removeprefix(posts.CHAT).partition("/")[0]
    did = letter.to.value.partition(":")[2]
    if letter.to.kind is not IdentityKind.HANDLE or not did.startswith("did:"):
        raise Refusal("no_account", "A direct message goes to an account that Bluesky named to us.", {"to": "no account"})
    answer = server.ask("chat.bsky.convo.getConvoForMembers", {"members": [did]}, chat=True)
    return reading.text(_taken(server, answer), "convo", "id")


def _said_before(server: Server, convo: str, letter: OutgoingLetter) -> str:
    """The id of the same words of ours, said since the message was written here: the network knows no key for a repeat. '' for none."""
    answer = server.ask("chat.bsky.convo.getMessages", {"convoId": convo, "limit": _LOOKED_BACK}, chat=True)
    since = record_key.milliseconds(letter.message_key) / 1000
    for one in reading.many(answer.value, "messages"):
        same = reading.text(one, "sender", "did") == server.did and reading.text(one, "text") == letter.text
        if same and since and reading.instant(reading.needed(one, "sentAt")).timestamp() >= since:
            return reading.text(one, "id")
    return ""


def _taken(server: Server, answer: Answer) -> dict[str, Any]:
    """The value of what was done. A refusal by the network lasts: another try would be refused alike."""
    if answer.error:
        raise Trouble(f"{server.whom} did not take it: {answer.message or answer.error}.", lasting=True)
    return answer.value


def _facets(text: str) -> dict[str, Any]:
    """The links in the words, by bytes, so that they can be followed."""
    found = [(len(text[: one.start()].encode()), one.group()) for one in _LINK.finditer(text)]
    facets = [
        {
            "index": {"byteStart": start, "byteEnd": start + len(uri.encode())},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": uri}],
        }
        for start, uri in found
    ]
    return {"facets": facets} if facets else {}


def _stamp(message_key: str) -> str:
    """When it was written, so that a repeat is the same record; now, where the key does not hold it."""
    at = record_key.milliseconds(message_key)
    instant = datetime.fromtimestamp(at / 1000, UTC) if at else datetime.now(UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
