"""The streams of discussions: what everybody may read travels as it is, paced and folded; a ticket opens one discussion, and strangers never take the
room of members."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from django.db import connection

from makegood.config import environment
from makegood.desk import live as desk_live
from makegood.desk import tickets
from makegood.platform import live as ground
from makegood.platform import tenancy
from makegood.platform.streams import Stream, Switchboard
from makegood.portal import live
from tests.desk.test_live import Page

ORIGIN = "http://127.0.0.1:8000"
PATH = "/live/talks/"


def with_apps(
    story: Callable[[live.DiscussionApp, desk_live.LiveApp], Awaitable[None]], *, pace_s: float = 0.0, most: int = 9
) -> None:
    async def run() -> None:
        switchboard = Switchboard(lambda: environment.settings().database_url)
        try:
            await story(live.DiscussionApp(switchboard, pace_s=pace_s, most=most), desk_live.LiveApp(switchboard))
        finally:
            await switchboard.close()

    asyncio.run(run())


def ticket(brand_id: UUID, topic: str) -> str:
    return live.make_ticket(brand_id=brand_id, topic=topic, origin=ORIGIN)


def tell(brand_id: UUID, topic: str, news: dict[str, dict[str, object]]) -> None:
    try:
        with tenancy.brand(brand_id):
            ground.announce_news(topic, news)
    finally:
        connection.close()


def test_those_who_watch_are_told_the_news_and_members_only_the_topic(committed_brightside: UUID) -> None:
    topic = f"discussion:{uuid4()}"
    heard: list[str] = []

    async def story(app: live.DiscussionApp, desk: desk_live.LiveApp) -> None:
        watcher = Page(app, ticket(committed_brightside, topic), path=PATH)  # type: ignore[arg-type]
        other = Page(app, ticket(committed_brightside, f"discussion:{uuid4()}"), path=PATH)  # type: ignore[arg-type]
        member = Page(desk, tickets.make_ticket(brand_id=committed_brightside, member_id=uuid4()))
        for page in (watcher, other, member):
            await page.next()
        await asyncio.to_thread(tell, committed_brightside, topic, {"v1": {"n": 1, "votes": 7}})
        heard.extend([await watcher.next(), await member.next()])
        await asyncio.to_thread(tell, committed_brightside, topic.replace(":", ":x"), {"v1": {"n": 1, "votes": 8}})
        for page in (watcher, other, member):
            await page.leave()

    with_apps(story)
    assert heard == ['data: {"n": 1, "votes": 7}\n\n', f"data: {topic}\n\n"]


def test_of_what_comes_quickly_the_last_word_on_each_part_travels_together() -> None:
    stream = Stream()
    for votes in (1, 2, 3):
        stream.put("v1", f"one {votes}")
        stream.put("v2", f"two {votes}")
    assert asyncio.run(stream.next(1)) == ["one 3", "two 3"]


def test_what_does_not_fit_into_a_notice_says_look_for_yourself() -> None:
    brand = str(uuid4())
    long = {"n": 1, "text": "ä" * 4_000}
    told = ground._news(brand, "discussion:x", "q1", long)
    assert json.loads(told) == {"brand": brand, "topic": "discussion:x", "part": "q1", "news": ""}
    fits = ground._news(brand, "discussion:x", "q1", {"n": 1, "text": "ä" * 3_000})
    assert len(fits.encode()) < 8_000
    assert json.loads(json.loads(fits)["news"])["text"] == "ä" * 3_000


def test_a_ticket_of_a_chat_opens_no_discussion_and_the_other_way_round(committed_brightside: UUID) -> None:
    async def story(app: live.DiscussionApp, _desk: desk_live.LiveApp) -> None:
        chat = Page(app, ticket(committed_brightside, "talk:one"), path=PATH)  # type: ignore[arg-type]
        assert (await chat.next(), chat.status) == ("This ticket is spent. Load the page again.", 403)

    with_apps(story)
    assert live._read_chat_ticket(ticket(committed_brightside, "discussion:one")) is None
    assert live._read_chat_ticket(ticket(committed_brightside, "talk:one")) is not None


def test_strangers_are_turned_away_where_they_would_take_the_room_of_members(committed_brightside: UUID) -> None:
    async def story(app: live.DiscussionApp, desk: desk_live.LiveApp) -> None:
        pages = [Page(app, ticket(committed_brightside, "discussion:one"), path=PATH) for _ in range(2)]  # type: ignore[arg-type]
        for page in pages:
            await page.next()
        third = Page(app, ticket(committed_brightside, "discussion:one"), path=PATH)  # type: ignore[arg-type]
        assert (await third.next(), third.status) == ("No news just now. Come back in a moment.", 503)
        member = Page(desk, tickets.make_ticket(brand_id=committed_brightside, member_id=uuid4()))
        await member.next()
        assert member.status == 200
        await pages[0].leave()
        again = Page(app, ticket(committed_brightside, "discussion:one"), path=PATH)  # type: ignore[arg-type]
        await again.next()
        assert again.status == 200
        for page in (pages[1], again, member):
            await page.leave()

    with_apps(story, most=2)
