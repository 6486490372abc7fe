"""Does a message cost more in a full house than in an empty one? CPU per message, stored to cased, at several sizes.

    python -m benchmarks.flatness [--sizes 10000,100000,1000000] [--messages 2000] [--singles 100]

For each size a house is generated (in a process of its own, because Django reads its settings once), then so many messages of the pipeline
benchmark are stored and taken in by batches of what the product takes, and some one by one. CPU seconds of Python and PostgreSQL are counted,
not the clock, so that a busy machine disturbs little. The ratio is the largest house's cost to the smallest's.
"""

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from benchmarks import generate, ground, pipeline, report

SEED = 20_260_303
QUICK, FULL = ("--sizes", "10000,50000", "--messages", "1000", "--singles", "30"), ()


def costs(size: int, messages: int, singles: int) -> dict[str, float]:
    """CPU milliseconds per message in a house of `size` messages: in batches, and one by one."""
    sizes = generate.Sizes(cases=max(size // 10, 100), messages=size, people=max(size // 33, 50), brands=1)
    with ground.database(brands=1, tuning=generate.TUNING) as here:
        generate.fill(here, sizes, datetime.now(UTC).replace(minute=0, second=0, microsecond=0))
        brand_id = here.brand.id
        channels = pipeline._furnish(brand_id, messages)
        pipeline._take_in(brand_id)
        said = pipeline._messages(messages + singles + 100, SEED)
        _through(here, brand_id, channels, said[:100], 100)  # warm
        return {
            "batches": _through(here, brand_id, channels, said[100 : 100 + messages], 500),
            "one by one": _through(here, brand_id, channels, said[100 + messages :], 1),
        }


def _through(
    here: ground.Ground, brand_id: UUID, channels: tuple[UUID, UUID], said: list[tuple[bool, Any]], at_once: int
) -> float:
    before = here.cpu_seconds()
    for start in range(0, len(said), at_once):
        pipeline._store(brand_id, channels, said[start : start + at_once])
        pipeline._take_in(brand_id, ("message_arrived",))
    return (here.cpu_seconds() - before).total * 1000 / len(said)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flatness", description="CPU per message as the house fills.")
    parser.add_argument("--sizes", default="10000,100000,1000000", help="messages stored before, with commas")
    parser.add_argument("--messages", type=int, default=2000, help="taken in by batches at each size")
    parser.add_argument("--singles", type=int, default=100, help="taken in one by one at each size")
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.only is not None:
        print(json.dumps(costs(told.only, told.messages, told.singles)))
        return 0
    said = report.start("cost per message as the house fills")
    found = {size: _apart(size, told.messages, told.singles) for size in map(int, told.sizes.split(","))}
    first = next(iter(found.values()))
    for size, seen in found.items():
        for way, cost in seen.items():
            said.figure(f"{size:,} stored, {way}", cost, "ms CPU a message", ratio=cost / first[way])
    said.note("The ratio is to the smallest house.")
    return said.end()


def _apart(size: int, messages: int, singles: int) -> dict[str, float]:
    words = ["--only", str(size), "--messages", str(messages), "--singles", str(singles)]
    done = subprocess.run([sys.executable, "-m", "benchmarks.flatness", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The house of {size:,} messages failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
