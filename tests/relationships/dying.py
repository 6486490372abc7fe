"""A worker that takes up one kind of work, does it, and kills itself with SIGKILL before its transaction is over. Its words: the brand, the kind, the
instant, and how many items it takes at a time."""

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID


def main() -> int:
    from makegood.flows import worker as worker  # it names all consumers
    from makegood.platform import draining, jobs
    from makegood.platform.work import Taken

    brand_id, kind, at, batch = UUID(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3]), int(sys.argv[4])
    consumer = jobs.known()[kind]

    def handle(items: Sequence[Taken], at: datetime) -> None:
        consumer.handle(items, at)
        os.kill(os.getpid(), signal.SIGKILL)

    draining.drain(brand_id, replace(consumer, handle=handle, batch=batch), at=at)
    return 0


if __name__ == "__main__":
    sys.exit(main())
