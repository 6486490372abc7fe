"""A stand-in of a Mastodon server's API, after docs.joinmastodon.org (methods notifications, statuses, media, streaming, timelines, search, accounts,
instance; OAuth bearer tokens; rate limits; Idempotency-Key). What it does was not compared with a real server."""

import html
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from queue import Queue
from typing import Any

from tests.channels.mastodon import payloads
from tests.channels.stand_in import Asked, Said, StandIn

TOKEN = "a-token-of-the-stand-in"
LONGEST = 500


class MastodonServer(StandIn):
    """Posts, notifications and contexts by id; posting with keys."""

    def __init__(self) -> None:
        super().__init__()
        self.followers: list[dict[str, Any]] = []  # accounts, as GET /api/v1/accounts/:id/followers gives them
        self.statuses: dict[str, dict[str, Any]] = {}
        self.notifications: list[dict[str, Any]] = []
        self.contexts: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, str] = {}
        self.limit_left = 300
        self.on_page: Any = None  # called after each page of notifications: what arrives meanwhile
        self.posted = 0
        self.knows_several = True
        self.pictures: dict[str, tuple[str, bytes]] = {}  # what each shows, and its bytes
        self.slow_pictures = 0
        self.streams: list[Queue[bytes | None]] = []  # of those who listen now
        self.ever: list[Queue[bytes | None]] = []  # of all who ever listened
        self.none_here: set[str] = set()  # paths that this server does not know
        self.streaming = ""  # the machine of its own on which the stream is, as the instance names it

    def mention(self, number: int, **changes: Any) -> dict[str, Any]:
        """Somebody mentions us: a post and its notification, both with this number."""
        found = payloads.status(id=str(number), **changes)
        self.statuses[found["id"]] = found
        told = {
            "id": str(number),
            "type": "mention",
            "created_at": found["created_at"],
            "account": found["account"],
            "status": found,
        }
        self.notifications.append(told)
        self.tell("notification", told)
        return found

    def tell(self, event: str, data: object) -> None:
        """What the event stream says to everybody who listens."""
        self.send(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())

    def send(self, piece: bytes | None) -> None:
        """These very bytes; None ends the stream."""
        for listener in list(self.streams):
            listener.put(piece)

    def _media(self, asked: Asked) -> Said:
        """Takes a picture; with `slow_pictures` it can be shown only after it was asked for so often."""
        parts = BytesParser(policy=policy.HTTP).parsebytes(
            b"content-type: " + asked.headers["content-type"].encode() + b"\r\n\r\n" + asked.body
        )
        given = {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in parts.iter_parts()
        }
        name = str(22_345_792 + len(self.pictures))
        self.pictures[name] = (given["description"].decode(), given["file"])
        return Said({"id": name, "type": "image", "url": None}, 202 if self.slow_pictures else 200)

    def _picture(self, name: str) -> Said:
        self.slow_pictures -= 1
        return Said({"id": name, "type": "image"}, 206 if self.slow_pictures >= 0 else 200)

    def _stream(self) -> Iterator[bytes]:
        listener: Queue[bytes | None] = Queue()
        self.streams.append(listener)
        self.ever.append(listener)
        try:
            yield payloads.STREAM_OPENS
            while (piece := listener.get()) is not None:
                yield piece
        finally:
            with suppress(ValueError):
                self.streams.remove(listener)

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Said({"error": "The access token is invalid"}, 401)
        self.limit_left -= 1
        reset = (datetime.now(UTC) + timedelta(seconds=90)).isoformat().replace("+00:00", "Z")
        limits = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": str(max(self.limit_left, 0)), "X-RateLimit-Reset": reset}
        if self.limit_left < 0:
            return Said({"error": "Too many requests"}, 429, limits)
        said = self._route(asked)
        return Said(said.value, said.status, {**limits, **said.headers})

    def _route(self, asked: Asked) -> Said:
        if asked.path in self.none_here:
            return Said({"error": "Not found"}, 404)
        match [part for part in asked.path.split("/") if part]:
            case ["api", "v1", "accounts", "verify_credentials"]:
                return Said(payloads.OURS)
            case ["api", "v1", "apps", "verify_credentials"]:
                return Said({"name": "Makegood", "website": None})
            case ["api", "v2", "instance"]:
                told = {"statuses": {"max_characters": LONGEST}, "urls": {"streaming": self.streaming}}
                return Said({"domain": "social.example", "configuration": told})
            case ["api", "v1", "streaming", "user", "notification"]:
                return Said(self._stream(), headers={"content-type": "text/event-stream", "cache-control": "private, no-store"})
            case ["api", "v1", "notifications"]:
                found = self._page(self.notifications, asked)
                if self.on_page:
                    self.on_page()
                return Said(found)
            case ["api", "v1", "timelines", "tag", tag]:
                return Said(self._page([one for one in self.statuses.values() if tag in [t["name"] for t in one["tags"]]], asked))
            case ["api", "v2", "search"]:
                word = asked.query["q"].strip('"').casefold()
                found = self._page([one for one in self.statuses.values() if word in one["content"].casefold()], asked)
                return Said({"accounts": [], "hashtags": [], "statuses": found})
            case ["api", "v1", "accounts", _, "followers"]:
                start, size = int(asked.query.get("max_id", "0")), min(int(asked.query["limit"]), 80)
                page = self.followers[start : start + size]
                there = f'<https://social.example{asked.path}?limit={size}&max_id={start + size}>; rel="next"'
                return Said(page, headers={"link": there} if start + size < len(self.followers) else {})
            case ["api", "v1", "accounts", "1", "statuses"]:
                return Said(self._page([one for one in self.statuses.values() if one["account"]["id"] == "1"], asked))
            case ["api", "v2", "media"]:
                return self._media(asked)
            case ["api", "v1", "media", name]:
                return self._picture(name)
            case ["api", "v1", "statuses"]:
                return self._post(asked) if asked.method == "POST" else self._several(asked)
            case ["api", "v1", "statuses", post]:
                return Said(self.statuses[post]) if post in self.statuses else Said({"error": "Record not found"}, 404)
            case ["api", "v1", "statuses", post, "context"]:
                return Said(self.contexts.get(post, {"ancestors": [], "descendants": []}))
        return Said({"error": "Not found"}, 404)

    def _page(self, rows: list[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
        """Newest first; with `min_id` the ones that follow directly on it."""
        rows = sorted(rows, key=lambda one: int(one["id"]))
        limit = min(int(asked.query.get("limit", "40")), 40)
        if "min_id" in asked.query:
            return list(reversed([one for one in rows if int(one["id"]) > int(asked.query["min_id"])][:limit]))
        return list(reversed(rows))[:limit]

    def _several(self, asked: Asked) -> Said:
        ids = [value for name, value in asked.query.items() if name.startswith("id[")]
        if not self.knows_several:
            return Said({"error": "Not found"}, 404)
        if len(ids) > 20:
            return Said({"error": "Too many statuses requested"}, 422)
        return Said([self.statuses[one] for one in ids if one in self.statuses])

    def _post(self, asked: Asked) -> Said:
        key, value = asked.headers.get("idempotency-key", ""), asked.value
        if key in self.by_key:
            return Said(self.statuses[self.by_key[key]])
        if len(value["status"]) > LONGEST:
            return Said({"error": f"Validation failed: Text character limit of {LONGEST} exceeded"}, 422)
        self.posted += 1
        post = str(900_000_000_000_000_000 + self.posted)
        above = value.get("in_reply_to_id")
        content = f"<p>{html.escape(value['status'])}</p>"
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        self.statuses[post] = payloads.status(
            id=post, in_reply_to_id=above, visibility=value["visibility"], content=content, account=payloads.OURS, created_at=now,
            application={"name": "Makegood", "website": None},
        )  # fmt: skip
        self.by_key[key] = post
        return Said(self.statuses[post])
