"""The long form of test_coupons: many runs, each with 64 connections after coupons of which there are half as many as people.

    python -m tests.races.proof_coupons [--runs 50] [--stock 250] [--connections 64]

Each claimant goes the product's whole way: recognised, reserved, then confirmed, released or forgotten; then all come again once time is over.
`--stock 5000` is the full size: ten thousand claimants a run. Stands on a private installation of its own, which is taken away at the end.
"""

import argparse
import sys
import time

from benchmarks import ground
from tests import cast


def main() -> int:
    """0 when in every run exactly as many were used as there were; anything else is an AssertionError."""
    parser = argparse.ArgumentParser(prog="python -m tests.races.proof_coupons", description="Never one coupon too many.")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--stock", type=int, default=250)
    parser.add_argument("--connections", type=int, default=64)
    told = parser.parse_args()
    pool = {"DATABASE_POOL": str(told.connections + 4)}
    tuning = {
        "max_connections": str(told.connections + 24),
        "synchronous_commit": "off",
    }  # nothing here dies: the disk proves nothing
    with ground.database(brands=0, settings=pool, tuning=tuning):
        from makegood.brands import actions as brands
        from tests.races import test_coupons

        test_coupons.THREADS = told.connections
        brand_id = brands.found(**cast.BRIGHTSIDE, at=cast.later(days=-365))
        test_coupons.seen(brand_id, 2 * told.stock)
        for run in range(told.runs):
            begun = time.monotonic()
            test_coupons.rush(brand_id, stock=told.stock, run=run)
            print(f"run {run + 1}: exactly {told.stock:,} of {2 * told.stock:,} in {time.monotonic() - begun:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
