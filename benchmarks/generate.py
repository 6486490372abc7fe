"""Fills a private installation so that the product cannot tell it from one that was lived in: a full house, for benchmarks and tests.

    python -m benchmarks.generate --cases 1000000 --messages 10000000 --people 300000 --brands 5 --home FOLDER

Brands, teams, channels and purses are founded by the product's own actions; the rest is worked out inside PostgreSQL by benchmarks/house,
loaded without keys and indexes, and then everything is made again by its own definition and checked. Skewed as life is: a few brands are
large, a few people write most, hours and weekdays differ, threads have geometric lengths with a few of hundreds, more than nine cases in ten
are resolved. The same sizes, seed and `--until` give the same rows, but for the ids of brands, members and channels.
Only ever works on an installation of its own, in an empty folder; `--home` keeps it, else it is taken away at the end.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from benchmarks import ground, report
from benchmarks.house import loading, words
from benchmarks.house.facts import INBOX, JOURNAL, LEDGER, TALLIES
from benchmarks.house.given import MAKEGOODS
from benchmarks.house.people import ORDERS, PEOPLE
from benchmarks.house.rows import Rows
from benchmarks.house.talk import CASES, CHANNELS

TUNING = {"wal_level": "minimal", "max_wal_senders": "0"}  # what is loaded into a fresh table is synced and not logged twice
LOADED: tuple[Rows, ...] = (*PEOPLE, *ORDERS, *CHANNELS, *CASES, *MAKEGOODS, LEDGER, JOURNAL, INBOX)
ACCOUNT = "desk@house.example"  # a lead of every brand, for whoever looks at pages
_OWNED = """SELECT attrelid::regclass::text FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attname = 'brand_id' AND relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"""
_HERE = Path(__file__).parent / "house"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the house is. `messages` is met within a percent; `lived` is the share of the days that was lived through and not imported."""

    cases: int = 10_000
    messages: int = 100_000
    people: int = 3_000
    brands: int = 3
    days: int = 730
    lived: float = 0.25
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one table: rows that were loaded, and bytes with and without indexes."""

    table: str
    rows: int
    bytes: int
    index_bytes: int


def fill(here: ground.Ground, sizes: Sizes, until: datetime, *, say: bool = False) -> tuple[Loaded, ...]:
    """Fills the installation, which must be new. Everything that was taken away for the loading is back and checked when this returns."""
    address, account = here.address(), here.cluster.place.account
    tables = [table for (table,) in here.ask(_OWNED)]
    before = loading.shape(address, tables)
    lines = words.phrases()
    filled = {
        "seed": sizes.seed,
        "until": until.astimezone(UTC).isoformat(),
        "days": sizes.days,
        "lived": sizes.lived,
        "phrases": len(lines),
        "length": sizes.messages / sizes.cases - 0.14,  # the few long threads bring the rest
    }
    with _told("staged", say):
        _stage(here, sizes, lines, filled)
    counts = {}
    with _told("stripped", say):
        loading.strip(address, before, tables)
    for rows in (*LOADED, TALLIES):
        with _told(rows.table, say):
            counts[rows.table] = loading.load(address, account, rows, filled)
    with _told("purses", say):
        _fill_purses(address)
    with _told("keys and indexes", say):
        loading.restore(address, before, tables)
    _compare(before, loading.shape(address, tables))
    with _told("looked through", say), loading.session(address) as connection:
        connection.execute("DROP SCHEMA gen CASCADE")
        for table in tables:
            connection.execute(f"ANALYZE {table}")
        connection.execute("CHECKPOINT")
    return tuple(_measured(here, table, counts[table]) for table in sorted(counts, key=lambda name: -counts[name]))


def measured(name: str, *, title: str, described: str, measure: Callable[..., None]) -> int:
    """The whole of a benchmark in a full house: `measure(here, said, times=…)` is called once it is there. The exit code."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=described)
    parser.add_argument("--home", type=Path, help="where benchmarks.generate built the house")
    parser.add_argument("--times", type=int, default=100, help="answers per page")
    told = parser.parse_args()
    sizes = Sizes()
    said = report.start(title)
    with ground.database(brands=sizes.brands, home=told.home, tuning=TUNING) as here:
        if not here.ask("SELECT 1 FROM views_inboxrow LIMIT 1"):
            fill(here, sizes, datetime.now(UTC).replace(minute=0, second=0, microsecond=0))
        measure(here, said, times=told.times)
    return said.end()


def split(whole: int, parts: int) -> list[int]:
    """The whole in parts, each a bit less than half of the one before; the first takes what rounding leaves."""
    weights = [2.2**-place for place in range(parts)]
    rest = [max(round(whole * weight / sum(weights)), 1) for weight in weights[1:]]
    return [whole - sum(rest), *rest]


def _stage(here: ground.Ground, sizes: Sizes, lines: Sequence[str], filled: dict[str, object]) -> None:
    members = {brand.id: _furnish(brand) for brand in here.brands}
    with loading.session(here.address()) as connection:
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE SCHEMA gen")
        connection.execute(loading.told((_HERE / "functions.sql").read_text("utf-8"), filled))
        connection.execute("CREATE UNLOGGED TABLE gen.phrase (i int PRIMARY KEY, words text)")
        with connection.cursor() as cursor, cursor.copy("COPY gen.phrase FROM STDIN") as copy:
            for place, line in enumerate(lines):
                copy.write_row((place, line))
        connection.execute("ANALYZE gen.phrase")
        connection.execute(
            "CREATE UNLOGGED TABLE gen.brand (b int, id uuid, cases int, people int, first_case bigint, first_person bigint, "
            "hook_id uuid, hook_name text, mail_id uuid, mail_name text, members uuid[], budget_id uuid)"
        )
        first_case = first_person = 0
        parts = zip(here.brands, split(sizes.cases, len(here.brands)), split(sizes.people, len(here.brands)), strict=True)
        for number, (brand, cases, people) in enumerate(parts):
            places = connection.execute(
                "SELECT id, name FROM channels_channel WHERE brand_id = %s ORDER BY id", [brand.id]
            ).fetchall()
            purse = connection.execute(
                "SELECT id FROM gestures_budget WHERE brand_id = %s ORDER BY opened_at, id", [brand.id]
            ).fetchone()
            assert purse is not None
            connection.execute(
                "INSERT INTO gen.brand VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [number, brand.id, cases, people, first_case, first_person, *places[0], *places[1], members[brand.id], purse[0]],
            )
            first_case, first_person = first_case + cases, first_person + people
        connection.execute("CREATE TABLE gen.member AS SELECT id, name FROM brands_member")
        connection.execute(
            "CREATE TABLE gen.budget AS SELECT b, brand_id, p.id AS budget_id, entries, limit_minor, spent_minor "
            "FROM gen.brand JOIN gestures_budget AS p ON p.id = budget_id"
        )
        connection.execute(loading.told((_HERE / "stage.sql").read_text("utf-8"), filled))


def _furnish(brand: ground.GroundBrand) -> list[UUID]:
    """More hands and a second place to listen; returns who answers people."""
    from makegood.brands import actions as brands
    from makegood.brands import queries
    from makegood.brands.types import Role
    from makegood.channels.actions import connecting
    from makegood.commands import accounts
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock, tenancy

    at = clock.now()
    with tenancy.brand(brand.id):
        connecting.add_channel(kind="webhook", name="Letters", address=f"{brand.slug}-letters", settings={}, by=SYSTEM, at=at)
        desk = accounts.account_for(ACCOUNT)
        brands.add_member(user_id=desk.pk, name="Dora Desk", email=ACCOUNT, role=Role.LEAD, by=SYSTEM, at=at)
        for number, name in enumerate(("Amal", "Bea", "Chidi", "Dilan", "Efua", "Femke")):
            email = f"{name.lower()}@{brand.slug}.example"
            user = 1_000_000 + brand.member_ids[0].int % 100_000 * 10 + number
            brands.add_member(user_id=user, name=f"{name} Agent", email=email, role=Role.AGENT, by=SYSTEM, at=at)
        return [member.id for member in queries.members() if member.role is not Role.OWNER]


def _fill_purses(address: str) -> None:
    """The purses' columns are the sums of their ledgers; each ledger row is compared with the one before it, as its trigger would."""
    with loading.session(address) as connection, connection.transaction():
        connection.execute(
            "UPDATE gestures_budget AS b SET entries = l.entry, limit_minor = l.limit_after, held_minor = l.held_after, spent_minor = l.spent_after "
            "FROM (SELECT DISTINCT ON (budget_id) * FROM gestures_ledgerrow ORDER BY budget_id, entry DESC) AS l WHERE l.budget_id = b.id"
        )
        wrong = connection.execute(
            "SELECT count(*) FROM (SELECT *, lag(entry, 1, 0) OVER w AS last, lag(limit_after, 1, 0::bigint) OVER w AS limit_before, "
            "lag(held_after, 1, 0::bigint) OVER w AS held_before, lag(spent_after, 1, 0::bigint) OVER w AS spent_before "
            "FROM gestures_ledgerrow WINDOW w AS (PARTITION BY budget_id ORDER BY entry)) AS l WHERE entry <> last + 1 "
            "OR limit_after <> limit_before + CASE kind WHEN 'refill' THEN amount_minor ELSE 0 END "
            "OR held_after <> held_before + CASE kind WHEN 'hold' THEN 1 WHEN 'spend' THEN -1 ELSE 0 END * amount_minor "
            "OR spent_after <> spent_before + CASE kind WHEN 'spend' THEN amount_minor ELSE 0 END"
        ).fetchone()
    if wrong is None or wrong[0]:
        raise RuntimeError(f"The ledger does not add up in {wrong} places.")


def _compare(before: loading.Shape, after: loading.Shape) -> None:
    for name in ("keys", "indexes", "triggers", "borders"):
        gone = set(_plainly(getattr(before, name))) ^ set(_plainly(getattr(after, name)))
        if gone:
            raise RuntimeError(f"{name} are not what the migrations made: {sorted(map(str, gone))[:4]}")


def _plainly(definitions: Iterable[tuple[object, ...]]) -> list[str]:
    """Without casts and brackets: PostgreSQL writes a list of words otherwise once it has read its own writing."""
    return [re.sub(r"::(character varying|text)(\[\])?|[()]", "", repr(definition)) for definition in definitions]


def _measured(here: ground.Ground, table: str, rows: int) -> Loaded:
    ((whole, indexes),) = here.ask("SELECT pg_total_relation_size(%s::regclass), pg_indexes_size(%s::regclass)", [table, table])
    return Loaded(table, rows, whole - indexes, indexes)


@contextmanager
def _told(what: str, say: bool) -> Iterator[None]:
    begun = time.monotonic()
    yield
    if say:
        print(f"  {what}: {time.monotonic() - begun:.1f} s", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description="A full house in a private installation.")
    for name in ("cases", "messages", "people", "brands", "days", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Sizes(), name))
    parser.add_argument("--until", type=datetime.fromisoformat, help="the house's last instant (the full hour before now)")
    parser.add_argument("--home", type=Path, help="an empty or absent folder to keep it in; without it nothing is kept")
    return parser.parse_args()


def main() -> int:
    told = _arguments()
    if told.home and told.home.exists() and any(told.home.iterdir()):
        print(f"{told.home} is not empty: a house is only built on empty ground. Name another folder.", file=sys.stderr)
        return 2
    until = told.until or datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    sizes = Sizes(told.cases, told.messages, told.people, told.brands, told.days, seed=told.seed)
    said = report.start("generating a full house")
    with ground.database(brands=sizes.brands, home=told.home, tuning=TUNING) as here:
        begun, before = time.monotonic(), here.cpu_seconds()
        loaded = fill(here, sizes, until.astimezone(UTC), say=True)
        wall, used = time.monotonic() - begun, here.cpu_seconds() - before
        with loading.session(here.address()) as connection:
            connection.execute("ALTER SYSTEM RESET autovacuum")
            connection.execute("SELECT pg_reload_conf()")
        rows = {each.table: each.rows for each in loaded}
        full = sizes.cases >= 1_000_000
        said.figure("time", round(wall), "s", goal="≤ 1,200" if full else "")
        said.figure("CPU, PostgreSQL", used.postgres, "s", reference=f"Python {used.python:.1f} s")
        said.figure("cases", rows["cases_case"], "")
        said.figure("messages", rows["channels_message"], "")
        said.figure("facts", rows["platform_journal"], "")
        said.figure("bytes", sum(each.bytes + each.index_bytes for each in loaded) / 1e9, "GB")
        said.note(f"Seed {sizes.seed}, until {until:%Y-%m-%d %H:%M}, {words.whence()}.")
        heads = ("table", "rows", "MB", "MB of indexes")
        cells = [(each.table, f"{each.rows:,}", f"{each.bytes / 1e6:,.1f}", f"{each.index_bytes / 1e6:,.1f}") for each in loaded]
        print("\n" + report.table([heads, *cells]))
        return said.end()


if __name__ == "__main__":
    sys.exit(main())
