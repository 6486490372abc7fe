"""A small Bluesky in this process, on loopback: accounts, posts, threads, notifications, search and direct messages, as XRPC tells them.

Its answers have the shape of those that a real network gave (`recorded/`), its direct messages that of the published lexicons. Faults are
set from outside: the next answer of a method, or what a method says from now on. Every call is written down.

    with StandIn() as network:
        network.join("tom.example")
        post = network.post("tom.example", "@brightside.example it is broken", mentions=["brightside.example"])
"""

import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

PASSWORD = "only-on-loopback"
Answer = tuple[int, dict[str, Any], dict[str, str]]
_POST, _TID = "app.bsky.feed.post", "234567abcdefghijklmnopqrstuvwxyz"


@dataclass
class Call:
    method: str
    query: dict[str, list[str]]
    value: dict[str, Any]
    token: str
    proxy: str


@dataclass
class StandIn:
    """The network. `now` is turned by the tests; posts are indexed at the instant that they say."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    handles: dict[str, str] = field(default_factory=dict)  # DID → handle
    names: dict[str, str] = field(default_factory=dict)
    followers: dict[str, int] = field(default_factory=dict)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    blocked: set[tuple[str, str]] = field(default_factory=set)  # (who, whom)
    faults: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    always: dict[str, Answer] = field(default_factory=dict)
    after: dict[str, Callable[[], None]] = field(default_factory=dict)  # done once, when a method was answered
    calls: list[Call] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)  # on every answer
    letters: list[dict[str, Any]] = field(default_factory=list)  # direct messages, in order
    tokens: set[str] = field(default_factory=set)
    page: int = 50
    _count: int = 0

    def __enter__(self) -> Self:
        network = self

        class Door(_Door):
            def answer(self, call: Call) -> Answer:
                return network.answer(call)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def join(self, handle: str, *, name: str = "", followers: int = 0) -> str:
        did = f"did:plc:{handle.replace('.', '')}"
        self.handles[did], self.names[did], self.followers[did] = handle, name, followers
        return did

    def did(self, handle: str) -> str:
        return next(did for did, known in self.handles.items() if known == handle)

    def post(
        self,
        handle: str,
        text: str,
        *,
        answers: str = "",
        mentions: tuple[str, ...] = (),
        quotes: str = "",
        at: datetime | None = None,
        key: str = "",
        record: dict[str, Any] | None = None,
    ) -> str:
        """Says it, and gives the post's address."""
        self._count += 1
        did, at = self.did(handle), at or self.now
        uri = f"at://{did}/{_POST}/{key or _tid(at, self._count)}"
        told: dict[str, Any] = {"$type": _POST, "text": text, "createdAt": _stamp(at), "langs": ["en"], **(record or {})}
        if answers:
            parent = self.posts[answers]
            root = parent["record"].get("reply", {}).get("root") or _ref(parent)
            told["reply"] = {"root": root, "parent": _ref(parent)}
        if mentions:
            told["facets"] = [_mention(text, one, self.did(one)) for one in mentions]
        if quotes:
            told["embed"] = {"$type": "app.bsky.embed.record", "record": _ref(self.posts[quotes])}
        self.posts[uri] = {"uri": uri, "cid": f"bafy{self._count}", "record": told, "indexedAt": _stamp(at), "labels": []}
        return uri

    def delete(self, uri: str) -> None:
        del self.posts[uri]

    def tell(self, handle: str, to: str, text: str, *, at: datetime | None = None) -> str:
        """A direct message."""
        convo = "".join(sorted((self.did(handle), self.did(to)))).replace(":", "")
        one = {
            "id": f"m{len(self.letters) + 1}",
            "text": text,
            "sender": {"did": self.did(handle)},
            "sentAt": _stamp(at or self.now),
        }
        self.letters.append({"convo": convo, "message": one, "to": self.did(to)})
        return f"chat:{convo}/{one['id']}"

    # Answers ---------------------------------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        self.calls.append(call)
        if self.faults[call.method]:
            return self.faults[call.method].pop(0)
        if call.method in self.always:
            return self.always[call.method]
        open_to_all = call.method.startswith("com.atproto.server.")
        if not open_to_all and call.token not in self.tokens:
            return 400, {"error": "ExpiredToken", "message": "Token has expired"}, {}
        status, value = getattr(self, f"_{call.method.rpartition('.')[2]}")(call)
        if call.method in self.after:
            self.after.pop(call.method)()
        return status, value, dict(self.headers)

    def _describeServer(self, call: Call) -> tuple[int, dict[str, Any]]:
        return 200, {"did": "did:web:here"}

    def _createSession(self, call: Call) -> tuple[int, dict[str, Any]]:
        known = call.value.get("identifier") in self.handles.values() and call.value.get("password") == PASSWORD
        if not known:
            return 401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
        return 200, self._begin(self.did(str(call.value["identifier"])))

    def _refreshSession(self, call: Call) -> tuple[int, dict[str, Any]]:
        if not call.token.startswith("renewal "):
            return 400, {"error": "InvalidToken", "message": "Bad token scope"}
        return 200, self._begin(call.token.split()[1])

    def _begin(self, did: str) -> dict[str, Any]:
        self._count += 1
        access = f"access {did} {self._count}"
        self.tokens.add(access)
        return {"accessJwt": access, "refreshJwt": f"renewal {did} {self._count}", "did": did, "handle": self.handles[did]}

    def _getProfile(self, call: Call) -> tuple[int, dict[str, Any]]:
        did = call.query["actor"][0]
        return (
            (200, self._profile(did))
            if did in self.handles
            else (400, {"error": "InvalidRequest", "message": "Profile not found"})
        )

    def _getProfiles(self, call: Call) -> tuple[int, dict[str, Any]]:
        assert len(call.query["actors"]) <= 25
        return 200, {"profiles": [self._profile(did) for did in call.query["actors"] if did in self.handles]}

    def _getFollowers(self, call: Call) -> tuple[int, dict[str, Any]]:
        """As the lexicon app.bsky.graph.getFollowers has it: the account, a page of profiles, and a cursor where there are more."""
        us, size = call.query["actor"][0], min(int(call.query["limit"][0]), 100)
        who = [did for did in self.handles if did != us]
        start = int(call.query.get("cursor", ["0"])[0])
        more = {"cursor": str(start + size)} if start + size < len(who) else {}
        return 200, {
            "subject": self._short(us, us),
            "followers": [self._short(did, us) for did in who[start : start + size]],
            **more,
        }

    def _listNotifications(self, call: Call) -> tuple[int, dict[str, Any]]:
        us = self._us(call)
        news = sorted((one for one in self._news(us) if one["reason"] in call.query["reasons"]), key=_at, reverse=True)
        before = call.query.get("cursor", ["9999"])[0]
        older = [one for one in news if one["indexedAt"] < before]
        page = older[: self.page]
        more = {"cursor": page[-1]["indexedAt"]} if len(older) > len(page) else {}
        return 200, {"notifications": page, "seenAt": _stamp(self.now), **more}

    def _news(self, us: str) -> Iterator[dict[str, Any]]:
        for uri, post in self.posts.items():
            who = uri.split("/")[2]
            reason = _reason(us, post["record"])
            if who != us and reason and (who, us) not in self.blocked:
                yield {**post, "author": self._short(who, us), "reason": reason, "isRead": False}

    def _getPostThread(self, call: Call) -> tuple[int, dict[str, Any]]:
        uri, us = call.query["uri"][0], self._us(call)
        if uri not in self.posts:
            return 400, {"error": "NotFound", "message": f"Post not found: {uri}"}
        thread = self._below(uri, us, int(call.query["depth"][0]))
        if "post" in thread:
            thread |= self._above(uri, us)
        return 200, {"thread": thread}

    def _above(self, uri: str, us: str) -> dict[str, Any]:
        parent = self.posts[uri]["record"].get("reply", {}).get("parent", {}).get("uri")
        if not parent:
            return {}
        if parent not in self.posts:
            return {"parent": {"$type": "app.bsky.feed.defs#notFoundPost", "uri": parent, "notFound": True}}
        node = self._node(parent, us)
        return {"parent": node | (self._above(parent, us) if "post" in node else {})}

    def _below(self, uri: str, us: str, depth: int) -> dict[str, Any]:
        node = self._node(uri, us)
        if "post" not in node or depth == 0:
            return node
        answers = [one for one, post in self.posts.items() if post["record"].get("reply", {}).get("parent", {}).get("uri") == uri]
        return node | {"replies": [self._below(one, us, depth - 1) for one in answers]}

    def _node(self, uri: str, us: str) -> dict[str, Any]:
        who = uri.split("/")[2]
        if (who, us) in self.blocked:
            return {"$type": "app.bsky.feed.defs#blockedPost", "uri": uri, "blocked": True, "author": {"did": who}}
        return {"$type": "app.bsky.feed.defs#threadViewPost", "post": self._view(uri, us)}

    def _getPosts(self, call: Call) -> tuple[int, dict[str, Any]]:
        us = self._us(call)
        seen = [uri for uri in call.query["uris"] if uri in self.posts and (uri.split("/")[2], us) not in self.blocked]
        return 200, {"posts": [self._view(uri, us) for uri in seen]}

    def _searchPosts(self, call: Call) -> tuple[int, dict[str, Any]]:
        us, words = self._us(call), call.query["q"][0].casefold()
        found = [uri for uri, post in self.posts.items() if words in post["record"]["text"].casefold()]
        found.sort(key=lambda uri: self.posts[uri]["indexedAt"], reverse=True)
        start, limit = int(call.query.get("cursor", ["0"])[0]), int(call.query["limit"][0])
        more = {"cursor": str(start + limit)} if len(found) > start + limit else {}
        return 200, {"posts": [self._view(uri, us) for uri in found[start : start + limit]], **more}

    def _getRecord(self, call: Call) -> tuple[int, dict[str, Any]]:
        uri = f"at://{call.query['repo'][0]}/{call.query['collection'][0]}/{call.query['rkey'][0]}"
        if uri not in self.posts:
            return 400, {"error": "RecordNotFound", "message": f"Could not locate record: {uri}"}
        return 200, {"uri": uri, "cid": self.posts[uri]["cid"], "value": self.posts[uri]["record"]}

    def _putRecord(self, call: Call) -> tuple[int, dict[str, Any]]:
        value = call.value
        uri = f"at://{value['repo']}/{value['collection']}/{value['rkey']}"
        if uri in self.posts and value.get("swapRecord", "") is None:
            return 400, {"error": "InvalidSwap", "message": f"Record was at {self.posts[uri]['cid']}"}
        self.post(self.handles[value["repo"]], value["record"]["text"], key=value["rkey"], record=value["record"])
        return 200, {"uri": uri, "cid": self.posts[uri]["cid"]}

    def _uploadBlob(self, call: Call) -> tuple[int, dict[str, Any]]:
        content, media_type = call.value["content"], call.value["media_type"]
        name = f"bafkrei{hashlib.sha256(content).hexdigest()}"
        self.blobs[name] = content
        return 200, {"blob": {"$type": "blob", "ref": {"$link": name}, "mimeType": media_type, "size": len(content)}}

    def _getLog(self, call: Call) -> tuple[int, dict[str, Any]]:
        us, start = self._us(call), int(call.query.get("cursor", ["0"])[0])
        page = [(n, one) for n, one in enumerate(self.letters, 1) if n > start][: self.page]
        theirs = [one for _, one in page if us in (one["to"], one["message"]["sender"]["did"])]
        kind = "chat.bsky.convo.defs#logCreateMessage"
        logs = [
            {"$type": kind, "rev": one["message"]["id"], "convoId": one["convo"], "message": one["message"]} for one in theirs
        ]
        return 200, {"logs": logs, "cursor": str(page[-1][0] if page else start)}

    def _getMessages(self, call: Call) -> tuple[int, dict[str, Any]]:
        said = [one["message"] for one in reversed(self.letters) if one["convo"] == call.query["convoId"][0]]
        return 200, {"messages": said[: int(call.query["limit"][0])]}

    def _getConvoForMembers(self, call: Call) -> tuple[int, dict[str, Any]]:
        return 200, {"convo": {"id": "".join(sorted((self._us(call), call.query["members"][0]))).replace(":", "")}}

    def _listConvos(self, call: Call) -> tuple[int, dict[str, Any]]:
        return 200, {"convos": []}

    def _sendMessage(self, call: Call) -> tuple[int, dict[str, Any]]:
        us, convo = self._us(call), call.value["convoId"]
        to = next(did for did in self.handles if did != us and did.replace(":", "") in convo)
        key = self.tell(self.handles[us], self.handles[to], call.value["message"]["text"])
        return 200, self.letters[-1]["message"] | {"id": key.rpartition("/")[2]}

    def _us(self, call: Call) -> str:
        return call.token.split()[1]

    def _view(self, uri: str, us: str) -> dict[str, Any]:
        return {**self.posts[uri], "author": self._short(uri.split("/")[2], us), "viewer": {}, "replyCount": 0}

    def _short(self, did: str, us: str) -> dict[str, Any]:
        name = {"displayName": self.names[did]} if self.names[did] else {}
        return {"did": did, "handle": self.handles[did], **name, "viewer": {"blockedBy": (did, us) in self.blocked}, "labels": []}

    def _profile(self, did: str) -> dict[str, Any]:
        return {**self._short(did, ""), "followersCount": self.followers[did], "followsCount": 0, "postsCount": 0}


class _Door(BaseHTTPRequestHandler):
    """One request of XRPC."""

    protocol_version = "HTTP/1.1"

    def answer(self, call: Call) -> Answer:
        raise NotImplementedError

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.headers.get("content-type", "").startswith("application/json"):
            self._serve(json.loads(body) if body else {})
        else:
            self._serve({"content": body, "media_type": self.headers.get("content-type", "")} if body else {})

    def _serve(self, value: dict[str, Any]) -> None:
        parts = urlsplit(self.path)
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        call = Call(parts.path.removeprefix("/xrpc/"), parse_qs(parts.query), value, token, self.headers.get("atproto-proxy", ""))
        status, told, headers = self.answer(call)
        content = json.dumps(told).encode()
        self.send_response(status)
        for name, text in {"content-type": "application/json", "content-length": str(len(content)), **headers}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Nothing is logged."""


def _reason(us: str, record: dict[str, Any]) -> str:
    if any(feature.get("did") == us for facet in record.get("facets", ()) for feature in facet["features"]):
        return "mention"
    if record.get("reply", {}).get("parent", {}).get("uri", "").startswith(f"at://{us}/"):
        return "reply"
    return "quote" if record.get("embed", {}).get("record", {}).get("uri", "").startswith(f"at://{us}/") else ""


def _mention(text: str, handle: str, did: str) -> dict[str, Any]:
    start = len(text[: text.index(f"@{handle}")].encode())
    index = {"byteStart": start, "byteEnd": start + len(handle) + 1}
    return {"index": index, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": did}]}


def _ref(post: dict[str, Any]) -> dict[str, str]:
    return {"uri": post["uri"], "cid": post["cid"]}


def _at(one: dict[str, Any]) -> str:
    return str(one["indexedAt"])


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _tid(at: datetime, count: int) -> str:
    number = int((at + timedelta(microseconds=count)).timestamp() * 1_000_000) << 10
    return "".join(_TID[number >> 5 * place & 31] for place in range(12, -1, -1))
