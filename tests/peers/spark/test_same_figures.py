"""The same jobs on Spark, with two worker processes of its own, give the same figures as DuckDB. `make test-spark` installs Spark and asks for this.

What is made up here is made of a seed: people with several identities, empty words, people without steps, promises without parcels.
"""

import math
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from makegood.flows import analysing
from makegood.kernel.exports import Column
from makegood.reports.engines import duck, spark
from makegood.reports.rules.jobs import JOBS

PLACE = Path(__file__).parent.parent.parent.parent / ".cache" / "spark"
pytestmark = [pytest.mark.spark, pytest.mark.timeout(900)]
KINDS = {Column.WHOLE: pa.int64(), Column.REAL: pa.float64(), Column.WORD: pa.string()}
CASES, PEOPLE = 20_000, 3_000


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    if not (PLACE / "version").exists():
        pytest.skip("No Spark is installed: make test-spark installs it.")
    sys.path.append(str(PLACE))
    os.environ["PYTHONPATH"] = str(PLACE)
    try:
        with spark.session() as session:
            yield session
    finally:
        sys.path.remove(str(PLACE))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, chance = tmp_path_factory.mktemp("tables"), random.Random(20)
    day = lambda: chance.randrange(20_000, 20_400)  # noqa: E731
    standings = ["unknown", "passive", "promoter", "advocate", "detractor"]
    identities = [(n, n % PEOPLE) for n in range(PEOPLE * 2)]
    steps = [
        (chance.randrange(PEOPLE * 2), chance.choice(standings), chance.choice(standings), (on := day()), on * 86400.0 + n / 7)
        for n in range(6_000)
    ]
    told: dict[str, list[tuple[Any, ...]]] = {
        "identities": identities,
        "steps": steps,
        "cases": [
            (
                n,
                chance.randrange(PEOPLE * 2),
                chance.choice(["late", "faulty", "", None]),
                day(),
                *(chance.randrange(2) for _ in range(3)),
                chance.choice([None, chance.random() * 99]),
            )
            for n in range(CASES)
        ],
        "given": [
            (chance.randrange(CASES), chance.choice(["sweets", "credit-3", "call"]), chance.randrange(2), chance.randrange(900))
            for _ in range(9_000)
        ],
        "promises": [
            (
                n,
                chance.choice(["delivery", "call"]),
                chance.choice(["kept", "kept", "broken", "open"]),
                day(),
                chance.choice([None, chance.random() * 60]),
            )
            for n in range(CASES)
        ],
        "parcels": [(chance.randrange(CASES), chance.choice(["Swiftline", "Night Post", ""])) for _ in range(CASES)],
        "exchanged": [(chance.randrange(PEOPLE * 2), day()) for _ in range(60_000)],
    }
    for name, export in analysing.EXPORTS.items():
        arrays = [pa.array([row[i] for row in told[name]], KINDS[kind]) for i, (_, kind) in enumerate(export.columns)]
        parquet.write_table(pa.table(arrays, names=[column for column, _ in export.columns]), analysing.path_of(folder, name))
    return {name: analysing.path_of(folder, name) for name in analysing.EXPORTS}


@pytest.mark.parametrize("name", sorted(JOBS))
def test_spark_and_duckdb_give_the_same_figures(cluster: Any, tables: dict[str, Path], name: str) -> None:
    heads, ours = duck.run(JOBS[name], tables=tables)
    there, theirs = spark.run_in(cluster, JOBS[name], tables=tables)
    assert there == heads
    assert len(ours) == len(theirs) > 5
    for one, other in zip(ours, theirs, strict=True):
        for head, mine, yours in zip(heads, one, other, strict=True):
            where = f"{name}: {head} of {one[: len(JOBS[name].keys)]}"
            if isinstance(mine, float) and yours is not None:
                assert math.isclose(mine, yours, rel_tol=1e-9, abs_tol=1e-12), where
            else:
                assert mine == yours, where


def test_the_workers_are_processes_of_their_own(cluster: Any) -> None:
    executors = cluster.sparkContext._jsc.sc().statusTracker().getExecutorInfos()
    assert len(executors) == 3, "two workers and the one that asks"
