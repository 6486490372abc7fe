"""Going over everything: rows out of PostgreSQL by COPY into Parquet, and the jobs over them in DuckDB; with --spark by one and by two workers, too.

    python -m benchmarks.analysis --home FOLDER             # a house that benchmarks.generate built there: ten million messages
    python -m benchmarks.analysis --home FOLDER --spark     # make test-spark installs it; --times 8: also eight times over

Every brand of the house is exported and gone over, one after the other, as a brand does it. Looks only; the files are gone at the end.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import generate, ground, report

GOAL_S = 60
_WARM = 3
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


def on_spark(said: report.Report, folder: Path, rows: int, times: int) -> None:
    """The largest brand's messages on Spark by one worker and by two, as they are and so many times over; starting and warming up are told apart."""
    sys.path.append(str(_SPARK))
    from makegood.flows import analysing
    from makegood.reports.engines import spark
    from makegood.reports.rules.jobs import EXCHANGED

    once = {name: analysing.path_of(folder, name) for name in EXCHANGED.tables}
    sizes = {1: once} | ({times: _many_times(once, times, folder / "many")} if times > 1 else {})
    for workers in (1, 2):
        begun = time.perf_counter()
        with spark.session(master=f"local-cluster[{workers},1,1024]") as session:
            started = time.perf_counter() - begun
            for _ in range(_WARM):  # classes are loaded, and what is hot is compiled, in each worker
                spark.run_in(session, EXCHANGED, tables=once)
            for over, tables in sizes.items():
                spent, used = _asked(session, lambda tables=tables: spark.run_in(session, EXCHANGED, tables=tables))
                many = rows * over / 1e6
                said.figure(
                    f"exchanged on Spark, {workers} worker(s), {many:.1f} million rows",
                    spent,
                    "s",
                    reference=f"{used / many:.2f} s of the workers' CPU and {spent * workers / many:.2f} worker seconds per million; start {started:.0f} s",
                )


def _asked(session: Any, ask: Callable[[], object]) -> tuple[float, float]:
    """Seconds and the workers' CPU seconds of the median of three."""
    told = []
    for _ in range(3):
        before, begun = _cpu_of_tasks(session), time.perf_counter()
        ask()
        told.append((time.perf_counter() - begun, _cpu_of_tasks(session) - before))
    return sorted(told)[1]


def _cpu_of_tasks(session: Any) -> float:
    """CPU seconds of all tasks so far. The store forgets old stages, so many are kept (`spark.ui.retainedStages`, 1,000)."""
    gateway = session.sparkContext._gateway
    store = session.sparkContext._jsc.sc().statusStore()
    stages = store.stageList(None, False, False, gateway.new_array(gateway.jvm.double, 0), None)
    return float(sum(stages.apply(n).executorCpuTime() for n in range(stages.size()))) / 1e9


def _many_times(tables: Mapping[str, Path], times: int, folder: Path) -> dict[str, Path]:
    """The same rows so often, each time of other people: keys are turned by a number of their own."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as parquet

    for name, path in tables.items():
        (folder / name).mkdir(parents=True)
        for n in range(times):
            with parquet.ParquetWriter(folder / name / f"{n}.parquet", parquet.read_schema(path), compression="zstd") as file:
                for batch in parquet.ParquetFile(path).iter_batches(500_000):
                    turned = np.int64(n * 0x5851F42D4C957F2D % (1 << 62))
                    columns = [
                        pa.array(column.to_numpy() ^ turned) if head.endswith("_key") else column
                        for head, column in zip(batch.schema.names, batch.columns, strict=True)
                    ]
                    file.write_batch(pa.record_batch(columns, schema=file.schema))
    return {name: folder / name for name in tables}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis", description="Going over everything of a house.")
    parser.add_argument("--home", type=Path, help="where benchmarks.generate built the house")
    parser.add_argument("--spark", action="store_true", help="on Spark as well, where make test-spark installed it")
    parser.add_argument("--times", type=int, default=1, help="with --spark: also so many times over, each time of other people")
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
            on_spark(said, largest.parent, parquet.ParquetFile(largest).metadata.num_rows, told.times)
    return said.end()


if __name__ == "__main__":
    sys.exit(main())
