"""A worker whose only work is to be killed, never to end, or to be slow: `main()` is borne by `test_deadly_work`.

Its words: the file where it writes what it took and did, and how much of it goes in one batch.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from makegood.flows import worker
from makegood.platform import jobs
from makegood.platform.work import Consumer, Taken


def main() -> None:
    log, batch = sys.argv[1:]
    with Path(log).open("a") as done:

        def say(words: str) -> None:
            done.write(f"{words}\n")
            done.flush()

        def handle(items: Sequence[Taken], _at: datetime) -> None:
            names = " ".join(item.key for item in items)
            say(f"took {names}\nby {os.getpid()}")
            for item in items:
                if item.key == "kills":
                    os.kill(os.getpid(), signal.SIGKILL)
                while item.key == "endless":
                    pass
                if item.key.startswith("slow"):
                    time.sleep(0.02)
            say(f"did {names}")

        jobs._consumers.clear()
        jobs.consume(Consumer("try", handle, batch=int(batch), lease_seconds=1, most_seconds=1.0))
        worker.SWEEP_S = 0.2
        ending = {signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, ending)
        worker.run(lambda seconds: signal.sigtimedwait(ending, seconds) is not None)
