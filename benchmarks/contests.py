"""How long a contest takes: 3,000 entrants taken in with their consent, sorted, and a next step for all of them through the gate.

    python -m benchmarks.contests [--entrants 3000]

One in ten had bought before, one in twenty entered twice, one in fifty filled in the trap, one in five never agreed. Everything is asked as the app, with
row-level security, by the product's own actions and flows.
"""

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from makegood.contests.types import EntryIn
    from makegood.people.types import Address

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import ground, report  # noqa: E402

QUICK, FULL = ("--entrants", "300"), ("--entrants", "3000")
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="A contest: taken in, sorted, and a next step.")
    parser.add_argument("--entrants", type=int, default=3_000)
    told = parser.parse_args(words)
    with ground.database(brands=1) as here:
        print(f"{report.machine()}; {told.entrants:,} entrants; load average {os.getloadavg()[0]:.1f}")
        _measure(here.brand.id, told.entrants)
    return 0


def _measure(brand_id: UUID, count: int) -> None:
    from makegood.brands import actions as brands
    from makegood.brands.types import Role
    from makegood.channels.actions import connecting
    from makegood.contests import actions, queries
    from makegood.contests.types import Group
    from makegood.flows import contest_steps
    from makegood.kernel import actors
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy

    with tenancy.brand(brand_id):
        member = brands.add_member(user_id=900_001, name="Bench", email="bench@example.org", role=Role.OWNER, by=SYSTEM, at=AT)
        by = actors.member(member.id)
        channel_id = connecting.add_channel(kind="webhook", name="Mail", address="bench", settings={}, by=SYSTEM, at=AT)
        contest = actions.open_contest(name="Bench", text="I agree.", text_version="1", by=by, at=AT)
        _customers(count)

    def take() -> None:
        with tenancy.brand(brand_id):
            actions.take(contest_id=contest, entries=_entries(count), by=SYSTEM, at=AT)

    def again() -> None:
        with tenancy.brand(brand_id):
            print(f"taken in again: {actions.take(contest_id=contest, entries=_entries(count), by=SYSTEM, at=AT)} new")

    def preview() -> None:
        with tenancy.brand(brand_id):
            shown = contest_steps.preview(
                contest_id=contest, group=Group.ENTERED, channel_id=channel_id, subject="Thank you", text="Dear {name}", at=AT
            )
            print(f"preview of a group: {shown.people:,} people, {shown.now:,} now, {shown.later:,} later, {dict(shown.reasons)}")

    for name, act in (("taken in and sorted", take), ("the same again", again), ("preview", preview)):
        before, lasted = ground.cpu_seconds(), ground.timed(act)
        print(f"{name}: {lasted:.2f} s, {ground.cpu_seconds().total - before.total:.2f} CPU seconds")
    with tenancy.brand(brand_id):
        groups = {group.value: len(those) for group, those in queries.in_groups(queries.placed(contest_id=contest)).items()}
        print(f"groups {groups}; set apart {queries.aside_counts(contest_id=contest)}; load average {os.getloadavg()[0]:.1f}")


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
