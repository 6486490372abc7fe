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

HERE = "local-cluster[2,1,1024]"  # two workers that are processes of their own, a core and 1,024 MB each


def run(job: Job, *, tables: Mapping[str, Path], master: str = HERE) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The columns of the result and its rows, by the job's keys. Refuses ("no_spark") where it is not installed."""
    with session(master=master) as spark:
        return run_in(spark, job, tables=tables)


def run_in(spark: Any, job: Job, *, tables: Mapping[str, Path]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The same in a session that is open."""
    for name in job.tables:
        spark.read.parquet(tables[name].absolute().as_uri()).createOrReplaceTempView(name)
    for name, select in job.steps:
        spark.sql(select).createOrReplaceTempView(name)
    found = spark.sql(f"SELECT * FROM {job.steps[-1][0]} ORDER BY {', '.join(job.keys)}")
    return tuple(found.columns), [tuple(row) for row in found.collect()]


@contextmanager
def session(*, master: str = HERE, partitions: int = 8) -> Iterator[Any]:
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
        "spark.sql.shuffle.partitions": str(partitions),
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
