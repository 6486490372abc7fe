"""Kills worker processes while the outbox leaves, and counts what stands in each place at the end.

    python -m tests.faults.leaving --answers 600 --kills 60 --seed 1

A real PostgreSQL and real worker processes, which are killed with SIGKILL at the moment in which something leaves: the places take it, wait a
moment, and answer then, so that most kills fall between "it is there" and "it is written down". Five places, each with its own way to tell
a repeat: mail (the same Message-ID), a webhook (the same id), Mastodon (a key for repeats), short messages (looked up before each try), and
WhatsApp, which calls us soon after it took something: what is killed before that call was heard is said twice. What is doubled is counted for each.
"""

import argparse
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

import httpx
import pytest

from tests.channels import graph, stand_in
from tests.channels.mastodon.server import TOKEN, MastodonServer
from tests.channels.sms import provider as sms
from tests.channels.stand_in import Asked, Said
from tests.channels.whatsapp import payloads
from tests.faults.chaos import Product, _free_port, _place
from tests.peers.mailserver import Left, Sink

QUIET_WITHIN_S = 120  # a lease of 20 s, twice, 15 s for a call of WhatsApp, and the loads of a busy machine
ANSWERS_AFTER_S = (0.02, 0.25)  # between taking it and saying so
SECRET = "whsec_" + "A" * 43 + "="
PLACES = ("email", "webhook", "mastodon", "sms", "whatsapp")


@dataclass
class Report:
    """What was queued, who was killed, and what stands in each place. `lost`, `stuck` and `doubled`
    must be empty."""

    seed: int
    answers: int
    kills: int = 0
    in_hand: int = 0  # how many were in a worker's hands when it was killed
    seconds_to_quiet: float = 0.0
    lost: list[str] = field(default_factory=list)
    doubled: Counter[str] = field(default_factory=Counter)  # place → answers that stand there twice
    repeats: Counter[str] = field(default_factory=Counter)  # place → tries that the other side could tell for repeats
    states: Counter[str] = field(default_factory=Counter)
    stuck: int = 0
    failed: Counter[str] = field(default_factory=Counter)  # why, of those that were shown to a person in the end

    def __str__(self) -> str:
        said = ", ".join(f"{place} {self.doubled[place]}" for place in PLACES)
        told = ", ".join(f"{place} {n}" for place, n in sorted(self.repeats.items())) or "none"
        return (
            f"seed {self.seed}: {self.answers} answers, {self.kills} workers killed with {self.in_hand} answers in hand; quiet after "
            f"{self.seconds_to_quiet:.1f} s; lost {len(self.lost)}, stuck {self.stuck}, states {dict(self.states)}; stands twice: {said}; "
            f"repeats that the other side can tell: {told}" + "".join(f"; failed {n}: {why}" for why, n in self.failed.items())
        )


class Slow:
    """Takes what it is told, and answers a moment later."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.took = threading.Semaphore(0)

    def wait(self) -> None:
        self.took.release()
        time.sleep(self.chance.uniform(*ANSWERS_AFTER_S))


class SlowSink(Sink):
    """The outgoing mail server."""

    def __init__(self, slow: Slow) -> None:
        super().__init__()
        self._slow = slow

    def take(self, mail: Left) -> None:
        super().take(mail)
        self._slow.wait()


def _slowly(server: stand_in.StandIn, slow: Slow) -> Any:
    """A stand-in that answers what changes something a moment after it was done."""
    answer = server.answer

    def later(asked: Asked) -> Said:
        said = answer(asked)
        if asked.method == "POST":
            slow.wait()
        return said

    server.answer = later  # type: ignore[method-assign]
    return server


class Calling(graph.GraphServer):
    """WhatsApp as it is when all is well: what it took, it says by a signed call a moment later. Repeated until somebody takes the call."""

    url_of_calls = ""  # known once the product stands

    def answer(self, asked: Asked) -> Said:
        said = super().answer(asked)
        if asked.method == "POST" and said.status == 200:
            threading.Thread(target=self._call, args=(self.said[-1],), daemon=True).start()
        return said

    def _call(self, one: dict[str, Any]) -> None:
        status = {"biz_opaque_callback_data": one["value"]["biz_opaque_callback_data"], "id": one["id"]}
        body = json.dumps(payloads.call(statuses=[payloads.status("sent", **status)])).encode()
        for _ in range(60):
            time.sleep(0.5)
            with suppress(httpx.HTTPError):
                if httpx.post(self.url_of_calls, content=body, headers=graph.sign(graph.SECRET, body), timeout=20).is_success:
                    return


class Receiver(stand_in.StandIn):
    """Takes replies by signed webhook."""

    def answer(self, asked: Asked) -> Said:
        return Said({})


@dataclass
class There:
    """All five places."""

    sink: SlowSink
    receiver: Receiver
    mastodon: MastodonServer
    sms: sms.SmsProvider
    whatsapp: Calling

    def channels(self) -> dict[str, tuple[str, dict[str, str]]]:
        mail = {"imap_host": "127.0.0.1", "imap_port": "9", "imap_tls": "none", "imap_user": "u", "imap_password": "p"}
        way_out = {"smtp_host": "127.0.0.1", "smtp_port": str(self.sink.port), "smtp_tls": "none"}
        meta = {**graph.SETTINGS, "phone_number_id": graph.OURS, "template": "answer", "base_url": self.whatsapp.url}
        return {
            "email": ("help@brightside.example", {**mail, **way_out}),
            "webhook": ("hook", {"reply_url": self.receiver.url, "reply_secret": SECRET}),
            "mastodon": ("@brightside", {"base_url": self.mastodon.url, "access_token": TOKEN}),
            "sms": (sms.NUMBER, {**sms.SETTINGS, "base_url": self.sms.url}),
            "whatsapp": ("+442079460199", meta),
        }

    def count(self, report: Report) -> Counter[str]:
        """How often each answer stands in its place, as a reader of it would see; repeats that were told as such are counted apart."""
        stands: Counter[str] = Counter()
        mails = [message_from_bytes(mail.raw) for mail in self.sink.mails]
        by_name = {str(mail["Message-ID"]): _token(mail.as_string()) for mail in mails}
        stands.update(by_name.values())
        report.repeats["email"] = len(mails) - len(by_name)
        replies = [one.value for one in self.receiver.asked]
        stands.update({one["id"]: _token(one["text"]) for one in replies}.values())
        report.repeats["webhook"] = len(replies) - len({one["id"] for one in replies})
        stands.update(_token(one["content"]) for one in self.mastodon.statuses.values())
        report.repeats["mastodon"] = len(self.mastodon.paths()) - self.mastodon.posted
        stands.update(_token(one["body"]) for one in self.sms.sent)
        stands.update(_token(json.dumps(one["value"])) for one in self.whatsapp.said)
        return stands


def _token(text: str) -> str:
    return "token-" + text.partition("token-")[2].partition("-end")[0] + "-end"


def run(*, answers: int, kills: int, seed: int, say: bool = True, lease_s: int | None = None) -> Report:
    """One campaign, where `lease_s` is named with no lease longer than that. Returns what was found; decides nothing about it."""
    chance, report = random.Random(seed), Report(seed, answers)
    slow = Slow(random.Random(seed + 1))
    with _standing(slow) as there, _place() as home:
        product = Product(home, web_port=_free_port(), lease_s=lease_s)
        try:
            urls = (there.receiver.url, there.mastodon.url, there.sms.url, there.whatsapp.url)
            product.environment["MAKEGOOD_HTTP_ALLOW"] = ",".join(url.removeprefix("http://") for url in urls)
            product.environment["MAKEGOOD_WORKER_PROCESSES"] = "1"
            _set_up(product, there, answers)
            product.start("worker")
            for number in range(kills):
                if not _kill_in_the_act(product, slow, chance, report):
                    break
                if say:
                    print(f"  {number + 1}/{kills} killed; {_open(product)} of {answers} still to leave", flush=True)
            _wait_until_quiet(product, report)
            _count(product, there, report)
        finally:
            product.stop()
    return report


@contextmanager
def _standing(slow: Slow) -> Iterator[There]:
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        sink = SlowSink(slow)
        stack.callback(sink.close)
        mastodon = MastodonServer()
        mastodon.limit_left = 10_000_000
        servers = [
            stack.enter_context(stand_in.standing(_slowly(one, slow), patch))
            for one in (Receiver(), mastodon, sms.SmsProvider(), Calling())
        ]
        yield There(sink, *servers)


def _set_up(product: Product, there: There, answers: int) -> None:
    told = {"channels": there.channels(), "answers": answers, "places": list(PLACES)}
    path = product.set_up("tests.faults.leaving_founding", told)["path"]
    there.whatsapp.url_of_calls = f"http://127.0.0.1:{product.web_port}{path}"
    product.start("web")


def _kill_in_the_act(product: Product, slow: Slow, chance: random.Random, report: Report) -> bool:
    """Waits until something is being taken, and kills then. False where nothing leaves any more."""
    while slow.took.acquire(blocking=False):
        pass  # what was taken before this worker
    if not slow.took.acquire(timeout=30):
        return False
    for _ in range(chance.randrange(6)):
        slow.took.acquire(timeout=1)
    time.sleep(chance.uniform(0, ANSWERS_AFTER_S[1]))
    report.in_hand += int(str(product.ask("SELECT count(*) FROM channels_outgoing WHERE state = 'leaving'")[0][0]))
    product.kill("worker")
    report.kills += 1
    return True


def _wait_until_quiet(product: Product, report: Report) -> None:
    began = time.monotonic()
    while time.monotonic() - began < QUIET_WITHIN_S and _open(product):
        product.revive()
        time.sleep(0.25)
    report.seconds_to_quiet = time.monotonic() - began


def _open(product: Product) -> int:
    return int(str(product.ask("SELECT count(*) FROM channels_outgoing WHERE state IN ('queued', 'held', 'leaving')")[0][0]))


def _count(product: Product, there: There, report: Report) -> None:
    stands = there.count(report)
    for number in range(report.answers):
        place = PLACES[number % len(PLACES)]
        token = f"token-{place}-{number}-end"
        if not stands[token]:
            report.lost.append(token)
        report.doubled[place] += stands[token] > 1
    report.states = Counter(str(state) for (state,) in product.ask("SELECT state FROM channels_outgoing"))
    report.failed = Counter(
        str(why) for (why,) in product.ask("SELECT failed_because FROM channels_outgoing WHERE state = 'failed'")
    )
    work = product.ask("SELECT count(*) FROM platform_work WHERE kind = 'deliver'")
    held = product.ask("SELECT count(*) FROM channels_outgoing WHERE lease IS NOT NULL")
    report.stuck = int(str(work[0][0])) + int(str(held[0][0]))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--answers", type=int, default=600)
    options.add_argument("--kills", type=int, default=60)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    chosen = options.parse_args()
    report = run(answers=chosen.answers, kills=chosen.kills, seed=chosen.seed)
    print(report)
    return 1 if report.lost or report.stuck or +report.doubled or set(report.states) != {"sent"} else 0


if __name__ == "__main__":
    sys.exit(main())
