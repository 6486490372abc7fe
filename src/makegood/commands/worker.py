"""`makegood worker`: does the work that messages, timers and people leave, until it is told to stop."""

import argparse
import signal
import threading
from importlib import import_module

from makegood.commands import ground, parent


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parent.add_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    parent.end_with(arguments.parent)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with ground.database():
        import_module("makegood.flows.worker").run(stop)
    return 0
