"""Going over everything: rows out of PostgreSQL by COPY into Parquet, and the jobs over them in DuckDB; with --spark by one and by two workers, too.

    python -m benchmarks.analysis --home FOLDER             # a house that benchmarks.generate built there: ten million messages
    python -m benchmarks.analysis --home FOLDER --spark     # make test-spark installs it

Every brand of the house is exported and gone over, one after the other, as a brand does it. Looks only; the files are gone at the end.
"""

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import generate, ground, report

GOAL_S = 60
_SPARK = ground.ROOT / ".cache" / "spark"


def measure(here: ground.Ground, said: report.Report, folder: Path) -> dict[str, list[Path]]:
    """Each job over every brand: rows, seconds of the export and of DuckDB. Returns the files of each table."""
    from makegood.flows import analysing
    from makegood.platform import tenancy
    from makegood.reports.rules.jobs import JOBS

    brands = [brand.id for brand in here.brands]
    for job in JOBS.values():
        rows, taken, gone = 0, 0.0, 0.0
        before = here.cpu_seconds()
        for number, brand_id in enumerate(brands):
            place, begun = folder / str(number), time.perf_counter()
            with tenancy.brand(brand_id):
                rows += sum(analysing.export(tables=job.tables, folder=place).values())
            exported = time.perf_counter()
            analysing.run(job, folder=place, engine="duckdb")
            taken, gone = taken + exported - begun, gone + time.perf_counter() - exported
        used = here.cpu_seconds() - before
        goal = f"≤ {GOAL_S}" if job.name == "exchanged" else ""
        beside = f"{rows:,} rows: export {taken:.1f} s, DuckDB {gone:.1f} s; CPU {used.own:.1f} + {used.postgres:.1f} s; {rows / (taken + gone):,.0f} rows/s"
        said.figure(f"{job.name}, all brands, with the export", taken + gone, "s", goal=goal, reference=beside)
    return {name: [folder / str(n) / f"{name}.parquet" for n in range(len(brands))] for name in analysing.EXPORTS}


def on_spark(said: report.Report, folder: Path, rows: int) -> None:
    """The largest brand's messages on Spark by one worker and by two; starting is told apart."""
    sys.path.append(str(_SPARK))
    from makegood.flows import analysing
    from makegood.reports.engines import spark
    from makegood.reports.rules.jobs import EXCHANGED

    tables = {name: analysing.path_of(folder, name) for name in EXCHANGED.tables}
    for workers in (1, 2):
        begun = time.perf_counter()
        with spark.session(master=f"local-cluster[{workers},1,1024]") as session:
            started = time.perf_counter() - begun
            spark.run_in(session, EXCHANGED, tables=tables)  # the first one loads classes
            begun = time.perf_counter()
            spark.run_in(session, EXCHANGED, tables=tables)
            spent = time.perf_counter() - begun
        each = spent * workers / rows * 1e6
        said.figure(
            f"exchanged on Spark, {workers} worker(s)",
            spent,
            "s",
            reference=f"{rows:,} rows; {each:.2f} worker seconds per million; start {started:.0f} s",
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis", description="Going over everything of a house.")
    parser.add_argument("--home", type=Path, help="where benchmarks.generate built the house")
    parser.add_argument("--spark", action="store_true", help="on Spark as well, where make test-spark installed it")
    told = parser.parse_args()
    sizes, said = generate.Sizes(), report.start("going over everything")
    with (
        ground.database(brands=sizes.brands, home=told.home, tuning=generate.TUNING) as here,
        tempfile.TemporaryDirectory(prefix="makegood-analysis-") as folder,
    ):
        if not here.ask("SELECT 1 FROM views_inboxrow LIMIT 1"):
            generate.fill(here, sizes, datetime.now(UTC).replace(minute=0, second=0, microsecond=0))
        files = measure(here, said, Path(folder))
        if told.spark:
            import pyarrow.parquet as parquet

            largest = max(files["exchanged"], key=lambda path: path.stat().st_size)
            on_spark(said, largest.parent, parquet.ParquetFile(largest).metadata.num_rows)
    return said.end()


if __name__ == "__main__":
    sys.exit(main())
