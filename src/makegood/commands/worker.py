"""`makegood worker`: does the work that messages, timers and people leave, until it is told to stop.

One process per core (MAKEGOOD_WORKER_PROCESSES), forked once everything is loaded, so that they share its memory. One that dies is started
again; the others go on. Where more is to do than the machine has cores, the pages go first.
"""

import argparse
import gc
import signal
import threading
from functools import partial

from makegood.commands import ground
from makegood.commands.family import ANEW, Child, Family
from makegood.config import environment
from makegood.platform import courtesy, memory

_ENDINGS = {signal.SIGTERM, signal.SIGINT}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""


def run(_: argparse.Namespace) -> int:
    memory.of_one_place()
    with ground.database():
        if environment.settings().worker_processes == 1:
            return _work()
        _watch(children())
    return 0


def children() -> list[Child]:
    """The workers, for whoever bears them; loads what they share, and leaves nothing that must not be forked."""
    wanted = environment.settings().worker_processes
    _load()
    ground.let_go()
    memory.give_back()
    gc.freeze()  # what is loaded stays where it is, in memory that all share
    return [Child(f"Worker {number + 1}", partial(_work, number, wanted, may_renew=True)) for number in range(wanted)]


def _work(number: int = 0, of: int = 1, *, may_renew: bool = False) -> int:
    from makegood.flows import worker
    from makegood.platform.work import Share

    courtesy.let_others_go_first()
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    told = partial(signal.sigtimedwait, _ENDINGS)
    return ANEW if worker.run(lambda seconds: told(seconds) is not None, share=Share(number, of), may_renew=may_renew) else 0


def _load() -> None:
    """What every worker needs, once and before the fork: flows, readers and their weights, and what a first text leaves behind in memory."""
    from makegood.flows import worker  # noqa: F401
    from makegood.understanding import actions as understanding
    from makegood.understanding.types import TextIn

    understanding.get_ready()
    understanding.judge(texts=[TextIn("", "Order 1007", "My torch came broken. Thank you for nothing!")])
    understanding.let_go()
    memory.let_file_go("onnxruntime")  # whoever loads it for others to share reads no more itself


def _watch(workers: list[Child]) -> None:
    stop = threading.Event()
    for number in _ENDINGS:
        signal.signal(number, lambda *_: stop.set())
    family = Family(workers, say=partial(print, flush=True), in_child=lambda: None)
    try:
        family.start()
        family.watch(stop)
    finally:
        family.end()
