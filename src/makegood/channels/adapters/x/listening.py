"""Looks at what was said to our account on X since the last look: mentions, posts with our words, direct messages, each once.

X gives the newest first, so a backlog is walked page by page to where we were; the cursor keeps the way, and only then moves on. Nothing
is lost that X still gives: its last 800 mentions, seven days of search, thirty days of direct messages.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from makegood.channels.adapters.x import api
from makegood.channels.adapters.x.settings import XSettings
from makegood.channels.providers import calls, reading
from makegood.channels.types import Fetched
from makegood.kernel.refusals import Trouble

PAGE = 100
EVERYTHING = "all"  # instead of an id: older than every id
_POST = {
    "tweet.fields": "created_at,conversation_id,referenced_tweets,entities,note_tweet,edit_history_tweet_ids,in_reply_to_user_id",
    "expansions": "author_id,attachments.media_keys,referenced_tweets.id,referenced_tweets.id.author_id",
    "user.fields": "name,username,public_metrics",
    "media.fields": "url,alt_text,type,preview_image_url",
}
_DIRECT = {
    "event_types": "MessageCreate",
    "dm_event.fields": "id,text,created_at,sender_id,entities,attachments",
    "expansions": "sender_id,attachments.media_keys",
    "user.fields": "name,username",
    "media.fields": "url,alt_text,type,preview_image_url",
}
_GAP = "X no longer shows all that was said since the last look: it keeps 800 mentions and seven days of search. Older words are not here."
Items = dict[str, bytes]


@dataclass
class Walk:
    """How far one list was read: everything up to `since`; while `page` is set, a backlog is walked whose newest is `newest`."""

    since: str = ""
    page: str = ""
    newest: str = ""
    lost: bool = False  # X no longer had where we were


@dataclass
class Place:
    lists: dict[str, Walk] = field(default_factory=dict)


def look(settings: XSettings, *, cursor: str, limit: int) -> Fetched:
    """One page of each list. The first look takes the newest page alone. Raises Trouble."""
    place, items, waits = _place(cursor), Items(), list[float]()
    size = str(max(min(limit, PAGE), 5))
    lists: list[tuple[str, str, dict[str, str]]] = [
        ("mentions", f"/2/users/{settings.me}/mentions", {"max_results": size, **_POST})
    ]
    for word in settings.words:
        query = (
            f'"{word}" -from:{settings.me} -is:retweet' if not word.startswith("#") else f"{word} -from:{settings.me} -is:retweet"
        )
        lists.append(
            (f"word {word}", "/2/tweets/search/recent", {"query": query, "max_results": str(max(int(size), 10)), **_POST})
        )
    for walk in place.lists.values():
        walk.lost = walk.lost and bool(walk.page)
    for name, path, told in lists:
        waits += _posts(settings, place.lists.setdefault(name, Walk()), items, path, told)
    if settings.direct_messages:
        waits += _messages(settings, place.lists.setdefault("dm", Walk()), items, {"max_results": size, **_DIRECT})
    more = any(walk.page for walk in place.lists.values()) and not waits
    at_once = 0.0 if more else settings.pace_s
    gap = _GAP if any(walk.lost for walk in place.lists.values()) else ""
    return Fetched(tuple(items.items()), json.dumps(asdict(place)), more, max([at_once, *waits]) or None, gap)


def _place(cursor: str) -> Place:
    try:
        return Place({name: Walk(**walk) for name, walk in json.loads(cursor)["lists"].items()})
    except (ValueError, TypeError, KeyError, AttributeError):
        return Place()


def _posts(settings: XSettings, walk: Walk, items: Items, path: str, told: dict[str, str]) -> list[float]:
    following = "next_token" if "query" in told else "pagination_token"

    def ask() -> calls.Reply:
        since = {"since_id": walk.since} if walk.since not in ("", EVERYTHING) else {}
        page = {following: walk.page} if walk.page else {}
        return api.ask(settings, "GET", path, query={**told, **since, **page})

    reply = _page(walk, ask)
    around = _around(reply.value)
    for tweet in reading.many(reply.value, "data"):
        if not _is_repost(tweet):
            _keep_with_parent(settings, items, tweet, around)
    ids = [reading.text(one, "id") for one in reading.many(reply.value, "data")]
    _move(walk, ids, reading.text(reply.value, "meta", "next_token"))
    return [wait] if (wait := calls.spent(reply.headers)) else []


def _messages(settings: XSettings, walk: Walk, items: Items, told: dict[str, str]) -> list[float]:

    def ask() -> calls.Reply:
        return api.ask(settings, "GET", "/2/dm_events", query=told | ({"pagination_token": walk.page} if walk.page else {}))

    reply = _page(walk, ask)
    around, reached, ids = _around(reply.value), False, []
    for event in reading.many(reply.value, "data"):
        ids.append(reading.text(event, "id"))
        reached |= bool(walk.since) and _age(ids[-1]) <= _age(walk.since)
        if not reached and reading.text(event, "sender_id") != settings.me:
            _keep(items, "dm", event, around, reading.text(event, "sender_id"))
    _move(walk, ids, "" if reached else reading.text(reply.value, "meta", "next_token"))
    return [wait] if (wait := calls.spent(reply.headers)) else []


def _page(walk: Walk, ask: Callable[[], calls.Reply]) -> calls.Reply:
    reply = ask()
    if reply.fine:
        return reply
    if reply.status == 400 and walk.page:  # X forgot the way: it is walked again from its beginning
        walk.page = walk.newest = ""
    elif reply.status == 400 and walk.since not in ("", EVERYTHING):  # longer ago than X gives: all that it still has is walked
        walk.since, walk.lost = EVERYTHING, True
    else:
        raise Trouble(f"X does not show it to us: {api.why(reply)}", lasting=reply.status == 403)
    return _page(walk, ask)


def _move(walk: Walk, ids: list[str], following: str) -> None:
    walk.newest = max([walk.newest, *ids], key=_age)
    walk.page = following if walk.since else ""
    if not walk.page and walk.newest:
        walk.since, walk.newest = max(walk.since, walk.newest, key=_age), ""


def _around(value: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """What came beside the list: people, files and posts by their ids."""
    by = {"users": "id", "media": "media_key", "tweets": "id"}
    return {kind: {reading.text(one, key): one for one in reading.many(value, "includes", kind)} for kind, key in by.items()}


def _keep_with_parent(settings: XSettings, items: Items, tweet: dict[str, Any], around: dict[str, Any]) -> None:
    """The post, and before it what it answers, unless that is our own: what we said is known here already."""
    for one in reading.many(tweet, "referenced_tweets"):
        parent = around["tweets"].get(reading.text(one, "id"), {})
        author = reading.text(parent, "author_id")
        if one.get("type") == "replied_to" and author and author != settings.me and parent.get("id") not in items:
            for_us = reading.text(parent, "in_reply_to_user_id") == settings.me or _names_us(parent, settings.me)
            _keep(items, "tweet", parent, around, author, **({} if for_us else {"overheard": True}))
    if reading.text(tweet, "author_id") != settings.me:
        _keep(items, "tweet", tweet, around, reading.text(tweet, "author_id"))


def _names_us(tweet: dict[str, Any], me: str) -> bool:
    return any(reading.text(one, "id") == me for one in reading.many(tweet, "entities", "mentions"))


def _keep(items: Items, kind: str, one: dict[str, Any], around: dict[str, Any], author: str, **more: Any) -> None:
    keys = reading.one(one, "attachments").get("media_keys")
    media = [around["media"][key] for key in keys if key in around["media"]] if isinstance(keys, list) else []
    kept = {kind: one, "author": around["users"].get(author, {}), "media": media, **more}
    name = reading.text(one, "id") if kind == "tweet" else f"dm:{reading.text(one, 'id')}"
    if name not in items or "overheard" not in more:
        items[name] = json.dumps(kept, ensure_ascii=False).encode()


def _is_repost(tweet: dict[str, Any]) -> bool:
    return any(one.get("type") == "retweeted" for one in reading.many(tweet, "referenced_tweets"))


def _age(post: str) -> tuple[int, str]:
    return len(post), post
