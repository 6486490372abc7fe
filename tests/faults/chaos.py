"""Kills the product while mail pours in, and counts at the end: every token once, nothing stuck.

    python -m tests.faults.chaos --mails 2000 --kills 200 --seed 1

A real mail server, a real PostgreSQL, the real web and worker processes. The victims are chosen by the seed, which is printed. Mail goes in by
SMTP → Postfix → Dovecot → IMAP; further messages go in through the signed door of the web process, with the sender's repeats.
"""

import argparse
import json
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg

from makegood.platform import postgres, postgres_remains, postgres_roles, signatures
from tests.nursery import Born, Nursery
from tests.peers.mailserver import MailServer

MAILBOX = "help@brightside.example"
BETWEEN_KILLS_S = (0.2, 1.4)  # a new one is at work again after a tenth of a second
BY_THE_CLOCK = ("bursts_watch", "health_news", "health_daily", "day_counts_night")  # each minute, hour, night while there is news
QUIET_WITHIN_S = 120  # RELIABILITY A1: nothing may be stuck after that


@dataclass
class Report:
    """What went in, who was killed, and what was found at the end. The last four must be empty or zero."""

    seed: int
    mails: int
    posts: int
    kills: Counter[str] = field(default_factory=Counter)
    seconds_to_quiet: float = 0.0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: int = 0
    stuck_kinds: list[str] = field(default_factory=list)
    parked: int = 0

    def __str__(self) -> str:
        kills = ", ".join(f"{who} {n}" for who, n in sorted(self.kills.items()))
        return (
            f"seed {self.seed}: {self.mails} mails and {self.posts} posts in; killed: {kills}; quiet after {self.seconds_to_quiet:.1f} s; "
            f"lost {len(self.lost)}, doubled {len(self.doubled)}, stuck {self.stuck} {self.stuck_kinds}, parked {self.parked}"
        )


class Product:
    """The processes of one installation: they are started, killed and started again. Where `lease_s` is named no lease is longer."""

    def __init__(self, home: Path, *, web_port: int, lease_s: int | None = None) -> None:
        self.home, self.web_port, self.lease_s = home, web_port, lease_s
        self.cluster = postgres.Cluster(home, tuning={"max_connections": "100"})
        self.cluster.start()
        postgres_roles.database_roles(self.cluster.url("postgres", postgres_roles.SUPERUSER), database="makegood")
        self.environment = {
            **os.environ,
            "MAKEGOOD_HOME": str(home),
            "MAKEGOOD_DATABASE_URL": self.cluster.url("makegood", postgres_roles.APP),
            "MAKEGOOD_OWNER_DATABASE_URL": self.cluster.url("makegood", postgres_roles.OWNER),
            "MAKEGOOD_PORT": str(web_port),
            "MAKEGOOD_LIVE_PORT": str(web_port + 1),
            "MAKEGOOD_LOG_LEVEL": "error",
        }
        self.processes: dict[str, Born] = {}
        self._nursery: Nursery | None = None

    @property
    def nursery(self) -> Nursery:
        """Begins to load at the first look, with what then stands in `environment`."""
        self._nursery = self._nursery or Nursery(self.environment)
        return self._nursery

    def set_up(self, module: str, told: dict[str, object]) -> dict[str, str]:
        """What `main()` of this module prints as JSON, of what it is told as JSON."""
        files = {name: self.home / f"set-up.{name}" for name in ("told", "said", "log")}
        files["told"].write_text(json.dumps(told))
        if self.nursery.bear(module, **files).wait():
            raise RuntimeError(files["log"].read_text()[-3000:])
        found: dict[str, str] = json.loads(files["said"].read_text())
        return found

    def start(self, name: str) -> None:
        words = [name] if self.lease_s is None else [str(self.lease_s), name]
        module = "makegood.commands.main" if self.lease_s is None else "tests.faults.hasty"
        self.processes[name] = self.nursery.bear(module, *words, log=self.home / f"{name}.log")

    def kill(self, name: str) -> None:
        """SIGKILL to the whole tree of a process, and at once a new one, as a supervisor would."""
        if name == "postgres":
            self._kill_postgres()
            return
        process = self.processes[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.start(name)

    def revive(self) -> None:
        """Starts again what ended by itself because its database was away."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                self.start(name)

    def stop(self) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if self._nursery is not None:
            self._nursery.close()
        self.cluster.stop()

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.cluster.url("makegood", postgres_roles.SUPERUSER)) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]

    def _kill_postgres(self) -> None:
        pid = postgres_remains.postmaster(self.cluster.place)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        for _ in range(20):
            try:
                self.cluster.start()
                return
            except Exception:  # its children are still going down
                time.sleep(0.25)
        self.cluster.start()


def run(*, mails: int, posts: int, kills: int, seed: int, say: bool = True, lease_s: int | None = None) -> Report:
    """One campaign, where `lease_s` is named with no lease longer than that. Returns what was found; decides nothing about it."""
    chance, report = random.Random(seed), Report(seed, mails, posts)
    with _place() as home, MailServer(domain="brightside.example") as server:
        product = Product(home, web_port=_free_port(), lease_s=lease_s)
        try:
            settings = server.mailbox("help").settings()
            door = product.set_up("tests.faults.chaos_founding", {"address": MAILBOX, "settings": settings})
            product.start("web")
            product.start("worker")
            feeders = _feed(server, product, door, mails, posts, seed)
            _rampage(product, chance, kills, report, feeders, say)
            for feeder in feeders:
                feeder.join()
            _wait_until_quiet(product, mails + posts, report)
            _count(product, mails, posts, report)
        finally:
            product.stop()
    return report


@contextmanager
def _place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="makegood-chaos-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o711)  # noqa: S103 - the database's unprivileged account passes through
        yield Path(folder)


def _feed(
    server: MailServer, product: Product, door: dict[str, str], mails: int, posts: int, seed: int
) -> list[threading.Thread]:
    def write() -> None:
        for n in range(mails):
            server.deliver(_mail(n), to=MAILBOX, sender=f"person{n % 40}@example.org")
            time.sleep(0.02)

    def post() -> None:
        chance = random.Random(seed + 1)
        for n in range(posts):
            _post(product, door, n)
            time.sleep(chance.uniform(0.05, 0.2))

    threads = [threading.Thread(target=write, name="mails"), threading.Thread(target=post, name="posts")]
    for thread in threads:
        thread.start()
    return threads


def _mail(n: int) -> bytes:
    person = f"person{n % 40}@example.org"
    return (
        f"From: Person {n % 40} <{person}>\r\nTo: {MAILBOX}\r\nSubject: Torch {n}\r\nMessage-ID: <chaos-{n}@example.org>\r\n"
        f"Date: Mon, 02 Mar 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Hello, my torch number {n} does not work. token-mail-{n}-end\r\n"
    ).encode()


def _post(product: Product, door: dict[str, str], n: int) -> None:
    """Posts until it is taken, as a sender of webhooks does, always under the same id."""
    author = {"email": f"person{n % 40}@example.org"}
    message = {"id": f"post-{n}", "author": author, "text": f"token-post-{n}-end where is it?", "sent_at": "2026-03-02T10:00:00Z"}
    body, message_id = json.dumps({"messages": [message]}).encode(), f"msg_{uuid4().hex}"
    url = f"http://127.0.0.1:{product.web_port}{door['path']}"
    for _ in range(600):
        headers = signatures.sign(secret=door["secret"], message_id=message_id, body=body)
        with suppress(httpx.HTTPError):
            answer = httpx.post(url, content=body, headers={**headers, "content-type": "application/json"}, timeout=10)
            if answer.status_code // 100 == 2:
                return
        time.sleep(0.2)
    raise RuntimeError(f"Nobody took post {n}")


def _rampage(
    product: Product, chance: random.Random, kills: int, report: Report, feeders: list[threading.Thread], say: bool
) -> None:
    for n in range(kills):
        time.sleep(chance.uniform(*BETWEEN_KILLS_S))
        victim = chance.choices(["worker", "web", "postgres"], weights=[4, 1, 1])[0]
        product.kill(victim)
        report.kills[victim] += 1
        product.revive()
        if say:
            print(f"  {n + 1}/{kills} {victim} killed; feeding: {[t.name for t in feeders if t.is_alive()]}", flush=True)


def _wait_until_quiet(product: Product, expected: int, report: Report) -> None:
    """Until every token is there and, at one look, nothing is open. What is open at the last look is stuck."""
    began = time.monotonic()
    report.stuck_kinds = ["never looked at"]
    while time.monotonic() - began < QUIET_WITHIN_S:
        product.revive()
        with suppress(psycopg.Error):
            all_there = _arrived(product) >= expected
            report.stuck_kinds = _open_work(product)
            if all_there and not report.stuck_kinds:
                break
        time.sleep(0.5)
    report.stuck = len(report.stuck_kinds)
    report.seconds_to_quiet = time.monotonic() - began


def _arrived(product: Product) -> int:
    """How many tokens are there. Not messages: what the house wrote itself may come back, and the last mail be still on its way."""
    there = "SELECT count(DISTINCT substring(text from 'token-[a-z]+-[0-9]+-end')) FROM channels_message WHERE direction = 'in'"
    return int(str(product.ask(there)[0][0]))


def _open_work(product: Product) -> list[str]:
    """The kinds of everything that is open but the mailbox's own timer, which is never finished, and the next look of what comes back by the clock."""
    waits = f"SELECT kind FROM platform_work WHERE kind <> 'hear' AND NOT (kind IN {BY_THE_CLOCK} AND due_at > now()) AND parked_at IS NULL"
    return [str(kind) for (kind,) in product.ask(waits)]


def _count(product: Product, mails: int, posts: int, report: Report) -> None:
    found = Counter(
        str(token) for (token,) in product.ask("SELECT substring(text from 'token-[a-z]+-[0-9]+-end') FROM channels_message")
    )
    wanted = [f"token-mail-{n}-end" for n in range(mails)] + [f"token-post-{n}-end" for n in range(posts)]
    report.lost = [token for token in wanted if found[token] == 0]
    report.doubled = [token for token in wanted if found[token] > 1]
    placed = product.ask("SELECT message_id FROM cases_casemessage GROUP BY message_id HAVING count(*) > 1")
    report.doubled += [str(message_id) for (message_id,) in placed]
    report.parked = int(str(product.ask("SELECT count(*) FROM platform_work WHERE parked_at IS NOT NULL")[0][0])) + int(
        str(product.ask("SELECT count(*) FROM channels_rawitem WHERE state <> 'parsed'")[0][0])
    )


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mails", type=int, default=2000)
    options.add_argument("--posts", type=int, default=400)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    chosen = options.parse_args()
    report = run(mails=chosen.mails, posts=chosen.posts, kills=chosen.kills, seed=chosen.seed)
    print(report)
    return 1 if report.lost or report.doubled or report.stuck or report.parked else 0


if __name__ == "__main__":
    raise SystemExit(main())
