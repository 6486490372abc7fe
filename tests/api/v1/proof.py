"""The long runs of the API's tests, by command: `python -m tests.api.v1.proof [--examples 200] [--keys 200] [--times 20] [--seed 1]`.

Schemathesis with many examples of every operation, and equal requests under one Idempotency-Key at once (RELIABILITY C2). It only hands the
sizes to the tests, which hold what is asserted; nothing here touches a database.
"""

import argparse
import os
import subprocess
import sys

TESTS = ("tests/api/v1/test_fuzz.py", "tests/api/v1/test_at_once.py")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--examples", type=int, default=200, help="good and bad requests per operation")
    options.add_argument("--keys", type=int, default=200)
    options.add_argument("--times", type=int, default=20, help="equal requests at once under each key")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("tests", nargs="*", default=TESTS)
    told = options.parse_args()
    sizes = {"FUZZ_EXAMPLES": told.examples, "FUZZ_SEED": told.seed, "KEYS": told.keys, "KEY_TIMES": told.times}
    more = {f"API_TEST_{name}": str(value) for name, value in sizes.items()}
    words = [sys.executable, "-m", "pytest", *told.tests, "-s", "-o", "timeout=0"]
    return subprocess.run(words, env={**os.environ, **more}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
