"""A channel whose provider says at once that something came: sooner with the line, and nothing lost or doubled without it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, Queue
from uuid import UUID, uuid4

import pytest
from django.db import connection

from makegood.channels import carried
from makegood.channels import queries as channels
from makegood.channels.actions import connecting, lines
from makegood.flows import hearing, live_lines
from makegood.kernel.actors import SYSTEM
from makegood.platform import clock, draining, jobs, tenancy, waking
from tests.channels import stand_in
from tests.channels.mastodon import payloads
from tests.channels.mastodon.server import TOKEN, MastodonServer

SOON_S = 20.0  # that a test waits for another thread


@dataclass
class Listening:
    """A brand that listens to one account, as its worker does. `woken` holds each time at which somebody was asked to look."""

    brand_id: UUID
    channel_id: UUID
    server: MastodonServer
    woken: Queue[str] = field(default_factory=Queue)

    def look(self) -> tuple[int, timedelta]:
        """One look; how many messages there are now, and after how long the next is due."""
        now = clock.now()
        for kind in (live_lines.LOOKS, "read_raw"):
            draining.drain(self.brand_id, jobs.known()[kind], at=now)
        with tenancy.brand(self.brand_id), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM channels_message")
            (messages,) = cursor.fetchone()
            cursor.execute("SELECT due_at FROM platform_work WHERE kind = %s", [live_lines.LOOKS])
            (due_at,) = cursor.fetchone()
        return messages, due_at - now

    def is_called(self) -> bool:
        """Whether somebody is asked to look, soon."""
        try:
            while self.woken.get(timeout=SOON_S) != live_lines.LOOKS:
                pass
        except Empty:
            return False
        return True

    def line(self) -> carried.Line | None:
        with tenancy.brand(self.brand_id):
            return carried.line(channel_id=self.channel_id)


@pytest.fixture
def listening(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch, at: datetime) -> Iterator[Listening]:
    with stand_in.standing(MastodonServer(), monkeypatch) as server:
        with tenancy.brand(committed_brightside):
            settings = {"base_url": server.url, "access_token": TOKEN}
            channel_id = connecting.add_channel(
                kind="mastodon", name="Mastodon", address="@brightside@social.example", settings=settings, by=SYSTEM, at=at
            )
        opened = Listening(committed_brightside, channel_id, server)
        waking.be_woken_here(lambda _, kind: opened.woken.put(kind))
        live_lines.be_held_here(True)
        yield opened
        live_lines.be_held_here(False)
        server.send(None)
        for thread in threading.enumerate():
            if thread.name.startswith("line "):
                thread.join(SOON_S)
        waking.be_woken_here(None)


def opened(listening: Listening) -> None:
    """The first look takes the line; it is open, and what came before it was is looked for."""
    listening.look()
    assert listening.is_called(), "a line that opens asks for a look: something may have come between"


def test_a_mention_is_looked_for_at_once_and_the_looks_beside_the_line_are_a_minute_apart(listening: Listening) -> None:
    listening.server.mention(1)
    opened(listening)
    assert listening.look() == (1, timedelta(seconds=60))
    line = listening.line()
    assert line is not None
    assert (line.open_since is not None, line.trouble) == (True, "")
    listening.server.mention(2)
    assert listening.is_called()
    assert listening.look() == (2, timedelta(seconds=60))
    listening.server.tell("notification", listening.server.notifications[-1])
    assert listening.is_called()
    assert listening.look() == (2, timedelta(seconds=60)), "told twice, heard once"


def test_a_line_that_breaks_loses_nothing_and_one_looks_at_the_usual_pace_until_it_stands_again(listening: Listening) -> None:
    opened(listening)
    assert listening.look() == (0, timedelta(seconds=60))
    listening.server.streams.clear()  # the other side forgets whom it tells: nobody says that this came
    broken = listening.server
    broken.mention(1)
    for thread in list(live_lines._lines.held.values()):
        _cut(broken)
        thread.join(SOON_S)
    assert listening.is_called(), "what the line did not tell is looked for when it ends"
    line = listening.line()
    assert line == carried.Line(None, "The other side ended the line.")
    assert listening.look() == (1, hearing.EVERY)
    _let_time_pass(listening)
    listening.look()
    assert listening.is_called(), "it is opened again"
    assert listening.look() == (1, timedelta(seconds=60))


def test_a_server_without_a_stream_is_looked_into_at_the_usual_pace_and_asked_again_in_an_hour(listening: Listening) -> None:
    path = "/api/v1/streaming/user/notification"
    listening.server.none_here.add(path)
    listening.look()
    assert listening.is_called()
    assert listening.line() == carried.Line(None, "127.0.0.1 has no event stream (404).")
    assert listening.look() == (0, hearing.EVERY)
    assert listening.server.paths("GET").count(path) == 1
    with tenancy.brand(listening.brand_id), connection.cursor() as cursor:
        cursor.execute("SELECT round(extract(epoch FROM again_at - clock_timestamp()) / 60)::int FROM channels_line")
        assert cursor.fetchone() == (60,)


def test_a_paused_channel_hangs_up(listening: Listening, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_lines, "SIGN_EVERY_S", 0.0)
    opened(listening)
    (thread,) = live_lines._lines.held.values()
    with tenancy.brand(listening.brand_id):
        connecting.pause(channel_id=listening.channel_id, by=SYSTEM, at=at)
    listening.server.send(payloads.THUMP)
    thread.join(SOON_S)
    assert not thread.is_alive()
    assert listening.line() == carried.Line(None, "")


def test_one_worker_of_all_holds_a_line_and_another_takes_it_from_a_dead_one(listening: Listening) -> None:
    mine, other = uuid4(), uuid4()
    with tenancy.brand(listening.brand_id):
        channel_id = listening.channel_id
        assert lines.take(channel_id=channel_id, holder=mine)
        assert not lines.take(channel_id=channel_id, holder=other)
        assert lines.note_alive(channel_id=channel_id, holder=mine)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE channels_line SET seen_at = seen_at - interval '61 seconds'")
        assert carried.line(channel_id=channel_id) == carried.Line(None, ""), "nobody knows whether it is open"
        assert lines.take(channel_id=channel_id, holder=other)
        assert not lines.note_alive(channel_id=channel_id, holder=mine), "then the first hangs up"
        lines.let_go(channel_id=channel_id, holder=mine, because="too late")
        assert lines.note_alive(channel_id=channel_id, holder=other)


@pytest.mark.parametrize(("failures", "seconds"), [(0, 15), (1, 30), (4, 240), (6, 900), (1_000, 900)])
def test_a_line_that_cannot_be_opened_is_tried_with_growing_pauses(listening: Listening, failures: int, seconds: int) -> None:
    holder = uuid4()
    with tenancy.brand(listening.brand_id), connection.cursor() as cursor:
        lines.take(channel_id=listening.channel_id, holder=holder)
        cursor.execute("UPDATE channels_line SET failures = %s", [failures])
        lines.let_go(channel_id=listening.channel_id, holder=holder, because="It did not answer.")
        cursor.execute("SELECT round(extract(epoch FROM again_at - clock_timestamp()))::int, failures FROM channels_line")
        assert cursor.fetchone() == (seconds, failures + 1)
        assert not lines.take(channel_id=listening.channel_id, holder=uuid4())


def test_a_process_that_is_no_worker_opens_none(listening: Listening) -> None:
    live_lines.be_held_here(False)
    listening.look()
    assert listening.line() is None
    with tenancy.brand(listening.brand_id):
        assert channels.channels()[0].last_trouble == ""


def _cut(server: MastodonServer) -> None:
    for listener in server.ever:
        listener.put(None)


def _let_time_pass(listening: Listening) -> None:
    """The pause before the line is opened again is over, and the next look is due."""
    with tenancy.brand(listening.brand_id), connection.cursor() as cursor:
        cursor.execute("UPDATE channels_line SET again_at = clock_timestamp()")
        cursor.execute(
            "UPDATE platform_work SET due_at = clock_timestamp() - interval '1 second' WHERE kind = %s", [live_lines.LOOKS]
        )
