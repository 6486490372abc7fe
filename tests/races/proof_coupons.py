"""The long form of test_coupons and of test_at_full_size: many runs, each with 64 connections after coupons of which there are half as many as people.

    python -m tests.races.proof_coupons [--runs 50] [--stock 250] [--full 50] [--connections 64]

First `--full` runs at full size, ten thousand claimants after five thousand coupons, of what the database does. Then each claimant goes the product's whole way: recognised, reserved, then confirmed, released or forgotten; then all come again once time is over.
`--stock 5000` is the full size of these, too. Stands on a private installation of its own, which is taken away at the end.
"""

import argparse
import sys
import time

from benchmarks import ground
from tests import cast

FULL = 5_000


def main() -> int:
    """0 when in every run exactly as many were used as there were; anything else is an AssertionError."""
    parser = argparse.ArgumentParser(prog="python -m tests.races.proof_coupons", description="Never one coupon too many.")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--stock", type=int, default=250)
    parser.add_argument("--full", type=int, default=50, help="runs at full size")
    parser.add_argument("--connections", type=int, default=64)
    told = parser.parse_args()
    pool = {"DATABASE_POOL": str(told.connections + 4)}
    tuning = {
        "max_connections": str(told.connections + 24),
        "synchronous_commit": "off",
    }  # nothing here dies: the disk proves nothing
    with ground.database(brands=0, settings=pool, tuning=tuning) as here:
        from makegood.brands import actions as brands
        from tests.coupons import at_full_size
        from tests.races import test_coupons

        test_coupons.THREADS = told.connections
        brand_id = brands.found(**cast.BRIGHTSIDE, at=cast.later(days=-365))
        at_full_size.customers(brand_id, 2 * FULL + told.connections)
        for first in range(0, told.full, 5):
            before, runs = here.cpu_seconds(), range(first, min(first + 5, told.full))
            found = at_full_size.rush(brand_id, here.home, stock=FULL, connections=told.connections, runs=runs)
            used, back = (here.cpu_seconds() - before).total, sum(one.released for one in found)
            print(
                f"full runs {first + 1} to {runs.stop}: exactly {FULL:,} in each; {back:,} released or over before; {used:.0f} s of CPU",
                flush=True,
            )
        test_coupons.seen(brand_id, 2 * told.stock)
        for run in range(told.runs):
            begun = time.monotonic()
            test_coupons.rush(brand_id, stock=told.stock, run=run)
            print(f"run {run + 1}: exactly {told.stock:,} of {2 * told.stock:,} in {time.monotonic() - begun:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
