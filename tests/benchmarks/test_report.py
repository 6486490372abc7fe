"""A goal is judged as it was measured, and every benchmark is found by `make bench`."""

import os
from pathlib import Path

import pytest

from benchmarks import all as every
from benchmarks import ground, report


@pytest.mark.parametrize(
    ("goal", "value", "ratio", "met"),
    [
        ("≤ 5", 5.0, None, True),
        ("≤ 5", 5.0001, None, False),
        ("< 10", 10, None, False),
        ("≥ 1,000", 999.9, None, False),
        ("≥ 1,000 messages/s", 1_000, None, True),
        ("≥ 93 %", 93.4, None, True),
        ("= 0", 0, None, True),
        ("ratio ≥ .8", 12_000, 0.79, False),
        ("ratio ≥ .8", 12_000, 0.8, True),
        ("ratio ≥ .8", 12_000, None, None),
        ("flat", 12_000, None, None),
        ("", 1, None, None),
        ("≤ 5", "five", None, None),
    ],
)
def test_a_goal_is_judged_by_the_measured_value(goal: str, value: float | str, ratio: float | None, met: bool | None) -> None:
    assert report.judged(goal, value, ratio) is met


def test_what_falls_short_is_said_and_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    said = report.start("Two things")
    said.figure("start", 4.996, "s", goal="≤ 5")
    said.figure("stored", 812.4, "messages/s", goal="≥ 1,000", reference="bare INSERT 1,000", ratio=0.8124)
    assert said.end() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-6:] == [
        "figure  value           goal              reference          ratio",
        "------  --------------  -------  -------  -----------------  -----",
        "start   5 s             ≤ 5      met",
        "stored  812 messages/s  ≥ 1,000  NOT MET  bare INSERT 1,000  0.812",
        "",
        "1 of 2 goals met. Not met: stored.",
    ]
    assert (tmp_path / "two-things.json").exists()


def test_a_figure_keeps_three_digits_that_matter() -> None:
    assert [report.shown(value) for value in (0.01234, 1.5, 99.94, 100.4, 12_345, 3)] == [
        "0.0123",
        "1.5",
        "99.9",
        "100",
        "12,345",
        "3",
    ]


def test_benchmarks_are_found_with_their_words(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("def main() -> int:\n    return 0\n")
    (tmp_path / "sized.py").write_text("QUICK, FULL = ('--n', '5'), ('--n', '500')\n\ndef main() -> int:\n    return 0\n")
    (tmp_path / "long.py").write_text("QUICK = None\n\ndef main() -> int:\n    return 0\n")
    (tmp_path / "part.py").write_text("QUICK = ()\n\ndef other() -> None: ...\n")
    assert every.found(tmp_path) == [
        every.Benchmark("long", None, ()),
        every.Benchmark("plain", (), ()),
        every.Benchmark("sized", ("--n", "5"), ("--n", "500")),
    ]


def test_our_own_benchmarks_are_among_them() -> None:
    assert {"fuzz_mail", "reader", "visible_reply"} <= {each.name for each in every.found()}


def test_this_process_has_used_cpu_and_holds_memory() -> None:
    assert ground.cpu_of(os.getpid()).own > 0.1
    assert ground.pss(os.getpid()) > 10_000_000
