"""Open streams of Server-Sent Events, fed by one LISTEN connection per process: what the live process is made of.

They carry topics ("inbox", "case:7"), never content, and ask no table: whoever opened the page proved what it may hear, and gave it a ticket. Only
pages that everybody may read are told the news itself, as whoever announced it wrote it (live.announce_news).
A stream that falls behind, or whose database went away, is ended; the browser comes back and looks.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import psycopg

from makegood.platform.live import CHANNEL, GONE

log = logging.getLogger("makegood.live")

HEARTBEAT_S = 20.0
MOST_STREAMS = 5_000
MOST_WAITING = 100  # topics that one stream may have unsent
RETRY_MS = 2_000

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Listening:
    """What a ticket opens: a brand's topics, or one `topic` of it alone, for pages of one `origin` ('' for our own). `whose`: the member's, who
    may be taken out of the team meanwhile; None for a visitor's."""

    brand_id: UUID
    topic: str = ""
    origin: str = ""
    whose: UUID | None = None


class Stream:
    """What one page has not been told yet. Equal topics wait once; too many of them end the stream."""

    def __init__(self, whose: UUID | None = None) -> None:
        self.whose = whose
        self._waiting: dict[str, str] = {}  # what is told, by topic or by part of one
        self._news = asyncio.Event()
        self._ended = False

    def put(self, what: str, news: str | None = None) -> None:
        """The topic itself, or of a part of one the last of its news."""
        self._waiting[what] = what if news is None else news
        self._ended |= len(self._waiting) > MOST_WAITING
        self._news.set()

    def end(self) -> None:
        self._ended = True
        self._news.set()

    async def next(self, patience_s: float) -> list[str] | None:
        """What was told since the last look; an empty list when `patience_s` passed in silence; None once it ended."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), patience_s)
        self._news.clear()
        if self._ended:
            return None
        topics, self._waiting = list(self._waiting.values()), {}
        return topics


class Switchboard:
    """Who listens to which brand, and the one connection that hears for all of them."""

    def __init__(self, database_url: Callable[[], str]) -> None:
        self._database_url = database_url
        self._streams: dict[tuple[UUID, str], set[Stream]] = {}
        self._gone: set[tuple[UUID, UUID]] = set()  # members who left a brand; a ticket is spent long before this process ends
        self._listener: asyncio.Task[None] | None = None
        self._hears = asyncio.Event()

    @property
    def size(self) -> int:
        return sum(len(streams) for streams in self._streams.values())

    def may(self, wanted: Listening) -> bool:
        """Whether nobody took whoever asks out of the team since their ticket was made."""
        return wanted.whose is None or (wanted.brand_id, wanted.whose) not in self._gone

    async def join(self, brand_id: UUID, topic: str = "", patience_s: float = 5.0, *, whose: UUID | None = None) -> Stream | None:
        """A stream of this brand's topics, or of one `topic` alone, once the database is heard; None when it is not, or when there are too
        many."""
        if self.size >= MOST_STREAMS:
            return None
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        try:
            await asyncio.wait_for(self._hears.wait(), patience_s)
        except TimeoutError:
            return None
        stream = Stream(whose)
        self._streams.setdefault((brand_id, topic), set()).add(stream)
        return stream

    def leave(self, brand_id: UUID, stream: Stream, topic: str = "") -> None:
        streams = self._streams.get((brand_id, topic), set())
        streams.discard(stream)
        if not streams:
            self._streams.pop((brand_id, topic), None)

    async def close(self) -> None:
        self._end_all()
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener

    async def _listen(self) -> None:
        pause_s = 0.2
        while True:
            try:
                async for payload in self._heard():
                    pause_s = 0.2
                    self._pass_on(payload)
            except psycopg.Error as trouble:
                log.warning("The database cannot be heard: %s", type(trouble).__name__)
            self._hears.clear()
            self._end_all()
            await asyncio.sleep(pause_s)
            pause_s = min(5.0, pause_s * 2)

    async def _heard(self) -> AsyncIterator[str]:
        async with await psycopg.AsyncConnection.connect(
            self._database_url(), autocommit=True, connect_timeout=10, application_name="makegood live"
        ) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._hears.set()
            async for notice in connection.notifies():
                yield notice.payload

    def _pass_on(self, payload: str) -> None:
        try:
            told = json.loads(payload)
            brand_id, topic, part = UUID(told["brand"]), str(told["topic"]), told.get("part")
            news = str(told["news"]) if part is not None else None
        except (ValueError, KeyError, TypeError):
            log.warning("Something that is no topic was announced")
            return
        if topic.startswith(GONE):
            self._let_go(brand_id, topic.removeprefix(GONE))
            return
        for stream in self._streams.get((brand_id, ""), ()):
            stream.put(topic)
        for stream in self._streams.get((brand_id, topic), ()):
            stream.put(topic if part is None else str(part), news)

    def _let_go(self, brand_id: UUID, member: str) -> None:
        with suppress(ValueError):
            self._gone.add((brand_id, UUID(member)))
        for stream in self._streams.get((brand_id, ""), ()):
            if str(stream.whose) == member:
                stream.end()

    def _end_all(self) -> None:
        for streams in self._streams.values():
            for stream in streams:
                stream.end()


class StreamsApp:
    """An ASGI application: `GET <prefix>…?ticket=…` as an event stream, read by pages of `origin` or of the ticket's own; everything else
    is 404. `read` opens a ticket, or gives None for one that is spent or forged. Between two parts of a stream at least `pace_s` pass, and what
    happens meanwhile travels together; of this application's streams there are at most `most`."""

    def __init__(
        self,
        switchboard: Switchboard,
        *,
        prefix: str,
        read: Callable[[str], Listening | None],
        origin: Callable[[], str],
        heartbeat_s: float = HEARTBEAT_S,
        pace_s: float = 0.0,
        most: int = MOST_STREAMS,
    ) -> None:
        self._switchboard = switchboard
        self._pace_s = pace_s
        self._most = most
        self._open = 0
        self._prefix = prefix
        self._read = read
        self._origin = origin
        self._heartbeat_s = heartbeat_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif event["type"] == "lifespan.shutdown":
                await self._switchboard.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith(self._prefix) or scope["method"] != "GET":
            await _plain(send, 404, "Nothing is here.", self._origin())
            return
        wanted = self._read(parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0])
        if wanted is None or not self._switchboard.may(wanted):
            await _plain(send, 403, "This ticket is spent. Load the page again.", self._origin())
            return
        origin = wanted.origin or self._origin()
        room = self._open < self._most
        stream = await self._switchboard.join(wanted.brand_id, wanted.topic, whose=wanted.whose) if room else None
        if stream is None:
            await _plain(send, 503, "No news just now. Come back in a moment.", origin)
            return
        self._open += 1
        try:
            await self._stream(stream, receive, send, origin)
        finally:
            self._open -= 1
            self._switchboard.leave(wanted.brand_id, stream, wanted.topic)

    async def _stream(self, stream: Stream, receive: Receive, send: Send, origin: str) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _headers("text/event-stream", origin)})
        await _part(send, f"retry: {RETRY_MS}\n: here\n\n")
        gone = asyncio.create_task(_until_gone(receive, stream))
        try:
            while not gone.done():
                topics = await stream.next(self._heartbeat_s)
                if topics is None:
                    break
                await _part(send, "".join(f"data: {topic}\n\n" for topic in topics) or ": still here\n\n")
                if topics and self._pace_s:
                    await asyncio.sleep(self._pace_s)
        finally:
            gone.cancel()
        with suppress(OSError, RuntimeError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _part(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _plain(send: Send, status: int, sentence: str, origin: str) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers("text/plain; charset=utf-8", origin)})
    await send({"type": "http.response.body", "body": sentence.encode()})


def _headers(content_type: str, origin: str) -> list[tuple[bytes, bytes]]:
    """Only pages of this origin may read it."""
    return [
        (b"content-type", content_type.encode()),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"Origin"),
        (b"access-control-allow-origin", origin.encode()),
    ]
