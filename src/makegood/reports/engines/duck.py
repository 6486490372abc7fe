"""Runs a job in DuckDB, in this process, over Parquet files. Knows nothing of what the job is about."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from makegood.kernel.refusals import Refusal
from makegood.reports.rules.jobs import Job


def run(job: Job, *, tables: Mapping[str, Path], threads: int = 0) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The columns of the result and its rows, by the job's keys. `threads` 0 for as many as there are cores. Refuses ("no_duckdb") where it is not installed."""
    try:
        import duckdb
    except ImportError:
        raise Refusal("no_duckdb", "DuckDB is not installed: pip install 'makegood[analysis]'.", {"engine": "duckdb"}) from None
    with duckdb.connect(":memory:", config={"threads": threads} if threads else {}) as connection:
        for name in job.tables:
            connection.read_parquet(str(tables[name])).create_view(name)
        for name, select in job.steps:
            connection.execute(f'CREATE TEMPORARY VIEW "{name}" AS {select}')
        found = connection.execute(f'SELECT * FROM "{job.steps[-1][0]}" ORDER BY {", ".join(job.keys)}')
        return tuple(column[0] for column in found.description or ()), found.fetchall()
