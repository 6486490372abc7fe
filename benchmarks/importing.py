"""How fast a whole history comes in: the real files of ../shared/data, by the mappings of docs/import.md, beside raw COPY of the same rows.

    python -m benchmarks.importing [--only retail,olist,tweets]

Each file is taken in by `makegood import`'s own code into a fresh brand; then once more, which must change nothing. Seconds, rows a second,
CPU of Python and of PostgreSQL, and the most memory that the importing process held. Nothing is committed of the data; where it is absent, that is said.
"""

import argparse
import re
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import ground, report

QUICK, FULL = ("--only", "retail"), ()
DATA = ground.ROOT.parent / "shared" / "data"
AT = datetime(2026, 1, 1, tzinfo=UTC)
RETAIL, OLIST, TWEETS = DATA / "online_retail", DATA / "olist", DATA / "support_tweets"
SPREAD = "2017-10-01..2017-12-31"
FILES: dict[str, tuple[tuple[str, str, Path, str], ...]] = {
    "retail": (("orders", "online_retail", RETAIL / "online_retail.parquet", ""),),
    "olist": (
        ("orders", "olist_orders", OLIST / "order_items.parquet", ""),
        ("messages", "olist_reviews", OLIST / "order_reviews.parquet", ""),
    ),
    "tweets": (
        ("messages", "brand_tweets", TWEETS / "brand_tweets_with_times.csv.gz", ""),
        ("messages", "airline_conversations", TWEETS / "airline_conversations.csv.bz2", SPREAD),
    ),
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default=",".join(FILES), help="which of them, parted by commas")
    said = report.start("importing")
    wanted = [each for name in options.parse_args().only.split(",") for each in FILES[name]]
    there = [each for each in wanted if each[2].exists()]
    for what, name, path, _ in wanted:
        if not path.exists():
            said.note(f"{name} ({what}): {path.name} is not here, so it was not measured.")
    if there:
        with ground.database(brands=1) as here, TemporaryDirectory() as folder:
            for what, name, path, spread in there:
                _measure(said, here, Path(folder), what, name, path, spread)
    return said.end()


def mapping_of(name: str) -> str:
    """An example of docs/import.md, as the text of a mapping file."""
    text = (ground.ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- mapping: {name} -->\n```toml\n(.*?)```", text, re.DOTALL)
    assert found is not None, name
    return found[1]


def _measure(said: report.Report, here: ground.Ground, folder: Path, what: str, name: str, path: Path, spread: str) -> None:
    raw_s, raw_cpu = _raw_copy(here, path)
    base = _peak_mb()
    before, began = ground.cpu_seconds(), time.perf_counter()
    outcome = _take(here, folder, what, name, path, spread, again=False)
    took, used = time.perf_counter() - began, ground.cpu_seconds() - before
    rows = outcome.counts["rows"]
    said.figure(f"{name}: {rows:,} rows", took, "s", goal="≤ 60" if name == "online_retail" else "")
    said.figure(
        f"{name}: rate",
        rows / took,
        "rows/s",
        reference=f"raw COPY of the same rows: {rows / raw_s:,.0f} rows/s",
        ratio=raw_s / took,
    )
    said.figure(
        f"{name}: CPU",
        used.total,
        "s",
        reference=f"raw COPY: {raw_cpu:.1f} s",
        ratio=raw_cpu / used.total if used.total else None,
    )
    counted = ", ".join(f"{count:,} {kind}" for kind, count in sorted(outcome.counts.items()) if kind != "rows" and count)
    said.note(f"{name}: {counted}; Python {used.python:.1f} s, PostgreSQL {used.postgres:.1f} s of CPU.")
    said.figure(
        f"{name}: memory of the importing process, at most so far", _peak_mb(), "MB", reference=f"at its begin {base:.0f} MB"
    )
    began = time.perf_counter()
    repeated = _take(here, folder, what, name, path, spread, again=True)
    new = sum(repeated.counts[kind] for kind in ("people", "orders", "returns", "parcel events", "messages"))
    said.figure(f"{name}: every row once more, new things", new, "", goal="≤ 0")
    said.note(f"{name}: looking at every row once more took {time.perf_counter() - began:.1f} s.")


def _take(here: ground.Ground, folder: Path, what: str, name: str, path: Path, spread: str, *, again: bool) -> Any:
    from dataclasses import replace

    from makegood.brands import queries as brands
    from makegood.commands.importing import mapping, sources, taking
    from makegood.platform import tenancy

    file = folder / f"{name}.toml"
    file.write_text(mapping_of(name), encoding="utf-8")
    with tenancy.brand(here.brand.id):
        brand = brands.current()
    found = mapping.read(file, what=what, zone=brand.zone)
    job = taking.Job(
        brand=brand,
        what=what,
        source=sources.look(path),
        mapping=replace(found, spread=spread),
        report=folder / f"{name}.bad.csv",
        channel=f"Imported: {name}",
        again=again,
    )
    return taking.take(job, at=AT, show=_nothing, begun=_nothing)


def _peak_mb() -> float:
    """The most memory that this process ever held (VmHWM)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _nothing(_: int) -> None:
    """The benchmark shows no bar."""


def _raw_copy(here: ground.Ground, path: Path) -> tuple[float, float]:
    """Seconds and CPU seconds of reading the file and copying its rows into one table without index, border or meaning."""
    import psycopg

    from makegood.commands.importing import rows, sources

    source = sources.look(path)
    names = rows.header(source)
    columns = ", ".join(f'"{name}" text' for name in names)
    before, began = ground.cpu_seconds(), time.perf_counter()
    with psycopg.connect(here.address()) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS raw_rows")  # the superuser's own, not the product's
        cursor.execute(f"CREATE TABLE raw_rows ({columns})")  # type: ignore[arg-type]
        with cursor.copy("COPY raw_rows FROM STDIN") as copy:
            for row in _rows(rows.batches(source, columns=names), names):
                copy.write_row(row)
        connection.commit()
        cursor.execute("DROP TABLE raw_rows")
    return time.perf_counter() - began, (ground.cpu_seconds() - before).total


def _rows(batches: Iterator[Any], names: list[str]) -> Iterator[tuple[str, ...]]:
    for batch in batches:
        yield from zip(*(batch.columns[name] for name in names), strict=True)


if __name__ == "__main__":
    raise SystemExit(main())
