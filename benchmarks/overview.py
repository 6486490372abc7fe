"""The year at a look in a full house: how long the page takes, what a day costs to count, and that what is kept equals a recount.

    python -m benchmarks.overview --home FOLDER     # a house that benchmarks.generate built there
    python -m benchmarks.overview                   # builds a small one, and takes it away again

Counts the largest brand's past once (as `makegood reports recount` does), asks the page and its file through Django's own client with session, permission,
row-level security and templates, and beside them the bare sums that no page can be faster than. Changes nothing in the house but the counts.
"""

import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from benchmarks import generate, ground, pages, report

QUICK, FULL = ("--times", "20"), ("--times", "100")
GOAL_MS = 200


def measure(here: ground.Ground, said: report.Report, *, times: int) -> None:
    """The largest brand: its past counted, a day counted again, and the page."""
    brand = max(here.brands, key=lambda each: here.ask("SELECT count(*) FROM cases_case WHERE brand_id = %s", [each.id])[0][0])
    counted = {
        what: here.ask(f"SELECT count(*) FROM {table} WHERE brand_id = %s", [brand.id])[0][0]
        for what, table in (("messages", "channels_message"), ("cases", "cases_case"))
    }
    whole = here.ask("SELECT count(*) FROM channels_message")[0][0]
    said.note(
        f"The largest brand has {counted['messages']:,} messages and {counted['cases']:,} cases, the house {whole:,} messages; {times} answers."
    )
    _past(here, said, brand.id)
    desk = pages.Desk(brand)
    for name, address in (("the year at a look", "/overview/"), ("its file", "/overview/file/")):
        seen = desk.look([address], times)
        beside = f"p50 {seen.at(50):.1f}, p99 {seen.at(99):.1f}, CPU {seen.python_ms:.1f} + {seen.postgres_ms:.1f} ms, {max(seen.queries)} queries"
        said.figure(
            f"{name}, p95", seen.at(95), "ms", goal=f"≤ {GOAL_MS}", reference=f"{beside}; bare sums {_bare(brand.id):.1f} ms"
        )


def _past(here: ground.Ground, said: report.Report, brand_id: UUID) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import day_counts
    from makegood.platform import tenancy
    from makegood.reports import actions as reports

    with tenancy.brand(brand_id):
        zone = brands.current().zone
        reports.begin(zone=zone, at=datetime.now(UTC))
        first = day_counts.first_day(zone=zone) or date.today()  # noqa: DTZ011 - a house without a past
    last = datetime.now(UTC).date() + timedelta(days=1)
    before, begun = here.cpu_seconds(), time.perf_counter()
    with tenancy.brand(brand_id):
        changed = day_counts.recount(since=first, until=last)
    spent, used = time.perf_counter() - begun, here.cpu_seconds() - before
    days = (last - first).days
    said.figure(
        f"{days} days counted from their sources",
        spent,
        "s",
        reference=f"CPU {used.own:.1f} + {used.postgres:.1f} s; {changed:,} rows written",
    )
    with tenancy.brand(brand_id):
        again = day_counts.recount(since=first, until=last)
    said.figure("rows that a second count finds otherwise", again, "rows", goal="= 0")
    taken = []
    for n in range(20):
        with tenancy.brand(brand_id):
            begun = time.perf_counter()
            on = last - timedelta(days=3 + n)
            day_counts.recount(since=on, until=on + timedelta(days=1))
            taken.append((time.perf_counter() - begun) * 1000)
    said.figure("one day counted anew, all sources, median", statistics.median(taken), "ms")


def _bare(brand_id: UUID) -> float:
    """The sums alone, as the app and inside the border, in ms."""
    from makegood.platform import tenancy
    from makegood.reports import queries

    until = datetime.now(UTC).date()
    taken = []
    for _ in range(20):
        with tenancy.brand(brand_id):
            begun = time.perf_counter()
            queries.by_month(since=until - timedelta(days=365), until=until)
            taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def main() -> int:
    return generate.measured(
        "overview", title="the year at a look", described="The year at a look in a full house.", measure=measure
    )


if __name__ == "__main__":
    sys.exit(main())
