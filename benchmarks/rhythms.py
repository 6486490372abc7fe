"""How fast what a brand does without being asked is laid out for a million people: the first plan, a day's, one person's; and how fast what is due at
once is begun by three workers of which one is killed.

    python -m benchmarks.rhythms [--people 1000000] [--due 10000]

Four rhythms a person: birthday, anniversary, every six months since a visit, every 10,000 km by two readings. People and what is known of them are
written by SQL; everything measured is the product's own. The workers are the product's processes.
"""

import argparse
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import LiteralString
from uuid import UUID

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import ground, report  # noqa: E402

QUICK, FULL = ("--people", "20000", "--due", "1000"), ("--people", "1000000", "--due", "10000")
_ID = "(lpad(to_hex((extract(epoch FROM %(old)s::timestamptz) * 1000)::bigint + {n}), 12, '0') || '7' || substr(md5('{what}' || {n}), 1, 3) || '8' || substr(md5('{what}' || {n}), 4, 15))::uuid"


def _id(what: str, n: str = "n") -> str:
    return _ID.format(what=what, n=n)


_PEOPLE = f"""
INSERT INTO people_identity (id, brand_id, kind, value, shown, name, name_source, verified, born_person_id, person_id, first_seen_at, company)
SELECT {_id("who")}, %(brand)s, 'email', 'p' || n || '@people.example', 'p' || n || '@people.example', 'Person ' || n, 1, true,
    {_id("person")}, {_id("person")}, %(old)s, false FROM generate_series(1, %(people)s) AS n
"""
_FACTS = {
    "told.birthday": "%(old)s, jsonb_build_object('month', 1 + n %% 12, 'day', 1 + (n / 12) %% 28)",
    "order_placed": "%(old)s - (n %% 1000) * interval '1 day', '{}'::jsonb",
    "visited": "%(old)s - (n %% 170) * interval '1 day', '{}'::jsonb",
    "told.km_reading": "%(old)s - interval '200 days' + (n %% 30) * interval '1 day', jsonb_build_object('km', 20000 + n %% 30000)",
    "told.km_reading 2": "%(old)s - (n %% 30) * interval '1 day', jsonb_build_object('km', 22000 + (n %% 30000) + (n %% 9) * 700)",
}


def main() -> int:
    """0 when every goal is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rhythms", description="Rhythms of a million people.")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    told = parser.parse_args()
    said = report.start("rhythms")
    with ground.database(brands=1) as here:
        _measure(said, here, told.people, told.due)
    return said.end()


def _measure(said: report.Report, here: ground.Ground, people: int, due: int) -> None:
    from django.db import connection

    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from makegood.relationships.actions import planning, programmes
    from makegood.relationships.types import ProgrammeIn, Rhythm, Rule, Since, Step, StepKind

    brand_id, at = here.brand.id, datetime.now(UTC)
    began = time.perf_counter()
    _people(here, brand_id, people, at - timedelta(days=10))
    print(f"  {people:,} people and what is known of them, {time.perf_counter() - began:.0f} s", flush=True)
    say = (Step(StepKind.MESSAGE, {"en": "For you"}, {"en": "All the best, {name}!"}),)
    rules = {
        "Birthdays": Rule(Rhythm.BIRTHDAY),
        "Years": Rule(Rhythm.CUSTOMER),
        "Half a year": Rule(Rhythm.MONTHS, every=6, since=Since.VISIT),
        "Service": Rule(Rhythm.KILOMETRES, every=10_000),
    }
    with tenancy.brand(brand_id):
        connecting.add_channel(kind="webhook", name="Mail", address="help@brand.example", settings={}, by=SYSTEM, at=at)
        made = [programmes.make(told=ProgrammeIn(name, rule, say, alone=True), by=SYSTEM, at=at) for name, rule in rules.items()]

    def timed(does: Callable[[], object]) -> tuple[float, str]:
        began, cpu = time.perf_counter(), here.cpu_seconds().total
        with tenancy.brand(brand_id):
            found = does()
        took, used = time.perf_counter() - began, here.cpu_seconds().total - cpu
        return took, f"{used:.1f} CPU s; {found}"

    def lay(programme_id: UUID) -> object:
        try:
            with tenancy.brand(brand_id):
                return planning.plan(programme_id=programme_id, at=at)
        finally:
            connection.close()

    began, cpu = time.perf_counter(), here.cpu_seconds().total
    with ThreadPoolExecutor(2) as two:  # as two workers do, each a programme at a time
        for one, laid in zip(made, two.map(lay, [one.id for one in made]), strict=True):
            print(f"  {one.name}: {laid}, {time.perf_counter() - began:.0f} s after the beginning", flush=True)
    whole, used = time.perf_counter() - began, here.cpu_seconds().total - cpu
    reference = f"{_count(here):,} occasions, {used:.0f} CPU s"
    said.figure("first plan of four rhythms each, by two workers", whole, "s", goal="≤ 120", reference=reference)
    here.take_statistics()
    took, beside = timed(lambda: planning.plan_day(at=at + timedelta(hours=1)))
    said.figure("the day's plan, the same day again", took, "s", goal="≤ 10", reference=beside)
    took, beside = timed(lambda: planning.plan_day(at=at + timedelta(days=1)))
    said.figure("the day's plan, a day later", took, "s", goal="≤ 10", reference=beside)
    _one_by_one(said, here, brand_id, people, at)
    _rush(said, here, brand_id, due)


def _one_by_one(said: report.Report, here: ground.Ground, brand_id: UUID, people: int, at: datetime) -> None:
    """A hundred people each tell another birthday and another reading."""
    from makegood.people.actions import noting
    from makegood.people.types import Fact, IdentityId
    from makegood.platform import tenancy
    from makegood.relationships.actions import planning

    rows = here.ask("SELECT id FROM people_identity WHERE brand_id = %s ORDER BY value LIMIT 100", [brand_id])
    took: list[float] = []
    cpu = here.cpu_seconds().total
    for nth, (whom,) in enumerate(rows):
        with tenancy.brand(brand_id):
            began = time.perf_counter()
            new = {"told.birthday": {"month": 1 + nth % 12, "day": 11}, "told.km_reading": {"km": 60_000 + nth}}
            noting.note_span(facts=[Fact(IdentityId(whom), kind, "now", at, dict(value)) for kind, value in new.items()])
            planning.replan(identity_ids=[whom], at=at)
            took.append(time.perf_counter() - began)
    used = (here.cpu_seconds().total - cpu) / len(rows)
    took.sort()
    said.figure(
        "one person's change, median", 1000 * took[len(took) // 2], "ms", goal="≤ 50", reference=f"{1000 * used:.1f} ms CPU"
    )
    said.figure("one person's change, p95", 1000 * took[-max(1, len(took) // 20)], "ms")
    del people


def _rush(said: report.Report, here: ground.Ground, brand_id: UUID, due: int) -> None:
    """So many come due in one second; three workers take them up, and one is killed."""
    from makegood.platform import tenancy
    from makegood.relationships.actions import planning

    old = datetime.now(UTC) - timedelta(days=30)
    _owner(
        here,
        f"INSERT INTO people_consent (id, brand_id, identity_id, channel, purpose, granted, source, text_version, at) "
        f"SELECT gen_random_uuid(), brand_id, identity_id, channel, 'relationship', true, 'told', '1', %(old)s FROM relationships_occasion, "
        f"(VALUES ('email'), ('webhook')) AS c (channel) WHERE id IN ({_CHOSEN})",
        {"brand": brand_id, "due": due, "old": old},
    )
    _owner(
        here,
        f"UPDATE relationships_occasion SET due_at = now(), day = current_date, moved = true WHERE id IN ({_CHOSEN})",
        {"brand": brand_id, "due": due},
    )
    with tenancy.brand(brand_id):
        planning.look_when_due()
    workers = [here.spawn("worker") for _ in range(3)]
    began, cpu, killed = time.perf_counter(), here.cpu_seconds().total, False
    left = due
    while left and time.perf_counter() - began < 900:
        time.sleep(0.5)
        ((left,),) = here.ask(
            "SELECT count(*) FROM relationships_occasion WHERE brand_id = %s AND moved AND state IN ('planned', 'due')",
            [brand_id],
        )
        if not killed and left < due:
            workers[0].send_signal(signal.SIGKILL)
            killed = True
    took, used = time.perf_counter() - began, here.cpu_seconds().total - cpu
    for one in workers[1:]:
        here.end(one)
    states = here.ask("SELECT state, count(*) FROM relationships_occasion WHERE brand_id = %s AND moved GROUP BY 1", [brand_id])
    ((twice,),) = here.ask(
        "SELECT count(*) FROM (SELECT person_identity FROM channels_outgoing WHERE brand_id = %s GROUP BY 1 HAVING count(*) > 1) AS t",
        [brand_id],
    )
    said.figure(
        f"{due:,} due in one second, all begun, one of three workers killed",
        took,
        "s",
        goal="≤ 120",
        reference=f"{dict(states)}, {used:.0f} CPU s",
    )
    said.figure("begun twice", twice, "", goal="= 0")
    said.figure("not begun", left, "", goal="= 0")


_CHOSEN: LiteralString = (
    "SELECT id FROM (SELECT DISTINCT ON (identity_id) id FROM relationships_occasion WHERE brand_id = %(brand)s AND state = 'planned' "
    "ORDER BY identity_id, id LIMIT %(due)s) AS chosen"
)


def _people(here: ground.Ground, brand_id: UUID, people: int, old: datetime) -> None:
    values = {"brand": brand_id, "people": people, "old": old}
    _owner(here, _PEOPLE, values)
    for kind, value in _FACTS.items():
        text = (
            "INSERT INTO people_fact (id, brand_id, identity_id, kind, subject, at, value) "
            f"SELECT {_id(kind)}, %(brand)s, {_id('who')}, '{kind.partition(' ')[0]}', '{kind}', {value} FROM generate_series(1, %(people)s) AS n"
        )
        _owner(here, text, values)
    here.take_statistics()


def _count(here: ground.Ground) -> int:
    return int(here.ask("SELECT count(*) FROM relationships_occasion")[0][0])


def _owner(here: ground.Ground, text: str, values: dict[str, object]) -> None:
    """Written by the superuser, without the checks of references: this is no part of what is measured."""
    with psycopg.connect(here.address(), autocommit=True) as line:
        line.execute("SET session_replication_role = replica")
        line.execute(text, values)


if __name__ == "__main__":
    sys.exit(main())
