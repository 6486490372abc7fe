"""The long form of test_counters: ten thousand random actions at once, then every row and every length against a recount.

    python -m tests.races.proof_counters [--actions 10000] [--workers 8] [--seed 20260302]

Stands on a private installation of its own, which is taken away at the end. Prints the seed, so that a failure can be had again.
"""

import argparse
import sys
import time

from benchmarks import ground
from tests import cast


def main() -> int:
    """0 when everything agrees; a difference is an AssertionError that shows it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.races.proof_counters", description="Rows and lengths against a recount."
    )
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=20260302)
    told = parser.parse_args()
    settings = {"DATABASE_POOL": str(told.workers + 4)}
    with ground.database(brands=0, settings=settings, tuning={"deadlock_timeout": "100ms"}):
        from makegood.brands import actions as brands
        from makegood.kernel.actors import SYSTEM
        from makegood.platform import tenancy
        from tests.races import test_counters

        brand_id = brands.found(**cast.BRIGHTSIDE, at=cast.later(days=-365))
        with tenancy.brand(brand_id):
            for joining in (cast.PRIYA, cast.MARA, cast.JOE):
                brands.add_member(**joining, by=SYSTEM, at=cast.later(days=-365))
        begun, each = time.monotonic(), -(-told.actions // told.workers)
        done = test_counters.all_at_once(brand_id, seed=told.seed, workers=told.workers, actions=each, patience_s=3600)
    print(
        f"{done:,} actions by {told.workers} workers in {time.monotonic() - begun:.0f} s (seed {told.seed}): rows and lengths equal a recount."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
