"""Thousands of reports that letters of ours did not arrive, some of them twice, some of letters that nobody wrote (RELIABILITY D4).

No mail leaves because of them, nothing opens a case, each letter is marked once with what is wrong, its address too, and what one report costs
does not grow with how many there were.
"""

import random
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from makegood.channels.actions import acknowledging, intake, outbox
from makegood.channels.messages import Speech
from makegood.kernel.actors import SYSTEM
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Purpose
from makegood.platform import jobs, tenancy
from tests import cast
from tests.flows.posting import Mailbox
from tests.proofs import mails

AT_ONCE = 250


@dataclass(frozen=True)
class Seen:
    """What a campaign cost, and what it left."""

    reports: int
    left: int  # mails that left because of them
    failed: int  # letters that are marked
    marked: int  # addresses that are known to take nothing
    cases: int
    aside: int  # reports of letters that nobody knows, shown to a person
    first_ms: float  # CPU of one report in the first tenth, and in the last
    last_ms: float
    grown_mb: float

    def __str__(self) -> str:
        return (
            f"{self.reports:,} reports: {self.left} mails left, {self.failed:,} letters and {self.marked:,} addresses marked, {self.cases} cases, "
            f"{self.aside:,} set aside; {self.first_ms:.2f} ms of CPU each at first and {self.last_ms:.2f} at last; memory + {self.grown_mb:.0f} MB"
        )


def run(mail: Mailbox, *, letters: int, seed: int) -> Seen:
    """Writes so many letters to addresses that do not exist, and brings their reports, a tenth of them twice, and as many of letters that
    nobody wrote as a hundredth."""
    chance = random.Random(seed)
    _write(mail, letters)
    reports = _reports(mail, letters, chance)
    before, memory = len(mail.office.left), _memory_mb()
    costs = []
    for start in range(0, len(reports), AT_ONCE):
        some, used = reports[start : start + AT_ONCE], time.process_time()
        with tenancy.brand(mail.brand_id):
            intake.store_raw(channel_id=mail.channel_id, items=some, cursor=None, at=mail.now)
        jobs.do_all_due(mail.brand_id, at=mail.now)
        costs.append((time.process_time() - used) * 1000 / len(some))
    tenth = max(1, len(costs) // 10)
    with tenancy.brand(mail.brand_id):
        return Seen(
            reports=len(reports),
            left=len(mail.office.left) - before,
            failed=_count("channels_outgoing WHERE state = 'failed' AND failure = 'unknown_address' AND NOT automatic"),
            marked=_count("people_fact WHERE kind = 'undeliverable'"),
            cases=_count("cases_case"),
            aside=_count("channels_message WHERE set_aside"),
            first_ms=sum(costs[:tenth]) / tenth,
            last_ms=sum(costs[-tenth:]) / tenth,
            grown_mb=_memory_mb() - memory,
        )


def switched_on(mail: Mailbox) -> None:
    """We say by ourselves that a mail arrived: what a storm would be made of."""
    with tenancy.brand(mail.brand_id):
        acknowledging.switch(on=True, per_hour=10_000, by=SYSTEM, at=mail.now)


def _write(mail: Mailbox, letters: int) -> None:
    for start in range(0, letters, AT_ONCE):
        with tenancy.brand(mail.brand_id):
            for n in range(start, min(start + AT_ONCE, letters)):
                (seen,) = recognising.recognise(
                    sightings=[cast.seen(Address(IdentityKind.EMAIL, f"gone{n}@lamps.example"))], at=mail.now
                )
                speech = Speech(
                    f"letter-{n}", mail.channel_id, seen.identity_id, Purpose.SERVICE, "Your torch", "It is on its way."
                )  # type: ignore[arg-type]
                said = outbox.queue(speech=speech, by=SYSTEM, at=mail.now)
                outbox.mark_sent(outgoing_id=said, external_id=f"letter-{n}@brightside.example", at=mail.now)
    jobs.do_all_due(mail.brand_id, at=mail.now)


def _reports(mail: Mailbox, letters: int, chance: random.Random) -> Sequence[tuple[str, bytes]]:
    found = []
    for n in range(letters):
        told = {"recipient": f"gone{n}@lamps.example", "to": mail.address, "at": mail.now}
        found.append((f"b{n}", mails.bounce(of=f"letter-{n}@brightside.example", name=f"b{n}@mx.example", **told)))  # type: ignore[arg-type]
        if n % 10 == 0:
            found.append((f"c{n}", mails.bounce(of=f"letter-{n}@brightside.example", name=f"c{n}@mx.example", **told)))  # type: ignore[arg-type]
        if n % 100 == 0:
            found.append((f"d{n}", mails.bounce(of=f"nobody-{n}@elsewhere.example", name=f"d{n}@mx.example", **told)))  # type: ignore[arg-type]
    chance.shuffle(found)
    return found


def _count(what: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {what}")
        return int(cursor.fetchone()[0])


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
