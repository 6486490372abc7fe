"""How fast each channel reads: every adapter of the registry on the examples with which it passes the contract, on one core.

    python -m benchmarks.parsing [--seconds 1] [--only KIND …]

The examples are those of `tests/channels`: recorded payloads of each kind, each read again and again in turn. A payload is one raw item as it is
stored (a mail, a post, a call of a provider, which may hold several messages). Rates are by CPU time of this process, so that what else runs on
the machine matters little; nothing is stored and nothing is asked outside. Goal (issue 4): 500 payloads a second on one core.
"""

import argparse
import os
import sys
import time
from itertools import cycle

from benchmarks import ground, report

QUICK, FULL = ("--seconds", "0.5"), ("--seconds", "5")
GOAL = "≥ 500"
_AT_A_TIME = 20


def main() -> int:
    """0 when every channel reads as fast as it should."""
    parser = argparse.ArgumentParser(description="How fast each channel reads.")
    parser.add_argument("--seconds", type=float, default=1.0, help="CPU seconds for each channel")
    parser.add_argument("--only", nargs="+", metavar="KIND", help="only these channels")
    told = parser.parse_args()
    said = report.start("parsing")
    with ground.folder() as home:
        os.environ.setdefault("MAKEGOOD_HOME", str(home))  # adapters read settings: a private, empty home
        home.mkdir()
        _measure(said, told.only, told.seconds)
    said.note("Payloads by CPU time of one process; the examples are those of tests/channels, read again and again.")
    return said.end()


def _measure(said: report.Report, only: list[str] | None, seconds: float) -> None:
    from makegood.channels import registry
    from tests.channels import contract
    from tests.channels.test_contract import EXAMPLES

    for kind in only or sorted(registry.ADAPTERS):
        if kind not in EXAMPLES:
            said.note(f"{kind}: tests/channels/test_contract.py has no examples of it, so nothing was measured.")
            continue
        settings, examples, _ = EXAMPLES[kind]
        adapter = registry.ADAPTERS[kind]
        channel = contract.config(adapter, settings)
        count, messages, turn = 0, 0, cycle(examples)
        begun = time.process_time()
        while (used := time.process_time() - begun) < seconds:
            for _ in range(_AT_A_TIME):
                messages += len(adapter.parse(next(turn), channel=channel))
            count += _AT_A_TIME
        largest = max(len(example) for example in examples)
        what = f"{len(examples)} examples, up to {largest:,} bytes, {messages / count:.1f} messages each"
        said.figure(kind, round(count / used), "payloads/s", goal=GOAL, reference=what)


if __name__ == "__main__":
    sys.exit(main())
