"""Does a message cost more in a full house than in an empty one? CPU per message, stored to cased, at several sizes.

    python -m benchmarks.flatness [--sizes 10000,100000,1000000] [--messages 2000] [--singles 100]

For each size a house is generated (in a process of its own, because Django reads its settings once), then so many messages of the pipeline
benchmark are stored and taken in by batches of what the product takes, and some one by one. CPU seconds of Python and PostgreSQL are counted,
not the clock. The ratio is each house's cost to the smallest's. A second of CPU is not the same at every minute of a shared machine, so
beside each cost stands what one fixed sum cost meanwhile, and the pages that the database looked at for a message: those grow where a plan is
worse in a full house, and with nothing else.
"""

import argparse
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from benchmarks import generate, ground, pipeline, report

SEED = 20_260_303
QUICK, FULL = ("--sizes", "10000,50000", "--messages", "1000", "--singles", "30"), ()


Cost = dict[str, float]  # of a message: "all", "PostgreSQL" and "sum" in CPU milliseconds, "pages"


def costs(size: int, messages: int, singles: int) -> dict[str, Cost]:
    """What a message costs in a house of `size` messages: in batches, and one by one."""
    sizes = generate.Sizes(cases=max(size // 10, 100), messages=size, people=max(size // 33, 50), brands=1)
    with ground.database(brands=1, tuning=generate.TUNING) as here:
        generate.fill(here, sizes, datetime.now(UTC).replace(minute=0, second=0, microsecond=0))
        brand_id = here.brand.id
        channels = pipeline._furnish(brand_id, messages)
        pipeline._take_in(brand_id)
        said = pipeline._messages(messages + singles + 100, SEED)
        from makegood.flows import worker

        worker.look_for_rings_less_often()  # as a worker does; and what made the house is not looked through with every batch
        _through(here, brand_id, channels, said[:100], 100)  # warm
        return {
            "batches": _through(here, brand_id, channels, said[100 : 100 + messages], 500),
            "one by one": _through(here, brand_id, channels, said[100 + messages :], 1),
        }


def _through(
    here: ground.Ground, brand_id: UUID, channels: tuple[UUID, UUID], said: list[tuple[bool, Any]], at_once: int
) -> Cost:
    fixed, pages, before = _fixed_sum(), _pages(here), here.cpu_seconds()
    for start in range(0, len(said), at_once):
        pipeline._store(brand_id, channels, said[start : start + at_once])
        pipeline._take_in(brand_id, ("message_arrived",))
    used, looked_at = here.cpu_seconds() - before, _pages(here) - pages
    each = 1000 / len(said)
    return {
        "all": used.total * each,
        "PostgreSQL": used.postgres * each,
        "pages": looked_at / len(said),
        "sum": (fixed + _fixed_sum()) / 2,
    }


def _pages(here: ground.Ground) -> int:
    """Pages of the database that were looked at so far, in memory or not. Our session tells of its own when it is asked to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    return int(here.ask("SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()")[0][0])


def _fixed_sum() -> float:
    """CPU milliseconds of one and the same sum in Python."""
    begun = time.process_time()
    sum(number * number for number in range(200_000))
    return (time.process_time() - begun) * 1000


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
            beside = f"PostgreSQL {cost['PostgreSQL']:.2f} ms, {cost['pages']:.0f} pages; a fixed sum {cost['sum']:.1f} ms"
            said.figure(
                f"{size:,} stored, {way}",
                cost["all"],
                "ms CPU a message",
                reference=beside,
                ratio=cost["all"] / first[way]["all"],
            )
    said.note("The ratio is to the smallest house. Where the fixed sum moved as well, it was the machine.")
    return said.end()


def _apart(size: int, messages: int, singles: int) -> dict[str, Cost]:
    words = ["--only", str(size), "--messages", str(messages), "--singles", str(singles)]
    done = subprocess.run([sys.executable, "-m", "benchmarks.flatness", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The house of {size:,} messages failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
