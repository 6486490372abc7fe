"""A stand-in of the X API v2 after docs.x.com: user context by OAuth 1.0a (signature checked after RFC 5849 by code of its own), mentions,
recent search, posts, direct messages, limits. What it does was never compared with X."""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from tests.channels.stand_in import Asked, Said, StandIn
from tests.channels.x import payloads

KEYS = {
    "consumer_key": "key",
    "consumer_secret": "key secret",
    "access_token": f"{payloads.ME}-token",
    "access_token_secret": "token secret",
}
OLDEST = 1_000  # what is older than this may not be asked for


class XServer(StandIn):
    """Mentions by id, our own posts, direct messages."""

    def __init__(self) -> None:
        super().__init__()
        self.mentions: list[dict[str, Any]] = []
        self.found: list[dict[str, Any]] = []
        self.includes: dict[str, Any] = {"users": [payloads.TOM], "media": [payloads.PHOTO], "tweets": []}
        self.messages: list[dict[str, Any]] = []
        self.mine: list[dict[str, Any]] = []
        self.nonces: set[str] = set()
        self.left = 100
        self.takes_messages = True
        self.forget_pages = 0

    def answer(self, asked: Asked) -> Said:
        if not self._signed(asked):
            return Said({"title": "Unauthorized", "status": 401}, 401)
        self.left -= 1
        reset = str(int(datetime.now(UTC).timestamp()) + 600)
        limits = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": str(max(self.left, 0)), "x-rate-limit-reset": reset}
        if self.left < 0:
            return Said({"title": "Too Many Requests"}, 429, limits)
        said = self._route(asked)
        return Said(said.value, said.status, limits)

    def _route(self, asked: Asked) -> Said:
        match asked.path.split("/")[2:]:
            case ["users", "me"]:
                return Said({"data": {"id": payloads.ME, "username": "brightside"}})
            case ["users", payloads.ME, "mentions"]:
                return self._page(self.mentions, asked, "pagination_token")
            case ["users", payloads.ME, "tweets"]:
                return Said({"data": self.mine})
            case ["users", "by", "username", name]:
                return Said({"data": {"id": "2244"}}) if name == "tomarden" else Said({"errors": [{"detail": "Not found"}]})
            case ["tweets", "search", "recent"]:
                return self._page(self.found, asked, "next_token")
            case ["tweets"]:
                return self._tweet(asked)
            case ["dm_events"]:
                return self._page(self.messages, asked, "pagination_token")
            case ["dm_conversations", "with", them, "dm_events"]:
                return Said({"data": [one for one in self.messages if one.get("with", one["sender_id"]) == them]})
            case ["dm_conversations", "with", them, "messages"]:
                return self._message(them, asked)
        return Said({"title": "Not Found"}, 404)

    def _page(self, rows: list[dict[str, Any]], asked: Asked, token: str) -> Said:
        since = int(asked.query.get("since_id", "0"))
        if 0 < since < OLDEST:
            return Said({"title": "Invalid Request", "errors": [{"message": "since_id is too old"}]}, 400)
        if token in asked.query and self.forget_pages:
            self.forget_pages -= 1
            return Said({"title": "Invalid Request", "errors": [{"message": "pagination_token is invalid"}]}, 400)
        before = int(asked.query.get(token, "t9999999999999999999").removeprefix("t"))
        there = sorted((one for one in rows if since < int(one["id"]) < before), key=lambda one: -int(one["id"]))
        size = int(asked.query["max_results"])
        meta: dict[str, Any] = {"result_count": len(there[:size])}
        if len(there) > size:
            meta["next_token"] = f"t{there[size - 1]['id']}"
        return Said({"data": there[:size], "includes": self.includes, "meta": meta} if there else {"meta": meta})

    def _tweet(self, asked: Asked) -> Said:
        text, above = asked.value["text"], asked.value.get("reply", {}).get("in_reply_to_tweet_id")
        if any(one["text"] == text for one in self.mine):
            detail = "You are not allowed to create a Tweet with duplicate content."
            return Said({"title": "Forbidden", "detail": detail, "status": 403}, 403)
        made = {"id": str(5_000 + len(self.mine)), "text": text, "created_at": _now()}
        if above:
            made["referenced_tweets"] = [{"type": "replied_to", "id": above}]
        self.mine.append(made)
        return Said({"data": {"id": made["id"], "text": text}}, 201)

    def _message(self, them: str, asked: Asked) -> Said:
        if not self.takes_messages:
            return Said({"title": "Forbidden", "detail": "You cannot send messages to this user.", "status": 403}, 403)
        made = {
            "id": str(7_000 + len(self.messages)),
            "text": asked.value["text"],
            "sender_id": payloads.ME,
            "with": them,
            "created_at": _now(),
        }
        self.messages.append(made)
        return Said({"data": {"dm_conversation_id": f"{payloads.ME}-{them}", "dm_event_id": made["id"]}}, 201)

    def _signed(self, asked: Asked) -> bool:
        """RFC 5849, 3.4: HMAC-SHA1 over method, address and every parameter of query and header."""
        told = dict(re.findall(r'(oauth_\w+)="([^"]*)"', asked.headers.get("authorization", "")))
        given = unquote(told.pop("oauth_signature", ""))
        fresh = told.get("oauth_nonce", "") not in self.nonces
        self.nonces.add(told.get("oauth_nonce", ""))
        pairs = [(_q(name), _q(value)) for name, values in asked.many.items() for value in values]
        pairs += [(_q(name), _q(unquote(value))) for name, value in told.items()]
        parameters = "&".join(f"{name}={value}" for name, value in sorted(pairs))
        base = "&".join((asked.method, _q(self.url + asked.path), _q(parameters)))
        key = f"{_q(KEYS['consumer_secret'])}&{_q(KEYS['access_token_secret'])}"
        expected = base64.b64encode(hmac.digest(key.encode(), base.encode(), hashlib.sha1)).decode()
        return fresh and given == expected and unquote(told.get("oauth_consumer_key", "")) == KEYS["consumer_key"]


def _q(text: str) -> str:
    return quote(text, safe="-._~")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
