"""Reads what was kept of a look into envelopes. Pure: no network, nothing stored.

What is kept is one object: {"us": our own DID, "post": a post as the app view shows it, "reach": followers of its author or null,
"found": true where only a search found it}; or {"us", "chat": {"convo": id, "message": …, "who": profile, "ours": ids of messages of ours in
that conversation}}. A person is their DID, which no change of handle changes; the handle is what people are shown.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from makegood.channels.adapters.bluesky import plain_text
from makegood.channels.adapters.bluesky.settings import WEB
from makegood.channels.providers import reading
from makegood.channels.types import Authenticity, Automatic, Envelope
from makegood.people.types import Address, IdentityKind

NETWORK = "bluesky"
CHAT = "chat:"
_MENTION = "app.bsky.richtext.facet#mention"
_MOST_FILES = 8
_EARLIEST = datetime(2022, 1, 1, tzinfo=UTC)  # the network is younger: an older date is a wish


def read(raw: bytes) -> tuple[Envelope, ...]:
    """The one envelope of what was kept. ValueError where it is none."""
    kept = reading.load(raw)
    us = reading.needed(kept, "us")
    if chat := reading.one(kept, "chat"):
        return (_private(chat, us),)
    return (_public(reading.one(kept, "post"), us, reach=reading.number(kept, "reach"), found=kept.get("found") is True),)


def address(profile: dict[str, Any]) -> Address:
    """Who speaks. `handle.invalid` is what the network says of a handle that leads nowhere."""
    did, handle = reading.needed(profile, "did"), reading.text(profile, "handle")
    known = handle if handle != "handle.invalid" else ""
    shown = f"{NETWORK}:{known}" if known else ""
    return Address(IdentityKind.HANDLE, f"{NETWORK}:{did}", reading.name(profile, "displayName") or known, shown)


def root_of(record: dict[str, Any], uri: str) -> str:
    """The first post of the thread: the post itself where it answers nothing."""
    return reading.text(record, "reply", "root", "uri") or uri


def parts_of(uri: str) -> tuple[str, str]:
    """Whose record it is, and its key. ValueError where this names no post."""
    scheme, _, rest = uri.partition("://")
    did, _, path = rest.partition("/")
    if scheme != "at" or not did.startswith("did:") or not path.startswith("app.bsky.feed.post/"):
        raise ValueError(f"{uri[:80]} is no post")
    return did, path.partition("/")[2]


def _public(post: dict[str, Any], us: str, *, reach: int | None, found: bool) -> Envelope:
    uri, record = reading.needed(post, "uri"), reading.one(post, "record")
    did, key = parts_of(uri)
    author = address(reading.one(post, "author"))
    words = plain_text.plain(record)
    around = "\n".join(_around(post))
    parent, root = reading.text(record, "reply", "parent", "uri"), root_of(record, uri)
    ours = did == us
    return Envelope(
        external_id=uri,
        author=author,
        text="\n\n".join(part for part in (words, around) if part),
        visible=words or around,
        sent_at=_said_at(record, post),
        thread_key=uri,
        thread_keys=tuple(dict.fromkeys(one for one in (parent, root) if one and one != uri)),
        automatic=Automatic.OWN if ours else None,
        public=True,
        link=f"{WEB}/profile/{did}/post/{key}",
        reach=reach,
        authentic=Authenticity.VOUCHED,
        overheard=not ours and (found or not _is_to(us, record)),
    )


def _is_to(us: str, record: dict[str, Any]) -> bool:
    """Whether a post names us, answers a post of ours, or quotes one."""
    if any(
        one.get("$type") == _MENTION and one.get("did") == us
        for f in reading.many(record, "facets")
        for one in reading.many(f, "features")
    ):
        return True
    quoted = reading.text(record, "embed", "record", "uri") or reading.text(record, "embed", "record", "record", "uri")
    return any(uri.startswith(f"at://{us}/") for uri in (reading.text(record, "reply", "parent", "uri"), quoted))


def _said_at(record: dict[str, Any], post: dict[str, Any]) -> datetime:
    """When they say that they wrote it; when the network first saw it, where that is no date, or one that cannot be."""
    seen = reading.instant(reading.needed(post, "indexedAt"))
    try:
        said = reading.instant(reading.text(record, "createdAt"))
    except (ValueError, OverflowError):
        return seen
    return said if _EARLIEST <= said <= seen else seen


def _around(post: dict[str, Any]) -> Iterator[str]:
    """What hangs on the post, one line each: pictures, a film, a page, a post that is quoted."""
    for embed in (reading.one(post, "embed"), reading.one(post, "embed", "media")):
        for picture in list(reading.many(embed, "images"))[:_MOST_FILES]:
            yield _thing("picture", reading.name(picture, "alt"), reading.text(picture, "fullsize"))
        if embed.get("$type") == "app.bsky.embed.video#view":
            yield _thing("film", reading.name(embed, "alt"), reading.text(embed, "playlist"))
        if page := reading.one(embed, "external"):
            yield _thing("page", reading.name(page, "title"), reading.text(page, "uri"))
    quoted = reading.one(post, "embed", "record")
    quoted = reading.one(quoted, "record") or quoted
    if said := reading.text(quoted, "value", "text").strip():
        yield f"Quoted, @{reading.text(quoted, 'author', 'handle')}: “{said}”"


def _thing(what: str, described: str, where: str) -> str:
    return f"[{what}{f': {described}' if described else ''}] {where}".strip()


def _private(chat: dict[str, Any], us: str) -> Envelope:
    convo, message = reading.needed(chat, "convo"), reading.one(chat, "message")
    did, words = reading.needed(message, "sender", "did"), plain_text.plain(message)
    shared = reading.text(message, "embed", "record", "uri")
    text = words or (f"[a shared post] {shared}" if shared else "[a message without words]")
    ours = [reading.text({"id": one}, "id") for one in chat.get("ours") or [] if isinstance(one, str)]
    who = reading.one(chat, "who")
    return Envelope(
        external_id=f"{CHAT}{convo}/{reading.needed(message, 'id')}",
        author=address(who if reading.text(who, "did") == did else {"did": did}),
        text=text,
        visible=text,
        sent_at=reading.instant(reading.needed(message, "sentAt")),
        thread_key=f"{CHAT}{convo}/{reading.needed(message, 'id')}",
        thread_keys=(f"{CHAT}{convo}", *(f"{CHAT}{convo}/{one}" for one in ours if one)),
        automatic=Automatic.OWN if did == us else None,
        authentic=Authenticity.VOUCHED,
    )
