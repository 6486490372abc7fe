"""How long `makegood up` takes from its start to the first page, on a folder with data: after a clean stop, and after being killed.

    python -m benchmarks.restart [--messages 1000] [--times 5]

Medians. The steps are seen from outside: PostgreSQL takes connections, the children are born (before that the schema is compared and static files
are looked at), the port is open, the first whole page (the sign-in page) is there.
"""

import argparse
import os
import signal
import statistics
import sys
from contextlib import suppress
from pathlib import Path

from benchmarks import ground, report, standing

QUICK, FULL = ("--times", "3"), ("--times", "9", "--messages", "10000")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=1_000)
    options.add_argument("--times", type=int, default=5)
    told = options.parse_args()
    said = report.start("restart")
    with ground.folder() as home:
        house = standing.prepared(home)
        with standing.up(home) as first:
            first.post_messages(house, start=0, count=told.messages)
        _tell(said, "restart", [_start(home, killed=False) for _ in range(told.times)])
        _start(home, killed=True)
        _tell(said, "after being killed", [_start(home, killed=True) for _ in range(told.times)])
    said.note(f"Medians of {told.times}; {told.messages:,} messages are there, some of which still have to be read.")
    return said.end()


def _start(home: Path, *, killed: bool) -> dict[str, float]:
    """Starts, and ends by a stop or by killing every process of it at once, PostgreSQL included. Returns the steps of the start."""
    with standing.up(home) as running:
        running.steps |= {
            "CPU to the first page, Python": running.cpu.python,
            "CPU to the first page, PostgreSQL": running.cpu.postgres,
        }
        if killed:
            for pid in ground.family_of(running.process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        else:
            running.steps["stopped (from the word to the end)"] = standing.stop(running)
    return running.steps


def _tell(said: report.Report, name: str, runs: list[dict[str, float]]) -> None:
    for step in runs[0]:
        value = statistics.median(run[step] for run in runs)
        said.figure(f"{name}: {step}", value, "s", goal="≤ 5" if step == "first page" else "")


if __name__ == "__main__":
    sys.exit(main())
