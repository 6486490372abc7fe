"""Children that end with their parent: when `makegood up` is killed, nothing that it started holds a port or works on.

A child looks who its parent is; once it is somebody else, it ends itself, first politely. And children that can be told to end from their first
instant: whoever forks holds the word back (`hold_back`) until the child can hear it for itself (`hear`).
"""

import os
import signal
import threading
import time

_ENDINGS = (signal.SIGTERM, signal.SIGINT)
_LOOK_S = 0.5
_POLITE_S = 5.0


def hold_back() -> None:
    """A word to end that comes now waits."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)


def go_on() -> None:
    """What was held back is heard now."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)


def hear() -> None:
    """In a child: a word to end ends it at once, also one that was held back, until it says otherwise; its parent's handlers are its parent's."""
    for number in _ENDINGS:
        signal.signal(number, signal.SIG_DFL)
    go_on()


def end_with(parent: int) -> None:
    """From now on this process ends when `parent` is no longer its parent."""
    threading.Thread(target=_watch, args=(parent,), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_POLITE_S)
    os._exit(1)
