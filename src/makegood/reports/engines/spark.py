"""Runs a job on Spark over Parquet files: on a cluster of its own on this machine, or on one that is there. Knows nothing of what the job is about.

A cluster on other machines must find the files under the same path: write them to storage that all of them see.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from makegood.kernel.refusals import Refusal
from makegood.reports.rules.jobs import Job

PIECE = 8 << 20  # bytes of Parquet, or of what is handed on between steps, for one task: some 800,000 rows of two numbers
LEAST = 8
HERE = "local-cluster[2,1,1024]"  # two workers that are processes of their own, a core and 1,024 MB each


def run(job: Job, *, tables: Mapping[str, Path], master: str = HERE) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The columns of the result and its rows, by the job's keys. Refuses ("no_spark") where it is not installed."""
    with session(master=master) as spark:
        return run_in(spark, job, tables=tables)


def run_in(spark: Any, job: Job, *, tables: Mapping[str, Path]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The same in a session that is open."""
    spark.conf.set("spark.sql.shuffle.partitions", str(pieces(sum(size_of(tables[name]) for name in job.tables))))
    for name in job.tables:
        spark.read.parquet(tables[name].absolute().as_uri()).createOrReplaceTempView(name)
    for name, select in job.steps:
        spark.sql(select).createOrReplaceTempView(name)
    found = spark.sql(f"SELECT * FROM {job.steps[-1][0]} ORDER BY {', '.join(job.keys)}")
    return tuple(found.columns), [tuple(row) for row in found.collect()]


def pieces(size: int) -> int:
    """Into how many pieces rows are shared out that lie in files of so many bytes: one for each of `PIECE`, `LEAST` at the least. What proves small is put
    together again by Spark, which cannot divide what proves large."""
    return max(LEAST, -(-size // PIECE))


def size_of(table: Path) -> int:
    """Bytes of a table: of its file, or of the files in its folder."""
    return sum(one.stat().st_size for one in table.glob("*.parquet")) if table.is_dir() else table.stat().st_size


@contextmanager
def session(*, master: str = HERE) -> Iterator[Any]:
    """A session, ended with its workers. Starting one takes half a minute or more. Refuses ("no_spark") where it is not installed."""
    there = find_spec("pyspark")
    if there is None or there.origin is None:
        raise Refusal("no_spark", "Spark is not installed: pip install 'makegood[spark]', and Java 17.", {"engine": "spark"})
    os.environ["SPARK_HOME"] = str(Path(there.origin).parent)  # its workers look for their classes there
    if master.startswith("local"):
        os.environ.update(
            SPARK_LOCAL_IP="127.0.0.1", SPARK_LOCAL_HOSTNAME="localhost"
        )  # nothing of it listens beyond this machine
    from pyspark.sql import SparkSession

    building = SparkSession.builder.master(master).appName("makegood").config("spark.ui.enabled", "false")
    told = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.files.maxPartitionBytes": str(PIECE),
        "spark.sql.adaptive.advisoryPartitionSizeInBytes": str(PIECE),
        "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",  # by size alone: the same tasks by one worker and by many
        "spark.sql.join.preferSortMergeJoin": "false",  # where one side is small in each piece (10 MB), the large one is not sorted
        "spark.sql.ansi.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
    }
    for name, value in told.items():
        building = building.config(name, value)
    spark = building.getOrCreate()
    try:
        spark.sparkContext.setLogLevel("ERROR")
        yield spark
    finally:
        spark.stop()
