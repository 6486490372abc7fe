"""`makegood worker`: does the work that messages, timers and people leave, until it is told to stop.

One process per core (MAKEGOOD_WORKER_PROCESSES), forked once everything is loaded, so that they share its memory. One that dies is started
again; the others go on.
"""

import argparse
import gc
import signal
import threading
from functools import partial

from makegood.commands import ground
from makegood.commands.family import Child, Family
from makegood.config import environment
from makegood.platform import memory

_ENDINGS = {signal.SIGTERM, signal.SIGINT}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""


def run(_: argparse.Namespace) -> int:
    memory.of_one_place()
    with ground.database():
        wanted = environment.settings().worker_processes
        if wanted == 1:
            return _work()
        _load()
        ground.let_go()
        memory.give_back()
        gc.freeze()  # what is loaded stays where it is, in memory that all share
        _watch([Child(f"Worker {number + 1}", partial(_work, number, wanted)) for number in range(wanted)])
    return 0


def _work(number: int = 0, of: int = 1) -> int:
    from makegood.flows import worker
    from makegood.platform.work import Share

    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    worker.run(lambda seconds: signal.sigtimedwait(_ENDINGS, seconds) is not None, share=Share(number, of))
    return 0


def _load() -> None:
    """What every worker needs, once and before the fork: flows, readers and their weights, and what a first text leaves behind in memory."""
    from makegood.flows import worker  # noqa: F401
    from makegood.understanding import actions as understanding
    from makegood.understanding.types import TextIn

    understanding.get_ready()
    understanding.judge(texts=[TextIn("", "Order 1007", "My torch came broken. Thank you for nothing!")])
    understanding.let_go()


def _watch(children: list[Child]) -> None:
    stop = threading.Event()
    for number in _ENDINGS:
        signal.signal(number, lambda *_: stop.set())
    family = Family(children, say=partial(print, flush=True), in_child=lambda: None)
    try:
        family.start()
        family.watch(stop)
    finally:
        family.end()
