"""An import that was killed goes on where it was; one that was finished changes nothing; a dry run writes nothing; two never take one file."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from makegood.kernel.refusals import Refusal
from makegood.platform import taken_files, tenancy
from tests.cast import AT
from tests.commands.importing.conftest import LEFT_ALONE, Desk
from tests.database import Server

ROWS = 30_000
PATIENCE_S = 120


def history(desk: Desk) -> tuple[Path, Path]:
    """Orders of two lines each, every hundredth with a bad line, and their mapping."""
    lines = ["no,day,who,code,n,price"]
    for i in range(ROWS // 2):
        price = "1.001" if i % 100 == 0 else "1.25"
        lines += [f"{i},2024-05-01,C-{i % 997},LAMP,1,2.50", f"{i},2024-05-01,C-{i % 997},VASE,2,{price}"]
    mapping = (
        'what = "orders"\n[columns]\nnumber = "no"\nplaced_at = "day"\ncustomer_number = "who"\nsku = "code"\nquantity = "n"\n'
    )
    return desk.file("h.csv", "\n".join(lines)), desk.file(
        "m.toml", mapping + 'unit_price = "price"\n[money]\ncurrency = "GBP"\n'
    )


def started(server: Server, desk: Desk, file: Path, mapping: Path) -> subprocess.Popen[bytes]:
    words = [
        "import",
        "orders",
        str(file),
        "--mapping",
        str(mapping),
        "--brand",
        desk.slug,
        "--report",
        str(desk.folder / "bad.csv"),
    ]
    return subprocess.Popen(
        [sys.executable, "-m", "makegood.commands.main", *words],
        env={**os.environ, **server.environment()},
        stdout=subprocess.DEVNULL,
        stderr=(desk.folder / "child.err").open("wb"),
    )


def rows_in(desk: Desk, file: Path) -> int:
    from django.db import connection

    with tenancy.brand(desk.brand_id), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(rows), 0) FROM platform_taken_file")
        return int(cursor.fetchone()[0])


def test_killed_in_the_middle_it_goes_on_and_ends_as_if_nothing_had_happened(desk: Desk, server: Server) -> None:
    file, mapping = history(desk)
    process = started(server, desk, file, mapping)
    until = time.monotonic() + PATIENCE_S
    while rows_in(desk, file) == 0 and time.monotonic() < until and process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.01)  # whoever asked without a pause would take a core from it
    process.send_signal(signal.SIGKILL)
    process.wait()
    taken = rows_in(desk, file)
    assert 0 < taken < ROWS, (desk.folder / "child.err").read_text()
    with (desk.folder / "bad.csv").open("a") as report:
        report.write("a line of a batch that never was")
    assert desk.takes_in("orders", file, "--mapping", str(mapping)) == 3
    assert f"Goes on after row {taken:,}, where it was left." in desk.says
    assert f"{ROWS:,} rows: 997 people and {ROWS // 2:,} orders taken in.\n{ROWS // 200:,} bad rows" in desk.says
    counts = desk.counts()
    assert (counts["orders_order"], counts["orders_line"]) == (ROWS // 2, ROWS - ROWS // 200)
    assert (counts["people_identity"], counts["people_fact"]) == (997, ROWS // 2)
    assert counts["platform_journal"] == desk_journal_before() + 997 + ROWS // 2
    assert [int(line.split(",")[1]) for line in desk.bad()] == [200 * i + 3 for i in range(ROWS // 200)]


def desk_journal_before() -> int:
    """The facts that founding a brand and its three members leaves."""
    return FOUNDING_FACTS


FOUNDING_FACTS = 4


def test_the_same_file_again_changes_nothing_and_says_so(desk: Desk) -> None:
    file, mapping = history(desk)
    file.write_text("\n".join(file.read_text().splitlines()[:401]))
    assert desk.takes_in("orders", file, "--mapping", str(mapping)) == 3
    before = desk.counts()
    assert desk.takes_in("orders", file, "--mapping", str(mapping)) == 0
    assert "Nothing to do: this file was taken in on" in desk.says
    assert desk.takes_in("orders", file, "--mapping", str(mapping), "--again") == 3
    assert "400 rows: nothing was new, and nothing was changed. Known already: 200 orders." in desk.says
    assert len(desk.bad()) == 2
    assert desk.counts() == before
    assert {table: before[table] for table in LEFT_ALONE} == dict.fromkeys(LEFT_ALONE, 0)


def test_a_dry_run_checks_and_counts_everything_and_writes_nothing(desk: Desk) -> None:
    file, mapping = history(desk)
    before = desk.counts()
    assert desk.takes_in("orders", file, "--mapping", str(mapping), "--dry-run") == 3
    assert "Dry run: nothing was written." in desk.says
    assert f"{ROWS // 2:,} orders would be taken in." in desk.says
    assert len(desk.bad()) == ROWS // 200
    assert desk.counts() == before
    assert rows_in(desk, file) == 0


def test_two_never_take_the_same_rows(desk: Desk) -> None:
    with tenancy.brand(desk.brand_id):
        mine = taken_files.begin(what="orders", file_digest="f", mapping_digest="m", at=AT)
        theirs = taken_files.begin(what="orders", file_digest="f", mapping_digest="m", at=AT)
        taken_files.advance(progress_id=mine.id, was=mine.rows, rows=5_000, report_bytes=0, counts={"rows": 5_000})
        with pytest.raises(Refusal, match="taken in by another process"):
            taken_files.advance(progress_id=theirs.id, was=theirs.rows, rows=5_000, report_bytes=0, counts={"rows": 5_000})
        assert taken_files.begin(what="orders", file_digest="f", mapping_digest="m", at=AT).counts == {"rows": 5_000}
