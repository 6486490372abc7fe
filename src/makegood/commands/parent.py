"""Children that end with their parent: when `makegood up` is killed, nothing that it started holds a port or works on.

A child looks who its parent is; once it is somebody else, it ends itself, first politely.
"""

import os
import signal
import threading
import time

_LOOK_S = 0.5
_POLITE_S = 5.0


def end_with(parent: int) -> None:
    """From now on this process ends when `parent` is no longer its parent."""
    threading.Thread(target=_watch, args=(parent,), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_POLITE_S)
    os._exit(1)
