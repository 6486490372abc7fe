"""A thousand chat windows open at once: what they hold of memory, and how soon a visitor sees an answer.

    python -m benchmarks.chat_sessions [--sessions 1000] [--answers 300] [--per-second 20]

Real connections over loopback to the real live and web processes. Each session is an open stream for
one topic; the first hundred are visitors with a talk of their own, and the answers go to these. An answer is announced as the
deliverer announces it, with the commit; heard by that one session's stream; and then looked at by its window, as a window does. The client runs on the same cores and is part of what is measured.
"""

import argparse
import asyncio
import secrets
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

from benchmarks import ground, report
from benchmarks.ground import Ground

QUICK, FULL = ("--sessions", "1000", "--answers", "200"), ("--sessions", "1000", "--answers", "2000")
ORIGIN = "https://shop.example"
GOAL_MS, GOAL_MB = "< 500", "≤ 300"
TALKS = 100  # visitors who said something; making a thousand of them would take longer than what is measured
_AT_ONCE = 50  # connections that are being opened at a time


@dataclass
class Session:
    """One window: its secret, its ticket, and when it heard."""

    secret: str
    topic: str
    ticket: str
    heard: asyncio.Queue[float] = field(default_factory=asyncio.Queue)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sessions", type=int, default=1_000)
    options.add_argument("--answers", type=int, default=300)
    options.add_argument("--per-second", type=float, default=20)
    told = options.parse_args()
    said = report.start("chat_sessions")
    with ground.database() as here:
        path, sessions = _talks(here, told.sessions)
        here.spawn("web")
        here.spawn("live")
        here.wait_until_served(path="/accounts/login/")
        asyncio.run(_measure(said, here, path, sessions, told.answers, told.per_second))
    return said.end()


def _talks(here: Ground, wanted: int) -> tuple[str, list[Session]]:
    """A chat channel, and as many visitors who have said something."""
    from makegood.channels import queries
    from makegood.channels.actions import connecting
    from makegood.flows import chatting, unseen_answers
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from makegood.portal import live

    at, sessions = datetime.now(UTC), []
    with tenancy.brand(here.brand.id):
        channel_id = connecting.add_channel(
            kind="webchat", name="Chat", address="shop", settings={"origins": ORIGIN}, by=SYSTEM, at=at
        )
        channel = queries.channel(channel_id=channel_id)
    for number in range(wanted):
        secret = secrets.token_urlsafe(32)
        if number >= TALKS:
            sessions.append(Session(secret, "", live.make_ticket(brand_id=here.brand.id, topic=f"talk:{uuid4()}", origin=ORIGIN)))
            continue
        with tenancy.brand(here.brand.id):
            words = chatting.Words(f"first-{number:06}", "Where is my order?")
            talk = chatting.say(channel=channel, secret=secret, words=words, claims=None, at=at)
        topic = unseen_answers.topic(UUID(str(talk.visitor.conversation_id)))
        sessions.append(Session(secret, topic, live.make_ticket(brand_id=here.brand.id, topic=topic, origin=ORIGIN)))
    return f"/chat/{here.brand.slug}/shop/talk/", sessions


async def _measure(said: report.Report, here: Ground, path: str, sessions: list[Session], answers: int, rate: float) -> None:
    gate = asyncio.Semaphore(_AT_ONCE)
    opened: list[asyncio.Future[None]] = [asyncio.get_running_loop().create_future() for _ in sessions]
    streams = [asyncio.create_task(_listen(here.live_port, one, gate, up)) for one, up in zip(sessions, opened, strict=True)]
    begun = time.monotonic()
    await asyncio.wait_for(asyncio.gather(*opened), 120)
    said.note(f"{len(sessions):,} streams were open after {time.monotonic() - begun:.1f} s.")
    said.figure(
        f"memory of the live process with {len(sessions):,} sessions open", here.memory_bytes()["live"] / 1e6, "MB", goal=GOAL_MB
    )
    before = here.cpu_seconds()
    heard, seen = await _answers(here, path, sessions, answers, rate)
    used = here.cpu_seconds() - before
    _say(said, "from the commit until the window heard", heard)
    _say(said, "from the commit until it had looked at its talk", seen)
    said.figure("CPU, all processes and the client", used.total * 1000 / answers, "ms an answer")
    said.figure("memory of the live process afterwards", here.memory_bytes()["live"] / 1e6, "MB", goal=GOAL_MB)
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)


async def _answers(
    here: Ground, path: str, sessions: list[Session], answers: int, rate: float
) -> tuple[list[float], list[float]]:
    """Each announced at its time, whether the one before was heard or not: seconds until heard, and until looked at."""
    begun, waiting = time.monotonic(), []
    for number in range(answers):
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        waiting.append(asyncio.create_task(_one(here, path, sessions[number % min(TALKS, len(sessions))])))
    both = await asyncio.gather(*waiting)
    return [first for first, _ in both], [second for _, second in both]


async def _one(here: Ground, path: str, session: Session) -> tuple[float, float]:
    told_at = await asyncio.to_thread(_announce, here, session.topic)
    heard_at = await asyncio.wait_for(session.heard.get(), 30)
    status = await _look(here.port, path, session)
    if status != 200:
        raise RuntimeError(f"The talk answered {status}.")
    return heard_at - told_at, time.monotonic() - told_at


def _announce(here: Ground, topic: str) -> float:
    """In a transaction, as the deliverer does; when it was about to be committed."""
    from makegood.platform import live, tenancy

    with tenancy.brand(here.brand.id):
        live.announce(topic)
        return time.monotonic()


async def _listen(port: int, session: Session, gate: asyncio.Semaphore, up: "asyncio.Future[None]") -> None:
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"GET /live/chat/?ticket={quote(session.ticket)} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\n\r\n".encode()
        )
        status = await reader.readline()
        if b" 200 " not in status:
            up.set_exception(RuntimeError(f"A stream answered {status!r}"))
            return
        while b": here" not in await reader.readline():
            pass
        up.set_result(None)
    while line := await reader.readline():
        if line.startswith(b"data: "):
            session.heard.put_nowait(time.monotonic())


async def _look(port: int, path: str, session: Session) -> int:
    body = urlencode({"seen": "", "language": "en", "identity": ""})
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\nAuthorization: Bearer {session.secret}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
    )
    status = int((await reader.readline()).split()[1])
    length = 0
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    await reader.readexactly(length)
    writer.close()
    return status


def _say(said: report.Report, what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    said.figure(f"{what}, median", ordered[len(ordered) // 2] * 1000, "ms")
    said.figure(f"{what}, p95", ordered[int(len(ordered) * 0.95)] * 1000, "ms", goal=GOAL_MS)


if __name__ == "__main__":
    sys.exit(main())
