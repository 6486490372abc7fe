"""`makegood worker`: does the work that messages, timers and people leave, until it is told to stop."""

import argparse
import signal
import threading

from makegood.commands import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""


def run(_: argparse.Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with ground.database():
        from makegood.flows import worker

        worker.run(stop)
    return 0
