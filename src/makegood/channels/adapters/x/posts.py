"""Reads posts and direct messages of X into envelopes: as the v2 API tells them, and as its webhooks (account activity) do. Pure.

What is kept of a look is {"tweet" or "dm": …, "author": …, "media": […]}; of a call, its body as it came.
"""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from makegood.channels.providers import reading
from makegood.channels.types import Authenticity, Envelope
from makegood.people.types import Address, IdentityKind

NETWORK = "x"
DIRECT = "dm"  # thread keys of direct messages: dm:<their number>, and dm:<their number>:<message>
_V1_TIME = "%a %b %d %H:%M:%S %z %Y"
_WHAT = {"photo": "picture", "animated_gif": "moving picture", "video": "video"}


def read(raw: bytes, *, me: str) -> tuple[Envelope, ...]:
    """The envelopes of what was kept, without what our own account wrote. ValueError where it is nothing of X."""
    kept = reading.load(raw)
    if "tweet" in kept:
        return (_post(kept),)
    if "dm" in kept:
        return (_direct(kept),)
    if "for_user_id" not in kept:
        raise ValueError("this is neither a post nor a call of X")
    return (*_called_posts(kept, me), *_called_messages(kept, me))


def _post(kept: dict[str, Any]) -> Envelope:
    tweet, author = reading.one(kept, "tweet"), reading.one(kept, "author")
    post = reading.needed(tweet, "id")
    long = reading.one(tweet, "note_tweet")
    said = _expanded(reading.text(long or tweet, "text"), reading.many(long or tweet, "entities", "urls"))
    history = [found for found in tweet.get("edit_history_tweet_ids") or [] if isinstance(found, str) and found != post]
    answers = [reading.text(one, "id") for one in reading.many(tweet, "referenced_tweets") if one.get("type") == "replied_to"]
    text = _together(said, kept, edited=bool(history))
    username = reading.needed(author, "username")
    return Envelope(
        external_id=post,
        author=_address(username, author),
        text=text,
        visible=text,
        sent_at=reading.instant(reading.needed(tweet, "created_at")),
        thread_key=post,
        thread_keys=_keys(post, *answers, *history, reading.text(tweet, "conversation_id")),
        public=True,
        link=f"https://x.com/{username}/status/{post}",
        reach=reading.number(author, "public_metrics", "followers_count"),
        overheard=kept.get("overheard") is True,
        authentic=Authenticity.VOUCHED,
    )


def _direct(kept: dict[str, Any]) -> Envelope:
    event, author = reading.one(kept, "dm"), reading.one(kept, "author")
    said = _expanded(reading.text(event, "text"), reading.many(event, "entities", "urls"))
    at = reading.instant(reading.needed(event, "created_at"))
    return _message(reading.needed(event, "id"), reading.needed(event, "sender_id"), author, _together(said, kept), at)


def _message(event: str, sender: str, author: dict[str, Any], text: str, at: datetime) -> Envelope:
    return Envelope(
        external_id=f"{DIRECT}:{event}",
        author=_address(reading.text(author, "username") or reading.needed(author, "screen_name"), author),
        text=text,
        visible=text,
        sent_at=at,
        thread_key=f"{DIRECT}:{sender}:{event}",
        thread_keys=(f"{DIRECT}:{sender}",),
        authentic=Authenticity.VOUCHED,
    )


def _called_posts(call: dict[str, Any], me: str) -> Iterator[Envelope]:
    for tweet in reading.many(call, "tweet_create_events"):
        user = reading.one(tweet, "user")
        if reading.text(user, "id_str") != me and "retweeted_status" not in tweet:
            yield _called_post(tweet, user)


def _called_post(tweet: dict[str, Any], user: dict[str, Any]) -> Envelope:
    post, username = reading.needed(tweet, "id_str"), reading.needed(user, "screen_name")
    whole = reading.one(tweet, "extended_tweet")
    said = _expanded(
        reading.text(whole, "full_text") or reading.text(tweet, "text"), reading.many(whole or tweet, "entities", "urls")
    )
    files = [_v1_file(one) for one in reading.many(whole or tweet, "extended_entities", "media")]
    history = [found for found in reading.one(tweet, "edit_history").get("edit_tweet_ids") or [] if isinstance(found, str)]
    edited = any(found != post for found in history)
    text = "\n\n".join(part for part in ("[Edited]" if edited else "", said, "\n".join(files)) if part)
    return Envelope(
        external_id=post,
        author=_address(username, user),
        text=text,
        visible=text,
        sent_at=datetime.strptime(reading.needed(tweet, "created_at"), _V1_TIME).astimezone(UTC),
        thread_key=post,
        thread_keys=_keys(post, reading.text(tweet, "in_reply_to_status_id_str"), *history),
        public=True,
        link=f"https://x.com/{username}/status/{post}",
        reach=reading.number(user, "followers_count"),
        authentic=Authenticity.VOUCHED,
    )


def _called_messages(call: dict[str, Any], me: str) -> Iterator[Envelope]:
    users = reading.one(call, "users")
    for event in reading.many(call, "direct_message_events"):
        made = reading.one(event, "message_create")
        sender, data = reading.text(made, "sender_id"), reading.one(made, "message_data")
        if reading.text(event, "type") != "message_create" or sender == me:
            continue
        said = _expanded(reading.text(data, "text"), reading.many(data, "entities", "urls"))
        file = reading.one(data, "attachment", "media")
        text = "\n\n".join(part for part in (said, _v1_file(file) if file else "") if part)
        at = reading.epoch(event, "created_timestamp", per_second=1_000)
        yield _message(reading.needed(event, "id"), sender, reading.one(users, sender), text, at)


def _address(username: str, author: dict[str, Any]) -> Address:
    return Address(IdentityKind.HANDLE, f"{NETWORK}:{username}", reading.name(author, "name"))


def _keys(post: str, *others: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in others if key and key != post))


def _expanded(text: str, links: Iterator[dict[str, Any]]) -> str:
    """The words with the whole address for each shortened one, and without the & spelling of < and >."""
    whole = {reading.text(one, "url"): reading.text(one, "expanded_url") for one in links}
    known = [short for short, long in whole.items() if short and long]
    if known:
        text = re.sub("|".join(map(re.escape, known)), lambda found: whole[found[0]], text)
    return html.unescape(text).strip()


def _together(said: str, kept: dict[str, Any], *, edited: bool = False) -> str:
    files = [_file(one) for one in reading.many(kept, "media")]
    return "\n\n".join(part for part in ("[Edited]" if edited else "", said, "\n".join(files)) if part)


def _file(media: dict[str, Any]) -> str:
    described = " ".join(reading.text(media, "alt_text").split())
    where = reading.text(media, "url") or reading.text(media, "preview_image_url")
    what = _WHAT.get(reading.text(media, "type"), "file")
    return f"[{what}{f': {described}' if described else ''}] {where}".strip()


def _v1_file(media: dict[str, Any]) -> str:
    return f"[{_WHAT.get(reading.text(media, 'type'), 'file')}] {reading.text(media, 'media_url_https')}".strip()
