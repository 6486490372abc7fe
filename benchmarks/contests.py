"""How long a contest takes: 3,000 entrants taken in with their consent, sorted, and a next step for all of them through the gate.

    python -m benchmarks.contests [--entrants 3000]

One in ten had bought before, one in twenty entered twice, one in fifty filled in the trap, one in five never agreed. Everything is asked as the app, with
row-level security, by the product's own actions and flows.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from makegood.contests.types import EntryIn
    from makegood.people.types import Address

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import ground, report  # noqa: E402

QUICK, FULL = ("--entrants", "300"), ("--entrants", "3000")
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
US = "help@bench.example"
NOBODY = {"imap_host": "127.0.0.1", "imap_port": "9", "imap_tls": "none", "imap_user": "u", "imap_password": "p"} | {
    "smtp_host": "127.0.0.1",
    "smtp_port": "9",
    "smtp_tls": "none",
}  # nobody answers there; sending is not measured


def main() -> int:
    """0: nothing here has a goal but that each entrant is taken in once and nobody is written to against the gate."""
    parser = argparse.ArgumentParser(description="A contest: taken in, sorted, and a next step.")
    parser.add_argument("--entrants", type=int, default=3_000)
    told = parser.parse_args()
    said = report.start("contests")
    with ground.database(brands=1) as here:
        _measure(said, here, told.entrants)
    return said.end()


def _measure(said: report.Report, here: ground.Ground, count: int) -> None:
    from makegood.brands import queries as brands
    from makegood.brands.types import Role
    from makegood.channels.actions import connecting
    from makegood.contests import actions, queries
    from makegood.contests.types import Group
    from makegood.flows import contest_steps
    from makegood.kernel import actors
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import draining, jobs, tenancy

    brand_id, found = here.brand.id, dict[str, object]()
    with tenancy.brand(brand_id):
        by = actors.member(next(one.id for one in brands.members() if one.role is Role.OWNER))
        channel_id = connecting.add_channel(kind="email", name="Mail", address=US, settings=NOBODY, by=SYSTEM, at=AT)
        contest = actions.open_contest(name="Bench", text="I agree.", text_version="1", by=by, at=AT)
        _customers(count)
    here.take_statistics()
    asks: dict[str, Any] = {"contest_id": contest, "channel_id": channel_id, "subject": "Thank you", "text": "Dear {name}"}

    def inside(act: Callable[[], object]) -> Callable[[], object]:
        def done() -> object:
            with tenancy.brand(brand_id):
                return act()

        return done

    def carry() -> object:
        with tenancy.brand(brand_id):
            found["step"] = actions.approve_step(group=Group.ENTERED, by=by, at=AT, **asks)
        draining.drain(brand_id, jobs.known()[contest_steps.WORK], at=AT)
        with tenancy.brand(brand_id):
            step = queries.step(step_id=UUID(str(found["step"])))
            return f"{step.queued:,} behind the gate, {step.not_sent:,} not"

    def preview() -> object:
        shown = contest_steps.preview(group=Group.ENTERED, at=AT, **asks)
        reasons = ", ".join(f"{many:,} {code}" for code, many in shown.reasons)
        return f"{shown.people:,} people: {shown.now:,} now, {shown.later:,} later; {reasons}"

    acts: dict[str, Callable[[], object]] = {
        "taken in and sorted": lambda: actions.take(contest_id=contest, entries=_entries(count), by=SYSTEM, at=AT),
        "the same again": lambda: actions.take(contest_id=contest, entries=_entries(count), by=SYSTEM, at=AT),
        "a next step shown before": preview,
    }
    for name, act in acts.items():
        _timed(said, here, name, inside(act), count)
    _timed(said, here, "the step carried out, one worker", carry, count)
    with tenancy.brand(brand_id):
        groups = {group.value: len(those) for group, those in queries.in_groups(queries.placed(contest_id=contest)).items()}
        aside = {one.value: many for one, many in queries.aside_counts(contest_id=contest).items()}
    ((twice,),) = here.ask(
        "SELECT count(*) FROM (SELECT person_identity FROM channels_outgoing WHERE brand_id = %s GROUP BY 1 HAVING count(*) > 1) AS t",
        [brand_id],
    )
    said.figure("written to twice", twice, "", goal="= 0")
    said.note(f"groups {groups}; set apart {aside}")


def _timed(said: report.Report, here: ground.Ground, name: str, act: Callable[[], object], count: int) -> None:
    began, cpu = time.perf_counter(), here.cpu_seconds().total
    answer = act()
    took, used = time.perf_counter() - began, here.cpu_seconds().total - cpu
    said.figure(name, took, "s", reference=f"{used:.2f} CPU s, {1000 * used / count:.2f} ms a person; {answer}")


def _customers(count: int) -> None:
    from makegood.people.actions import noting, recognising
    from makegood.people.types import Fact, Sighting

    sightings = [Sighting((_address(n),), source="order") for n in range(0, count, 10)]
    who = recognising.recognise(sightings=sightings, at=AT - timedelta(days=90))
    noting.note_fact(facts=[Fact(one.identity_id, "order_placed", "1", AT - timedelta(days=80)) for one in who])


def _entries(count: int) -> "list[EntryIn]":
    from makegood.contests.types import EntryIn, How

    found = [
        EntryIn(
            key=f"entry {n}",
            how=How.ENTERED,
            addresses=(_address(n),),
            at=AT - timedelta(minutes=count - n),
            agreed=n % 5 != 4,
            proof=f"row {n}",
            trap="x" if n % 50 == 7 else "",
        )
        for n in range(count)
    ]
    twice = [
        EntryIn(f"again {n}", How.ENTERED, (_address(n, tag="+again"),), AT + timedelta(minutes=n), agreed=True)
        for n in range(0, count, 20)
    ]
    return found + twice


def _address(n: int, tag: str = "") -> "Address":
    from makegood.people.types import Address, IdentityKind

    letters = "".join(chr(97 + n // 26**place % 26) for place in range(4))
    return Address(IdentityKind.EMAIL, f"p{letters}{tag}@example.org", f"Person {letters}")


if __name__ == "__main__":
    sys.exit(main())
