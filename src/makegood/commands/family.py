"""The child processes of `makegood up`: started together, restarted when one dies, ended together.

Each child leads its own process group, so that Ctrl-C reaches only the parent, and what a dead child leaves behind is ended with it.
Never keeps a dead child's work: children keep everything in the database.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
_WELL_AFTER_S = 60.0  # a child that lived this long starts again with the shortest pause
_LOOK_S = 0.2


@dataclass
class Child:
    """One child: its name and the words after `makegood`."""

    name: str
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    pause_s: float = SHORTEST_PAUSE_S
    again_at: float = field(default=0.0)

    def start(self) -> None:
        command = [sys.executable, "-m", "makegood.commands.main", *self.words, "--parent", str(os.getpid())]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - ourselves
        self.born = time.monotonic()

    def tell(self, number: int) -> None:
        """Signals the whole group, also when its leader is gone."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Family:
    """`say` gets a sentence for each death and each restart."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self._children = children
        self._say = say

    def start(self) -> None:
        for child in self._children:
            child.start()

    def watch(self, stop: threading.Event) -> None:
        """Restarts whoever dies, with a growing pause, until `stop` is set."""
        while not stop.wait(_LOOK_S):
            for child in self._children:
                self._look_after(child)

    def end(self, *, patience_s: float = 10) -> None:
        """Asks all to end, waits, and then makes them. May be repeated."""
        for child in self._children:
            if child.process is not None:
                with suppress(ProcessLookupError):
                    child.process.send_signal(signal.SIGTERM)
        until = time.monotonic() + patience_s
        for child in self._children:
            if child.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, until - time.monotonic()))
                child.tell(signal.SIGKILL)
                child.process.wait()
                child.process = None

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.again_at:
                self._say(f"{child.name} starts again.")
                child.start()
            return
        code = child.process.poll()
        if code is None:
            return
        child.tell(signal.SIGKILL)
        child.process = None
        child.pause_s = SHORTEST_PAUSE_S if now - child.born > _WELL_AFTER_S else min(child.pause_s * 2, LONGEST_PAUSE_S)
        child.again_at = now + child.pause_s
        self._say(f"{child.name} ended ({_how(code)}) and starts again in {child.pause_s:.0f} s.")


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
