"""Stored → recognised → read → placed in a case → proposed: how many messages a second, at what cost, and where the time goes.

    python -m benchmarks.pipeline [--messages 5000] [--workers 2] [--batch N] [--stages-only | --workers-only]

Real texts from ../shared/data, as they come: of five, two first words to an airline, two tweets to a brand, one of the complaints collection.
Every seventh message answers in a conversation that is there (the same customer's second turn). Half are private, half public. Authors are
skewed (a few write often), and a third of them are customers with one to three orders. Two thirds of the people have been seen before.

First real worker processes take everything through; then the same number again in this process, to see the stages.
"""

import argparse
import bz2
import csv
import gzip
import os
import random
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
DATA = ROOT.parent / "shared" / "data"
_TURN = re.compile(r"<cust__\s+(.*?)\s+__cust>", re.DOTALL)
_GOODS = ("Torch, 900 lumen", "Desk lamp", "Reading light", "Bulb E27, warm white", "Garden lantern", "String lights", "Head torch",
          "Bicycle light", "Ceiling lamp", "Night light", "Battery pack", "Charger", "Card holder", "Flight bag", "Travel adapter")  # fmt: skip
SEED = 20_260_302
QUICK, FULL = ("--messages", "2000"), ("--messages", "10000")
STORED_AT_ONCE = 500
LIVED = 300  # messages that were taken in before anything is counted


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=5_000)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument(
        "--batch", type=int, default=0, help="messages taken at once in the second part; 0 is what the product takes"
    )
    options.add_argument("--stages-only", action="store_true")
    options.add_argument("--workers-only", action="store_true")
    options.add_argument("--profile", default="", help="write a cProfile of the second part to this file")
    told = options.parse_args()
    if not DATA.exists():
        raise SystemExit("The texts in ../shared/data are not here: nothing to measure.")
    from benchmarks import ground

    with ground.database() as house:
        sys.exit(_measure(house, told))


def _measure(house: Any, told: argparse.Namespace) -> int:
    from benchmarks import report
    from makegood.platform import jobs

    if told.batch:
        jobs.consume(replace(jobs.known()["message_arrived"], batch=told.batch))
    paper = report.start("pipeline")
    channels = _furnish(house.brand.id, told.messages)
    _store(house.brand.id, channels, _messages(LIVED, SEED - 2))
    _take_in(house.brand.id)  # what furnishing left to do
    house.take_statistics()
    if not told.stages_only:
        _through_workers(paper, house, channels, told)
    if not told.workers_only:
        _by_stage(paper, house.brand.id, channels, told)
    return int(paper.end())


# The two measurements -----------------------------------------------------------------------------------------------------


def _through_workers(paper: Any, house: Any, channels: tuple[UUID, UUID], told: argparse.Namespace) -> None:
    from benchmarks import ground
    from benchmarks.waits import Waits

    worker = house.spawn("worker", more={"MAKEGOOD_WORKER_PROCESSES": str(told.workers)})
    _warm_up(house, channels)
    with _paused(worker):
        count = _store(house.brand.id, channels, _messages(told.messages, SEED))
        resting, before = ground.cpu_of(worker.pid).total, house.cpu_seconds().postgres
    waits = Waits(house.address())
    waits.start()
    began = time.monotonic()
    placed = _seconds_until_done(house, "message_arrived", began)
    quiet = _seconds_until_done(house, "inbox_row", began)
    used, database = ground.cpu_of(worker.pid).total - resting, house.cpu_seconds().postgres - before
    waits.end()
    house.end(worker)
    paper.figure("read, placed and proposed", count / placed, "messages/s", goal="≥ 1,000")
    paper.figure("the same until every inbox row is true", count / quiet, "messages/s")
    paper.figure("workers' CPU", 1000 * used / count, "ms a message")
    paper.figure("PostgreSQL's CPU", 1000 * database / count, "ms a message")
    paper.figure(
        "sessions that wait for another's lock", waits.for_locks(), "on average", reference=f"at work {waits.at_work():.2f}"
    )
    paper.note(f"Waited most: {'; '.join(waits.largest()) or 'nothing'}.")
    paper.note(f"{told.workers} processes of one worker took {count} messages that were stored before; warm.")


def _by_stage(paper: Any, brand_id: UUID, channels: tuple[UUID, UUID], told: argparse.Namespace) -> None:
    from benchmarks.stages import REST, Stages
    from makegood.cases.actions import arriving
    from makegood.flows import praise, proposing, standing, worker
    from makegood.people.actions import recognising
    from makegood.platform import draining, journal, work
    from makegood.understanding import actions as understanding
    from makegood.views import actions as views

    stages = Stages()
    wanted: dict[str, list[tuple[Any, str]]] = {
        "recognise": [(recognising, "recognise")],
        "read": [(understanding, "judge"), (understanding, "keep")],
        "place in cases": [(arriving, "open_or_join")],
        "propose": [(proposing, "propose_all")],
        "standing and praise": [(standing, "settle_all"), (praise, "heard")],
        "inbox rows": [(views, "refresh_cases")],
        "journal": [(journal, "record")],
        "work rows": [(work, "leave"), (draining, "_take"), (draining, "_finish_what_is_ours")],
    }
    worker.look_for_rings_less_often()  # as a worker does
    messages = _messages(told.messages, SEED + 1)
    profile = _profile(told.profile)
    with stages.measuring({"store": [(sys.modules[__name__], "_store")]}):  # with its facts, its work rows and its commits
        count = _store(brand_id, channels, messages)
    with stages.measuring(wanted):
        with profile:
            _take_in(brand_id, ("message_arrived",))
        _take_in(brand_id, ("inbox_row",))
    python, database = sum(stages.python.values()), sum(stages.database.values())
    for stage in ["store", *wanted, REST]:
        paper.figure(f"{stage}: Python", 1000 * stages.python[stage] / count, "ms a message")
        paper.figure(f"{stage}: PostgreSQL", 1000 * stages.database[stage] / count, "ms a message")
    stored = stages.python["store"] + stages.database["store"]
    paper.figure("all after storing, both", 1000 * (python + database - stored) / count, "ms a message", goal="≤ 2")
    paper.note(f"{count} messages; {_census(brand_id)}")


def _profile(path: str) -> Any:
    import cProfile

    if not path:
        return nullcontext()
    profile = cProfile.Profile(time.process_time)

    class Writing:
        def __enter__(self) -> None:
            profile.enable()

        def __exit__(self, *_: object) -> None:
            profile.disable()
            profile.dump_stats(path)

    return Writing()


# The house, and what is written to it ---------------------------------------------------------------------------------------


def _furnish(brand_id: UUID, messages: int) -> tuple[UUID, UUID]:
    """Two channels, something on the shelf, customers with orders and people who were seen before."""
    from makegood.channels.actions import connecting
    from makegood.gestures.actions import shelf
    from makegood.gestures.types import GestureKind
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.money import Money
    from makegood.orders.actions import ordering
    from makegood.orders.types import CustomerIn, LineIn, OrderIn
    from makegood.people.actions import recognising
    from makegood.people.types import Sighting
    from makegood.platform import tenancy

    at = datetime.now(UTC)
    rng = random.Random(SEED)
    with tenancy.brand(brand_id):
        mail = connecting.add_channel(kind="webhook", name="Mail", address="mail", settings={}, by=SYSTEM, at=at)
        posts = connecting.add_channel(kind="webhook", name="Posts", address="posts", settings={}, by=SYSTEM, at=at)
        shelf.add_item(code="sweets", kind=GestureKind.SURPRISE, name="A small bag of sweets", face_value=Money(150, "GBP"),
                       real_cost=Money(60, "GBP"), stock=100_000, by=SYSTEM, at=at)  # fmt: skip
    people = _how_many_people(messages)
    orders = []
    for who in range(0, people, 3):
        for nth in range(rng.randint(1, 3)):
            lines = tuple(
                LineIn(f"SKU-{good}", _GOODS[good], 1, Money(rng.randint(500, 6_000), "GBP"))
                for good in rng.sample(range(len(_GOODS)), rng.randint(1, 3))
            )
            placed = at - timedelta(days=rng.randint(2, 300))
            orders.append(
                OrderIn(f"{10_000 + who * 10 + nth}", placed, CustomerIn(f"Person {who}", f"person{who}@example.org"), lines)
            )
    for start in range(0, len(orders), 500):
        with tenancy.brand(brand_id):
            ordering.take_orders(orders=orders[start : start + 500], at=at)
    seen = [who for who in range(people) if who % 3 < 2]
    for start in range(0, len(seen), 500):
        with tenancy.brand(brand_id):
            recognising.recognise(
                sightings=[Sighting((_author(w, public=w % 2 == 1),)) for w in seen[start : start + 500]], at=at
            )
    return mail, posts


def _how_many_people(messages: int) -> int:
    return max(60, messages // 2)


def _author(who: int, *, public: bool) -> Any:
    from makegood.people.types import Address, IdentityKind

    if public and who % 3:
        return Address(IdentityKind.HANDLE, f"bluesky:person{who}.example", f"Person {who}")
    return Address(IdentityKind.EMAIL, f"person{who}@example.org", f"Person {who}")


def _messages(count: int, seed: int) -> list[tuple[bool, Any]]:
    """(public, envelope) in the order in which they arrive."""
    from makegood.channels.types import Envelope

    rng = random.Random(seed)
    people, at = _how_many_people(count), datetime.now(UTC)
    texts = _texts(rng)
    waiting: list[tuple[bool, Any, str, str]] = []
    found: list[tuple[bool, Any]] = []
    for number in range(count):
        key = f"{seed}-{number}"
        if number % 7 == 6 and waiting:
            public, author, text, thread = waiting.pop(rng.randrange(len(waiting)))
            subject, refers = "", (thread,)
        else:
            who = int(people * rng.random() ** 2)
            public = rng.random() < 0.5
            author, refers = _author(who, public=public), ()
            text, then = next(texts)
            subject = "" if public else " ".join(text.split()[:6])
            if then:
                waiting.append((public, author, then, key))
        envelope = Envelope(external_id=key, author=author, text=text, visible=text, sent_at=at, subject=subject, thread_key=key,
                            thread_keys=refers, public=public, reach=rng.randint(1, 5_000) if public else None)  # fmt: skip
        found.append((public, envelope))
    return found


def _texts(rng: random.Random) -> Iterator[tuple[str, str]]:
    """(what they write, what they write after an answer or '')."""
    with bz2.open(DATA / "support_tweets" / "airline_conversations.csv.bz2", "rt") as file:
        airline = [
            (_TURN.findall(r["first_utterance"]), _TURN.findall(r["context"]))
            for r, _ in zip(csv.DictReader(file), range(9000), strict=False)
        ]
    with gzip.open(DATA / "support_tweets" / "brand_tweets_with_times.csv.gz", "rt") as file:
        brands = [r["text"] for r in csv.DictReader(file) if r["inbound"].lower() == "true"]
    with gzip.open(DATA / "complaints" / "complaint_tweets_3449.csv.gz", "rt") as file:
        complaints = [r["text"] for r in csv.DictReader(file)]
    while True:
        for _ in range(2):
            first, later = rng.choice(airline)
            yield _plain(first[0] if first else "Hello"), _plain(later[0]) if later else ""
            yield rng.choice(brands), ""
        yield rng.choice(complaints), ""


def _plain(turn: str) -> str:
    return turn.replace("__company__", "").strip() or "Hello"


# Putting in, taking through, looking ------------------------------------------------------------------------------------------


def _store(brand_id: UUID, channels: tuple[UUID, UUID], messages: list[tuple[bool, Any]]) -> int:
    from makegood.channels.actions import intake
    from makegood.platform import tenancy

    at = datetime.now(UTC)
    for start in range(0, len(messages), STORED_AT_ONCE):
        some = messages[start : start + STORED_AT_ONCE]
        for public, channel_id in enumerate(channels):
            with tenancy.brand(brand_id):
                intake.store_messages(channel_id=channel_id, envelopes=[e for p, e in some if p == bool(public)], at=at)
    return len(messages)


def _take_in(brand_id: UUID, kinds: tuple[str, ...] = ()) -> None:
    """Does what is due of these kinds in this process, of all that need no network where none is named."""
    from makegood.platform import draining, jobs

    for kind, consumer in jobs.known().items():
        if kind in kinds or not (kinds or consumer.outside):
            draining.drain(brand_id, consumer, at=datetime.now(UTC), most=10_000_000)


def _census(brand_id: UUID) -> str:
    from django.db import connection

    from makegood.platform import tenancy

    asked = "SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM makegoods_makegood), (SELECT count(*) FROM outcomes_praise), (SELECT count(*) FROM platform_work WHERE attempts > 0)"
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(asked)
        cases, makegoods, praise, tried = cursor.fetchone()
    return f"in the house now: {cases} cases, {makegoods} proposals, {praise} kind words; {tried} items of work in trouble"


def _warm_up(house: Any, channels: tuple[UUID, UUID]) -> None:
    """Until the workers have done something, their weights are read and their connections open."""
    _store(house.brand.id, channels, _messages(200, SEED - 1))
    _seconds_until_done(house, "message_arrived", time.monotonic())
    _seconds_until_done(house, "inbox_row", time.monotonic())


@contextmanager
def _paused(worker: Any) -> Iterator[None]:
    """The worker's processes stand still, so that what is stored meanwhile waits for them."""
    os.killpg(worker.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGCONT)


def _seconds_until_done(house: Any, kind: str, began: float) -> float:
    """Seconds from `began` until no work of this kind is open."""
    while house.ask("SELECT count(*) FROM platform_work WHERE kind = %s AND parked_at IS NULL", [kind])[0][0]:
        time.sleep(0.1)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
