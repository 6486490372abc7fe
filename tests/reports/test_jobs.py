"""Jobs over everything: each is written once, gives what counting by hand gives, and reads nothing but numbers and codes."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from makegood.brands.types import Brand
from makegood.cases.actions import working
from makegood.flows import analysing
from makegood.kernel.actors import SYSTEM
from makegood.kernel.exports import Column
from makegood.kernel.refusals import Refusal
from makegood.reports.engines import spark
from makegood.reports.rules.jobs import JOBS
from tests import cast
from tests.cases import telling
from tests.promises import telling as promised

pytest.importorskip("duckdb")
KINDS = {Column.WHOLE: pa.int64(), Column.REAL: pa.float64(), Column.WORD: pa.string()}


def written(folder: Path, tables: Mapping[str, Sequence[tuple[Any, ...]]]) -> Path:
    """These rows as files, every other table empty."""
    for name, export in analysing.EXPORTS.items():
        rows = tables.get(name, ())
        arrays = [pa.array([row[n] for row in rows], KINDS[kind]) for n, (_, kind) in enumerate(export.columns)]
        table = pa.table(arrays, names=[column for column, _ in export.columns])
        parquet.write_table(table, analysing.path_of(folder, name))
    return folder


def found(folder: Path, name: str) -> list[dict[str, Any]]:
    result = analysing.run(JOBS[name], folder=folder, engine="duckdb")
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def test_recovery_counts_each_case_once_and_takes_the_whole_person(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        {
            "cases": [
                (1, 11, "late", 100, 1, 1, 0, 4.0),
                (2, 11, "late", 150, 1, 0, 1, 8.0),
                (3, 12, "late", 100, 0, 0, 0, None),
                (4, 13, "faulty", 100, 1, 1, 0, 2.0),
            ],
            "given": [(1, "sweets", 0, 45), (1, "credit", 0, 300), (2, "sweets", 0, 45), (4, "fix", 1, 900)],
            "identities": [(11, 1), (19, 1), (12, 2), (13, 3)],
            "steps": [
                (19, "passive", "advocate", 120, 120 * 86400.0),
                (11, "passive", "advocate", 130, 130 * 86400.0),
                (12, "passive", "promoter", 185, 185 * 86400.0),
                (13, "passive", "detractor", 101, 101 * 86400.0),
            ],
        },
    )
    rows = {(row["harm"], row["gesture"]): row for row in found(folder, "recovery")}
    assert set(rows) == {("late", "several"), ("late", "sweets"), ("late", ""), ("faulty", "")}
    assert [rows["late", "several"][name] for name in ("n", "turned", "cost_minor", "mean_hours")] == [1, 1, 345, 4.0]
    assert rows["late", "sweets"]["turned"] == 0, "before this case, and not after it"
    assert rows["late", ""]["turned"] == 0, "a day too late"
    assert rows["faulty", ""]["cost_minor"] == 0, "what is owed is no gesture"


def test_the_interval_of_a_share_is_wilsons(tmp_path: Path) -> None:
    from makegood.touchpoints.rules import rates

    cases = [(n, n, "late", 100, 1, int(n < 7), 0, 1.0) for n in range(10)]
    (row,) = found(written(tmp_path, {"cases": cases, "identities": [(n, n) for n in range(10)]}), "recovery")
    wanted = rates.share(7, 10)
    assert math.isclose(row["in_time_share_low"], wanted.low, rel_tol=1e-12)
    assert math.isclose(row["in_time_share_high"], wanted.high, rel_tol=1e-12)


def test_promises_are_told_by_carrier_and_monday(tmp_path: Path) -> None:
    monday = 20_514  # 2 March 2026
    rows = found(
        written(
            tmp_path,
            {
                "promises": [
                    (1, "delivery", "kept", monday, None),
                    (2, "delivery", "broken", monday + 6, 30.0),
                    (3, "delivery", "kept", monday + 7, None),
                    (4, "delivery", "kept", monday - 1, None),
                    (5, "delivery", "open", monday, None),
                    (6, "call", "broken", monday, 1.0),
                ],
                "parcels": [(n, "Swiftline") for n in range(1, 7)],
            },
        ),
        "promises",
    )
    assert [(row["monday"], row["n"], row["kept"]) for row in rows] == [(monday - 7, 1, 1), (monday, 2, 1), (monday + 7, 1, 1)]
    assert [row["more_than_before"] for row in rows] == [None, -0.5, 0.5]
    assert rows[1]["mean_hours_late"] == 30.0


def test_steps_and_exchanges_are_counted_by_person(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        {
            "identities": [(11, 1), (12, 1), (21, 2)],
            "steps": [(11, "unknown", "passive", 10, 864_000.0), (12, "passive", "advocate", 20, 1_728_000.0)],
            "exchanged": [(11, 4), (12, 5), (21, 5), (11, 11)],
        },
    )
    steps = {(row["was"], row["standing"]): row for row in found(folder, "transitions")}
    assert steps["passive", "advocate"]["mean_days_before"] == 10.0
    assert steps["unknown", "passive"]["mean_days_before"] is None
    weeks = found(folder, "exchanged")
    assert [(row["monday"], row["messages"], row["people"], row["new_people"]) for row in weeks] == [(4, 3, 2, 2), (11, 1, 1, 0)]
    assert (weeks[0]["mean_each"], weeks[0]["spread_each"]) == (1.5, 0.5)


def test_what_leaves_the_database_is_this_brands_and_no_word_of_anybody(brightside: Brand, tmp_path: Path) -> None:
    channel = telling.web_channel()
    case_id = telling.open_case(channel)
    working.resolve(case_id=case_id, how="Sent anew.", by=SYSTEM, at=cast.later(hours=3))
    promised.take(promised.order())
    rows = analysing.export(tables=list(analysing.EXPORTS), folder=tmp_path)
    assert (rows["cases"], rows["exchanged"]) == (1, 1)
    assert rows["identities"] >= 1
    assert rows["given"] == 0
    (case,) = parquet.read_table(analysing.path_of(tmp_path, "cases")).to_pylist()
    assert (case["harm"], case["put_right"], case["hours"], case["opened_day"]) == ("faulty", 1, 3.0, 20_514)
    for name in analysing.EXPORTS:
        kept = analysing.path_of(tmp_path, name).read_bytes()
        assert b"arden" not in kept.lower()
    assert [row["n"] for row in found(tmp_path, "recovery")] == [1]


def test_another_brands_rows_do_not_leave(pageturner: UUID, brightside: Brand, tmp_path: Path) -> None:
    telling.open_case(telling.web_channel())
    with telling.inside(pageturner):
        assert analysing.export(tables=["cases", "exchanged"], folder=tmp_path) == {"cases": 0, "exchanged": 0}


def test_an_unknown_job_or_engine_is_refused_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="recovery, transitions"):
        analysing.job(uuid4().hex)
    with pytest.raises(Refusal, match="duckdb, spark"):
        analysing.run(JOBS["recovery"], folder=tmp_path, engine="abacus")


def test_spark_shares_rows_out_by_their_bytes_whether_they_lie_in_one_file_or_in_many(tmp_path: Path) -> None:
    mega = 1 << 20
    assert [spark.pieces(size) for size in (0, 64 * mega, 64 * mega + 1, 8_000 * mega)] == [8, 8, 9, 1_000]
    (tmp_path / "many").mkdir()
    for name in ("0.parquet", "1.parquet", "_SUCCESS"):
        (tmp_path / "many" / name).write_bytes(b"12345")
    assert [spark.size_of(tmp_path / "many"), spark.size_of(tmp_path / "many" / "0.parquet")] == [10, 5]
