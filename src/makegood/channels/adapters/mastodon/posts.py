"""Reads a post as the Mastodon API tells it (entity `Status`) into an envelope. Pure: no network, nothing stored.

What is kept of a look is one object: {"status": …, "root": id of the thread's first post or '', "parent": visibility of the post that it
answers or ''}, with "ours" and "overheard" where they are true, or {"deleted": {"id", "acct", "name", "at", "public"}}. `ours` is our own account, whose posts are marked as our own.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from makegood.channels.providers import html_text, reading
from makegood.channels.types import Authenticity, Automatic, Envelope
from makegood.people.types import Address, IdentityKind

NETWORK = "mastodon"
OPEN_TO_ALL = frozenset({"public", "unlisted"})
_MEDIA = {"image": "picture", "gifv": "moving picture", "video": "video", "audio": "sound"}


def read(raw: bytes, *, host: str) -> tuple[Envelope, ...]:
    """The one envelope of what was kept. ValueError where it is none. `host` is the server's name, for accounts of its own."""
    kept = reading.load(raw)
    if gone := reading.one(kept, "deleted"):
        return (_deleted(gone, host),)
    status = reading.one(kept, "status")
    ours, overheard = kept.get("ours") is True, kept.get("overheard") is True
    read = _envelope(status, host, ours=ours, root=reading.text(kept, "root"), parent=reading.text(kept, "parent"))
    return (replace(read, overheard=read.public and overheard),)


def address(account: dict[str, Any], host: str) -> Address:
    """Whose account it is: name and server, whole."""
    return Address(
        IdentityKind.HANDLE, f"{NETWORK}:{whole(reading.needed(account, 'acct'), host)}", reading.name(account, "display_name")
    )


def whole(acct: str, host: str) -> str:
    """`name@server`, the server added for those of our own."""
    return acct if "@" in acct else f"{acct}@{host}"


def edited(status: dict[str, Any]) -> str:
    """When it was last changed, '' for never."""
    return reading.text(status, "edited_at")


def _envelope(status: dict[str, Any], host: str, *, ours: bool, root: str, parent: str) -> Envelope:
    post, changed = reading.needed(status, "id"), edited(status)
    public = reading.text(status, "visibility") in OPEN_TO_ALL
    said = _words(status)
    at = reading.instant(changed or reading.needed(status, "created_at"))
    visible = f"[Edited on {at:%Y-%m-%d at %H:%M} UTC]\n{said}" if changed else said
    return Envelope(
        external_id=f"{post}:edited:{changed}" if changed else post,
        author=address(reading.one(status, "account"), host),
        text=visible,
        visible=visible,
        sent_at=at,
        thread_key=post,
        thread_keys=_refers_to(status, root, parent, public=public),
        automatic=_automatic(status, ours),
        public=public,
        link=reading.text(status, "url"),
        reach=reading.number(status, "account", "followers_count") if public else None,
        authentic=Authenticity.VOUCHED,
    )


def _refers_to(status: dict[str, Any], root: str, parent: str, *, public: bool) -> tuple[str, ...]:
    """The post that it answers, then the first of the thread. What is not for everybody never joins a thread that is: it refers to its
    parent only where that was not for everybody either."""
    above = reading.text(status, "in_reply_to_id")
    if not public:
        return (above,) if above and parent and parent not in OPEN_TO_ALL else ()
    return tuple(dict.fromkeys(key for key in (above, root) if key and key != reading.text(status, "id")))


def _automatic(status: dict[str, Any], ours: bool) -> Automatic | None:
    if ours:
        return Automatic.OWN
    return Automatic.LIST if reading.one(status, "account").get("bot") is True else None


def _words(status: dict[str, Any]) -> str:
    """Warning, words, poll and files, in this order: everything that a reader of the post has before them."""
    warning = reading.text(status, "spoiler_text").strip()
    parts = [f"Content warning: {warning}"] if warning else []
    parts.append(html_text.plain(reading.text(status, "content")))
    parts.append("\n".join(_poll(reading.one(status, "poll"))))
    parts.append("\n".join(_file(one) for one in reading.many(status, "media_attachments")))
    return "\n\n".join(part for part in parts if part)


def _poll(poll: dict[str, Any]) -> list[str]:
    options = list(reading.many(poll, "options"))
    if not options:
        return []
    votes = [reading.number(option, "votes_count") for option in options]
    return ["Poll:", *(f"- {_option(option, count)}" for option, count in zip(options, votes, strict=True))]


def _option(option: dict[str, Any], votes: int | None) -> str:
    title = reading.name(option, "title")
    return title if votes is None else f"{title} ({votes})"


def _file(file: dict[str, Any]) -> str:
    what = _MEDIA.get(reading.text(file, "type"), "file")
    described = " ".join(reading.text(file, "description").split())
    where = reading.text(file, "url") or reading.text(file, "remote_url")
    return f"[{what}{f': {described}' if described else ''}] {where}".strip()


def _deleted(gone: dict[str, Any], host: str) -> Envelope:
    post = reading.needed(gone, "id")
    words = "[They took this post back.]"
    return Envelope(
        external_id=f"{post}:deleted",
        author=Address(IdentityKind.HANDLE, f"{NETWORK}:{whole(reading.needed(gone, 'acct'), host)}", reading.name(gone, "name")),
        text=words,
        visible=words,
        sent_at=datetime.fromtimestamp(reading.number(gone, "at") or 0, UTC),
        thread_keys=(post,),
        automatic=Automatic.REPORT,
        public=gone.get("public") is True,
        authentic=Authenticity.VOUCHED,
    )
