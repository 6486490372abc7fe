"""A thousand people watch a live discussion: how soon each of them has what is new, and what that costs, beside a thousand who watch one in which
nothing happens.

    python -m benchmarks.watchers [--watchers 1000] [--questions 30] [--answers 30] [--votes 300] [--seconds 60]

Real connections over loopback to the real live process, opened with the tickets that the page itself gives. First all of them watch in silence for
a while: that is the reference. Then, spread evenly over the time, questions are asked, members answer, and visitors vote by the page's own form
through the real web process; every watcher notes when it had each piece of news. A piece of news is measured from just before its transaction is
committed, a vote from when its voter had the answer to it; two that come within half a second travel together (portal/live.PACE_S), which is part of what is measured. The clients run on the same cores.
"""

import argparse
import asyncio
import json
import random
import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx

from benchmarks import ground, report
from benchmarks.ground import Ground

QUICK, FULL = ("--watchers", "1000", "--seconds", "30"), ("--watchers", "1000", "--seconds", "300", "--votes", "3000")
GOAL_MS, GOAL_MB = "< 1,500", "≤ 300"
SILENCE_S = 15
_AT_ONCE = 50
_STAGE = 12  # questions that are there before it begins


@dataclass
class Seen:
    """What one watcher had, and when: by what it is (question, answer or votes of a question)."""

    when: dict[str, float] = field(default_factory=dict)
    bytes: int = 0


@dataclass
class Told:
    """When each piece of news was about to be committed. Of votes, by number: a watcher has it with this number or a greater one."""

    at: dict[str, float] = field(default_factory=dict)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("watchers", 1_000), ("questions", 30), ("answers", 30), ("votes", 300), ("seconds", 60)):
        options.add_argument(f"--{name}", type=int, default=usual)
    told = options.parse_args()
    said = report.start("watchers")
    with ground.database(settings={"TRUSTED_PROXIES": "127.0.0.1"}) as here:
        path = _discussion(here)
        here.spawn("web")
        here.spawn("live")
        here.wait_until_served(path="/accounts/login/")
        asyncio.run(_measure(said, here, path, told))
    return said.end()


def _discussion(here: Ground) -> str:
    """A discussion that is open, with some questions in it."""
    from makegood.brands import queries as brands
    from makegood.discussions.actions import opening, taking_part
    from makegood.discussions.types import AnswererIn
    from makegood.kernel import actors
    from makegood.kernel.ids import new_id
    from makegood.platform import tenancy

    at = datetime.now(UTC)
    with tenancy.brand(here.brand.id):
        member = brands.members()[0]
        made = opening.open(
            occasion=None,
            title="Ask us anything",
            starts_at=at - timedelta(minutes=5),
            ends_at=at + timedelta(hours=3),
            host=AnswererIn(member.id, "A host", "who knows"),
            zone="UTC",
            by=actors.member(member.id),
            at=at,
        )
        for number in range(_STAGE):
            taking_part.ask(
                discussion_id=made.id,
                participant_id=new_id(),
                name="",
                text=f"What happened to lamp {number}?",
                key=f"stage-{number}",
                by=actors.SYSTEM,
                at=at,
            )
    return f"/talks/{here.brand.slug}/{made.slug}/"


async def _measure(said: report.Report, here: Ground, path: str, told: argparse.Namespace) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{here.port}", timeout=60) as client:
        now = (await client.get(f"{path}now/")).json()
    live = urlsplit(now["live"])
    await _until_live(here.live_port)
    gate, seen = asyncio.Semaphore(_AT_ONCE), [Seen() for _ in range(told.watchers)]
    opened: list[asyncio.Future[None]] = [asyncio.get_running_loop().create_future() for _ in seen]
    streams = [
        asyncio.create_task(_listen(here.live_port, f"{live.path}?{live.query}", one, gate, up))
        for one, up in zip(seen, opened, strict=True)
    ]
    begun = time.monotonic()
    await asyncio.wait_for(asyncio.gather(*opened), 180)
    said.note(f"{told.watchers:,} watched after {time.monotonic() - begun:.1f} s.")
    said.figure(
        f"memory of the live process with {told.watchers:,} watchers", here.memory_bytes()["live"] / 1e6, "MB", goal=GOAL_MB
    )
    idle = await _silence(here)
    said.figure("CPU of the live process in silence", idle, "s per minute")
    used, news = await _happenings(said, here, path, told)
    await asyncio.sleep(3)
    late = _lateness(seen, news)
    _say(said, late, told)
    said.figure(
        "CPU of all processes and the client while it went on",
        used,
        "s per minute",
        reference=f"the live process in silence {idle:.2f}",
    )
    said.figure("bytes that one watcher was sent", sum(one.bytes for one in seen) / len(seen), "bytes")
    said.figure("memory of the live process afterwards", here.memory_bytes()["live"] / 1e6, "MB", goal=GOAL_MB)
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)


async def _until_live(port: int, patience_s: float = 120.0) -> None:
    """The live process answers; the web process may be there long before it."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience_s:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.5)
            continue
        writer.close()
        return
    raise RuntimeError("The live process did not come up.")


async def _silence(here: Ground) -> float:
    before = here.cpu_seconds()
    await asyncio.sleep(SILENCE_S)
    return (here.cpu_seconds() - before).total * 60 / SILENCE_S


async def _happenings(said: report.Report, here: Ground, path: str, told: argparse.Namespace) -> tuple[float, Told]:
    """Everything in a shuffled order, spread over the time; → CPU seconds a minute, and what happened when."""
    kinds = ["question"] * told.questions + ["answer"] * told.answers + ["vote"] * told.votes
    random.Random(8).shuffle(kinds)
    news, before, begun = Told(), here.cpu_seconds(), time.monotonic()
    waiting, took = list[asyncio.Task[None]](), list[float]()
    counts: dict[str, int] = defaultdict(int)
    for place, kind in enumerate(kinds):
        await asyncio.sleep(max(0.0, begun + place * told.seconds / len(kinds) - time.monotonic()))
        number = counts[kind]
        counts[kind] += 1
        if kind == "vote":
            waiting.append(asyncio.create_task(_vote(here, path, number, news, took)))
        else:
            await asyncio.to_thread(_question if kind == "question" else _answer, here, path, number, news)
    await asyncio.gather(*waiting)
    passed = time.monotonic() - begun
    ordered = sorted(took)
    if ordered:
        said.figure("a vote by the page's form, until it was answered, p95", ordered[int(len(ordered) * 0.95)] * 1000, "ms")
    said.note(f"In {passed:.0f} s {counts['question']} questions, {counts['answer']} answers and {counts['vote']} votes.")
    return (here.cpu_seconds() - before).total * 60 / passed, news


def _question(here: Ground, path: str, number: int, news: Told) -> None:
    from makegood.discussions import queries
    from makegood.flows import discussing
    from makegood.kernel.ids import new_id
    from makegood.platform import tenancy

    with tenancy.brand(here.brand.id):
        kept = discussing.ask(
            discussion=queries.by_slug(slug=path.split("/")[3]),
            participant_id=new_id(),
            name="Somebody",
            email="",
            text=f"And what about the lamp of number {number}, which went out as well?",
            key=f"new-{number}",
            doubtful=False,
            at=datetime.now(UTC),
        )
        news.at[f"q{kept.number}"] = time.monotonic()


def _answer(here: Ground, path: str, number: int, news: Told) -> None:
    from makegood.brands import queries as brands
    from makegood.discussions import queries
    from makegood.flows import discussing
    from makegood.platform import tenancy

    with tenancy.brand(here.brand.id):
        question = queries.by_number(discussion_id=queries.by_slug(slug=path.split("/")[3]).id, number=number % _STAGE + 1)
        text = f"A fuse, as in the {number} others: we change them all this week. " * 6
        kept = discussing.answer(
            question_id=question.id, text=text, key=f"a-{number}", member=brands.members()[0], at=datetime.now(UTC)
        )
        news.at[f"a{kept.answers[-1].id.hex}"] = time.monotonic()


async def _vote(here: Ground, path: str, number: int, news: Told, took: list[float]) -> None:
    """As a browser does: it looks at the page, keeps its cookie, and presses the button."""
    headers = {"X-Forwarded-For": f"10.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{here.port}", timeout=60, headers=headers) as browser:
        await browser.get(path)
        begun, at = time.monotonic(), number % _STAGE + 1
        answer = await browser.post(f"{path}questions/{at}/vote/", data={"wanted": "yes"}, headers={"Accept": "application/json"})
        took.append((answered := time.monotonic()) - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"A vote was answered with {answer.status_code}: {answer.text[:200]}")
        news.at[f"v{at}:{answer.json()['votes']}"] = answered


async def _listen(port: int, address: str, seen: Seen, gate: asyncio.Semaphore, up: "asyncio.Future[None]") -> None:
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        status = await reader.readline()
        if b" 200 " not in status:
            up.set_exception(RuntimeError(f"A stream answered {status!r}"))
            return
        while b": here" not in await reader.readline():
            pass
        up.set_result(None)
    while line := await reader.readline():
        seen.bytes += len(line)
        if line.startswith(b"data: "):
            _note(seen, line[6:].decode(), time.monotonic())


_QUICK_LOOK = re.compile(r'^\{"n": (\d+), "votes": (\d+)\}')


def _note(seen: Seen, data: str, at: float) -> None:
    if quick := _QUICK_LOOK.match(data):
        seen.when.setdefault(f"v{quick[1]}:{quick[2]}", at)
        return
    news = json.loads(data) if data.strip() else {}
    if "text" in news:
        seen.when.setdefault(f"q{news['n']}", at)
        seen.when.setdefault(f"v{news['n']}:{news['votes']}", at)
        for one in news["answers"]:
            seen.when.setdefault(f"a{one['id']}", at)


def _lateness(seen: list[Seen], news: Told) -> dict[str, list[float]]:
    """Seconds until each watcher had each piece: votes when they had this number or a greater one."""
    late: dict[str, list[float]] = {"question": [], "answer": [], "vote": []}
    names = {"q": "question", "a": "answer", "v": "vote"}
    for one in seen:
        votes: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for what, at in one.when.items():
            if what.startswith("v"):
                question, _, count = what.partition(":")
                votes[question].append((int(count), at))
        for what, at in news.at.items():
            question, _, count = what.partition(":")
            heard = min((when for n, when in votes[question] if n >= int(count)), default=None) if count else one.when.get(what)
            late[names[what[0]]].append(max(0.0, heard - at) if heard is not None else float("inf"))
    return late


def _say(said: report.Report, late: dict[str, list[float]], told: argparse.Namespace) -> None:
    for kind, each in late.items():
        ordered, since = sorted(each), "from its voter's answer" if kind == "vote" else "from the commit"
        missed = sum(one == float("inf") for one in ordered)
        said.figure(f"{kind}s that a watcher never had, of {len(ordered):,}", missed, "", goal="≤ 0")
        if ordered and missed < len(ordered) * 0.05:
            said.figure(f"{since} until a watcher had the {kind}, median", ordered[len(ordered) // 2] * 1000, "ms")
            said.figure(
                f"{since} until a watcher had the {kind}, p95",
                ordered[int(len(ordered) * 0.95)] * 1000,
                "ms",
                goal=GOAL_MS,
            )
    said.note(f"{told.watchers:,} watchers; of votes, a watcher has one with its number or a greater one.")


if __name__ == "__main__":
    sys.exit(main())
