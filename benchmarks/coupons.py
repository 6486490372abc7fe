"""How fast a pool of coupons is taken by many at once, beside a counter row and other designs in the same run; and that ours gives out exactly its stock.

    python -m benchmarks.coupons [--claimants 10048] [--stock 5000] [--connections 64] [--rounds 7]

Load by pgbench on the embedded PostgreSQL, every claimant once, each in one transaction and one round trip. Ours is the product's own statement,
with row-level security, its references, triggers and ledger. The others are bare tables: a counter row, and who used it, one for each person; the same with our ledger beside it; places
taken from the head (SKIP LOCKED); places by chance without anything else (looking to one side only, so that it may stop below its stock); a sequence, then an insert.
Connections are warm, as those of a pool are: each has asked eight times before and taken it back, then all begin at once. Successes a second
are counted from the first coupon to the last; the rest of the claimants hears that there is none. CPU is that of PostgreSQL's sessions and of
pgbench, all claimants', by coupon. Ids are made up in the order of time, as the product's are.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import ground, report  # noqa: E402
from makegood.platform import postgres_roles  # noqa: E402

if TYPE_CHECKING:
    from makegood.coupons.actions import stock

QUICK, FULL = ("--claimants", "2560", "--stock", "1000", "--rounds", "1"), ("--rounds", "5")
_TABLES = """
CREATE TABLE race_counter (id int PRIMARY KEY, used int NOT NULL);
CREATE TABLE race_use (number int PRIMARY KEY, person uuid UNIQUE NOT NULL, at timestamptz NOT NULL);
CREATE TABLE race_slot (number int PRIMARY KEY, person uuid UNIQUE, at timestamptz);
CREATE INDEX race_slot_free ON race_slot (number) WHERE person IS NULL;
CREATE SEQUENCE race_sequence;
GRANT ALL ON race_counter, race_use, race_slot TO makegood_app;
GRANT ALL ON SEQUENCE race_sequence TO makegood_app;
"""
_WARM = 8  # times that each connection asks before the race
_GATE, _END = 20_261_123, 20_261_124  # locks at which all wait for one another, before the race and after it
_BRAND = "SELECT set_config('makegood.brand', '{brand}', true)"
_SCRIPT = f"""
\\set n :n + 1
\\set c :client_id * {{each}} + (:n + {_WARM + 1}) % {{each}}
\\set t :n * {{connections}} + :client_id
\\set start random(1, {{stock}})
\\if :n = -1
SELECT pg_advisory_lock_shared({_GATE});
\\elif :n = {{each}}
SELECT pg_advisory_lock_shared({_END});
\\else
\\startpipeline
BEGIN;
{_BRAND};
{{statement}};
\\if :n < 0
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
\\else
COMMIT;
\\endif
\\endpipeline
\\endif
"""
_NOW, _UNTIL = "clock_timestamp()", "clock_timestamp() + interval '15 minutes'"
_IDENTITY, _PERSON = (f"('00000000-000{kind}-7000-8000-0000' || lpad(to_hex(:c::int), 8, '0'))::uuid" for kind in (3, 4))
_COUNTED = "WITH taken AS (UPDATE race_counter SET used = used + 1 WHERE id = 1 AND used < {stock} RETURNING used)"
_USE = "INSERT INTO race_use (number, person, at) SELECT"
_LEDGER = "INSERT INTO coupons_ledgerrow (id, brand_id, pool_id, use_key, kind, number, amount_minor, sponsor_minor, identity_id, order_reference, key, asked, until, at)"
_PLACE = "UPDATE race_slot s SET person = {person}, at = clock_timestamp() FROM ({found}) AS f WHERE s.number = f.number"
_FREE = "SELECT number FROM race_slot WHERE person IS NULL {more} ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED"


@dataclass(frozen=True, slots=True)
class Design:
    """`statement` is what a claimant sends, `taken` counts the coupons and the seconds from the first to the last."""

    name: str
    statement: Callable[["Race"], str]
    taken: str


@dataclass(frozen=True, slots=True)
class Race:
    """One round: which pool, how many, and a word by which its keys differ from those of the others."""

    brand_id: UUID
    pool_id: UUID
    stock: int
    word: str
    number: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Successes a second, and CPU of all claimants by coupon, PostgreSQL and pgbench together."""

    rate: float
    cpu_ms: float


def main() -> int:
    """0 when every goal is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coupons", description="Coupons taken by many at once.")
    parser.add_argument("--claimants", type=int, default=10_048)
    parser.add_argument("--stock", type=int, default=5_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=7)
    told = parser.parse_args()
    each = -(-told.claimants // told.connections)
    said = report.start("coupons")
    with ground.database(brands=1, tuning={"max_connections": str(told.connections + 20)}) as here:
        _prepare(here, each * told.connections)
        seen: dict[str, list[Seen]] = {design.name: [] for design in _designs()}
        for number in range(told.rounds):
            for design in _designs():
                race = _race(here, told.stock, design.name, sum(len(one) for one in seen.values()))
                one = _run(here, design, race, told.connections, each)
                seen[design.name].append(one)
                print(
                    f"  round {number + 1}, {design.name}: {one.rate:,.0f} successes/s, {one.cpu_ms:.3f} ms of CPU each",
                    flush=True,
                )
    _say(said, seen, told.claimants, told.stock, told.connections)
    return said.end()


def _designs() -> tuple[Design, ...]:
    used = "SELECT count(*), extract(epoch FROM max(at) - min(at)) FROM race_use"
    slots = "SELECT count(person), extract(epoch FROM max(at) - min(at)) FROM race_slot"
    ledger = "SELECT count(*), extract(epoch FROM max(at) - min(at)) FROM coupons_ledgerrow WHERE pool_id = '{pool}'"
    number = ":start"
    return (
        Design("ours", _ours, ledger),
        Design(
            "a counter row",
            lambda r: f"{_COUNTED.format(stock=r.stock)} {_USE} used, {_PERSON}, clock_timestamp() FROM taken",
            used,
        ),
        Design("a counter row with our ledger", _counted_with_ledger, ledger),
        Design("places from the head", lambda _: _PLACE.format(person=_PERSON, found=_FREE.format(more="")), slots),
        Design(
            "places by chance, bare",
            lambda _: _PLACE.format(person=_PERSON, found=_FREE.format(more=f"AND number >= {number}")),
            slots,
        ),
        Design(
            "a sequence, then an insert",
            lambda r: (
                f"{_USE} n, {_PERSON}, clock_timestamp() FROM (SELECT nextval('race_sequence') AS n OFFSET 0) AS s WHERE n <= {r.stock}"
            ),
            used,
        ),
    )


def _ours(race: Race) -> str:
    """What the product asks first, and where a place is free the only thing that it asks."""
    from makegood.coupons.actions import stock

    text, _ = stock.by_chance(_taking(race), start=1)
    return _filled(text, [*_place(race), *[f"'{race.pool_id}'", ":start"] * 2, *_booking(race)])


def _taking(race: Race) -> "stock.Taking":
    from makegood.coupons.actions import stock
    from makegood.kernel.ids import new_id
    from tests import cast

    return stock.Taking(race.pool_id, new_id(), None, new_id(), None, 500, 6_000, "", "", cast.AT, cast.AT)


def _place(race: Race) -> list[str]:
    return [_id(race, 1), _PERSON, _IDENTITY, "NULL", "500", "6000", _UNTIL]


def _booking(race: Race) -> list[str]:
    return [_id(race, 2), f"'{race.word} ' || :c", "''", _NOW]


def _filled(text: str, values: list[str]) -> str:
    """The product's statement, its places filled with what pgbench knows."""
    assert len(values) == text.count("%s")
    for one in values:
        text = text.replace("%s", one, 1)
    return " ".join(text.split())


def _counted_with_ledger(race: Race) -> str:
    values = f"{_id(race, 2)}, '{race.brand_id}', '{race.pool_id}', {_id(race, 1)}, 'reserved', used, 500, 0, {_IDENTITY}, '', '{race.word} ' || :c, '', NULL, {_NOW}"
    use = f"used AS ({_USE} used, {_PERSON}, clock_timestamp() FROM taken)"
    return f"{_COUNTED.format(stock=race.stock)}, {use} {_LEDGER} SELECT {values} FROM taken"


def _id(race: Race, kind: int) -> str:
    """Of the race, in the order in which they ask."""
    return f"('{race.number:08x}-000{kind}-7000-8000-0000' || lpad(to_hex(:t::int), 8, '0'))::uuid"


def _prepare(here: ground.Ground, claimants: int) -> None:
    """So many customers whose ids can be reckoned from their number, so that no claimant has to look them up."""
    from makegood.people.actions import recognising
    from makegood.people.types import Address, IdentityKind, Sighting
    from makegood.platform import tenancy
    from tests import cast
    from tests.coupons.given import guest

    numbers = []
    with tenancy.brand(here.brand.id):
        for first in range(0, claimants, 2_000):
            addresses = [guest(n) for n in range(first, min(first + 2_000, claimants))]
            sightings = [Sighting((Address(IdentityKind.EMAIL, one),)) for one in addresses]
            seen = recognising.recognise(sightings=sightings, at=cast.AT)
            numbers += [(UUID(f"00000000-0003-7000-8000-0000{first + n:08x}"), one.identity_id) for n, one in enumerate(seen)]
    with psycopg.connect(here.address()) as connection, connection.cursor() as cursor:
        cursor.execute(_TABLES)
        cursor.executemany("UPDATE people_identity SET id = %s WHERE id = %s", numbers)


def _race(here: ground.Ground, stock: int, name: str, number: int) -> Race:
    """A fresh pool and empty tables."""
    from makegood.coupons.actions import pools
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from tests import cast
    from tests.coupons.given import FIVE

    with tenancy.brand(here.brand.id):
        terms = replace(FIVE, cap_uses=stock, one_code=None)
        pool_id = pools.open_pool(name=f"Race {number} {name}"[:80], terms=terms, by=SYSTEM, at=cast.AT)
    with psycopg.connect(here.address(), autocommit=True) as connection:
        connection.execute("TRUNCATE race_use, race_slot, race_counter")
        connection.execute("INSERT INTO race_counter VALUES (1, 0)")
        connection.execute("INSERT INTO race_slot SELECT generate_series(1, %s)", [stock])
        connection.execute("VACUUM ANALYZE race_slot, race_use, coupons_slot, coupons_ledgerrow")
    return Race(here.brand.id, pool_id, stock, f"race {number}", number + 1)


def _run(here: ground.Ground, design: Design, race: Race, connections: int, each: int) -> Seen:
    """AssertionError where more than the stock was taken, or less by a design that looks at every place."""
    script = here.home / "race.sql"
    script.write_text(
        _SCRIPT.format(
            each=each, connections=connections, stock=race.stock, brand=race.brand_id, statement=design.statement(race)
        )
    )
    counts = ["-c", str(connections), "-j", "2", "-t", str(_WARM + 1 + each + 1), "-D", f"n={-_WARM - 2}"]
    told = [str(here.cluster.place.programs / "pgbench"), "-n", "-M", "prepared", *counts, "-f", str(script)]
    with psycopg.connect(here.address(), autocommit=True) as gate:
        gate.execute("SELECT pg_advisory_lock(%s), pg_advisory_lock(%s)", [_GATE, _END])
        with subprocess.Popen(
            [*told, here.address(postgres_roles.APP)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as hands:
            cpu = _race_run(gate, hands, connections)
            said = hands.communicate()[1]
        assert hands.returncode == 0, said[-2_000:]
        taken, seconds = gate.execute(design.taken.format(pool=race.pool_id).encode()).fetchall()[0]
    least = (
        race.stock if design.name != "places by chance, bare" else 0
    )  # it looks to one side only: that is not what it is here for
    assert least <= taken <= race.stock, f"{design.name}: {taken} of {race.stock}"
    return Seen(float(taken / seconds), 1_000 * cpu / float(taken))


def _race_run(gate: psycopg.Connection, hands: "subprocess.Popen[str]", connections: int) -> float:
    """Lets them begin when all are warm, and go when all are done → seconds of CPU between the two."""
    _wait_for_all(gate, hands, _GATE, connections)
    gate.execute("VACUUM race_slot, race_use, race_counter, coupons_slot, coupons_ledgerrow")
    gate.execute("ALTER SEQUENCE race_sequence RESTART")
    gate.execute("CHECKPOINT")
    sessions = [pid for (pid,) in gate.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'pgbench'").fetchall()]
    before = _cpu([hands.pid, *sessions])
    gate.execute("SELECT pg_advisory_unlock(%s)", [_GATE])
    _wait_for_all(gate, hands, _END, connections)
    used = _cpu([hands.pid, *sessions]) - before
    gate.execute("SELECT pg_advisory_unlock(%s)", [_END])
    return used


def _wait_for_all(gate: psycopg.Connection, hands: "subprocess.Popen[str]", lock: int, connections: int) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    while hands.poll() is None and gate.execute(waiting, [lock]).fetchall()[0][0] < connections:
        time.sleep(0.02)


def _cpu(pids: list[int]) -> float:
    """Seconds of CPU of these processes, all their threads, to the nanosecond. Nothing for one that is gone."""
    found = [thread for pid in pids for thread in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(int(one.read_text().split()[0]) for one in found) / 1e9


def _say(said: report.Report, seen: dict[str, list[Seen]], claimants: int, stock: int, connections: int) -> None:
    rate = {name: statistics.median(one.rate for one in found) for name, found in seen.items()}
    cpu = {name: statistics.median(one.cpu_ms for one in found) for name, found in seen.items()}
    said.figure(
        "taken of the stock, in every round and every design but “places by chance, bare”",
        f"exactly {stock:,}",
        "",
        goal="exactly",
    )
    for name, other in (("ours", "a counter row"), ("ours, like with like", "a counter row with our ledger")):
        ratio, beside = rate["ours"] / rate[other], f"{other} {rate[other]:,.0f}"
        said.figure(name, rate["ours"], "successes/s", goal="ratio ≥ 3", reference=beside, ratio=ratio)
    for name in ("places from the head", "places by chance, bare", "a sequence, then an insert"):
        said.figure(name, rate[name], "successes/s", reference="a counter row", ratio=rate[name] / rate["a counter row"])
    for name, one in cpu.items():
        said.figure(f"CPU of a coupon, {name}", one, "ms", reference="ours, ms", ratio=one / cpu["ours"])
    said.note(f"{claimants:,} claimants at {connections} connections after {stock:,} coupons; medians of {len(seen['ours'])}.")


if __name__ == "__main__":
    sys.exit(main())
