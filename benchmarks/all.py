"""Every benchmark of this folder one after another, and one table of all figures at the end: `make bench`.

    python -m benchmarks.all [--full] [--only NAME …]

A module here that has a `main` is a benchmark and is found by itself. It may name the words it is to be called with, as plain tuples at its
top: `QUICK` (all of them together within about fifteen minutes) and `FULL`; without them it is called with none, and one that says
`QUICK = None` takes part in `--full` alone. Each runs in a process of its own, so that none warms what the next one measures. Never measures
anything itself.
"""

import argparse
import ast
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import report

HERE = Path(__file__).parent
QUICK_LIMIT_S, FULL_LIMIT_S = 300, 7_200
_FAREWELL_S = 60
_HEADS = ("benchmark", "figure", "value", "goal", "", "reference", "ratio", "load")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A module with its words for either size; None where it has nothing for that size."""

    name: str
    quick: tuple[str, ...] | None
    full: tuple[str, ...] | None


def found(folder: Path = HERE) -> list[Benchmark]:
    """The benchmarks of a folder by name, read without being run."""
    return [known for path in sorted(folder.glob("*.py")) if path != Path(__file__) and (known := _read(path))]


def _read(path: Path) -> Benchmark | None:
    told: dict[str, Any] = {}
    body = ast.parse(path.read_text("utf-8")).body
    for statement in body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            told |= _words(statement.targets[0], statement.value)
    if not any(isinstance(statement, ast.FunctionDef) and statement.name == "main" for statement in body):
        return None
    return Benchmark(path.stem, told.get("QUICK", ()), told.get("FULL", ()))


def _words(target: ast.expr, value: ast.expr) -> dict[str, Any]:
    """`QUICK = (…)`, `FULL = (…)`, or both in one line."""
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    values = value.elts if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) else [value]
    pairs = zip(names, values, strict=False)
    return {name.id: ast.literal_eval(v) for name, v in pairs if isinstance(name, ast.Name) and name.id in ("QUICK", "FULL")}


def run(name: str, words: tuple[str, ...], *, limit_s: float) -> str:
    """Runs one; returns '' when it said its figures, else what went wrong. A goal that is missed is a figure, not a fault."""
    print(f"\n=== {name} {' '.join(words)}", flush=True)
    process = subprocess.Popen([sys.executable, "-m", f"benchmarks.{name}", *words], cwd=report.ROOT)
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"took longer than {limit_s:.0f} s"
    except KeyboardInterrupt:
        _end(process)  # it has heard Ctrl-C as well, and tidies up
        raise
    return "" if process.returncode in (0, 1) else f"ended with exit code {process.returncode}"


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_FAREWELL_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def rows_since(began: float) -> list[tuple[str, ...]]:
    """The figures of every report that was written after `began`, in the order they were written."""
    written = [path for path in report.FOLDER.glob("*.json") if path.stat().st_mtime >= began]
    rows = []
    for path in sorted(written, key=lambda path: path.stat().st_mtime):
        kept = json.loads(path.read_text("utf-8"))
        for figure in kept["figures"]:
            cells = report.Figure(**figure).cells()
            rows.append((kept["title"], *cells, f"{kept['load_before'][0]:.1f}–{kept['load_after'][0]:.1f}"))
    return rows


def main() -> int:
    """0 when every benchmark ran to its end, whatever it found; 1 when one did not."""
    parser = argparse.ArgumentParser(description="Every benchmark, and one table at the end.")
    parser.add_argument("--full", action="store_true", help="in full size: takes hours")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these")
    told = parser.parse_args()
    known = {each.name: each for each in found()}
    if unknown := set(told.only or ()) - set(known):
        parser.error(f"--only: there is no {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    began, began_at, faults, rows = time.monotonic(), time.time(), [], []
    for name in told.only or known:
        words = known[name].full if told.full else known[name].quick
        if words is not None:
            since = time.time()
            why = run(name, words, limit_s=FULL_LIMIT_S if told.full else QUICK_LIMIT_S)
            said = rows_since(since)
            rows += said
            if why or not said:
                faults.append(f"{name} {why or 'said no figure'}")
    minutes = (time.monotonic() - began) / 60
    print(f"\n=== All figures, {'full' if told.full else 'quick'} size: {minutes:.1f} min\n{report.machine()}")
    print(f"{time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime(began_at))}, load now {os.getloadavg()[0]:.1f}\n")
    print(report.table([_HEADS, *rows]))
    for fault in faults:
        print(f"FAILED: {fault}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
