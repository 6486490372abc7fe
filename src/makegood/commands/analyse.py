"""`makegood analyse JOB`: goes over everything of a brand by a job written once, in DuckDB here or on Spark. Looks only."""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from makegood.commands import asking


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("job", metavar="JOB", help="recovery, transitions, promises or exchanged; “list” says what each finds")
    asking.brand_option(parser)
    parser.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help="where it runs; duckdb unless said otherwise"
    )
    parser.add_argument(
        "--master", default="", help="Spark's cluster; two worker processes on this machine unless said otherwise"
    )
    parser.add_argument(
        "--folder", type=Path, help="where the exported tables are kept; a folder of its own, taken away after, otherwise"
    )
    parser.add_argument("--to", type=Path, help="write the result into this CSV file")


def run(arguments: argparse.Namespace) -> int:
    from makegood.reports.rules.jobs import JOBS

    if arguments.job == "list":
        for one in JOBS.values():
            print(f"{one.name:<12} {one.about}")
        return 0
    with asking.database_and_brand(arguments.brand) as brand_id:
        from makegood.flows import analysing
        from makegood.platform import tenancy
        from makegood.reports.engines import spark

        job = analysing.job(arguments.job)
        with tempfile.TemporaryDirectory(prefix="makegood-analyse-") as own:
            folder, begun = arguments.folder or Path(own), time.monotonic()
            with tenancy.brand(brand_id):
                rows = analysing.export(tables=job.tables, folder=folder)
            exported = time.monotonic()
            found = analysing.run(job, folder=folder, engine=arguments.engine, master=arguments.master or spark.HERE)
    _say(found.columns, found.rows, arguments.to)
    told = f"{sum(rows.values()):,} rows exported in {exported - begun:.1f} s, gone over in {time.monotonic() - exported:.1f} s."
    print(told, file=sys.stderr)
    return 0


def _say(columns: Iterable[str], rows: Iterable[tuple[Any, ...]], to: Path | None) -> None:
    if to is not None:
        with to.open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(columns)
            lines.writerows(rows)
        return
    lines = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    lines.writerow(columns)
    lines.writerows(["" if cell is None else f"{cell:.4g}" if isinstance(cell, float) else cell for cell in row] for row in rows)
