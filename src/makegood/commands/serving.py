"""Serves one application with granian on one port. Knows nothing of what the application does."""

import argparse
import os
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from makegood.commands import parent
from makegood.config import environment

_PAUSE_S = 1.0


def may_be_alone(parser: argparse.ArgumentParser) -> None:
    """The word by which whoever bears it says that it is alone."""
    parser.add_argument(
        "--alone", action="store_true", help="serve in this process: whoever started it starts it anew when it dies"
    )


def serve(
    *,
    target: str,
    interface: Interfaces,
    port: int,
    workers: int = 1,
    threads: int = 1,
    patience_s: int = 8,
    afterwards: Callable[[], object] | None = None,
    alone: bool = False,
) -> None:
    """Serves until SIGTERM or SIGINT; then what is being answered has `patience_s` seconds.

    `target` is a dotted name; `threads` answer at once per worker (WSGI only). `afterwards` is called in each worker, in a thread of its own, a
    little after it has begun to serve: for what may wait until the first page is out. `alone` serves in this very process: for a child of a
    family, which bears it anew when it dies and gives it its time to end. A process that would only wait for such a death holds 10 to 20 MB.
    """
    told = environment.settings()
    server = (_Alone if alone else MPServer)(
        target,
        address=told.host,
        port=port,
        interface=interface,
        workers=workers,
        blocking_threads=threads,
        backlog=1024,
        respawn_failed_workers=True,
        workers_kill_timeout=patience_s,
        websockets=False,
        log_level=LogLevels.warning,
    )
    if alone:
        server.serve(target_loader=partial(_load, afterwards))
        return
    _let_the_newborn_end()
    server.serve(target_loader=partial(_load_in_worker, os.getpid(), afterwards))


class _Alone(MPServer):
    """What a worker does, in this process; until it serves, a word to end ends it at once."""

    def _serve(self, spawn_target: Callable[..., Any], target_loader: Callable[..., Any]) -> None:
        self._init_shared_socket()  # type: ignore[no-untyped-call]
        self._start_ipc()  # type: ignore[no-untyped-call]
        self._spawn_worker(0, spawn_target, target_loader).inner.run()


def _let_the_newborn_end() -> None:
    """A worker that is told to end before it serves ends at once.

    It is forked with the master's handlers, which would only note in the worker's own copy that the master shall end: the worker would serve
    on until it is killed for it. What comes between the fork and the first line of the worker waits for that line.
    """
    master = os.getpid()

    def where(process: Callable[[], int], then: Callable[[], None]) -> None:
        if process() == master:  # not in what a worker forks in its turn
            then()

    os.register_at_fork(
        before=partial(where, os.getpid, parent.hold_back),
        after_in_parent=partial(where, os.getpid, parent.go_on),
        after_in_child=partial(where, os.getppid, parent.hear),
    )


def _load_in_worker(master: int, afterwards: Callable[[], object] | None, target: str) -> Callable[..., Any]:
    """A killed master must not leave a worker that holds the port."""
    parent.end_with(master)
    return _load(afterwards, target)


def _load(afterwards: Callable[[], object] | None, target: str) -> Callable[..., Any]:
    application: Callable[..., Any] = import_string(target)
    if afterwards is not None:
        waiting = threading.Timer(_PAUSE_S, afterwards)
        waiting.daemon = True
        waiting.start()
    return application
