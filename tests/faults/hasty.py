"""A process of the product whose leases are short, so that a test need not wait a minute for what a killed one had in hand. Its words: the longest
lease in seconds, then the command. Everything else is as ever: leases are renewed by whoever lives, and what is lost is taken over.
"""

import sys
from dataclasses import replace


def main() -> int:
    from makegood.commands.main import main as makegood
    from makegood.flows import delivering
    from makegood.platform import jobs

    longest, *words = sys.argv[1:]
    for kind, consumer in jobs.known().items():
        jobs._consumers[kind] = replace(consumer, lease_seconds=min(consumer.lease_seconds, int(longest)))
    delivering.LEASE_S = min(delivering.LEASE_S, int(longest))
    return makegood(words)
