"""How fast a pool of coupons is taken by many at once, beside a counter row and other designs in the same run; and that ours gives out exactly its stock.

    python -m benchmarks.coupons [--claimants 10048] [--stock 5000] [--connections 64] [--rounds 3]

Load by pgbench on the embedded PostgreSQL, every claimant once, each in one transaction and one round trip. Ours is the product's own statement,
with row-level security, its references, triggers and ledger. The others are bare tables: a counter row; the same with our ledger beside it; places
taken from the head (SKIP LOCKED); places by chance without anything else (looking to one side only, so that it may stop below its stock); a sequence, then an insert. Successes a second
are counted from the first coupon to the last; the rest of the claimants hears that there is none.
"""

import argparse
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import ground, report  # noqa: E402
from makegood.platform import postgres_roles  # noqa: E402

QUICK, FULL = ("--claimants", "2560", "--stock", "1000", "--rounds", "1"), ("--rounds", "5")
_TABLES = """
CREATE TABLE race_claimant (n int PRIMARY KEY, identity uuid NOT NULL, person uuid NOT NULL);
CREATE TABLE race_counter (id int PRIMARY KEY, used int NOT NULL);
CREATE TABLE race_use (number int PRIMARY KEY, person uuid UNIQUE NOT NULL, at timestamptz NOT NULL);
CREATE TABLE race_slot (number int PRIMARY KEY, person uuid UNIQUE, at timestamptz);
CREATE INDEX race_slot_free ON race_slot (number) WHERE person IS NULL;
CREATE SEQUENCE race_sequence;
GRANT ALL ON race_claimant, race_counter, race_use, race_slot TO makegood_app;
GRANT ALL ON SEQUENCE race_sequence TO makegood_app;
"""
_IDENTITY, _PERSON = (f"(SELECT {name} FROM race_claimant WHERE n = :c)" for name in ("identity", "person"))
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


def main() -> int:
    """0 when every goal is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coupons", description="Coupons taken by many at once.")
    parser.add_argument("--claimants", type=int, default=10_048)
    parser.add_argument("--stock", type=int, default=5_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    told = parser.parse_args()
    each = -(-told.claimants // told.connections)
    said = report.start("coupons")
    with ground.database(brands=1, tuning={"max_connections": str(told.connections + 20)}) as here:
        _prepare(here, each * told.connections)
        rates: dict[str, list[float]] = {design.name: [] for design in _designs()}
        for number in range(told.rounds):
            for design in _designs():
                race = _race(here, told.stock, f"{number} {design.name}")
                rate = _run(here, design, race, told.connections, each)
                rates[design.name].append(rate)
                print(f"  round {number + 1}, {design.name}: {rate:,.0f} successes/s", flush=True)
    _say(said, rates, told.claimants, told.stock, told.connections)
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
    """The product's statement, its places filled with what pgbench knows."""
    from makegood.coupons.actions import stock
    from makegood.kernel.ids import new_id
    from tests import cast

    nobody = new_id()
    taking = stock.Taking(race.pool_id, nobody, None, nobody, None, 500, 6_000, "", "", cast.AT, cast.AT)
    text, values = stock.by_chance(taking, start=1)
    pool, use, now, until = f"'{race.pool_id}'", _use(race), "clock_timestamp()", "clock_timestamp() + interval '15 minutes'"
    place = [use, _PERSON, _IDENTITY, "NULL", "500", "6000", until]
    ledger = ["gen_random_uuid()", use, _IDENTITY, f"'{race.word} ' || :c", "''", until, now]
    filled = [pool, ":start", pool, ":start", *place, *ledger]
    assert len(filled) == len(values) == text.count("%s")
    for one in filled:
        text = text.replace("%s", one, 1)
    return " ".join(text.split())


def _counted_with_ledger(race: Race) -> str:
    values = f"gen_random_uuid(), '{race.brand_id}', '{race.pool_id}', {_use(race)}, 'reserved', used, 500, 0, {_IDENTITY}, '', '{race.word} ' || :c, '', NULL, clock_timestamp()"
    return f"{_COUNTED.format(stock=race.stock)} {_LEDGER} SELECT {values} FROM taken"


def _use(race: Race) -> str:
    return f"md5('{race.word} ' || :c)::uuid"


def _prepare(here: ground.Ground, claimants: int) -> None:
    from makegood.people.actions import recognising
    from makegood.people.types import Address, IdentityKind, Sighting
    from makegood.platform import tenancy
    from tests import cast
    from tests.coupons.given import guest

    seen = []
    with tenancy.brand(here.brand.id):
        for first in range(0, claimants, 2_000):
            addresses = [guest(n) for n in range(first, min(first + 2_000, claimants))]
            sightings = [Sighting((Address(IdentityKind.EMAIL, one),)) for one in addresses]
            seen += recognising.recognise(sightings=sightings, at=cast.AT)
    with psycopg.connect(here.address()) as connection, connection.cursor() as cursor:
        cursor.execute(_TABLES)
        with cursor.copy("COPY race_claimant FROM STDIN") as copy:
            for n, one in enumerate(seen):
                copy.write_row((n, one.identity_id, one.person_id))


def _race(here: ground.Ground, stock: int, word: str) -> Race:
    """A fresh pool and empty tables."""
    from makegood.coupons.actions import pools
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from tests import cast
    from tests.coupons.given import FIVE

    with tenancy.brand(here.brand.id):
        terms = replace(FIVE, cap_uses=stock, one_code=None)
        pool_id = pools.open_pool(name=f"Race {word}"[:80], terms=terms, by=SYSTEM, at=cast.AT)
    with psycopg.connect(here.address(), autocommit=True) as connection:
        connection.execute("TRUNCATE race_use, race_slot, race_counter")
        connection.execute("INSERT INTO race_counter VALUES (1, 0)")
        connection.execute("INSERT INTO race_slot SELECT generate_series(1, %s)", [stock])
        connection.execute("ALTER SEQUENCE race_sequence RESTART")
        connection.execute("VACUUM ANALYZE race_slot, race_use, coupons_slot, coupons_ledgerrow")
        connection.execute("CHECKPOINT")
    return Race(here.brand.id, pool_id, stock, word)


def _run(here: ground.Ground, design: Design, race: Race, connections: int, each: int) -> float:
    """Successes a second. AssertionError where more than the stock was taken, or less by a design that looks at every place."""
    script = here.home / "race.sql"
    script.write_text(
        f"\\set n :n + 1\n\\set c :client_id * {each} + :n\n\\set start random(1, {race.stock})\n\\startpipeline\nBEGIN;\n"
        f"SELECT set_config('makegood.brand', '{race.brand_id}', true);\n{design.statement(race)};\nCOMMIT;\n\\endpipeline\n"
    )
    program = here.cluster.place.programs / "pgbench"
    counts = ["-c", str(connections), "-j", "2", "-t", str(each)]
    done = subprocess.run(
        [program, "-n", "-M", "prepared", *counts, "-D", "n=-1", "-f", script, here.address(postgres_roles.APP)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    with psycopg.connect(here.address()) as connection:
        taken, seconds = connection.execute(design.taken.format(pool=race.pool_id).encode()).fetchall()[0]
    least = (
        race.stock if design.name != "places by chance, bare" else 0
    )  # it looks to one side only: that is not what it is here for
    assert least <= taken <= race.stock, f"{design.name}: {taken} of {race.stock}"
    return float(taken / seconds)


def _say(said: report.Report, rates: dict[str, list[float]], claimants: int, stock: int, connections: int) -> None:
    middle = {name: statistics.median(found) for name, found in rates.items()}
    ours, counter, dressed = middle["ours"], middle["a counter row"], middle["a counter row with our ledger"]
    said.figure(
        "taken of the stock, in every round and every design but “places by chance, bare”",
        f"exactly {stock:,}",
        "",
        goal="exactly",
    )
    said.figure(
        "ours", ours, "successes/s", goal="ratio ≥ 3", reference=f"a bare counter row {counter:,.0f}", ratio=ours / counter
    )
    said.figure(
        "ours, like with like",
        ours,
        "successes/s",
        goal="ratio ≥ 3",
        reference=f"a counter row with our ledger {dressed:,.0f}",
        ratio=ours / dressed,
    )
    for name in ("places from the head", "places by chance, bare", "a sequence, then an insert"):
        said.figure(name, middle[name], "successes/s", reference="a bare counter row", ratio=middle[name] / counter)
    said.note(f"{claimants:,} claimants at {connections} connections after {stock:,} coupons; medians of {len(rates['ours'])}.")


if __name__ == "__main__":
    sys.exit(main())
