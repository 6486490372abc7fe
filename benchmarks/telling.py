"""Ten thousand people are told what a statement says: how long it takes until each has a row, until each has words behind the gate, and until all of
it is stopped.

    python -m benchmarks.telling [--people 10000]

A private installation with its own PostgreSQL. Everybody has a mail address; nobody has written, so that all go by mail. A quarter as many are known
only from what they wrote in public, and are answered there. Looking up ways, language and consent, writing the letter, the gate and the journal are in it;
sending is not, because its pace is the provider's.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from benchmarks import ground, report

QUICK, FULL = ("--people", "2000"), ("--people", "10000")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=10_000)
    told = options.parse_args()
    said = report.start("telling")
    with ground.database() as here:
        _measure(said, here, told.people)
    return said.end()


def _measure(said: report.Report, here: ground.Ground, count: int) -> None:
    from makegood.brands import queries as brands
    from makegood.brands.types import Role
    from makegood.channels.actions import connecting
    from makegood.flows import telling_statement
    from makegood.gestures.types import Occasion
    from makegood.kernel import actors
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.ids import new_id
    from makegood.people.actions import recognising
    from makegood.people.types import Address, IdentityKind, Sighting
    from makegood.platform import draining, jobs, tenancy
    from makegood.statements import queries
    from makegood.statements.actions import writing
    from makegood.statements.types import FactsForDraft, Recipient

    brand_id, at = here.brand.id, datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    with tenancy.brand(brand_id):
        for name, address in (("Mail", "help@shop.example"), ("Posts", "posts")):
            channel_id = connecting.add_channel(kind="webhook", name=name, address=address, settings={}, by=SYSTEM, at=at)
        lead = next(one for one in brands.members() if one.role in (Role.OWNER, Role.LEAD))
        facts = FactsForDraft(what="The checkout refused every payment", began_at=at - timedelta(hours=2), zone="Europe/London")
        statement_id = writing.draft(occasion=Occasion("incident", new_id()), facts=facts, by=SYSTEM, at=at)
        writing.approve(statement_id=statement_id, version=1, by=actors.member(lead.id), at=at)
        writing.publish(statement_id=statement_id, by=actors.member(lead.id), at=at)
    people = []
    for start in range(0, count, 500):
        numbers = range(start, min(start + 500, count))
        seen = [Sighting((Address(IdentityKind.EMAIL, f"p{n}@people.example", f"Person {n}"),)) for n in numbers]
        with tenancy.brand(brand_id):
            people += [one.identity_id for one in recognising.recognise(sightings=seen, at=at)]
    posters = [
        one for n in range(0, count // 4, 500) for one in _in_public(here, channel_id, range(n, min(n + 500, count // 4)), at)
    ]
    here.take_statistics()

    def timed(name: str, does: Callable[[], object], goal: str = "", many: int = count) -> None:
        began, cpu = time.perf_counter(), here.cpu_seconds().total
        does()
        took, used = time.perf_counter() - began, here.cpu_seconds().total - cpu
        said.figure(name, many / took, "people/s", goal=goal, reference=f"{took:.1f} s, {used:.1f} CPU s")
        if goal:
            said.figure(f"{name}: CPU of one", 1000 * used / many, "ms", goal="≤ 12")

    def in_brand(does: Callable[[], object]) -> Callable[[], object]:
        def inside() -> object:
            with tenancy.brand(brand_id):
                return does()

        return inside

    cohort, kind = [Recipient(one) for one in people], jobs.known()[telling_statement.WORK]
    begin = in_brand(
        lambda: telling_statement.begin(statement_id=statement_id, cohort=cohort, member=lead, at=at)
    )  # whoever is in it then
    timed("preview", in_brand(lambda: telling_statement.preview(statement_id=statement_id, identity_ids=people)))
    timed("each has a row", begin)
    timed("words behind the gate, one worker", lambda: draining.drain(brand_id, kind, at=at), "≥ 50")
    with tenancy.brand(brand_id):
        counts = queries.told(statement_id=statement_id)
        messages = len(set(queries.outgoing_ids(statement_id=statement_id)))
    said.figure("told once", 100 * counts.told / count, "%", goal="= 100")
    said.figure("messages for each person", messages / count, "", goal="= 1")
    cohort = [Recipient(one) for one in posters]
    begin()
    timed("answers in public behind the gate", lambda: draining.drain(brand_id, kind, at=at), "≥ 50", many=len(posters))
    timed("stopped, what has not left", in_brand(lambda: telling_statement.stop(statement_id=statement_id, member=lead, at=at)))


def _in_public(here: ground.Ground, channel_id: UUID, numbers: range, at: datetime) -> list[UUID]:
    """People of whom we know what they wrote in public, and nothing else."""
    from makegood.channels.actions import intake
    from makegood.channels.types import Envelope
    from makegood.people.actions import recognising
    from makegood.people.types import Address, IdentityKind, Sighting
    from makegood.platform import tenancy

    who = [Address(IdentityKind.HANDLE, f"posts:poster{n}", f"Poster {n}") for n in numbers]
    text = "I cannot pay, and nobody answers!"
    posts = [Envelope(each.value, each, text, text, at - timedelta(hours=1), thread_key=each.value, public=True) for each in who]
    with tenancy.brand(here.brand.id):
        seen: list[UUID] = [
            one.identity_id for one in recognising.recognise(sightings=[Sighting((each,)) for each in who], at=at)
        ]
        messages = intake.store_messages(channel_id=channel_id, envelopes=posts, at=at)
        intake.name_authors(authors=dict(zip(messages, seen, strict=True)), at=at)
    return seen


if __name__ == "__main__":
    sys.exit(main())
