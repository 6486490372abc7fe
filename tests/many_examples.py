"""Runs every Hypothesis test with many more examples than in the suite: `python -m tests.many_examples [--times 25] [what pytest takes]`.

Part of `make proof`. The tests are the suite's own; the number of their examples is multiplied, others are drawn at each run, and they may take as long as they take.
A failing example is found again by the suite from then on only when it is written into a test.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

ROOT = Path(__file__).parent.parent
_TIMES = "HYPOTHESIS_TIMES"
_LONGEST_S = 3_600  # of one test


def main(words: Sequence[str]) -> int:
    """pytest's exit code."""
    parser = argparse.ArgumentParser(description="Every Hypothesis test with many examples.")
    parser.add_argument("--times", type=int, default=25, help="so many times the examples of the suite")
    told, rest = parser.parse_known_args(words)
    command = [sys.executable, "-m", "pytest", "-p", "tests.many_examples", f"--timeout={_LONGEST_S}", "--durations=5", *rest]
    return subprocess.run(command, env={**os.environ, _TIMES: str(told.times)}, cwd=ROOT, check=False).returncode


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps the Hypothesis tests and multiplies their examples, once per test function, however many parameters it has."""
    kept = [item for item in items if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    for test in {getattr(item.obj, "__func__", item.obj) for item in kept if isinstance(item, pytest.Function)}:
        told: settings = getattr(test, "_hypothesis_internal_use_settings", None) or settings.default
        more = settings(told, max_examples=told.max_examples * int(os.environ[_TIMES]), deadline=None, derandomize=False)
        test._hypothesis_internal_use_settings = more
    items[:] = kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
