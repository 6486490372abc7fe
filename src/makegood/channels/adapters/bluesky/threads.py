"""The thread around a post: who it answers, up to the first post, and what else was said there. Looks only; bounded.

What is deleted, taken down, or by somebody who blocks us (or whom we block) is not shown by the network, and so not heard.
"""

from collections.abc import Iterator
from typing import Any

from makegood.channels.adapters.bluesky.server import Server
from makegood.channels.providers import reading

PARENTS = 80  # the network's default for one request
DEPTH = 10  # answers to answers


def around(server: Server, *, uri: str, root: str, known: dict[str, Any], most: int) -> list[dict[str, Any]]:
    """At most `most` posts: the post, those it answers, the answers to it, then the rest of the thread, nearest to its beginning first. `known`
    is the post as the notification had it, for where the network cannot show its thread just now. None of it where the post is gone."""
    near = _thread(server, uri)
    if near is None:
        return [known]
    found = {str(post["uri"]): post for post in [*_line(near), *_below(near)][:most]}
    if root != uri and found and len(found) < most:
        for post in _below(_thread(server, root) or {}):
            if len(found) >= most:
                break
            found.setdefault(str(post["uri"]), post)
    return list(found.values())


def _thread(server: Server, uri: str) -> dict[str, Any] | None:
    """The thread at a post; {} where the post is gone; None where it cannot be shown just now: too long even without its answers, or out of
    order for this one post."""
    for depth in (DEPTH, 1, 0):
        answer = server.try_ask("app.bsky.feed.getPostThread", {"uri": uri, "depth": depth, "parentHeight": PARENTS})
        if answer is not None:
            return reading.one(answer.value, "thread")
    return None


def _line(thread: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The post itself, and those it answers, nearest first."""
    while thread:
        yield from _post(thread)
        thread = reading.one(thread, "parent")


def _below(thread: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The post and what was answered to it, level by level."""
    level = [thread]
    while level:
        for one in level:
            yield from _post(one)
        level = [answer for one in level for answer in reading.many(one, "replies")]


def _post(thread: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The post at this place; none where it is deleted, blocked or taken down."""
    post = reading.one(thread, "post")
    if reading.text(post, "uri") and reading.text(post, "author", "did"):
        yield post
