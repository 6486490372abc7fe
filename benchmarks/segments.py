"""How long a saved segment takes: everybody counted and kept once, and then one person's change, in a brand with many people.

    python -m benchmarks.segments [--people 1000000] [--changes 200]

Each person has an address; two in three ordered within the last year, one in four complained, one in ten praised. Everything is asked as the app, with
row-level security, by the product's own actions. A change is one fact noted and the work that it leaves, done as the worker does it.
"""

import argparse
import os
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import ground, report  # noqa: E402

QUICK, FULL = ("--people", "20000", "--changes", "50"), ("--people", "1000000")
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GOAL_MS = 50
_PEOPLE = """
INSERT INTO people_identity (id, brand_id, kind, value, shown, name, name_source, verified, born_person_id, person_id, first_seen_at, company)
SELECT id, %(brand)s, 'email', 'p' || n || '@example.org', 'p' || n || '@example.org', 'Person ' || n, 1, true, person, person, %(at)s, n %% 500 = 0
FROM (SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS person FROM generate_series(1, %(people)s) AS n) AS made
"""
_FACTS = """
INSERT INTO people_fact (id, brand_id, identity_id, kind, subject, at, value)
SELECT gen_random_uuid(), %(brand)s, id, %(kind)s, 'bench', %(at)s - random() * interval '365 days', '{}'
FROM people_identity WHERE abs(hashtext(value || %(kind)s)) %% 100 < %(percent)s
"""
KINDS = (("order_placed", 66), ("complained", 25), ("praised", 10))


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="A saved segment: counted, kept, and changed for one person.")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--changes", type=int, default=200)
    told = parser.parse_args(words)
    with ground.database(brands=1) as here:
        _fill(here.brand.id, told.people)
        here.take_statistics()
        _measure(here.brand.id, told.people, told.changes)
    return 0


def _fill(brand_id: UUID, people: int) -> None:
    from django.db import connection

    from makegood.platform import tenancy

    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"brand": brand_id, "at": AT, "people": people})
        for kind, percent in KINDS:
            cursor.execute(_FACTS, {"brand": brand_id, "kind": kind, "percent": percent, "at": AT})


def _measure(brand_id: UUID, people: int, changes: int) -> None:
    from makegood.brands import actions as brands
    from makegood.brands.types import Role
    from makegood.kernel import actors
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from makegood.segments import actions, queries
    from makegood.segments.types import Line, Rule

    rule = Rule(
        (Line("order_placed", within_days=90), Line("complained", within_days=30), Line("praised", has=False)), every=False
    )
    print(f"{report.machine()}; {people:,} people; load average {os.getloadavg()[0]:.1f}")
    with tenancy.brand(brand_id):
        member = brands.add_member(user_id=900_001, name="Bench", email="bench@example.org", role=Role.OWNER, by=SYSTEM, at=AT)
    made: list[UUID] = []

    def count() -> None:
        with tenancy.brand(brand_id):
            print(f"it would mean {queries.count(rule=rule, at=AT)[0]:,} people")

    def save() -> None:
        with tenancy.brand(brand_id):
            made.append(actions.save(name="Bench", rule=rule, by=actors.member(member.id), at=AT))

    for name, act in (("live count", count), ("saved, everybody kept", save)):
        before = ground.cpu_seconds()
        lasted = ground.timed(act)
        print(f"{name}: {lasted:.2f} s, {ground.cpu_seconds().total - before.total:.2f} CPU seconds")
    _changes(brand_id, changes)
    with tenancy.brand(brand_id):
        kept = queries.segment(segment_id=made[0]).people
        print(f"kept {kept:,}, a recount finds {actions.recount(segment_id=made[0], at=AT):,}")


def _changes(brand_id: UUID, changes: int) -> None:
    from django.db import connection

    from makegood.people.actions import noting
    from makegood.people.types import Fact, IdentityId
    from makegood.platform import tenancy
    from makegood.segments import actions

    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_identity ORDER BY hashtext(value) LIMIT %s", [changes])
        whom = [row[0] for row in cursor.fetchall()]
    seconds = []
    before = ground.cpu_seconds()
    for place, one in enumerate(whom):

        def change(one: UUID = one, kind: str = ("order_placed", "complained", "praised")[place % 3]) -> None:
            with tenancy.brand(brand_id):
                noting.note_fact(facts=[Fact(IdentityId(one), kind, "change", AT)])
                actions.refresh(identity_ids=[one], at=AT)

        seconds.append(ground.timed(change))
    used = (ground.cpu_seconds().total - before.total) / len(whom)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    met = "met" if p95 * 1000 <= GOAL_MS else "not met"
    print(
        f"one person's change: median {statistics.median(seconds) * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms (goal {GOAL_MS} ms: {met}), "
        f"{used * 1000:.1f} ms of CPU; load average {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
