"""A thousand chat windows open at once, and everybody talks: what they hold of memory, how soon words are kept, and how soon an answer is seen.

    python -m benchmarks.chat_sessions [--sessions 1000] [--answers 1000] [--per-second 20] [--words-per-second 8]

Real connections over loopback to the real live and web processes. Each session is a visitor with a talk and an open stream of their own. Each in
turn is answered, at `--per-second`; and beside that each in turn writes, at `--words-per-second` (eight in a second: a thousand people who write
every two minutes; a brand takes ten, visitors/rules.py), and a real worker takes it in. An answer is announced as the deliverer announces it, with
the commit; heard by that one session's stream; and then looked at by its window, as a window does. Each visitor has a network address of their own,
told by a trusted proxy. Then members answer on the desk those who are in front of their window, with ten seconds to take it back that these do not
wait for: through the outbox and the worker. The client runs on the same cores and is part of what is measured.
"""

import argparse
import asyncio
import secrets
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlencode
from uuid import UUID

from benchmarks import ground, report
from benchmarks.ground import Ground

QUICK, FULL = ("--sessions", "1000", "--answers", "300"), ("--sessions", "1000", "--answers", "2000")
ORIGIN = "https://shop.example"
LOOK = {"seen": "", "language": "en", "identity": ""}
BY_MEMBERS, APART_S = 100, 0.3  # answers on the desk, and between two of them
GOAL_MS, GOAL_MB = "< 500", "≤ 300"
_AT_ONCE = 50  # connections that are being opened at a time


@dataclass
class Session:
    """One window: its secret, its ticket, and when it heard."""

    secret: str
    topic: str
    ticket: str
    asked_from: str
    heard: asyncio.Queue[float] = field(default_factory=asyncio.Queue)


@dataclass
class Rates:
    """How many answers, how many of them and how many messages of visitors a second."""

    answers: int
    answered: float
    written: float


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sessions", type=int, default=1_000)
    options.add_argument("--answers", type=int, default=1_000)
    options.add_argument("--per-second", type=float, default=20)
    options.add_argument("--words-per-second", type=float, default=8)
    told = options.parse_args()
    said = report.start("chat_sessions")
    with ground.database(settings={"TRUSTED_PROXIES": "127.0.0.1"}) as here:
        path, sessions = _talks(here, told.sessions)
        here.spawn("worker")
        here.spawn("web")
        here.spawn("live")
        here.wait_until_served(path="/accounts/login/")
        asyncio.run(_measure(said, here, path, sessions, Rates(told.answers, told.per_second, told.words_per_second)))
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
        with tenancy.brand(here.brand.id):
            words = chatting.Words(f"first-{number:06}", "Where is my order?")
            talk = chatting.say(channel=channel, secret=secret, words=words, claims=None, at=at)
        topic = unseen_answers.topic(UUID(str(talk.visitor.conversation_id)))
        ticket = live.make_ticket(brand_id=here.brand.id, topic=topic, origin=ORIGIN)
        sessions.append(Session(secret, topic, ticket, f"10.7.{number // 250}.{number % 250 + 1}"))
    return f"/chat/{here.brand.slug}/shop/", sessions


async def _measure(said: report.Report, here: Ground, path: str, sessions: list[Session], rates: Rates) -> None:
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
    (heard, seen), kept = await asyncio.gather(_answers(here, path, sessions, rates), _words(here, path, sessions, rates))
    used = here.cpu_seconds() - before
    said.note(
        f"{len(sessions):,} visitors talked: {len(heard):,} answers at {rates.answered:g}/s, {len(kept):,} messages at {rates.written:g}/s."
    )
    _say(said, "from sending until a visitor's words were kept", kept)
    _say(said, "from the commit until the window heard", heard)
    _say(said, "from the commit until it had looked at its talk", seen)
    said.figure(
        "CPU, all processes and the client", used.total * 1000 / (len(heard) + len(kept)), "ms for an answer or a message"
    )
    _say(said, "from the member's answer until the window had it", await _by_members(here, path, sessions))
    said.figure("memory of the live process afterwards", here.memory_bytes()["live"] / 1e6, "MB", goal=GOAL_MB)
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)


async def _answers(here: Ground, path: str, sessions: list[Session], rates: Rates) -> tuple[list[float], list[float]]:
    """Each announced at its time, whether the one before was heard or not: seconds until heard, and until looked at."""
    begun, waiting = time.monotonic(), []
    for number in range(rates.answers):
        await asyncio.sleep(max(0.0, begun + number / rates.answered - time.monotonic()))
        waiting.append(asyncio.create_task(_one(here, path, sessions[number % len(sessions)])))
    both = await asyncio.gather(*waiting)
    return [first for first, _ in both], [second for _, second in both]


async def _words(here: Ground, path: str, sessions: list[Session], rates: Rates) -> list[float]:
    """As long as answers go out, each in turn writes, beginning with those who are answered last: seconds until it was kept."""
    begun, waiting = time.monotonic(), []
    for number in range(int(rates.answers / rates.answered * rates.written)):
        await asyncio.sleep(max(0.0, begun + number / rates.written - time.monotonic()))
        waiting.append(asyncio.create_task(_write(here.port, path, sessions[-1 - number % len(sessions)], number)))
    return list(await asyncio.gather(*waiting))


async def _write(port: int, path: str, session: Session, number: int) -> float:
    begun = time.monotonic()
    fields = {"key": f"word-{number:08}", "text": "I have looked again, and it is still dark. What now?", "language": "en"}
    status = await _ask(port, f"{path}messages/", session, fields)
    if status != 200:
        raise RuntimeError(f"A message was answered with {status}.")
    return time.monotonic() - begun


async def _one(here: Ground, path: str, session: Session) -> tuple[float, float]:
    told_at = await asyncio.to_thread(_announce, here, session.topic)
    heard_at = await asyncio.wait_for(session.heard.get(), 30)
    status = await _ask(here.port, f"{path}talk/", session, LOOK)
    if status != 200:
        raise RuntimeError(f"The talk answered {status}.")
    return heard_at - told_at, time.monotonic() - told_at


def _announce(here: Ground, topic: str) -> float:
    """In a transaction, as the deliverer does; when it was about to be committed."""
    from makegood.platform import live, tenancy

    with tenancy.brand(here.brand.id):
        live.announce(topic)
        return time.monotonic()


async def _by_members(here: Ground, path: str, sessions: list[Session]) -> list[float]:
    """Seconds from the click of a member until the window had the words, each answer waited for."""
    while here.ask("SELECT count(*) FROM cases_case")[0][0] < len(sessions):
        await asyncio.sleep(0.5)
    took = []
    for number in range(BY_MEMBERS):
        session = sessions[number % len(sessions)]
        await asyncio.sleep(APART_S)
        await asyncio.to_thread(_be_here, here, session)
        while not session.heard.empty():
            session.heard.get_nowait()
        begun = time.monotonic()
        await asyncio.to_thread(_answer, here, session)
        await asyncio.wait_for(session.heard.get(), 30)
        if await _ask(here.port, f"{path}talk/", session, LOOK) != 200:
            raise RuntimeError("The talk could not be looked at.")
        took.append(time.monotonic() - begun)
    return took


def _be_here(here: Ground, session: Session) -> None:
    from makegood.channels import queries
    from makegood.flows import chatting
    from makegood.platform import tenancy

    with tenancy.brand(here.brand.id):
        channel = queries.channel_at(kind="webchat", address="shop")
        assert channel is not None
        chatting.be_here(channel=channel, secret=session.secret, here=True)


def _answer(here: Ground, session: Session) -> None:
    from datetime import timedelta

    from makegood.brands import queries as brands
    from makegood.cases import queries as cases
    from makegood.flows import desk_work
    from makegood.flows.leaving import Leaving
    from makegood.platform import tenancy

    with tenancy.brand(here.brand.id):
        (case,) = cases.cases_of_conversation(conversation_id=UUID(session.topic.partition(":")[2]))
        moment = Leaving(undo=timedelta(seconds=10))
        member = brands.members()[0]
        desk_work.answer(number=case.number, text="We look into it now.", member=member, at=datetime.now(UTC), leaving=moment)


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


async def _ask(port: int, path: str, session: Session, fields: dict[str, str]) -> int:
    body = urlencode(fields)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\nAuthorization: Bearer {session.secret}\r\n"
        f"X-Forwarded-For: {session.asked_from}\r\n"
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
