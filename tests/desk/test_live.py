"""The live stream: topics of one brand reach its pages, nothing else does, and nothing piles up."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from makegood.brands import actions as brand_actions
from makegood.brands import queries as brands
from makegood.config import environment
from makegood.desk import live, tickets
from makegood.kernel import actors
from makegood.platform import live as ground
from makegood.platform import tenancy
from tests import cast

BRAND, OTHER = uuid4(), uuid4()
MEMBER = uuid4()


class Page:
    """A browser's side of one stream, driven through ASGI without a network."""

    def __init__(self, app: live.LiveApp, ticket: str, *, path: str = "/live/brightside", method: str = "GET") -> None:
        self._app = app
        self._scope = {"type": "http", "method": method, "path": path, "query_string": f"ticket={ticket}".encode()}
        self._gone = asyncio.Event()
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(app(self._scope, self._receive, self._sent.put))  # type: ignore[arg-type]
        self.status = 0
        self.headers: dict[bytes, bytes] = {}

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def next(self) -> str:
        event = await asyncio.wait_for(self._sent.get(), 5)
        if event["type"] == "http.response.start":
            self.status, self.headers = event["status"], dict(event["headers"])
            return await self.next()
        return str(event["body"].decode())

    async def leave(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self._task, 5)


def with_app(story: Callable[[live.LiveApp, live.Switchboard], Awaitable[None]], *, heartbeat_s: float = 20.0) -> None:
    async def run() -> None:
        switchboard = live.Switchboard(lambda: environment.settings().database_url)
        try:
            await story(live.LiveApp(switchboard, heartbeat_s=heartbeat_s), switchboard)
        finally:
            await switchboard.close()

    asyncio.run(run())


async def announce(brand_id: UUID, *topics: str) -> None:
    async with await psycopg.AsyncConnection.connect(environment.settings().database_url, autocommit=True) as connection:
        for topic in topics:
            payload = json.dumps({"brand": str(brand_id), "topic": topic})
            await connection.execute("SELECT pg_notify(%s, %s)", [live.CHANNEL, payload])


def ticket(brand_id: UUID = BRAND) -> str:
    return tickets.make_ticket(brand_id=brand_id, member_id=MEMBER)


def test_a_page_hears_its_brands_topics_and_no_others() -> None:
    async def story(app: live.LiveApp, _switchboard: live.Switchboard) -> None:
        page, other = Page(app, ticket()), Page(app, ticket(OTHER))
        assert "retry: 2000" in await page.next()
        assert page.status == 200
        assert page.headers[b"content-type"] == b"text/event-stream"
        assert page.headers[b"access-control-allow-origin"] == b"http://127.0.0.1:8000"
        await other.next()
        await announce(BRAND, "case:7")
        await announce(OTHER, "inbox")
        assert await page.next() == "data: case:7\n\n"
        assert await other.next() == "data: inbox\n\n"
        await page.leave()
        await other.leave()

    with_app(story)


def test_what_the_ground_announces_is_heard(committed_brightside: UUID) -> None:
    heard: list[str] = []

    async def story(app: live.LiveApp, _switchboard: live.Switchboard) -> None:
        page = Page(app, ticket(committed_brightside))
        await page.next()
        await asyncio.to_thread(_announce_on_the_ground, committed_brightside)
        heard.append(await page.next())
        await page.leave()

    with_app(story)
    assert heard in (["data: inbox\n\ndata: case:7\n\n"], ["data: inbox\n\n"])


def _announce_on_the_ground(brand_id: UUID) -> None:
    from django.db import connection

    with tenancy.brand(brand_id):
        ground.announce("inbox", "case:7")
    connection.close()


@pytest.mark.parametrize("bad", ["", "x", "0" * 32 + ":1:2", "%00"])
def test_a_forged_ticket_opens_nothing(bad: str) -> None:
    async def story(app: live.LiveApp, switchboard: live.Switchboard) -> None:
        page = Page(app, bad)
        assert await page.next() == "This ticket is spent. Load the page again."
        assert (page.status, switchboard.size) == (403, 0)

    with_app(story)


def test_an_old_ticket_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    old = ticket()
    assert tickets.read_ticket(old) == (BRAND, MEMBER)
    monkeypatch.setattr(tickets, "LIFE_S", -1)
    assert tickets.read_ticket(old) is None


@pytest.mark.parametrize(("path", "method"), [("/", "GET"), ("/live/brightside", "POST")])
def test_nothing_else_is_served(path: str, method: str) -> None:
    async def story(app: live.LiveApp, _switchboard: live.Switchboard) -> None:
        page = Page(app, ticket(), path=path, method=method)
        await page.next()
        assert page.status == 404

    with_app(story)


def test_a_member_who_was_taken_out_of_the_team_hears_no_more_and_their_ticket_opens_nothing(committed_brightside: UUID) -> None:
    with tenancy.brand(committed_brightside):
        mara, joe = (next(one.id for one in brands.members() if one.name == name) for name in ("Mara Lindqvist", "Joe Okafor"))

    def removed() -> None:
        from django.db import connection

        with tenancy.brand(committed_brightside):
            brand_actions.remove_member(member_id=joe, by=actors.SYSTEM, at=cast.AT)
        connection.close()

    async def story(app: live.LiveApp, switchboard: live.Switchboard) -> None:
        theirs, others = (tickets.make_ticket(brand_id=committed_brightside, member_id=one) for one in (joe, mara))
        gone, stays = Page(app, theirs), Page(app, others)
        for page in (gone, stays):
            assert ": here" in await page.next()
        await asyncio.to_thread(removed)
        assert await gone.next() == "", "their stream ends"
        again = Page(app, theirs)
        assert await again.next() == "This ticket is spent. Load the page again."
        await announce(committed_brightside, "inbox")
        assert await stays.next() == "data: inbox\n\n"
        await stays.leave()

    with_app(story)


def test_silence_is_filled_with_heartbeats() -> None:
    async def story(app: live.LiveApp, _switchboard: live.Switchboard) -> None:
        page = Page(app, ticket())
        await page.next()
        assert [await page.next(), await page.next()] == [": still here\n\n"] * 2
        await page.leave()

    with_app(story, heartbeat_s=0.01)


def test_a_page_that_left_is_forgotten() -> None:
    async def story(app: live.LiveApp, switchboard: live.Switchboard) -> None:
        pages = [Page(app, ticket()) for _ in range(5)]
        for page in pages:
            await page.next()
        assert switchboard.size == 5
        for page in pages:
            await page.leave()
        assert switchboard.size == 0

    with_app(story)


def test_equal_topics_wait_once_and_too_many_end_the_stream() -> None:
    async def story() -> None:
        stream = live.Stream()
        for _ in range(1000):
            stream.put("inbox")
        assert await stream.next(1) == ["inbox"]
        for number in range(live.MOST_WAITING + 1):
            stream.put(f"case:{number}")
        assert await stream.next(1) is None

    asyncio.run(story())


def test_a_database_that_goes_away_ends_the_streams_and_is_heard_again() -> None:
    async def story(app: live.LiveApp, switchboard: live.Switchboard) -> None:
        page = Page(app, ticket())
        await page.next()
        await _cut_the_listener()
        assert await page.next() == ""  # the end; the browser comes back by itself
        back = Page(app, ticket())
        await back.next()
        await announce(BRAND, "inbox")
        assert await back.next() == "data: inbox\n\n"
        await back.leave()
        assert switchboard.size == 0

    with_app(story)


async def _cut_the_listener() -> None:
    """Ends the listening connection, as a restart of PostgreSQL would; a role may end its own sessions."""
    async with await psycopg.AsyncConnection.connect(environment.settings().database_url, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'makegood live' "
            "AND datname = current_database()"
        )


@pytest.mark.parametrize("payload", ["", "not json", "[]", '{"brand": "x", "topic": "inbox"}', '{"topic": "inbox"}'])
def test_what_is_no_topic_is_passed_over(payload: str) -> None:
    async def story(_app: live.LiveApp, switchboard: live.Switchboard) -> None:
        stream = await switchboard.join(BRAND)
        assert stream is not None
        switchboard._pass_on(payload)
        switchboard._pass_on(json.dumps({"brand": str(BRAND), "topic": "inbox"}))
        assert await stream.next(1) == ["inbox"]

    with_app(story)
