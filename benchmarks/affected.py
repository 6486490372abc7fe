"""How long it takes to say whom an incident affected, and to freeze it, in a brand with many people.

    python -m benchmarks.affected [--people 200000] [--rounds 5]

Each person has an address; two in three have an order, one in two held a basket in the incident's hour and a half, one in five was refused, one in
fifty complained and one in a hundred wrote of it. Everything is asked as the app, with row-level security, by the product's own queries.
"""

import argparse
import os
import statistics
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import ground, report  # noqa: E402

QUICK, FULL = ("--people", "20000", "--rounds", "3"), ()
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BEGAN, ENDED = AT - timedelta(minutes=150), AT - timedelta(minutes=60)
_PEOPLE = """
INSERT INTO people_identity (id, brand_id, kind, value, shown, name, name_source, verified, born_person_id, person_id, first_seen_at, company)
SELECT id, %(brand)s, 'email', 'p' || n || '@example.org', 'p' || n || '@example.org', 'Person ' || n, 1, true, person, person, %(at)s, n %% 500 = 0
FROM (SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS person FROM generate_series(1, %(people)s) AS n) AS made
"""
_FACTS = """
INSERT INTO people_fact (id, brand_id, identity_id, kind, subject, at, value)
SELECT gen_random_uuid(), %(brand)s, id, %(kind)s, 'bench', %(since)s + (random() * 5400) * interval '1 second', '{}'
FROM people_identity WHERE abs(hashtext(value || %(kind)s)) %% 100 < %(percent)s
"""
KINDS = (
    ("order_placed", 66, BEGAN - timedelta(days=30)),
    ("basket_held", 50, BEGAN),
    ("checkout_refused", 20, BEGAN),
    ("complained", 2, BEGAN),
)


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Whom an incident affected, counted and frozen.")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    told = parser.parse_args(words)
    with ground.database(brands=1) as here:
        incident_id = _brand(here.brand.id, told.people)
        here.take_statistics()
        _measure(here.brand.id, incident_id, told.people, told.rounds)
    return 0


def _brand(brand_id: UUID, people: int) -> UUID:
    from django.db import connection

    from makegood.incidents import actions
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy

    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"brand": brand_id, "at": BEGAN - timedelta(days=90), "people": people})
        for kind, percent, since in KINDS:
            cursor.execute(_FACTS, {"brand": brand_id, "kind": kind, "percent": percent, "since": since})
        return actions.open_by_hand(title="The checkout does not open", began_at=BEGAN, ended_at=ENDED, by=SYSTEM, at=AT)


def _measure(brand_id: UUID, incident_id: UUID, people: int, rounds: int) -> None:
    from makegood.incidents import actions, queries
    from makegood.incidents.types import Gives, Part, PartKind, Rule
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy

    ordered = Part(PartKind.ORDERED, BEGAN - timedelta(days=365), BEGAN)
    rules = {
        "complained, basket or refused": Rule((Part(PartKind.COMPLAINED), Part(PartKind.BASKET), Part(PartKind.REFUSED))),
        "the same, and ordered before": Rule(
            (Part(PartKind.COMPLAINED), Part(PartKind.BASKET), Part(PartKind.REFUSED)), (ordered,)
        ),
        "basket, but never ordered": Rule((Part(PartKind.BASKET),), none_of=(ordered,)),
    }
    print(f"{report.machine()}; {people:,} people; load average {os.getloadavg()[0]:.1f}")
    for name, rule in rules.items():
        found: list[int] = []

        def look(rule: Rule = rule, found: list[int] = found) -> None:
            with tenancy.brand(brand_id):
                found.append(queries.affected(incident_id=incident_id, rule=rule, at=AT).people)

        before = ground.cpu_seconds()
        seconds = [ground.timed(look) for _ in range(rounds)]
        used = (ground.cpu_seconds().total - before.total) / rounds
        print(
            f"count {name}: {found[-1]:,} people, median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s, {used:.2f} CPU seconds"
        )

    def freeze() -> None:
        with tenancy.brand(brand_id):
            frozen = actions.freeze(
                incident_id=incident_id, rule=rules["complained, basket or refused"], gives=Gives(), by=SYSTEM, at=AT
            )
            print(f"frozen: {queries.cohort_head(cohort_id=frozen).people:,} people")

    before = ground.cpu_seconds()
    lasted = ground.timed(freeze)
    print(
        f"freeze: {lasted:.2f} s, {ground.cpu_seconds().total - before.total:.2f} CPU seconds; load average {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
