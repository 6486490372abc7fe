"""One look at an account: who named, answered or quoted it, each with the whole thread; what a search finds; direct messages.

Changes nothing out there and stores nothing. A look brings a bounded number of posts; what is left comes with the next one.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from makegood.channels.adapters.bluesky import place as places
from makegood.channels.adapters.bluesky import posts, threads
from makegood.channels.adapters.bluesky.place import FIRST_LOOK, OVERLAP, Place
from makegood.channels.adapters.bluesky.server import Server
from makegood.channels.adapters.bluesky.settings import BlueskySettings
from makegood.channels.providers import reading
from makegood.channels.types import Fetched

REASONS = ["mention", "reply", "quote"]
PAGE = 50  # notifications of one request
MOST_FOUND, SEARCH_PAGES = 100, 20  # posts of one request, and requests for one word in a look
MOST_PROFILES = 25  # the network's limit for one request
Item = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class _News:
    """Something that concerns us: the post, when the network saw it, and whether a search found it."""

    uri: str
    at: datetime
    post: dict[str, Any]
    found: bool = False


def look(settings: BlueskySettings, server: Server, *, cursor: str, limit: int) -> Fetched:
    """At most `limit` posts and messages after `cursor`. Raises Trouble."""
    place = places.read(cursor, now=datetime.now(UTC))
    page = server.needs(server.ask("app.bsky.notification.listNotifications", _asked(place)), "see who names us")
    news = [one for one in _news_of(page) if one.at >= place.since - OVERLAP]
    older = reading.text(page, "cursor")
    reached = not older or _is_reached(page, place, older)
    if not reached and len(place.pages) < places.MOST_PAGES:
        place.pages.append(older)
        return _brought(server, place, (), more=True)
    dropped = not older and _begins_too_late(page, place)  # asked before the place learns what is new
    items, whole = _heard(server, place, news, limit)
    gap = (
        ""
        if reached
        else f"Of who turned to us, only the latest {PAGE * places.MOST_PAGES:,} can be read: older ones were passed over."
    )
    if dropped:
        gap = "Bluesky no longer shows who turned to us right after we last looked: some of it may have been passed over."
    if whole and place.pages:
        place.done = place.pages.pop()
        return _brought(server, place, items, more=True, gap=gap)
    if not whole or items:
        return _brought(server, place, items, more=True, gap=gap)
    place.done = ""
    items, whole = _searched(settings, server, place, limit)
    if not items:
        items = _talked(settings, server, place)
    return _brought(server, place, items, more=not whole, gap=gap)


def _brought(server: Server, place: Place, items: Sequence[Item], *, more: bool, gap: str = "") -> Fetched:
    """What goes back, with the place. Where the limit is nearly spent the rest waits until it is whole again."""
    return Fetched(tuple(items), place.write(), more=more and server.wait_s is None, again_after_s=server.wait_s, gap=gap)


def _asked(place: Place) -> dict[str, Any]:
    return {"limit": PAGE, "reasons": REASONS, **({"cursor": place.pages[-1]} if place.pages else {})}


def _is_reached(page: dict[str, Any], place: Place, older: str) -> bool:
    """Whether nothing older than this page is new: it goes back to what is read, or the page behind it was just read."""
    there = [(reading.text(one, "uri"), _instant(one)) for one in reading.many(page, "notifications")]
    if not there or older == place.done:
        return True
    uri, at = there[-1]
    return at is not None and (at < place.since - OVERLAP or place.knows(uri))


def _begins_too_late(page: dict[str, Any], place: Place) -> bool:
    """Whether the oldest that the network still shows is younger than the last that we read, which it therefore no longer shows."""
    there = [(reading.text(one, "uri"), at) for one in reading.many(page, "notifications") if (at := _instant(one)) is not None]
    return (
        bool(there and place.seen) and min(at for _, at in there) > place.since and not any(place.knows(uri) for uri, _ in there)
    )


def _news_of(page: dict[str, Any]) -> Iterator[_News]:
    """The notifications of a page that are posts of others, as posts."""
    for one in reading.many(page, "notifications"):
        at, uri = _instant(one), reading.text(one, "uri")
        if at is not None and reading.text(one, "reason") in REASONS and uri:
            yield _News(uri, at, {name: one.get(name) for name in ("uri", "cid", "author", "record", "indexedAt")})


def _heard(server: Server, place: Place, news: Iterable[_News], limit: int) -> tuple[list[Item], bool]:
    """What is new, oldest first, each with its thread; and whether all of it found room."""
    found: dict[str, dict[str, Any]] = {}
    read: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(news, key=lambda each: (each.at, each.uri)):
        if place.knows(one.uri):
            continue
        root = posts.root_of(reading.one(one.post, "record"), one.uri)
        if root not in read or not any(post.get("uri") == one.uri for post in read[root]):
            read[root] = threads.around(server, uri=one.uri, root=root, known=one.post, most=max(limit, 2))
        fresh = {str(post["uri"]): post for post in read[root] if str(post["uri"]) not in found}
        if found and len(found) + len(fresh) > limit:
            return _written(server, [(post, False) for post in found.values()]), False
        found |= fresh
        place.note(one.uri, one.at)
    return _written(server, [(post, False) for post in found.values()]), True


def _searched(settings: BlueskySettings, server: Server, place: Place, room: int) -> tuple[list[Item], bool]:
    """What searches find, oldest first, each post alone, and whether all of it found room. It was said to others; it becomes a conversation
    when somebody there names us. Nothing where the server cannot search."""
    edge = (place.searched or place.since) - OVERLAP
    found = {one.uri: one for words in settings.words for one in _found(server, words, edge) if not place.knows(one.uri)}
    taken = sorted(found.values(), key=lambda one: (one.at, one.uri))[:room]
    for one in taken:
        place.note_found(one.uri, one.at)
    return _written(server, [(one.post, True) for one in taken]), len(taken) == len(found)


def _found(server: Server, words: str, edge: datetime) -> Iterator[_News]:
    """Posts of others that hold these words, back to an instant."""
    query: dict[str, Any] = {"q": words, "sort": "latest", "limit": MOST_FOUND}
    for _ in range(SEARCH_PAGES):
        answer = server.try_ask("app.bsky.feed.searchPosts", query)
        if answer is None:
            return
        page = [(_instant(post), post) for post in reading.many(answer.value, "posts")]
        for at, post in page:
            if at is not None and at >= edge and reading.text(post, "author", "did") != server.did:
                yield _News(reading.text(post, "uri"), at, post, found=True)
        older = reading.text(answer.value, "cursor")
        if not older or all(at is None or at < edge for at, _ in page):
            return
        query["cursor"] = older


def _written(server: Server, found: Iterable[tuple[dict[str, Any], bool]]) -> list[Item]:
    """The posts with how many follow their authors, in the order of their time; record keys sort by it, too."""
    kept = sorted(found, key=lambda pair: (reading.text(pair[0], "indexedAt"), reading.text(pair[0], "uri").rpartition("/")[2]))
    profiles = _profiles(server, [reading.text(post, "author", "did") for post, _ in kept])
    items = []
    for post, was_found in kept:
        reach = reading.number(profiles.get(reading.text(post, "author", "did"), {}), "followersCount")
        told = {"us": server.did, "post": post, "reach": reach, **({"found": True} if was_found else {})}
        items.append((reading.text(post, "uri"), _json(told)))
    return items


def _profiles(server: Server, dids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Who these are; nobody where the network does not say."""
    found: dict[str, dict[str, Any]] = {}
    wanted = list(dict.fromkeys(did for did in dids if did))
    for start in range(0, len(wanted), MOST_PROFILES):
        answer = server.ask("app.bsky.actor.getProfiles", {"actors": wanted[start : start + MOST_PROFILES]})
        found |= {reading.text(one, "did"): one for one in reading.many(answer.value, "profiles")}
    return found


def _talked(settings: BlueskySettings, server: Server, place: Place) -> list[Item]:
    """Direct messages since the last look, one page of the network's own log of them. Asked when nothing else is new: where the network does
    not let us see them, the trouble is said and stops nothing."""
    if not settings.private_messages:
        return []
    asked = server.ask("chat.bsky.convo.getLog", {"cursor": place.chat} if place.chat else {}, chat=True)
    answer = server.needs(asked, "see direct messages")
    place.chat = reading.text(answer, "cursor") or place.chat
    edge = place.since - FIRST_LOOK
    heard = []
    for one in reading.many(answer, "logs"):
        message, at = reading.one(one, "message"), _read_instant(reading.text(one, "message", "sentAt"))
        if (
            reading.text(one, "$type").endswith("#logCreateMessage")
            and at is not None
            and at >= edge
            and reading.text(message, "id")
        ):
            heard.append((reading.text(one, "convoId"), message))
    return _letters(server, heard)


def _letters(server: Server, heard: Sequence[tuple[str, dict[str, Any]]]) -> list[Item]:
    profiles = _profiles(server, [reading.text(message, "sender", "did") for _, message in heard])
    ours = {convo: _ours(server, convo) for convo in dict.fromkeys(convo for convo, _ in heard)}
    items = []
    for convo, message in heard:
        who = profiles.get(reading.text(message, "sender", "did"), {})
        told = {"us": server.did, "chat": {"convo": convo, "message": message, "who": who, "ours": ours[convo]}}
        items.append((f"{posts.CHAT}{convo}/{reading.text(message, 'id')}", _json(told)))
    return items


def _ours(server: Server, convo: str) -> list[str]:
    """What we said there lately: by it the conversation is known that we began."""
    answer = server.ask("chat.bsky.convo.getMessages", {"convoId": convo, "limit": 50}, chat=True)
    said = (one for one in reading.many(answer.value, "messages") if reading.text(one, "sender", "did") == server.did)
    return [reading.text(one, "id") for one in said]


def _instant(one: dict[str, Any]) -> datetime | None:
    return _read_instant(reading.text(one, "indexedAt"))


def _read_instant(text: str) -> datetime | None:
    try:
        return reading.instant(text)
    except (ValueError, OverflowError):
        return None


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()
