"""Looks at what was said to our account and about it since the last look, each post once, with the thread around it.

The cursor is the truth: `min_id` gives what follows directly on an id, so pages cannot shift under us, and an outage of any length is
caught up page by page. The stream (`streaming`) only says when to look. Changes nothing on the server.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote

from makegood.channels.adapters.mastodon import posts
from makegood.channels.adapters.mastodon.server import Server
from makegood.channels.adapters.mastodon.settings import MastodonSettings
from makegood.channels.providers import reading
from makegood.channels.types import Fetched
from makegood.kernel.refusals import Trouble

PAGE = 40  # the most that a server gives at once
THREADS = 20  # mentions of one look whose threads are read
MOST_OF_A_THREAD = 100  # posts of one thread, nearest first
WATCHED, WATCH_EVERY_S, ASKED_AT_ONCE = 40, 300, 20  # posts looked at again for changes: how many, how often, in one request
NOTHING = "0"  # the place where nobody had said anything yet: whatever comes, comes after it
Items = dict[str, bytes]


@dataclass
class Place:
    """How far we have read: our account and program there, the last notification, the last post per word, and what is looked at again."""

    me: str = ""
    app: str = ""
    last: str = ""
    words: dict[str, str] = field(default_factory=dict)
    watched: list[list[Any]] = field(default_factory=list)  # [id, edited_at, acct, name, public]
    checked: int = 0  # epoch seconds


def look(settings: MastodonSettings, *, cursor: str, limit: int, now_s: Callable[[], float] | None = None) -> Fetched:
    """At most `limit` mentions after the cursor with their threads, posts with our words, edits and deletions. Raises Trouble.

    What was known before is looked at again first: after an outage the new posts would take its place among the watched. The first look
    takes the newest page alone: what was said before the channel was connected stays where it is."""
    server, place, items = Server(settings), _place(cursor), Items()
    if not place.me:
        place.me = reading.text(server.me(), "id")
        place.app = reading.text(server.get("/api/v1/apps/verify_credentials").value, "name")
    now = int((now_s or time.time)())
    if server.wait_s is None and now - place.checked >= WATCH_EVERY_S:
        _look_again(server, place, items, now)
    more = _mentions(server, place, items, min(limit, THREADS))
    for word in settings.words:
        if server.wait_s is None:
            more |= _by_word(server, place, items, word)
    more = more and server.wait_s is None  # what is left comes when the limit is whole
    return Fetched(tuple(items.items()), json.dumps(asdict(place), separators=(",", ":")), more, server.wait_s)


def _place(cursor: str) -> Place:
    try:
        return Place(**json.loads(cursor))
    except (ValueError, TypeError):
        return Place()


def _mentions(server: Server, place: Place, items: Items, limit: int) -> bool:
    """Takes mentions in their order. Whether there are more right now."""
    query = {"types[]": "mention", "limit": str(min(limit, PAGE))} | ({"min_id": place.last} if place.last else {})
    found = sorted(server.list("/api/v1/notifications", query), key=lambda one: _age(reading.text(one, "id")))
    for number, notification in enumerate(found):
        if server.wait_s is not None and number:
            return True
        status = reading.one(notification, "status")
        if reading.text(status, "id"):
            _keep_with_thread(server, place, items, status)
        place.last = reading.text(notification, "id")
    place.last = place.last or NOTHING
    return bool(place.last) and len(found) == min(limit, PAGE) and "min_id" in query


def _keep_with_thread(server: Server, place: Place, items: Items, status: dict[str, Any]) -> None:
    thread = _context(server, status)
    by_id = {reading.text(one, "id"): one for one in thread}
    root = next((one for one in thread if not reading.text(one, "in_reply_to_id")), status)
    for one in [*thread, status]:
        parent = by_id.get(reading.text(one, "in_reply_to_id"), {})
        around = {"root": reading.text(root, "id"), "parent": reading.text(parent, "visibility")}
        _keep(place, items, one, **around, overheard=one is not status and not _is_for_us(one, place.me))


def _is_for_us(status: dict[str, Any], me: str) -> bool:
    """Whether a post names our account or answers it."""
    named = (reading.text(one, "id") for one in reading.many(status, "mentions"))
    return me in (reading.text(status, "account", "id"), reading.text(status, "in_reply_to_account_id"), *named)


def _context(server: Server, status: dict[str, Any]) -> list[dict[str, Any]]:
    """The posts around one, oldest first; none where it stands alone, is gone, or the server stumbles over its thread: the mention itself is
    never lost over it."""
    if not reading.text(status, "in_reply_to_id") and not reading.number(status, "replies_count"):
        return []
    try:
        found = server.get(f"/api/v1/statuses/{reading.needed(status, 'id')}/context").value
    except Trouble as trouble:
        if trouble.retry_after_s is not None:
            raise
        return []
    above, below = list(reading.many(found, "ancestors")), list(reading.many(found, "descendants"))
    return [*above[-MOST_OF_A_THREAD // 2 :], *below[: MOST_OF_A_THREAD // 2]]


def _by_word(server: Server, place: Place, items: Items, word: str) -> bool:
    """Takes public posts with a hashtag, or with a word where the server searches. Whether there are more right now."""
    since = place.words.get(word, "")
    after = {"limit": str(PAGE if word.startswith("#") else PAGE // 2)} | ({"min_id": since} if since else {})
    if word.startswith("#"):
        found = server.list(f"/api/v1/timelines/tag/{quote(word[1:], safe='')}", after)
    else:
        reply = server.get("/api/v2/search", {"q": f'"{word}"', "type": "statuses", **after})
        found = list(reading.many(reply.value, "statuses")) if reply.fine else []
    for status in sorted(found, key=lambda one: _age(reading.text(one, "id"))):
        if reading.text(status, "account", "id") != place.me:
            _keep(place, items, status)
        place.words[word] = max(place.words.get(word, ""), reading.text(status, "id"), key=_age)
    place.words.setdefault(word, NOTHING)
    return bool(since) and f"{len(found)}" == after["limit"]


def _look_again(server: Server, place: Place, items: Items, now_s: int) -> None:
    """Looks again at the latest posts of others: what was edited is kept anew, of what is gone it is kept that it is gone."""
    place.checked = now_s
    held = {str(row[0]): row for row in place.watched}
    for some in _portions(list(held)):
        reply = server.get("/api/v1/statuses", {f"id[{n}]": post for n, post in enumerate(some)})
        if not reply.fine or not isinstance(reply.value, list):
            return  # before version 4.3 nobody could ask for several: edits and deletions are then not seen
        there = {reading.text(one, "id"): one for one in reply.value if isinstance(one, dict)}
        for post in some:
            if post not in there:
                _note_gone(place, items, held[post], now_s)
            elif posts.edited(there[post]) != held[post][1]:
                _keep(place, items, there[post])


def _note_gone(place: Place, items: Items, row: list[Any], now_s: int) -> None:
    place.watched.remove(row)
    gone = {"id": row[0], "acct": row[2], "name": row[3], "public": row[4], "at": now_s}
    items[f"{row[0]}:deleted"] = json.dumps({"deleted": gone}).encode()


def _keep(
    place: Place, items: Items, status: dict[str, Any], *, root: str = "", parent: str = "", overheard: bool = False
) -> None:
    """Keeps one post as the server told it, a mention before what was only overheard. Our own are kept where another program wrote them: what we sent is known here already."""
    post, ours = reading.text(status, "id"), reading.text(status, "account", "id") == place.me
    if not post or (ours and place.app and reading.text(status, "application", "name") == place.app):
        return
    key = f"{post}:{posts.edited(status)}"
    if overheard and key in items:
        return
    kept = {"status": status, "root": root, "parent": parent} | ({"ours": True} if ours else {})
    kept |= {"overheard": True} if overheard else {}
    items[key] = json.dumps(kept, ensure_ascii=False).encode()
    if not ours:
        _watch(place, status)


def _watch(place: Place, status: dict[str, Any]) -> None:
    account, post = reading.one(status, "account"), reading.text(status, "id")
    public = reading.text(status, "visibility") in posts.OPEN_TO_ALL
    row = [post, posts.edited(status), reading.text(account, "acct"), reading.name(account, "display_name"), public]
    place.watched = [*(one for one in place.watched if one[0] != post), row][-WATCHED:]


def _portions(ids: list[str]) -> Iterator[list[str]]:
    yield from (ids[start : start + ASKED_AT_ONCE] for start in range(0, len(ids), ASKED_AT_ONCE))


def _age(post: str) -> tuple[int, str]:
    """Ids are texts that grow: the longer one is the later one, then by their letters."""
    return len(post), post
