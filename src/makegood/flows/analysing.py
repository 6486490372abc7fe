"""Goes over everything of a brand: its tables out of PostgreSQL into Parquet by COPY, then a job in DuckDB or on Spark. Looks only;
the files hold numbers and codes, never a name, an address or a word that somebody wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from makegood.brands import queries as brands
from makegood.cases import exported as cases
from makegood.channels import exported as channels
from makegood.gestures import exported as gestures
from makegood.kernel.exports import Export
from makegood.kernel.refusals import Refusal
from makegood.orders import exported as orders
from makegood.outcomes import exported as outcomes
from makegood.people import exported as people
from makegood.platform import exporting
from makegood.promises import exported as promises
from makegood.reports.engines import duck, spark
from makegood.reports.rules.jobs import JOBS, Job

EXPORTS: Mapping[str, Export] = {
    one.name: one
    for one in (
        cases.CASES,
        channels.EXCHANGED,
        gestures.GIVEN,
        orders.PARCELS,
        outcomes.STEPS,
        people.IDENTITIES,
        promises.PROMISES,
    )
}
ENGINES = ("duckdb", "spark")


@dataclass(frozen=True, slots=True)
class Found:
    """What a job found: its columns, and its rows in the order of its keys."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def job(name: str) -> Job:
    """One of the jobs. Refuses ("no_such_job") and says which there are."""
    if name not in JOBS:
        raise Refusal("no_such_job", f"There is no job “{name}”; there are {', '.join(JOBS)}.", {"job": "unknown"})
    return JOBS[name]


def export(*, tables: Sequence[str], folder: Path) -> dict[str, int]:
    """Writes these tables of the open brand as Parquet files into a folder, and returns how many rows each holds. Files that are there
    are written anew."""
    folder.mkdir(parents=True, exist_ok=True)
    zone = brands.current().zone
    return {name: exporting.write(export=EXPORTS[name], zone=zone, path=path_of(folder, name)) for name in tables}


def run(job: Job, *, folder: Path, engine: str, master: str = spark.HERE) -> Found:
    """Runs a job over the files in a folder. Refuses ("no_such_engine"), and an engine that is not installed."""
    tables = {name: path_of(folder, name) for name in job.tables}
    if engine == "duckdb":
        return Found(*duck.run(job, tables=tables))
    if engine == "spark":
        return Found(*spark.run(job, tables=tables, master=master))
    raise Refusal("no_such_engine", f"There is no engine “{engine}”; there are {', '.join(ENGINES)}.", {"engine": "unknown"})


def path_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"
